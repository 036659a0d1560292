"""The desk at which a request is dealt with: who asks, and how records are said to them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.access import Actor
from bot.domain.directory import Directory
from bot.domain.people import Person
from bot.errors import NotAllowedError
from bot.store.unit_of_work import View
from bot.views.presentation import Presentation
from bot.workflows.identify import Identity, LinkHolder, identify
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, and how records are said to them."""

    actor: Actor
    directory: Directory
    shown: Presentation


def open_desk(view: View, services: Services, identity: Identity | LinkHolder) -> Desk:
    """Return the desk of whoever is behind `identity`.

    Raises:
        NotAllowedError, UnknownAccountError: see `identify`.
    """
    actor = identify(view, services, identity)
    directory = view.people.directory()
    return Desk(actor, directory, services.presentation(directory, view.now))


def require_office(desk: Desk, refusal: str = "Only the governance office can do this in a round.") -> None:
    """Make sure that the office asks.

    Raises:
        NotAllowedError: somebody else does; it says `refusal`, and whom to ask.
    """
    if not desk.actor.is_office:
        raise NotAllowedError(refusal, f"Ask {office_names(desk)}.")


def office_names(desk: Desk) -> str:
    """Return the names of the people who run the governance office, or what it is called where there are none."""
    return ", ".join(person.name for person in desk.directory.office(desk.actor.day)) or "the governance office"


def require_person(desk: Desk) -> Person:
    """Return whom the directory knows at the desk.

    Raises:
        NotAllowedError: nobody: an account that the partnership's directory does not list.
    """
    if desk.actor.person is None:
        raise NotAllowedError(
            "I ask nothing of you: you are not in the partnership's directory.",
            "If that is wrong, ask the governance office to add you.",
        )
    return desk.actor.person
