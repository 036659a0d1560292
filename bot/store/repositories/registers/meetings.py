"""Minutes' actions and forward plans, whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord
from bot.store.repositories.registers.shared import lock
from bot.store.tables import metadata

_T = metadata.tables
_MINUTED, _FORWARD = _T["minuted_action"], _T["forward_item"]


class MeetingRegister:
    """Every action of every board's minutes, and every item of their forward plans."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Keep other writers out."""
        lock(self._connection, _MINUTED, _FORWARD)

    def minuted(self) -> tuple[MinutedRecord, ...]:
        """Return all minuted actions in the order they came."""
        rows = self._connection.execute(select(_MINUTED).order_by(_MINUTED.c.id)).mappings()
        return tuple(
            MinutedRecord(
                row["board_key"],
                row["held_on"],
                row["paragraph"],
                row["ref"],
                row["summary"],
                row["owners"],
                row["due_on"],
            )
            for row in rows
        )

    def items(self) -> tuple[ForwardRecord, ...]:
        """Return all items in the order they came."""
        rows = self._connection.execute(select(_FORWARD).order_by(_FORWARD.c.id)).mappings()
        return tuple(
            ForwardRecord(row["board_key"], row["held_on"], row["title"], row["lead"], row["ref"]) for row in rows
        )

    def add(self, record: MinutedRecord | ForwardRecord) -> None:
        """Add a record."""
        table, same, rest = _parts(record)
        self._connection.execute(insert(table).values(**same, **rest))

    def change(self, after: MinutedRecord | ForwardRecord) -> None:
        """Let the record of this key stand as `after` has it."""
        table, same, rest = _parts(after)
        self._connection.execute(update(table).where(*_conditions(table, same)).values(**rest))

    def remove(self, record: MinutedRecord | ForwardRecord) -> None:
        """Take the record of this key out."""
        table, same, _ = _parts(record)
        self._connection.execute(delete(table).where(*_conditions(table, same)))


def _parts(record: MinutedRecord | ForwardRecord) -> tuple[Table, dict[str, Any], dict[str, Any]]:
    """Return the table of a record, the columns that name it, and its others."""
    if isinstance(record, MinutedRecord):
        same = {"held_on": record.held_on, "paragraph": record.paragraph, "summary": record.action}
        rest = {"ref": record.ref, "owners": record.owners, "due_on": record.due_on}
        return _MINUTED, {"board_key": record.board, **same}, rest
    same = {"board_key": record.board, "held_on": record.held_on, "title": record.title}
    return _FORWARD, same, {"lead": record.lead, "ref": record.ref}


def _conditions(table: Table, same: dict[str, Any]) -> list[Any]:
    return [
        table.c[name].is_(None) if value is None else table.c[name] == value  # an unscheduled item has no meeting
        for name, value in same.items()
    ]
