"""Interests that nobody has ruled on yet and that may keep their holder out: until then nothing is decided."""

from __future__ import annotations

from bot.domain.proposals.records import Ruling, Stage
from bot.domain.proposals.seats import Seats
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.workflows.services import Services


def awaiting_ruling(view: View, services: Services, stage: Stage, seats: Seats) -> tuple[int, ...]:
    """Return the ids of who may vote on a stage and has an interest that is suggested to keep them out, not ruled on.

    Those who have no vote anyway decide nothing, whatever is ruled.
    """
    suggested = services.config.conflicts.suggested
    waiting = (
        one.conflict.person_id
        for one in view.conflicts.of_stage(stage.id)
        if one.effect is None and suggested(one.conflict.type) is not Ruling.NOTE
    )
    return tuple(dict.fromkeys(one for one in waiting if seats.seat_of(one) is not None or seats.may_stand_in(one)))


def hold_words(view: View, people: tuple[int, ...]) -> str:
    """Return in a sentence that something waits for rulings on the interests of these people; empty for nobody."""
    directory = view.people.directory()
    names = ", ".join(directory.people[one].name for one in people)
    return f"Nobody has ruled yet on an interest of {names}." if names else ""


def require_ruled(view: View, services: Services, ref: str, stage: Stage, seats: Seats) -> None:
    """Make sure that a stage can be decided: whoever might have to stay out was ruled on.

    Raises:
        InvalidInputError: somebody was not.
    """
    words = hold_words(view, awaiting_ruling(view, services, stage, seats))
    if words:
        raise InvalidInputError(words, f"Whoever presides rules first: `/board interests {ref}`.")
