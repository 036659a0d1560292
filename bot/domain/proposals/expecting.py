"""When a proposal can be decided: reckoned from what each board has left, its meetings, and their papers' days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.domain.calendar import WorkingCalendar
from bot.domain.people import DecidesIn
from bot.domain.proposals.course import current, decidable_from
from bot.domain.proposals.records import Ask, Stage, StageState


@dataclass(frozen=True, slots=True)
class Diary:
    """A board's meetings, and how many working days before one its papers are due."""

    meetings: Sequence[date] = ()
    papers_due_days: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """What dates are reckoned by: the days that are worked, the boards' diaries by key, the partnership's zone."""

    calendar: WorkingCalendar
    diaries: Mapping[str, Diary]
    zone: ZoneInfo

    def diary(self, board: str) -> Diary:
        """Return a board's diary, empty where it has none."""
        return self.diaries.get(board, Diary())


@dataclass(frozen=True, slots=True)
class Expected:
    """When a proposal is expected to be decided.

    Attributes:
        on: the day of the last approval that is still to come, or the last that there was; None where none can be said.
        undated: the board by which none can be said: it has no meeting planned that could take it.
        effective_on: when it takes effect then, after call-in.
        days: the day of each stage's answer, by position; of the closed ones when they were answered.
    """

    on: date | None
    undated: str = ""
    effective_on: date | None = None
    days: Mapping[int, date | None] | None = None


def next_meeting(
    diary: Diary, calendar: WorkingCalendar, ready_on: date, notice_days: int = 0, *, papers: bool = True
) -> date | None:
    """Return the first meeting that can take what is ready on a day.

    Args:
        diary: the board's.
        calendar: the days that are worked.
        ready_on: the day from which it can be put before the board.
        notice_days: calendar days of public notice from then on.
        papers: whether it must be ready by the day on which that meeting's papers are due.
    """
    earliest = ready_on + timedelta(days=notice_days)
    return min(
        (
            day
            for day in diary.meetings
            if day >= earliest and (not papers or calendar.shift(day, -diary.papers_due_days) >= ready_on)
        ),
        default=None,
    )


def due_in_thread(stage: Stage, calendar: WorkingCalendar, opens_on: date, notice_days: int | None = None) -> date:
    """Return the last day of a stage that is decided in the thread and opened on a day.

    `notice_days` are those that are left of its notice; None for all of them.
    """
    left = stage.rules.notice_days if notice_days is None else notice_days
    due_on = calendar.shift(opens_on, stage.rules.working_days)
    return max(due_on, calendar.shift(opens_on + timedelta(days=left), 0))


def expect(stages: Sequence[Stage], times: Times, today: date) -> Expected:
    """Return when a proposal is expected to be decided: by each board on the last day it has, or at its meeting."""
    mine, day = current(stages), today
    days: dict[int, date | None] = {}
    undated = ""
    for _, step in groupby(mine, key=lambda stage: stage.step):
        for stage in step:
            answered = None if undated and stage.state is StageState.COMING else _answered(stage, times, day, today)
            days[stage.position] = answered
            if answered is None and not undated:
                undated = stage.board
        if not undated:
            day = max([day, *(one for one in days.values() if one is not None)])
    approving = [stage for stage in mine if stage.ask is Ask.APPROVE]
    last = max((stage.step for stage in approving), default=0)
    # A step before is over by then, but where its board has it again.
    before = [stage for stage in mine if stage.step < last] if approving else []
    on = _latest([days[stage.position] for stage in (*approving, *before)])
    effective = [
        _effective(stage, answered, times) for stage in approving if (answered := days[stage.position]) is not None
    ]
    return Expected(on, "" if on else undated, max(effective) if on else None, days)


def _effective(stage: Stage, answered: date, times: Times) -> date:
    """Return the day on which an answer takes effect that is given on a day."""
    if stage.effective_on is not None:
        return stage.effective_on
    return times.calendar.shift(answered, stage.rules.call_in_days) if stage.rules.call_in_days else answered


def _answered(stage: Stage, times: Times, before: date, today: date) -> date | None:
    """Return the day by which a stage is answered when the step before it was over on a day."""
    if stage.closed_at is not None and stage.state is StageState.CLOSED:
        return stage.decided_on or stage.closed_at.astimezone(times.zone).date()
    if stage.state is StageState.OPEN:
        return _while_open(stage, times, today)
    if stage.state is StageState.DEFERRED:
        return stage.meets_on or _if_opened(stage, times, max(today, stage.deferred_until or today), papers=False)
    return _if_opened(stage, times, before if stage.state is StageState.COMING else today)


def _while_open(stage: Stage, times: Times, today: date) -> date | None:
    free_from = max(today, decidable_from(stage) or today)
    if stage.decides_in is DecidesIn.THREAD:
        # Nobody knows how long a board takes that is late: today is the earliest.
        return max(stage.due_on or free_from, free_from)
    if stage.meets_on is not None:
        # A meeting that is past has decided, or has not: nobody knows before it is recorded.
        return stage.meets_on
    return next_meeting(times.diary(stage.board), times.calendar, free_from)


def _if_opened(stage: Stage, times: Times, day: date, *, papers: bool = True) -> date | None:
    if stage.decides_in is DecidesIn.THREAD:
        return due_in_thread(stage, times.calendar, day) or day
    return next_meeting(times.diary(stage.board), times.calendar, day, stage.rules.notice_days, papers=papers)


def _latest(days: Sequence[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


@dataclass(frozen=True, slots=True)
class Start:
    """How a wanted start lies to the day of the decision: days after it, negative before it; whether that is tight."""

    starts_on: date
    decided_on: date
    days_after: int
    is_tight: bool


def start_of(starts_on: date | None, expected: Expected, tight_days: int) -> Start | None:
    """Return how the wanted start lies to the decision taking effect; None where either is not known."""
    decided = expected.effective_on or expected.on
    if starts_on is None or decided is None:
        return None
    after = (starts_on - decided).days
    return Start(starts_on, decided, after, after <= tight_days)
