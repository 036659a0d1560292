"""Who is reminded of what and when: by working day, in their own hours, no oftener than they can bear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import WorkingCalendar

_DAY = timedelta(days=1)


class NudgeStatus(StrEnum):
    """How far a nudge has come.

    planned: to be said. said: it stands in a message. superseded: a later one of the same subject was said instead.
    answered: it became needless. cancelled: its plan was made anew.
    """

    PLANNED = "planned"
    SAID = "said"
    SUPERSEDED = "superseded"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Offsets:
    """When to remind of something due, in working days before and after its day."""

    before: tuple[int, ...]
    on_the_day: bool
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder by a rule such as `before-3`, on a day."""

    rule: str
    on: date


def plan(due_on: date, offsets: Offsets, calendar: WorkingCalendar, not_before: date) -> tuple[Planned, ...]:
    """Return the reminders of what is due on a day, in their order: one a day, none on a day before `not_before`.

    A due day that is not worked counts as the next working day. Where several fall on a day, the latest rule has it.
    """
    rules = [(f"before-{n}", -n) for n in sorted(offsets.before, reverse=True)]
    rules += [("due", 0)] * offsets.on_the_day
    rules += [(f"after-{n}", n) for n in sorted(offsets.after)]
    by_day = {calendar.from_due(due_on, n): rule for rule, n in rules}
    return tuple(Planned(rule, day) for day, rule in sorted(by_day.items()) if day >= not_before)


def is_reminder(rule: str) -> bool:
    """Return whether a rule is one of `plan`, and not another's own."""
    return rule == "due" or rule.startswith(("before-", "after-"))


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's hours: reminders come `at`, and never from `quiet_from`, over midnight, until `quiet_until`."""

    zone: ZoneInfo
    at: time
    quiet_from: time
    quiet_until: time

    def is_quiet(self, instant: datetime) -> bool:
        """Return whether the person's clock stands within the quiet hours at `instant`."""
        return self._is_quiet(instant.astimezone(self.zone).time())

    def today(self, instant: datetime) -> date:
        """Return the person's calendar day."""
        return instant.astimezone(self.zone).date()

    def on(self, day: date) -> datetime:
        """Return the instant of `day` at which reminders come, as UTC; the end of the quiet hours if `at` is in them.

        A time that the change to summer time leaves out is taken an hour on, the first of one that comes twice.
        """
        wall = self.quiet_until if self._is_quiet(self.at) else self.at
        return datetime.combine(day, wall, self.zone).astimezone(UTC)

    def _is_quiet(self, wall: time) -> bool:
        return wall >= self.quiet_from or wall < self.quiet_until


@dataclass(frozen=True, slots=True)
class Preference:
    """A person's own hours; None leaves the partnership's. Times are in their zone."""

    timezone: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None


def first_instant(on: date, hours: Hours, calendar: WorkingCalendar) -> datetime:
    """Return the first instant for a reminder on `on` or, where that is not worked, on the next working day."""
    return hours.on(calendar.shift(on, 0))


def next_instant(now: datetime, hours: Hours, calendar: WorkingCalendar) -> datetime:
    """Return when a reminder may next be said: `now` itself on a working day outside the quiet hours."""
    today = hours.today(now)
    if calendar.is_working(today) and not hours.is_quiet(now):
        return now
    at = first_instant(today, hours, calendar)
    return at if at > now else first_instant(today + _DAY, hours, calendar)


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which a person is away, both included, and who acts for them; None: nobody."""

    from_on: date
    until_on: date
    deputy_id: int | None = None

    def covers(self, day: date) -> bool:
        """Return whether `day` is one of them."""
        return self.from_on <= day <= self.until_on

    def rest_after(self, later: Away, today: date) -> Away | None:
        """Return what is left of this absence behind `later`, which was said of some of its days; None: nothing.

        One that begins where this begins, or today within it, says anew how long it lasts. Any other speaks of its
        own days alone.
        """
        is_said_anew = later.from_on == max(self.from_on, today)
        if is_said_anew or later.until_on >= self.until_on:
            return None
        return Away(max(self.from_on, later.until_on + _DAY), self.until_on, self.deputy_id)


def back_on(away: Sequence[Away], day: date) -> date:
    """Return the first day from `day` on that no absence covers."""
    while (last := max((one.until_on for one in away if one.covers(day)), default=None)) is not None:
        day = last + _DAY
    return day


@dataclass(frozen=True, slots=True)
class Hearer:
    """A person who may be reminded: their hours, when they are away, and the days on which they had messages."""

    hours: Hours
    away: tuple[Away, ...] = ()
    heard_on: tuple[date, ...] = ()
    serves: bool = True

    def absence_on(self, day: date) -> Away | None:
        """Return the absence that covers `day`; of several the one that names a deputy."""
        found = [away for away in self.away if away.covers(day)]
        return next((away for away in found if away.deputy_id is not None), found[0] if found else None)

    def back_on(self, day: date) -> date:
        """Return the first day from `day` on that no absence covers."""
        return back_on(self.away, day)


@dataclass(frozen=True, slots=True)
class Caps:
    """How many messages a person is sent at most in a day, and in a week from Monday to Sunday, of all kinds."""

    per_day: int
    per_week: int

    def free_on(self, heard_on: Sequence[date], today: date) -> date:
        """Return the first day from `today` on that has room for one more message."""
        day = today
        while not self._has_room(heard_on, day):
            full_week = sum(_monday(heard) == _monday(day) for heard in heard_on) >= self.per_week
            day = _monday(day) + 7 * _DAY if full_week else day + _DAY
        return day

    def _has_room(self, heard_on: Sequence[date], day: date) -> bool:
        this_week = sum(_monday(heard) == _monday(day) for heard in heard_on)
        return heard_on.count(day) < self.per_day and this_week < self.per_week


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
