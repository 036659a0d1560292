"""Who may set actions under which names, and when the boards behind a name meet."""

from __future__ import annotations

from datetime import date

from bot.domain.actions.access import may_set_action, who_may_set
from bot.domain.actions.records import Source, SourceKind
from bot.errors import NotAllowedError
from bot.views.action_words import set_by
from bot.workflows.actions.rights import refuse
from bot.workflows.desk import Desk
from bot.workflows.services import Services

_SATURDAY = 5


def require_may_set(services: Services, desk: Desk, board: str) -> None:
    """Make sure that whoever is at the desk may set actions under a board's or a workstream's name.

    Raises:
        NotAllowedError: they may not; says who may.
    """
    bodies = services.config.bodies
    if not may_set_action(desk.actor, board, bodies, desk.directory):
        who = who_may_set(board, bodies, desk.directory, desk.actor.day)
        refuse(f"You can't set actions for {set_by(board, desk.shown)}.", who)


def settable(services: Services, desk: Desk) -> tuple[str, ...]:
    """Return the names of boards, and the keys of workstreams, under which whoever is at the desk may set actions.

    Raises:
        NotAllowedError: under none; says who may.
    """
    allowed = names_to_set(services, desk)
    if not allowed:
        raise NotAllowedError(
            "You can't add an action.",
            "A board's chair, a workstream's director or SRO and the governance office can; tell them about it.",
        )
    return allowed


def names_to_set(services: Services, desk: Desk) -> tuple[str, ...]:
    """Return what `settable` returns, nothing for whoever may set none."""
    bodies = services.config.bodies
    names = [name for name in bodies.named if bodies.boards(name) & desk.directory.boards.keys()]
    return tuple(
        name
        for name in (*names, *desk.directory.workstreams)
        if may_set_action(desk.actor, name, bodies, desk.directory)
    )


def meetings_of(services: Services, desk: Desk, board: str) -> tuple[date, ...]:
    """Return the days on which the boards meet that set actions under a name, in their order; none for a workstream."""
    keys = services.config.bodies.boards(board) & desk.directory.boards.keys()
    return tuple(sorted({day for key in keys for day in desk.directory.boards[key].meetings}))


def source_of_day(services: Services, desk: Desk, board: str, set_on: date | None) -> Source:
    """Return out of what an action came that was set under a name on a day: a meeting, else its board or nothing."""
    if not services.config.bodies.boards(board):
        return Source()
    if set_on is not None and set_on in meetings_of(services, desk, board):
        return Source(SourceKind.MEETING, set_on.isoformat())
    return Source(SourceKind.BOARD, board)


def day_off(services: Services, desk: Desk, day: date | None) -> str:
    """Return what a due day is where nobody works on it, in a sentence; empty for a working day and for none."""
    if day is None or services.config.working.is_working(day):
        return ""
    why = "" if day.weekday() >= _SATURDAY else ", a bank holiday or a day on which the partnership is closed"
    return f"Nobody works on {desk.shown.day(day)}{why}."
