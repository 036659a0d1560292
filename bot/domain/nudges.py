"""What becomes of nudges that have come due: said to whom, held back until when, or needless."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.calendar import WorkingCalendar
from bot.domain.chasing import Caps, Hearer, NudgeStatus, first_instant, next_instant

_DAY = timedelta(days=1)
# Each step is a day on or more, but for the hour: half a year of days off.
_STEPS = 200
Key = tuple[str, int]
"""A subject and the person it is asked of."""


@dataclass(frozen=True, slots=True)
class DueNudge:
    """A nudge that may be said now. `planned_at` is when its plan had it said, before anything held it back."""

    id: int
    subject: str
    person_id: int
    rule: str
    planned_at: datetime

    @property
    def key(self) -> Key:
        """What it asks of whom."""
        return self.subject, self.person_id


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides about nudges at `now`.

    Attributes:
        hearers: everybody asked, and whoever may act for them, by person id.
        snoozes: until which day a person would not hear of a subject.
    """

    now: datetime
    calendar: WorkingCalendar
    caps: Caps
    hearers: Mapping[int, Hearer]
    snoozes: Mapping[Key, date]


@dataclass
class Decisions:
    """What became of each nudge, by its id; `said` by who reads it."""

    said: dict[int, list[DueNudge]] = field(default_factory=lambda: defaultdict(list))
    held: dict[int, datetime] = field(default_factory=dict)
    settled: dict[int, NudgeStatus] = field(default_factory=dict)


class Holding(StrEnum):
    """What holds a nudge back: a wish not to hear of it yet, an absence, the hour or day, or what was sent already."""

    SNOOZED = "snoozed"
    AWAY = "away"
    HOURS = "hours"
    CAPS = "caps"


class Held(NamedTuple):
    """Until when a nudge is held back, and by what."""

    until: datetime
    why: Holding


class Foreseen(NamedTuple):
    """When a nudge would be said, to whom, and what holds it back first; None where nothing does."""

    at: datetime
    reader_id: int
    why: Holding | None


def latest_of(due: Iterable[DueNudge]) -> Mapping[Key, DueNudge]:
    """Return the latest nudge of each subject and person."""
    latest: dict[Key, DueNudge] = {}
    for nudge in due:
        before = latest.get(nudge.key)
        if before is None or (before.planned_at, before.id) < (nudge.planned_at, nudge.id):
            latest[nudge.key] = nudge
    return latest


def reader_of(person_id: int, situation: Situation) -> int | datetime:
    """Return who reads what is asked of a person now, or when to look again where nobody does: after now.

    That is the person, or who acts for them while they are away. Who acts is not acted for in turn: when both are
    away it waits for the first who is back.
    """
    person = situation.hearers[person_id]
    today = person.hours.today(situation.now)
    away = person.absence_on(today)
    if away is None:
        return person_id
    back_at = first_instant(person.back_on(today), person.hours, situation.calendar)
    deputy = situation.hearers.get(away.deputy_id) if away.deputy_id not in {None, person_id} else None
    if deputy is None or away.deputy_id is None or not deputy.serves:
        return back_at
    there = deputy.hours.today(situation.now)
    if deputy.absence_on(there) is None:
        return away.deputy_id
    return min(back_at, first_instant(deputy.back_on(there), deputy.hours, situation.calendar))


def decide(due: Sequence[DueNudge], needed: Mapping[Key, bool], situation: Situation) -> Decisions:
    """Return what becomes of each of `due`.

    Args:
        due: nudges whose time has come.
        needed: whether what a key asks is still to be done, for every key of `due`.
        situation: what else decides.
    """
    decisions, latest = Decisions(), latest_of(due)
    for nudge in due:
        if not needed[nudge.key]:
            decisions.settled[nudge.id] = NudgeStatus.ANSWERED
        elif not situation.hearers[nudge.person_id].serves:
            decisions.settled[nudge.id] = NudgeStatus.CANCELLED
        elif latest[nudge.key] is not nudge:
            decisions.settled[nudge.id] = NudgeStatus.SUPERSEDED
        else:
            _say_or_hold(nudge, situation, decisions)
    return decisions


def _say_or_hold(nudge: DueNudge, situation: Situation, decisions: Decisions) -> None:
    step = next_step(nudge.key, situation)
    if isinstance(step, Held):
        decisions.held[nudge.id] = step.until
    else:
        decisions.said[step].append(nudge)


def next_step(key: Key, situation: Situation) -> int | Held:
    """Return who is sent now what a key asks, or what holds it back until when: an instant after now."""
    now, calendar = situation.now, situation.calendar
    person = situation.hearers[key[1]]
    wished = situation.snoozes.get(key)
    if wished is not None and person.hours.today(now) < wished:
        return Held(first_instant(wished, person.hours, calendar), Holding.SNOOZED)
    reader_id = reader_of(key[1], situation)
    if isinstance(reader_id, datetime):
        return Held(reader_id, Holding.AWAY)
    reader = situation.hearers[reader_id]
    at = heard_at(reader, situation)
    if at <= now:
        return reader_id
    is_late = next_instant(now, reader.hours, calendar) > now
    return Held(at, Holding.HOURS if is_late else Holding.CAPS)


def foresee(key: Key, situation: Situation) -> Foreseen | None:
    """Return when and to whom what a key asks of a person would be said, if it were planned now and nothing changed.

    None where nothing can be told: something holds it back again and again.
    """
    first: Holding | None = None
    for _ in range(_STEPS):
        step = next_step(key, situation)
        if not isinstance(step, Held):
            return Foreseen(situation.now, step, first)
        first = first or step.why
        situation = replace(situation, now=step.until)
    return None


def heard_at(reader: Hearer, situation: Situation) -> datetime:
    """Return when a reader may next be sent a message: now, unless it is late, no working day, or they had enough."""
    at = next_instant(situation.now, reader.hours, situation.calendar)
    while True:
        day = reader.hours.today(at)
        free_on = situation.caps.free_on(reader.heard_on, day)
        if free_on == day:
            return at
        at = first_instant(free_on, reader.hours, situation.calendar)
