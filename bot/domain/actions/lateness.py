"""Who is told that an action is late, one after the other, and on which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from bot.domain.actions.records import Action
from bot.domain.actions.workstreams import workstream_of
from bot.domain.calendar import WorkingCalendar
from bot.domain.directory import Directory
from bot.domain.people import Person, Role

_DAY = timedelta(days=1)
# No run of days off is as long.
_SLACK_DAYS = 40


def due_days(told_on: Iterable[date], after: int, calendar: WorkingCalendar) -> frozenset[date]:
    """Return the due days of which somebody is told on one of `told_on`, `after` working days later."""
    wanted = frozenset(told_on)
    if not wanted:
        return frozenset()
    day, last = min(wanted) - timedelta(days=2 * after + _SLACK_DAYS), max(wanted)
    found: set[date] = set()
    while day <= last:
        if calendar.from_due(day, after) in wanted:
            found.add(day)
        day += _DAY
    return frozenset(found)


def directors(action: Action, directory: Directory, day: date) -> tuple[Person, ...]:
    """Return who directs the workstream of a late action, or the programme where it has none; nobody who owns it."""
    workstream = workstream_of(action, directory, day)
    role = Role.DIRECTOR if workstream else Role.PROGRAMME_DIRECTOR
    return _others(directory.holders({role}, day, workstream), action)


def programme_directors(action: Action, directory: Directory, day: date) -> tuple[Person, ...]:
    """Return who directs the programme and does not own the action."""
    return _others(directory.holders({Role.PROGRAMME_DIRECTOR}, day), action)


def _others(people: Iterable[Person], action: Action) -> tuple[Person, ...]:
    return tuple(person for person in people if person.id not in action.owner_ids)
