"""The action tracker, whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from bot.domain.registers.naming import Names
from bot.domain.registers.records import ActionEntry, ActionRecord, ActionStatus
from bot.domain.risks import Visibility
from bot.store.repositories.registers.shared import grouped, lock, owner_row, owner_word
from bot.store.tables import metadata

_T = metadata.tables
_ACTION, _ENTRY, _OWNER = _T["action"], _T["action_entry"], _T["action_owner"]


class ActionTracker:
    """Every action with its owners and its history."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Keep other writers out."""
        lock(self._connection, _ACTION)

    def records(self, names: Names) -> tuple[ActionRecord, ...]:
        """Return all actions in the order they came."""
        owners = grouped(
            self._connection.execute(select(_OWNER).order_by(_OWNER.c.position)).mappings().all(), "action_id"
        )
        entries = grouped(
            self._connection.execute(select(_ENTRY).order_by(_ENTRY.c.version)).mappings().all(), "action_id"
        )
        return tuple(
            ActionRecord(
                ref=row["ref"],
                action=row["summary"],
                owners=tuple(owner_word(owner, names) for owner in owners.get(row["id"], [])),
                board=row["board_key"],
                assigned_on=row["assigned_on"],
                due_on=row["due_on"],
                original_due_on=row["original_due_on"],
                status=ActionStatus(row["status"]),
                status_words=row["status_words"],
                update=row["update"],
                closed_at=row["closed_at"],
                outcome=row["outcome"],
                workstream=row["workstream_key"],
                visibility=Visibility(row["visibility"]),
                source=f"{row['source_kind']} {row['source_ref']}".strip(),
                minute=row["minute"],
                recurrence=row["recurrence"],
                message_link=row["message_link"],
                history=tuple(
                    ActionEntry(
                        version=entry["version"],
                        at=entry["at"],
                        author=entry["author_name"],
                        author_key=names.key_of(entry["author_id"]),
                        status=ActionStatus(entry["status"]),
                        status_words=entry["status_words"],
                        due_on=entry["due_on"],
                        update=entry["update"],
                        kind=entry["kind"],
                        held_on=entry["held_on"],
                        minute=entry["minute"],
                        visibility=Visibility(entry["visibility"]),
                    )
                    for entry in entries.get(row["id"], [])
                ),
            )
            for row in self._connection.execute(select(_ACTION).order_by(_ACTION.c.id)).mappings().all()
        )

    def add(self, records: Sequence[ActionRecord], names: Names) -> None:
        """Add actions with their whole histories."""
        if not records:
            return
        rows = [{"ref": record.ref, "version": len(record.history), **_values(record)} for record in records]
        made = self._connection.execute(insert(_ACTION).returning(_ACTION.c.ref, _ACTION.c.id), rows)
        ids: dict[str, int] = {row.ref: row.id for row in made}
        self._insert(_OWNER, (row for record in records for row in _owners(ids[record.ref], record, names)))
        self._insert(
            _ENTRY,
            (_entry(ids[record.ref], one, one.version, names) for record in records for one in record.history),
        )

    def change(self, changes: Sequence[tuple[ActionRecord, ActionRecord, Sequence[ActionEntry]]], names: Names) -> None:
        """Let each action stand as the second record has it, its history going on with the entries, numbered on."""
        if not changes:
            return
        ids = {row.ref: row.id for row in self._connection.execute(select(_ACTION.c.ref, _ACTION.c.id))}
        rows = [
            {"action": ids[after.ref], "version": len(before.history) + len(entries), **_values(after)}
            for before, after, entries in changes
        ]
        self._connection.execute(update(_ACTION).where(_ACTION.c.id == bindparam("action")), rows)
        owned = [after for before, after, _ in changes if before.owners != after.owners]
        if owned:
            mine = [{"action": ids[after.ref]} for after in owned]
            self._connection.execute(delete(_OWNER).where(_OWNER.c.action_id == bindparam("action")), mine)
            self._insert(_OWNER, (row for after in owned for row in _owners(ids[after.ref], after, names)))
        self._insert(
            _ENTRY,
            (
                _entry(ids[after.ref], entry, version, names)
                for before, after, entries in changes
                for version, entry in enumerate(entries, start=len(before.history) + 1)
            ),
        )

    def _insert(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        given = list(rows)
        if given:
            self._connection.execute(insert(table), given)


def _owners(action_id: int, record: ActionRecord, names: Names) -> list[dict[str, Any]]:
    return [
        {"action_id": action_id, "position": position, **owner_row(word, names)}
        for position, word in enumerate(record.owners)
    ]


def _entry(action_id: int, entry: ActionEntry, version: int, names: Names) -> dict[str, Any]:
    return {
        "action_id": action_id,
        "version": version,
        "at": entry.at,
        "author_id": names.id_of(entry.author_key),
        "author_name": entry.author,
        "status": entry.status.value,
        "status_words": entry.status_words,
        "due_on": entry.due_on,
        "update": entry.update,
        "kind": entry.kind,
        "held_on": entry.held_on,
        "minute": entry.minute,
        "visibility": entry.visibility.value,
    }


def _values(record: ActionRecord) -> dict[str, object]:
    kind, _, source = record.source.partition(" ")
    return {
        "summary": record.action,
        "board_key": record.board,
        "assigned_on": record.assigned_on,
        "due_on": record.due_on,
        "original_due_on": record.original_due_on,
        "status": record.status.value,
        "status_words": record.status_words,
        "update": record.update,
        "closed_at": record.closed_at,
        "outcome": record.outcome,
        "workstream_key": record.workstream,
        "visibility": record.visibility.value,
        "source_kind": kind,
        "source_ref": source,
        "minute": record.minute,
        "recurrence": record.recurrence,
        "message_link": record.message_link,
        # Its reminders are reckoned from what it says now.
        "chased_by": "",
    }
