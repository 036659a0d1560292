"""What chasing reads and writes of actions: which are to be planned, what their plans go by, and what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, exists, func, literal_column, select, text, union, update

from bot.domain.actions.records import Entry
from bot.store.repositories.action_reading import ENTRY, entry_from
from bot.store.tables import metadata
from bot.store.tables.actions import OPEN, UNPLANNED

T = TypeVar("T")
_ACTION, _OWNER = metadata.tables["action"], metadata.tables["action_owner"]
_PERSON = metadata.tables["person"]
_ID, _OF = _ACTION.c.id, _OWNER.c.action_id
# The indexes hold open actions only; queries find them by repeating their conditions.
_OPEN, _UNPLANNED = text(OPEN), text(UNPLANNED)
_PORTION = 500


@dataclass(frozen=True, slots=True)
class Chased:
    """What an action's plan is reckoned from: the board that set it, its day, its owners, the plan's number and rules.

    `rules` is the digest of the rules its reminders were last reckoned by; empty when they are to be reckoned anew.
    """

    id: int
    version: int
    board: str
    is_open: bool
    due_on: date | None
    owner_ids: frozenset[int]
    plan: int
    rules: str


class ChasedActions:
    """Actions as chasing sees them, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unplanned(self, most: int) -> Sequence[int]:
        """Return open actions whose reminders are to be reckoned; the index of these answers it alone."""
        query = select(_ID).where(_UNPLANNED).order_by(_ID).limit(most)
        return self._connection.execute(query).scalars().all()

    def unplanned_before(self, day: date) -> Mapping[int, tuple[str, date]]:
        """Return those of `unplanned` that are due before a day, with the name they were set under, by their ids."""
        query = select(_ID, _ACTION.c.board_key, _ACTION.c.due_on).where(_UNPLANNED, _ACTION.c.due_on < day)
        return {row.id: (row.board_key, row.due_on) for row in self._connection.execute(query)}

    def of_ids(self, action_ids: Iterable[int]) -> Sequence[Chased]:
        """Return these actions, in the order of their ids."""
        found: list[Chased] = []
        known = (_ACTION.c.board_key, _ACTION.c.status, _ACTION.c.due_on, _ACTION.c.plan, _ACTION.c.chased_by)
        for portion in _portions(sorted(set(action_ids))):
            owners: dict[int, set[int]] = defaultdict(set)
            named = select(_OF, _OWNER.c.person_id).where(_OF.in_(portion), _OWNER.c.person_id.is_not(None))
            for row in self._connection.execute(named):
                owners[row.action_id].add(row.person_id)
            mine = select(_ID, _ACTION.c.version, *known).where(_ID.in_(portion)).order_by(_ID)
            found += [
                Chased(
                    id=row.id,
                    version=row.version,
                    board=row.board_key,
                    is_open=row.status == "open",
                    due_on=row.due_on,
                    owner_ids=frozenset(owners.get(row.id, ())),
                    plan=row.plan,
                    rules=row.chased_by,
                )
                for row in self._connection.execute(mine)
            ]
        return found

    def reckoned(self, plans: Mapping[tuple[int, str], Collection[int]]) -> None:
        """Record by which rules, and under which number, actions were planned; `plans` has the actions of each."""
        for (plan, rules), action_ids in sorted(plans.items()):
            for portion in _portions(sorted(action_ids)):
                self._connection.execute(update(_ACTION).where(_ID.in_(portion)).values(plan=plan, chased_by=rules))

    def reckon_anew(self, boards: Collection[str] | None, rules: str, but: Collection[str] = ()) -> int:
        """Have open actions planned anew that were planned by other rules than these; return how many there are.

        Args:
            boards: the names they were set under; None for all but those in `but`.
            rules: the digest of the rules that hold for them.
            but: see `boards`.
        """
        theirs = _ACTION.c.board_key.not_in(but) if boards is None else _ACTION.c.board_key.in_(boards)
        change = update(_ACTION).where(_OPEN, theirs, _ACTION.c.chased_by.not_in(["", rules])).values(chased_by="")
        return self._connection.execute(change).rowcount

    def open_due_on(self, days: Collection[date]) -> Mapping[int, tuple[str, date]]:
        """Return the open actions due on these days, with the name they were set under, by their ids."""
        found: dict[int, tuple[str, date]] = {}
        for portion in _portions(sorted(days)):
            query = select(_ID, _ACTION.c.board_key, _ACTION.c.due_on).where(_OPEN, _ACTION.c.due_on.in_(portion))
            found |= {row.id: (row.board_key, row.due_on) for row in self._connection.execute(query)}
        return found

    def entries_of(self, action_ids: Iterable[int]) -> Mapping[int, Sequence[Entry]]:
        """Return the histories of actions, the oldest entry first."""
        found: dict[int, list[Entry]] = defaultdict(list)
        for portion in _portions(sorted(set(action_ids))):
            theirs = select(ENTRY).where(ENTRY.c.action_id.in_(portion)).order_by(ENTRY.c.version)
            for row in self._connection.execute(theirs).mappings():
                found[row["action_id"]].append(entry_from(row))
        return found

    def undated(self, most: int) -> tuple[Sequence[int], int]:
        """Return open actions without a date, up to `most` of them, and how many there are."""
        condition = (_OPEN, _ACTION.c.due_on.is_(None))
        ids = self._connection.execute(select(_ID).where(*condition).order_by(_ID).limit(most)).scalars().all()
        if len(ids) < most:
            return ids, len(ids)
        counted = select(func.count(literal_column("1"))).select_from(_ACTION).where(*condition)
        return ids, int(self._connection.execute(counted).scalar_one())

    def unowned(self, today: date, until: date, most: int) -> tuple[Sequence[int], int]:
        """Return open actions without an owner who is there today, up to `most` of them, and how many there are.

        These are all whose owner left, and those due by `until` that never had one whom the directory knows.
        """
        gone = select(_PERSON.c.id).where((_PERSON.c.until_on < today) | (_PERSON.c.from_on > today))
        there = select(_OF).where(_OF == _ID, _OWNER.c.person_id.is_not(None), _OWNER.c.person_id.not_in(gone))
        left = select(_OF).where(_OWNER.c.person_id.in_(gone))
        # Either part is found by an index of its own, which an "or" of them would keep from being used.
        begun = select(_ID).where(_OPEN, _ACTION.c.due_on <= until)
        condition = (_OPEN, _ID.in_(union(begun, left)), ~exists(there))
        ids = self._connection.execute(select(_ID).where(*condition).order_by(_ACTION.c.due_on, _ID)).scalars().all()
        return ids[:most], len(ids)


def _portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _PORTION):
        yield values[start : start + _PORTION]
