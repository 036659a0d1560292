"""Alerts: how far one has come, when a board's silence is told, and who speaks for a board."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.escalation import Crossing, Yardstick
from bot.domain.people import Board, Capacity
from bot.domain.references import Reference

_OPENS, _CLOSES = time(9), time(17)
_WAITS_MOST = 3


class AlertStatus(StrEnum):
    """How far an alert has come.

    waiting: the office may still look it over. held: the office keeps it back. sent: boards have it. cancelled: the
    score went back, or the office dropped it, before anybody heard.
    """

    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    CANCELLED = "cancelled"


CLOCK = "Convenor"
"""Who releases an alert when its wait is over, and holds one whose score is to be confirmed."""

PENDING = frozenset({AlertStatus.WAITING, AlertStatus.HELD})
"""The states in which nobody has heard yet."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A crossing that boards asked to hear of at once; `version` is the risk's that first crossed.

    `waits_since` is when its wait began: when it was raised, or when a score that had held it was known again.
    """

    id: int
    risk_id: int
    ref: Reference
    version: int
    crossings: tuple[Crossing, ...]
    status: AlertStatus
    raised_at: datetime
    waits_since: datetime
    release_at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""
    reason: str = ""

    @property
    def boards(self) -> tuple[str, ...]:
        """The keys of the boards it is for, in the order of the rules."""
        return tuple(dict.fromkeys(board for crossing in self.crossings for board in crossing.rule.boards))

    @property
    def gravest(self) -> Crossing:
        """The crossing that tells most: the highest threshold that was reached, else the greatest rise."""
        return max(self.crossings, key=lambda one: (one.rule.measure is not Yardstick.RISE, one.rule.threshold))

    def is_outdone_by(self, crossed: Iterable[Crossing]) -> bool:
        """Return whether these crossings tell of more than the alert does: another rule, or a higher score."""
        known = {crossing.rule: crossing.after for crossing in self.crossings}
        return any(crossing.after > known.get(crossing.rule, 0) for crossing in crossed)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: a Slack id and its anchor; `person_id` for a direct message."""

    channel: str
    anchor: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class AlertBoard:
    """A board that has an alert: where it was told, and whether it has said that it knows."""

    id: int
    alert_id: int
    board: str
    places: tuple[Place, ...]
    chase_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    told_at: datetime | None = None

    def is_silent(self, now: datetime) -> bool:
        """Return whether it should have acknowledged by now, and that it has not was not told yet."""
        is_due = self.chase_at is not None and self.chase_at <= now
        return is_due and self.acknowledged_at is None and self.told_at is None


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a risk without reviewing it."""

    at: datetime
    author: str
    words: str


def speaks_for(board: Board, person_id: int, day: date) -> bool:
    """Return whether a person may acknowledge for a board: its chair, its members and their deputies may."""
    return any(
        member.person_id == person_id and member.capacity is not Capacity.ATTENDEE and member.term.holds(day)
        for member in board.members
    )


def released_at(raised_at: datetime, wait_minutes: int) -> datetime:
    """Return when an alert goes out: after its wait, at the next whole minute, which is what people are told."""
    due = raised_at + timedelta(minutes=wait_minutes)
    whole = due.replace(second=0, microsecond=0)
    return whole if whole == due else whole + timedelta(minutes=1)


def waits_anew_until(alert: Alert, now: datetime, wait_minutes: int) -> datetime:
    """Return when an alert goes out whose risk rose again at `now`: after another wait, but not put off for ever."""
    at_most = released_at(alert.waits_since, _WAITS_MOST * wait_minutes)
    return max(alert.release_at, min(released_at(now, wait_minutes), at_most))


def after_working_hours(at: datetime, hours: int, zone: ZoneInfo, is_working: Callable[[date], bool]) -> datetime:
    """Return the instant by which so many working hours have passed since `at`.

    Working hours are 9 to 5 by the clock of `zone` on working days. Only the calendar decides which days those are.
    """
    left = timedelta(hours=hours)
    local = at.astimezone(zone)
    day, clock = local.date(), local.time()
    while True:
        begins = max(clock, _OPENS)
        if is_working(day) and begins < _CLOSES:
            today = datetime.combine(day, _CLOSES) - datetime.combine(day, begins)
            if left <= today:
                wall = datetime.combine(day, begins) + left
                return wall.replace(tzinfo=zone).astimezone(at.tzinfo)
            left -= today
        day, clock = day + timedelta(days=1), time.min
