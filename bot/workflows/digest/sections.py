"""What the sections of a digest are made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.domain.digest import Reach, Section, Week
from bot.domain.directory import Directory
from bot.store.unit_of_work import View
from bot.views.presentation import Presentation
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a section is made from.

    Attributes:
        view: the database, read only.
        services: the configuration and the clock.
        directory: who is who.
        shown: how records are said.
        reach: which records it is about, and who reads it.
        week: which week.
        today: the partnership's day: what is due earlier is late.
        boards: the keys of the boards whose meetings are told.
    """

    view: View
    services: Services
    directory: Directory
    shown: Presentation
    reach: Reach
    week: Week
    today: date
    boards: frozenset[str]

    @property
    def narrowed(self) -> str:
        """What narrows a command's list to what the digest is of: a workstream's key and a space, else nothing."""
        return f"{self.reach.workstream} " if self.reach.workstream else ""


SectionMaker = Callable[[Gathering], Section | None]
"""Makes a section of a digest, with at most `KEPT` lines; None where there is nothing to say."""
