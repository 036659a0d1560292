"""How far a round has come, and who owes it what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.directory import Directory
from bot.domain.rounds import Progress, Round, progress_by_workstream
from bot.store.repositories.round_items import Missing
from bot.store.unit_of_work import View
from bot.workflows.rounds.asking import people_of


def progress_of(view: View, round_: Round) -> dict[str, Progress]:
    """Return the progress of each workstream by its key."""
    return progress_by_workstream(view.rounds.states(round_.id))


def missing_refs(view: View, round_: Round, most: int) -> list[str]:
    """Return the references that nobody answered for; those beyond `most` are counted."""
    refs = [str(missing.ref) for missing in view.rounds.missing(round_.id)]
    return refs if len(refs) <= most else [*refs[:most], f"and {len(refs) - most} more"]


def owing(missing: Sequence[Missing], directory: Directory, day: date) -> Mapping[int | None, list[Missing]]:
    """Return what each person owes, by their id; under None what nobody can be asked for."""
    found: dict[int | None, list[Missing]] = {}
    for entry in missing:
        people = people_of(entry.leads, directory, day)
        for person_id in sorted(people):
            found.setdefault(person_id, []).append(entry)
        if not people:
            found.setdefault(None, []).append(entry)
    return found


def owed_by(view: View, round_: Round, directory: Directory, day: date, person_id: int) -> tuple[int, ...]:
    """Return the ids of the risks that a person owes a round."""
    found = owing(view.rounds.missing(round_.id), directory, day)
    return tuple(entry.risk_id for entry in found.get(person_id, ()))
