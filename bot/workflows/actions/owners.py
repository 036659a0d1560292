"""Owners as people write them, read by whoever is at the desk."""

from __future__ import annotations

from bot.domain.actions.owners import OwnerWords
from bot.domain.actions.records import Owner
from bot.workflows.desk import Desk
from bot.workflows.services import Services


def owner_words(services: Services, desk: Desk) -> OwnerWords:
    """Return what reads owners as whoever is at the desk writes them."""
    return OwnerWords(desk.directory, desk.actor, services.home_team)


def read_owners(services: Services, desk: Desk, written: str) -> tuple[Owner, ...]:
    """Return the owners of a text that names nobody else, each once.

    Raises:
        InvalidInputError: one is not known, has left, or may not own anything here.
    """
    return owner_words(services, desk).read(written)
