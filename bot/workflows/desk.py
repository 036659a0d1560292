"""The desk at which a request is dealt with: who asks, and how records are said to them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.access import Actor
from bot.domain.directory import Directory
from bot.store.unit_of_work import View
from bot.views.presentation import Presentation
from bot.workflows.identify import Identity, identify
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, and how records are said to them."""

    actor: Actor
    directory: Directory
    shown: Presentation


def open_desk(view: View, services: Services, identity: Identity) -> Desk:
    """Return the desk of whoever is behind `identity`.

    Raises:
        NotAllowedError, UnknownAccountError: see `identify`.
    """
    actor = identify(view, services, identity)
    directory = view.people.directory()
    return Desk(actor, directory, services.presentation(directory, view.now))
