"""What a digest tells of actions: due this week, late, done last week."""

from __future__ import annotations

from bot.domain.digest import Line, Section, divided
from bot.store.repositories.digest_rows import Found, ToldAction
from bot.views.digest import heading, note, words
from bot.views.presentation import Presentation
from bot.workflows.digest.sections import Gathering

_OWNERS_NAMED = 2


def due(gathering: Gathering) -> Section | None:
    """Return the open actions that are due from today to the end of the week."""
    first = max(gathering.today, gathering.week.week_on)
    found = gathering.view.digests.due(gathering.reach, first, gathering.week.last_on)
    return _section("due", "digest/due", found, gathering, f"/action list {gathering.narrowed}open")


def late(gathering: Gathering) -> Section | None:
    """Return the open actions that were due before today, the longest late first."""
    found = gathering.view.digests.late(gathering.reach, gathering.today)
    return _section("late", "digest/late", found, gathering, f"/action list {gathering.narrowed}overdue")


def done(gathering: Gathering) -> Section | None:
    """Return the actions that were done last week."""
    week, shown = gathering.week, gathering.shown
    found = gathering.view.digests.done(gathering.reach, week.since, week.until)
    lines = [
        action_line(
            action,
            note("digest/done", owners=owners_of(action), on=shown.day(action.closed_at) if action.closed_at else ""),
        )
        for action in found.items
    ]
    return divided("done", heading("done"), lines, found.total)


def action_line(action: ToldAction, said: str) -> Line:
    """Return a line of an action."""
    return Line(action.summary, action.ref, note=said, kind="action", id=action.id)


def owners_of(action: ToldAction) -> str:
    """Return an action's owners in a phrase."""
    more = max(0, len(action.owners) - _OWNERS_NAMED)
    return words("digest/owners", names=action.owners[:_OWNERS_NAMED], more=more)


def _section(key: str, template: str, found: Found[ToldAction], gathering: Gathering, more: str) -> Section | None:
    lines = [action_line(action, _dated(template, action, gathering.shown)) for action in found.items]
    return divided(key, heading(key), lines, found.total, more)


def _dated(template: str, action: ToldAction, shown: Presentation) -> str:
    first = action.original_due_on
    return note(
        template,
        due=shown.day(action.due_on) if action.due_on else "",
        first=shown.day(first) if first and first != action.due_on else "",
        owners=owners_of(action),
    )
