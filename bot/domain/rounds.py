"""Monthly rounds: which one is to be opened and when, what came of each risk in it, and how far it has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from bot.domain.calendar import WorkingCalendar


class ItemState(StrEnum):
    """What came of asking for a risk's update.

    missing: nobody answered yet. answered: it was reviewed. no_change: a lead says it stands, and why. withdrawn: the
    risk was closed, or nobody leads it any more, before anybody answered.
    """

    MISSING = "missing"
    ANSWERED = "answered"
    NO_CHANGE = "no_change"
    WITHDRAWN = "withdrawn"


SETTLED = frozenset({ItemState.ANSWERED, ItemState.NO_CHANGE})
"""The states in which somebody has answered."""


def after_answer(before: ItemState, given: ItemState) -> ItemState:
    """Return the state of an item when one more answer is given: a review counts for more than “no change”."""
    return ItemState.ANSWERED if ItemState.ANSWERED in {before, given} else given


@dataclass(frozen=True, slots=True)
class Schedule:
    """How rounds are reckoned, in working days.

    Either each serves the next meeting, opening `opens` days before its papers are due and due `due` days before, or
    each opens on `day` of its month and is due `opens - due` days later.
    """

    opens: int
    due: int
    day: int | None = None


class Meeting(NamedTuple):
    """A meeting that a round may serve: its day, and how many working days before it papers are due."""

    held_on: date
    papers_due: int


@dataclass(frozen=True, slots=True)
class RoundDates:
    """A month's round as it is reckoned. `month` is such as `2018-12`; a round on a day of the month has no meeting."""

    month: str
    opens_on: date
    due_on: date
    paper_on: date | None = None
    meeting_on: date | None = None

    @property
    def last_on(self) -> date:
        """The last day on which the round may still be opened: on the next its papers are due, or it is due."""
        return self.paper_on or self.due_on


class Plan(NamedTuple):
    """What rounds come to as of a day.

    `open_now` is to be opened unless it was before; `too_late` has no working day left to be opened; `upcoming` is the
    next to open.
    """

    open_now: RoundDates | None
    too_late: RoundDates | None
    upcoming: RoundDates | None


def dates_for(meeting: Meeting, schedule: Schedule, calendar: WorkingCalendar) -> RoundDates:
    """Return the round that serves a meeting."""
    paper_on = calendar.shift(meeting.held_on, -meeting.papers_due)
    return RoundDates(
        month=month_of(meeting.held_on),
        opens_on=calendar.shift(paper_on, -schedule.opens),
        due_on=calendar.shift(paper_on, -schedule.due),
        paper_on=paper_on,
        meeting_on=meeting.held_on,
    )


def dates_on_day(year: int, month: int, schedule: Schedule, calendar: WorkingCalendar) -> RoundDates:
    """Return the round of a month that opens on the schedule's day, or the next working day after it."""
    opens_on = calendar.shift(date(year, month, schedule.day or 1), 0)
    due_on = calendar.shift(opens_on, schedule.opens - schedule.due)
    return RoundDates(f"{year:04d}-{month:02d}", opens_on, due_on)


def plan_rounds(
    meetings: Iterable[Meeting], schedule: Schedule, calendar: WorkingCalendar, today: date, known: frozenset[str]
) -> Plan:
    """Return what is to be opened as of `today`.

    Args:
        meetings: all of the boards that rounds serve; the first in a month counts. Not read when the schedule has a
            day.
        schedule: how rounds are reckoned.
        calendar: working days.
        today: the day; its opening time has come.
        known: months that have a round already.
    """
    dates = _rounds(meetings, schedule, calendar, today)
    begun = [round_ for round_ in dates if round_.opens_on <= today and round_.month not in known]
    upcoming = next((round_ for round_ in dates if round_.opens_on > today and round_.month not in known), None)
    # Where several have begun, such as after a long stop, the latest is the one that is asked for now.
    current = begun[-1] if begun else None
    if current is None:
        return Plan(None, None, upcoming)
    due_on = last_due_on(current, calendar, today)
    if due_on is None:
        return Plan(None, current, upcoming)
    return Plan(RoundDates(current.month, today, due_on, current.paper_on, current.meeting_on), None, upcoming)


def last_due_on(dates: RoundDates, calendar: WorkingCalendar, today: date) -> date | None:
    """Return when a round that opens `today` is due: its own day, or the last working day before its papers are due.

    None when no working day is left for it.
    """
    if today <= dates.due_on:
        return dates.due_on
    if dates.paper_on is None:
        return None
    before = calendar.previous_working(dates.paper_on)
    return before if today <= before else None


def told_on(round_: Round, after: Sequence[int], calendar: WorkingCalendar) -> date:
    """Return when the SRO and the office are told of what is late; nobody is reminded after it.

    That is the working day after the last reminder, but the last before the papers are due at the latest: the paper is
    not to go out without anybody having heard. Where updates are due no sooner than that, the meeting counts instead.
    """
    usual = calendar.from_due(round_.due_on, max(after, default=0) + 1)
    for deadline in (round_.paper_on, round_.meeting_on):
        last = calendar.previous_working(deadline) if deadline is not None else usual
        if round_.due_on < last:
            return min(usual, last)
    return calendar.from_due(round_.due_on, 1)


def month_of(day: date) -> str:
    """Return a day's month, such as `2018-12`."""
    return f"{day:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Round:
    """A month's round as it is kept. `position_at` stays through a reopening, until it is closed again."""

    id: int
    month: str
    opened_at: datetime
    due_on: date
    paper_on: date | None
    meeting_on: date | None
    plan: int
    closed_at: datetime | None
    closed_by: str
    position_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether answers count for it."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a round's closing keeps for its month's report.

    Attributes:
        boards: the names of boards by their keys.
        workstreams: the names of workstreams by their keys, in the order of the report.
        leads: the names of each reported risk's leads by the risk's id.
        settings: sections of the configuration by their names, as JSON values.
        replaces_at: the position of the report that an earlier closing had made; None for the first.
    """

    boards: Mapping[str, str]
    workstreams: Mapping[str, str]
    leads: Mapping[int, tuple[str, ...]]
    settings: Mapping[str, Any]
    replaces_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A risk in a round. `heard` is how the office heard the answer, empty for one's own."""

    round_id: int
    risk_id: int
    state: ItemState
    version: int | None = None
    answered_at: datetime | None = None
    author_name: str = ""
    heard: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many risks of a round are in which state; withdrawn ones are asked of nobody and do not count."""

    counts: Mapping[ItemState, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """How many were reviewed."""
        return self.counts.get(ItemState.ANSWERED, 0)

    @property
    def no_change(self) -> int:
        """How many stand as they were."""
        return self.counts.get(ItemState.NO_CHANGE, 0)

    @property
    def missing(self) -> int:
        """How many nobody answered for."""
        return self.counts.get(ItemState.MISSING, 0)

    @property
    def done(self) -> int:
        """How many were answered, one way or the other."""
        return self.answered + self.no_change

    @property
    def total(self) -> int:
        """How many are asked for."""
        return self.done + self.missing


def progress_by_workstream(counts: Iterable[tuple[str, ItemState, int]]) -> dict[str, Progress]:
    """Return the progress of each workstream, from how many of its risks are in which state."""
    counted: dict[str, Counter[ItemState]] = {}
    for workstream, state, number in counts:
        counted.setdefault(workstream, Counter())[state] += number
    return {workstream: Progress(parts) for workstream, parts in sorted(counted.items())}


def together(parts: Iterable[Progress]) -> Progress:
    """Return the progress of several workstreams as one."""
    total: Counter[ItemState] = Counter()
    for part in parts:
        total.update(part.counts)
    return Progress(total)


def _rounds(
    meetings: Iterable[Meeting], schedule: Schedule, calendar: WorkingCalendar, today: date
) -> list[RoundDates]:
    """Return the rounds about `today`, in the order of their months."""
    if schedule.day is not None:
        months = [today.year * 12 + today.month - 1 + ahead for ahead in (-1, 0, 1)]
        rounds = [dates_on_day(number // 12, number % 12 + 1, schedule, calendar) for number in months]
        # The month before counts only while it can still be answered.
        return [round_ for round_ in rounds if round_.due_on >= today]
    first: dict[str, Meeting] = {}
    for meeting in sorted(meetings, reverse=True):
        if meeting.held_on >= today:
            first[month_of(meeting.held_on)] = meeting
    return [dates_for(meeting, schedule, calendar) for _, meeting in sorted(first.items())]
