"""What a round's closing keeps beside its instant: names and settings, so that its month's report stays as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from bot.domain.rounds import Kept
from bot.settings import Config
from bot.store.unit_of_work import Unit

_SECTIONS = frozenset({"partnership", "scoring", "tolerance", "escalation", "collection", "review", "papers"})


def keep(unit: Unit, config: Config, round_id: int, replaces_at: datetime | None = None) -> None:
    """Keep what stands now for a round that is closed: names of boards, workstreams and leads, and the settings.

    `replaces_at` is the position of the report that an earlier closing had made.
    """
    directory = unit.people.directory()
    order = dict.fromkeys((*(one.key for one in config.workstreams), *directory.workstreams))
    known = {key: directory.workstreams[key].name for key in order if key in directory.workstreams}
    boards = {board.key: board.name for board in directory.boards.values()}
    settings = config.model_dump(mode="json", by_alias=True, include=set(_SECTIONS))
    unit.papers.freeze(round_id, Kept(boards, known, unit.papers.leads_on_reports(), settings, replaces_at))


def as_kept(config: Config, kept: Kept) -> Config:
    """Return a configuration with the sections that a closing kept."""
    types: dict[str, Any] = {name: field.annotation for name, field in Config.model_fields.items()}
    sections = {name: TypeAdapter(types[name]).validate_python(value) for name, value in kept.settings.items()}
    return config.model_copy(update=sections)
