"""The words after `/action`: the reference that a verb speaks of, and what follows it."""

from __future__ import annotations

from bot.domain.actions.refs import ReferencePattern
from bot.errors import InvalidInputError
from bot.handlers.desk import FrontDesk
from bot.views.blocks import clip
from bot.workflows.actions.lookup import example_reference

_SHORT = 40
_WISHES = {"history": "see the history of", "show": "see", "done": "say is done"}


def with_reference(desk: FrontDesk, verb: str, rest: str) -> tuple[str, str]:
    """Split what follows a verb into the reference it begins with, as written, and what comes behind.

    Raises:
        InvalidInputError: it does not begin with a reference.
    """
    found = pattern_of(desk).leading(rest)
    if found is not None:
        return found
    if not rest.strip():
        wish = _WISHES.get(verb, verb)
        raise InvalidInputError(
            f"Which action do you want to {wish}?",
            f"Give its reference: `/action {verb} {example_reference(desk.services)}`.",
        )
    raise InvalidInputError(
        f"“{clip(rest.strip(), _SHORT)}” does not begin with an action's reference.",
        f"Write it like `/action {verb} {example_reference(desk.services)}`. `/action mine` shows yours.",
    )


def pattern_of(desk: FrontDesk) -> ReferencePattern:
    """Return how the partnership's references of actions are made."""
    return ReferencePattern(desk.services.config.actions.reference)
