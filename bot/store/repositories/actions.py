"""The action tracker within a transaction. What is said of an action, and each date it is due, is only ever added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from bot.domain.actions.records import Action, ActionState, Entry, EntryKind, NewAction, Owner, SourceKind
from bot.domain.actions.refs import plain_reference
from bot.domain.risks import Visibility
from bot.store.repositories.action_lists import ActionLists
from bot.store.repositories.action_reading import ACTION, ENTRY, IS_OPEN, OWNER, PLAIN, entry_from

__all__ = ["IS_OPEN", "Actions", "NewEntry"]

# What follows a beginning lies below these in every database's order of letters, also where signs do not count.
_HIGHEST_NUMBER, _HIGHEST_LETTERS = "9" * 12, "z" * 12
_NEAR_MOST = 2000
_PORTION = 500


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that is to be added to an action's history."""

    kind: EntryKind
    at: datetime
    author: str
    author_id: int | None
    update: str
    held_on: date | None = None
    minute: str = ""


class Actions(ActionLists):
    """The tracker within one transaction, read and written; see `ActionReads` for the arguments."""

    def find(self, ref: str) -> Action | None:
        """Return the action of a reference in its canonical form."""
        return next(iter(self.read(ACTION.c.ref == ref, lock=self._for_change)), None)

    def written(self, ref: str, plain: str) -> tuple[Action, ...]:
        """Return the action of exactly this reference, else those whose reference is compared as `plain`."""
        exact = self.find(ref)
        return (exact,) if exact is not None else self.read(PLAIN.in_([plain]), lock=self._for_change)

    def references_like(self, plain: str) -> tuple[str, ...]:
        """Return references that are compared as something that begins with `plain`, as many as are looked through."""
        near = PLAIN.between(plain, plain + _HIGHEST_LETTERS)
        return tuple(self._connection.execute(select(ACTION.c.ref).where(near).limit(_NEAR_MOST)).scalars())

    def get(self, action_id: int) -> Action | None:
        """Return the action of an id."""
        return next(iter(self.read(ACTION.c.id == action_id, lock=self._for_change)), None)

    def of_ids(self, action_ids: Collection[int]) -> Mapping[int, Action]:
        """Return the actions of these ids, those that there are."""
        return {action.id: action for action in self._among(ACTION.c.id, action_ids)}

    def of_refs(self, refs: Collection[str]) -> tuple[Action, ...]:
        """Return the actions of these references, those that there are."""
        return self._among(ACTION.c.ref, refs)

    def named(self, plain: Collection[str]) -> tuple[Action, ...]:
        """Return the actions whose references are compared as these, see `plain_reference`."""
        return self._among(PLAIN, plain)

    def of_source(self, kind: SourceKind, ref: str) -> tuple[Action, ...]:
        """Return the actions that came out of something, in the order they came."""
        return self.read(ACTION.c.source_kind == kind.value, ACTION.c.source_ref == ref)

    def all(self) -> tuple[Action, ...]:
        """Return every action in the order they came."""
        return self.read()

    def open_of(self, person_id: int) -> tuple[Action, ...]:
        """Return the open actions that a person owns, the earliest due first, those without a day last."""
        mine = select(OWNER.c.action_id).where(OWNER.c.person_id == person_id)
        return _by_day(self.read(IS_OPEN, ACTION.c.id.in_(mine)))

    def owners_of_due(self, first: date, last: date) -> frozenset[int]:
        """Return the ids of who owns an open action that is due on one of these days, both included."""
        due = select(ACTION.c.id).where(IS_OPEN, ACTION.c.due_on.between(first, last))
        owning = select(OWNER.c.person_id).where(OWNER.c.action_id.in_(due), OWNER.c.person_id.is_not(None))
        return frozenset(self._connection.execute(owning).scalars())

    def latest_reference(self) -> str:
        """Return the reference of the open public action that came last; empty where there is none."""
        is_public = ACTION.c.visibility == Visibility.PUBLIC.value
        latest = select(ACTION.c.ref).where(IS_OPEN, is_public).order_by(ACTION.c.id.desc()).limit(1)
        return str(self._connection.execute(latest).scalar() or "")

    def references_of(self, beginning: str) -> tuple[str, ...]:
        """Return the references that begin with these letters and figures, however they are written.

        For the next number; other writers wait. Numbers are never used twice: an action is closed, never taken away.
        """
        plain = plain_reference(beginning)
        if self._connection.dialect.name != "sqlite":
            lock = select(func.pg_advisory_xact_lock(func.hashtext(f"action:{plain}")))
            self._connection.execute(lock)
        # As a range, which the index of references serves.
        between = PLAIN.between(plain, plain + _HIGHEST_NUMBER)
        return tuple(self._connection.execute(select(ACTION.c.ref).where(between)).scalars())

    def entries(self, action_id: int) -> tuple[Entry, ...]:
        """Return an action's history, the oldest first."""
        mine = select(ENTRY).where(ENTRY.c.action_id == action_id).order_by(ENTRY.c.version)
        return tuple(entry_from(row) for row in self._connection.execute(mine).mappings())

    def add(self, ref: str, new: NewAction, entry: NewEntry) -> int:
        """Add an action with its first entry; return its id."""
        values = {
            "ref": ref,
            "summary": new.summary,
            "board_key": new.board,
            "assigned_on": new.assigned_on,
            "due_on": new.due_on,
            "status": ActionState.OPEN.value,
            "status_words": "",
            "update": entry.update,
            "version": 1,
            "workstream_key": new.workstream,
            "visibility": new.visibility.value,
            "source_kind": new.source.kind.value,
            "source_ref": new.source.ref,
            "minute": new.minute,
            "message_link": new.message_link,
            "recurrence": new.recurrence,
        }
        made = insert(ACTION).values(values).returning(ACTION.c.id)
        action_id = int(self._connection.execute(made).scalar_one())
        self._insert_owners(action_id, new.owners)
        self._insert_entry(action_id, 1, entry, values)
        return action_id

    def change(self, action: Action, entry: NewEntry, **values: object) -> int:
        """Let an action stand otherwise, with the entry that says so; return its new version.

        Args:
            action: as it was read for change.
            entry: what is said of it.
            values: columns of the action: `due_on`, `original_due_on`, `status`, `status_words`, `outcome`,
                `closed_at`, `summary`, `workstream_key`, `visibility` and so on. Its reminders are reckoned anew.
        """
        version = action.version + 1
        after = {"update": entry.update or action.update, "version": version, "chased_by": "", **values}
        self._connection.execute(update(ACTION).where(ACTION.c.id == action.id).values(**after))
        before = {
            "status": action.status.value,
            "status_words": action.status_words,
            "due_on": action.due_on,
            "visibility": action.visibility.value,
        }
        self._insert_entry(action.id, version, entry, {**before, **values})
        return version

    def set_owners(self, action_id: int, owners: Sequence[Owner]) -> None:
        """Let these own an action, in this order. The entry that says so is the caller's."""
        self._connection.execute(delete(OWNER).where(OWNER.c.action_id == action_id))
        self._insert_owners(action_id, owners)

    def _among(self, column: ColumnElement[Any], values: Collection[Any]) -> tuple[Action, ...]:
        ordered = sorted(set(values))
        portions = (ordered[start : start + _PORTION] for start in range(0, len(ordered), _PORTION))
        return tuple(action for portion in portions for action in self.read(column.in_(portion)))

    def _insert_owners(self, action_id: int, owners: Iterable[Owner]) -> None:
        rows = [
            {"action_id": action_id, "position": position, "person_id": owner.person_id, "name": owner.name}
            for position, owner in enumerate(owners)
        ]
        if rows:
            self._connection.execute(insert(OWNER), rows)

    def _insert_entry(self, action_id: int, version: int, entry: NewEntry, stands: Mapping[str, object]) -> None:
        """Add an entry to a history; `stands` are the columns of the action as it stands then."""
        self._connection.execute(
            insert(ENTRY).values(
                action_id=action_id,
                version=version,
                at=entry.at,
                author_id=entry.author_id,
                author_name=entry.author,
                status=stands["status"],
                status_words=stands["status_words"],
                due_on=stands["due_on"],
                visibility=stands["visibility"],
                update=entry.update,
                kind=entry.kind.value,
                held_on=entry.held_on,
                minute=entry.minute,
            )
        )


def _by_day(actions: Iterable[Action]) -> tuple[Action, ...]:
    return tuple(sorted(actions, key=lambda action: (action.due_on or date.max, action.ref)))
