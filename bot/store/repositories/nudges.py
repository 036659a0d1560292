"""Nudges: planned in bulk, found by their time, settled together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.chasing import NudgeStatus
from bot.domain.nudges import DueNudge, Key
from bot.store.repositories.nudge_messages import MESSAGE, NUDGE, Nudge, NudgeMessages, portions, read_nudge
from bot.store.tables.chasing import PLANNED

# The index holds planned rows; queries find them by repeating its condition.
_PLANNED = text(PLANNED)
_PLAN_COLUMNS = ("subject", "person_id", "rule", "plan", "planned_at", "due_at", "status")
# PostgreSQL takes rows by the column in half the time of rows one by one.
_PLAN_IN_COLUMNS = (
    postgresql.insert(NUDGE)
    .from_select(
        _PLAN_COLUMNS,
        select(*(func.unnest(bindparam(name, type_=postgresql.ARRAY(NUDGE.c[name].type))) for name in _PLAN_COLUMNS)),
    )
    .on_conflict_do_nothing()
)
_SAY = insert(MESSAGE).returning(MESSAGE.c.id, MESSAGE.c.person_id)
_SUPERSEDE_EARLIER = (
    update(NUDGE)
    .where(
        _PLANNED,
        NUDGE.c.subject == bindparam("about"),
        NUDGE.c.person_id == bindparam("whom"),
        NUDGE.c.planned_at < bindparam("before"),
    )
    .values(status=NudgeStatus.SUPERSEDED.value, settled_at=bindparam("at"))
)
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


class Nudges(NudgeMessages):
    """Nudges and their messages within one transaction."""

    def plan(self, nudges: Iterable[NewNudge]) -> int:
        """Write nudges in bulk; return how many are new."""
        # In the order of their key: two plans that cross each other otherwise wait for each other on PostgreSQL.
        ordered = sorted(nudges, key=lambda nudge: (nudge.subject, nudge.person_id, nudge.rule, nudge.plan))
        if not ordered:
            return 0
        rows = [
            (n.subject, n.person_id, n.rule, n.plan, n.planned_at, n.planned_at, NudgeStatus.PLANNED.value)
            for n in ordered
        ]
        counted = {"preserve_rowcount": True}
        if self._connection.dialect.name == "postgresql":
            columns = {name: list(values) for name, values in zip(_PLAN_COLUMNS, zip(*rows, strict=True), strict=True)}
            return self._connection.execute(_PLAN_IN_COLUMNS, columns, execution_options=counted).rowcount
        statement = sqlite.insert(NUDGE).on_conflict_do_nothing()
        values = [dict(zip(_PLAN_COLUMNS, row, strict=True)) for row in rows]
        return self._connection.execute(statement, values, execution_options=counted).rowcount

    def next_due(self) -> datetime | None:
        """Return when the next nudge is to be decided; None when none is planned."""
        at: datetime | None = self._connection.execute(select(func.min(NUDGE.c.due_at)).where(_PLANNED)).scalar_one()
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
        for portion in portions(sorted(ids)):
            rows = select(NUDGE).where(NUDGE.c.id.in_(portion), _PLANNED).with_for_update(skip_locked=True)
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

    def say(self, said: Mapping[tuple[int, date], Sequence[DueNudge]], at: datetime) -> Mapping[int, int]:
        """Write a message for each person and day; return the messages' ids by person.

        What was planned earlier for the same things is superseded.
        """
        if not said:
            return {}
        numbers = self._numbers(said)
        values = [
            {"person_id": person_id, "day_on": day, "number": numbers.get((person_id, day), 0) + 1, "version": 1}
            for person_id, day in sorted(said)
        ]
        made = self._connection.execute(_SAY, values)
        ids = {row.person_id: row.id for row in made}
        self._change(
            [
                {"row": nudge.id, "status": NudgeStatus.SAID.value, "settled_at": at, "message_id": ids[person_id]}
                for (person_id, _), nudges in said.items()
                for nudge in nudges
            ],
            "status",
            "settled_at",
            "message_id",
        )
        keys = [
            {"about": nudge.subject, "whom": nudge.person_id, "before": nudge.planned_at, "at": at}
            for nudges in said.values()
            for nudge in nudges
        ]
        self._connection.execute(_SUPERSEDE_EARLIER, keys)
        return ids

    def _numbers(self, wanted: Collection[tuple[int, date]]) -> Mapping[tuple[int, date], int]:
        """Return the number of the last message that each person had on a day, where they had any."""
        found: dict[tuple[int, date], int] = {}
        days = {day for _, day in wanted}
        for portion in portions(sorted({person_id for person_id, _ in wanted})):
            last = (
                select(MESSAGE.c.person_id, MESSAGE.c.day_on, func.max(MESSAGE.c.number))
                .where(MESSAGE.c.person_id.in_(portion), MESSAGE.c.day_on.in_(days))
                .group_by(MESSAGE.c.person_id, MESSAGE.c.day_on)
            )
            found |= {(row[0], row[1]): row[2] for row in self._connection.execute(last)}
        return found

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
        for portion in portions(sorted(set(subjects))):
            change = update(NUDGE).where(_PLANNED, NUDGE.c.subject.in_(portion), NUDGE.c.rule.startswith(rule))
            if person_ids is not None:
                change = change.where(NUDGE.c.person_id.in_(sorted(person_ids)))
            change = change.values(status=status.value, settled_at=at)
            ended += self._connection.execute(change).rowcount
        return ended

    def look_again(self, person_ids: Collection[int]) -> int:
        """Have what was held back for people decided anew from when it was planned; return how much that was."""
        late = (_PLANNED, NUDGE.c.person_id.in_(sorted(person_ids)), NUDGE.c.due_at > NUDGE.c.planned_at)
        return self._connection.execute(update(NUDGE).where(*late).values(due_at=NUDGE.c.planned_at)).rowcount

    def of_subjects(self, subjects: Iterable[str]) -> tuple[Nudge, ...]:
        """Return every nudge about subjects, in the order they were planned for."""
        found = [
            read_nudge(row)
            for portion in portions(sorted(set(subjects)))
            for row in self._connection.execute(select(NUDGE).where(NUDGE.c.subject.in_(portion))).mappings()
        ]
        return tuple(sorted(found, key=lambda nudge: (nudge.planned_at, nudge.id)))

    def planned_for(self, keys: Iterable[Key]) -> tuple[tuple[Key, datetime], ...]:
        """Return when each of `keys` is next decided, as far as that is planned, earliest first."""
        wanted = set(keys)
        found: list[tuple[Key, datetime]] = []
        for portion in portions(sorted({subject for subject, _ in wanted})):
            rows = select(NUDGE.c.subject, NUDGE.c.person_id, NUDGE.c.due_at).where(
                _PLANNED, NUDGE.c.subject.in_(portion)
            )
            planned = self._connection.execute(rows)
            found += [((row.subject, row.person_id), row.due_at) for row in planned]
        return tuple(sorted((one for one in found if one[0] in wanted), key=lambda one: one[1]))

    def _change(self, rows: Sequence[Mapping[str, object]], *columns: str) -> None:
        if rows:
            change = update(NUDGE).where(NUDGE.c.id == bindparam("row"), _PLANNED)
            self._connection.execute(change.values({name: bindparam(name) for name in columns}), rows)


def due_query(now: datetime, limit: int) -> Select[int, int]:
    """Return the id and person of nudges to be decided at `now`; the index of planned ones answers it alone."""
    due = select(NUDGE.c.id, NUDGE.c.person_id).where(_PLANNED, NUDGE.c.due_at <= now)
    return due.order_by(NUDGE.c.due_at, NUDGE.c.id).limit(limit)
