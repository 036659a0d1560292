"""Nudges and the messages they were said in: planned in bulk, found by their time, settled together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.chasing import NudgeStatus
from bot.domain.nudges import DueNudge, Key
from bot.store.tables import metadata
from bot.store.tables.chasing import PLANNED, SAID

_NUDGE, _MESSAGE = metadata.tables["nudge"], metadata.tables["nudge_message"]
# The indexes hold planned rows, and rows that were said; queries find them by repeating their conditions.
_PLANNED, _SAID = text(PLANNED), text(SAID)
_PORTION = 500
# Any number that no other lock of the database has.
_DECIDING = 7_203_114


@dataclass(frozen=True, slots=True)
class NewNudge:
    """A nudge to plan. A second one of the same subject, person, rule and plan is not written."""

    subject: str
    person_id: int
    rule: str
    plan: int
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class Nudge:
    """A nudge as it stands. `due_at` is when it is next decided; `message_id` the message it was said in."""

    id: int
    subject: str
    person_id: int
    rule: str
    plan: int
    planned_at: datetime
    due_at: datetime
    status: NudgeStatus
    message_id: int | None


@dataclass(frozen=True, slots=True)
class NudgeMessage:
    """A message to `person_id`, with what was said in it in the order of saying."""

    id: int
    person_id: int
    day_on: date
    version: int
    nudges: tuple[Nudge, ...]


class Nudges:
    """Nudges and their messages within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, nudges: Iterable[NewNudge]) -> int:
        """Write nudges in bulk; return how many are new."""
        # In the order of their key: two plans that cross each other otherwise wait for each other on PostgreSQL.
        ordered = sorted(nudges, key=lambda nudge: (nudge.subject, nudge.person_id, nudge.rule, nudge.plan))
        if not ordered:
            return 0
        rows = [
            {
                "subject": nudge.subject,
                "person_id": nudge.person_id,
                "rule": nudge.rule,
                "plan": nudge.plan,
                "planned_at": nudge.planned_at,
                "due_at": nudge.planned_at,
                "status": NudgeStatus.PLANNED.value,
            }
            for nudge in ordered
        ]
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(_NUDGE).on_conflict_do_nothing()
        return self._connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount

    def next_due(self) -> datetime | None:
        """Return when the next nudge is to be decided; None when none is planned."""
        at: datetime | None = self._connection.execute(select(func.min(_NUDGE.c.due_at)).where(_PLANNED)).scalar_one()
        return at

    def due(self, now: datetime, limit: int) -> Sequence[tuple[int, int]]:
        """Return the id and person of up to `limit` nudges to be decided, longest due first."""
        return [(row.id, row.person_id) for row in self._connection.execute(due_query(now, limit))]

    def alone(self) -> None:
        """Wait until no other unit of work decides nudges, and keep others from it until this one ends.

        What a person was sent today is read before more is sent: two deciding at once would both find room for it.
        SQLite lets one unit write at a time anyhow.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(_DECIDING)))

    def take(self, ids: Collection[int]) -> list[DueNudge]:
        """Return which of `ids` are still planned, for change."""
        taken: list[DueNudge] = []
        for portion in _portions(sorted(ids)):
            rows = select(_NUDGE).where(_NUDGE.c.id.in_(portion), _PLANNED).with_for_update(skip_locked=True)
            taken += [
                DueNudge(row.id, row.subject, row.person_id, row.rule, row.planned_at)
                for row in self._connection.execute(rows)
            ]
        return taken

    def settle(self, settled: Mapping[int, NudgeStatus], at: datetime) -> None:
        """Record what became of nudges that were not said."""
        self._change(
            [{"row": i, "status": status.value, "settled_at": at} for i, status in sorted(settled.items())],
            "status",
            "settled_at",
        )

    def hold(self, held: Mapping[int, datetime]) -> None:
        """Put nudges off until an instant each."""
        self._change([{"row": i, "due_at": until} for i, until in sorted(held.items())], "due_at")

    def say(self, person_id: int, day: date, said: Sequence[DueNudge], at: datetime) -> int:
        """Write a message of `said` to a person; return its id. What was planned earlier for the same is superseded."""
        numbers = select(func.coalesce(func.max(_MESSAGE.c.number), 0)).where(
            _MESSAGE.c.person_id == person_id, _MESSAGE.c.day_on == day
        )
        number = int(self._connection.execute(numbers).scalar_one()) + 1
        values = {"person_id": person_id, "day_on": day, "number": number, "version": 1}
        made = self._connection.execute(insert(_MESSAGE).values(values).returning(_MESSAGE.c.id))
        message_id = int(made.scalar_one())
        rows = [
            {"row": nudge.id, "status": NudgeStatus.SAID.value, "settled_at": at, "message_id": message_id}
            for nudge in said
        ]
        self._change(rows, "status", "settled_at", "message_id")
        earlier = (
            update(_NUDGE)
            .where(
                _PLANNED,
                _NUDGE.c.subject == bindparam("about"),
                _NUDGE.c.person_id == bindparam("whom"),
                _NUDGE.c.planned_at < bindparam("before"),
            )
            .values(status=NudgeStatus.SUPERSEDED.value, settled_at=at)
        )
        keys = [{"about": nudge.subject, "whom": nudge.person_id, "before": nudge.planned_at} for nudge in said]
        self._connection.execute(earlier, keys)
        return message_id

    def end(
        self,
        subjects: Iterable[str],
        status: NudgeStatus,
        at: datetime,
        person_ids: Collection[int] | None = None,
        rule: str = "",
    ) -> int:
        """Settle what is planned about subjects; return how much that was.

        Args:
            subjects: what it is about.
            status: what became of it.
            at: when.
            person_ids: of whom it would be asked; None for everybody.
            rule: how the rule begins; empty for every rule.
        """
        ended = 0
        for portion in _portions(sorted(set(subjects))):
            change = update(_NUDGE).where(_PLANNED, _NUDGE.c.subject.in_(portion), _NUDGE.c.rule.startswith(rule))
            if person_ids is not None:
                change = change.where(_NUDGE.c.person_id.in_(sorted(person_ids)))
            change = change.values(status=status.value, settled_at=at)
            ended += self._connection.execute(change).rowcount
        return ended

    def look_again(self, person_ids: Collection[int]) -> int:
        """Have what was held back for people decided anew from when it was planned; return how much that was."""
        late = (_PLANNED, _NUDGE.c.person_id.in_(sorted(person_ids)), _NUDGE.c.due_at > _NUDGE.c.planned_at)
        return self._connection.execute(update(_NUDGE).where(*late).values(due_at=_NUDGE.c.planned_at)).rowcount

    def of_subjects(self, subjects: Iterable[str]) -> tuple[Nudge, ...]:
        """Return every nudge about subjects, in the order they were planned for."""
        found = [
            _nudge(row)
            for portion in _portions(sorted(set(subjects)))
            for row in self._connection.execute(select(_NUDGE).where(_NUDGE.c.subject.in_(portion))).mappings()
        ]
        return tuple(sorted(found, key=lambda nudge: (nudge.planned_at, nudge.id)))

    def planned_for(self, keys: Iterable[Key]) -> tuple[tuple[Key, datetime], ...]:
        """Return when each of `keys` is next decided, as far as that is planned, earliest first."""
        wanted = set(keys)
        found: list[tuple[Key, datetime]] = []
        for portion in _portions(sorted({subject for subject, _ in wanted})):
            rows = select(_NUDGE.c.subject, _NUDGE.c.person_id, _NUDGE.c.due_at).where(
                _PLANNED, _NUDGE.c.subject.in_(portion)
            )
            planned = self._connection.execute(rows)
            found += [((row.subject, row.person_id), row.due_at) for row in planned]
        return tuple(sorted((one for one in found if one[0] in wanted), key=lambda one: one[1]))

    def message(self, message_id: int) -> NudgeMessage | None:
        """Return a message with its nudges."""
        row = self._connection.execute(select(_MESSAGE).where(_MESSAGE.c.id == message_id)).mappings().first()
        if row is None:
            return None
        said = select(_NUDGE).where(_SAID, _NUDGE.c.message_id == message_id).order_by(_NUDGE.c.id)
        nudges = tuple(_nudge(nudge) for nudge in self._connection.execute(said).mappings())
        return NudgeMessage(row["id"], row["person_id"], row["day_on"], row["version"], nudges)

    def messages_on(self, day: date) -> Mapping[int, int]:
        """Return how many things each person's messages of a day asked for."""
        counts = (
            select(_MESSAGE.c.person_id, func.count(_NUDGE.c.id))
            .join(_NUDGE, _NUDGE.c.message_id == _MESSAGE.c.id)
            .where(_MESSAGE.c.day_on == day)
            .group_by(_MESSAGE.c.person_id)
        )
        return {row[0]: row[1] for row in self._connection.execute(counts)}

    def standing(self, subjects: Iterable[str]) -> Mapping[int, int]:
        """Return the latest message to each person in which any of `subjects` stands, with whom it went to."""
        latest: dict[int, int] = {}
        for portion in _portions(sorted(set(subjects))):
            ids = (
                select(_MESSAGE.c.person_id, func.max(_MESSAGE.c.id))
                .join(_NUDGE, _NUDGE.c.message_id == _MESSAGE.c.id)
                .where(_NUDGE.c.subject.in_(portion))
                .group_by(_MESSAGE.c.person_id, _NUDGE.c.subject)
            )
            latest |= {message_id: person_id for person_id, message_id in self._connection.execute(ids)}
        return latest

    def renew(self, message_id: int) -> int:
        """Raise a message's version; return it."""
        change = update(_MESSAGE).where(_MESSAGE.c.id == message_id).values(version=_MESSAGE.c.version + 1)
        return int(self._connection.execute(change.returning(_MESSAGE.c.version)).scalar_one())

    def heard_on(self, person_ids: Collection[int], since: date) -> Mapping[int, tuple[date, ...]]:
        """Return the days from `since` on which each person was sent messages, once for each message."""
        heard: dict[int, list[date]] = defaultdict(list)
        for portion in _portions(sorted(person_ids)):
            rows = select(_MESSAGE.c.person_id, _MESSAGE.c.day_on).where(
                _MESSAGE.c.person_id.in_(portion), _MESSAGE.c.day_on >= since
            )
            for person_id, day in self._connection.execute(rows):
                heard[person_id].append(day)
        return {person_id: tuple(days) for person_id, days in heard.items()}

    def _change(self, rows: Sequence[Mapping[str, object]], *columns: str) -> None:
        if rows:
            change = update(_NUDGE).where(_NUDGE.c.id == bindparam("row"), _PLANNED)
            self._connection.execute(change.values({name: bindparam(name) for name in columns}), rows)


def due_query(now: datetime, limit: int) -> Select[int, int]:
    """Return the id and person of nudges to be decided at `now`; the index of planned ones answers it alone."""
    due = select(_NUDGE.c.id, _NUDGE.c.person_id).where(_PLANNED, _NUDGE.c.due_at <= now)
    return due.order_by(_NUDGE.c.due_at, _NUDGE.c.id).limit(limit)


def _portions(values: Sequence[int] | Sequence[str]) -> Iterator[Sequence[int] | Sequence[str]]:
    for start in range(0, len(values), _PORTION):
        yield values[start : start + _PORTION]


def _nudge(row: RowMapping) -> Nudge:
    return Nudge(
        row["id"],
        row["subject"],
        row["person_id"],
        row["rule"],
        row["plan"],
        row["planned_at"],
        row["due_at"],
        NudgeStatus(row["status"]),
        row["message_id"],
    )
