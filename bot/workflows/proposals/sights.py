"""Who has seen what a proposal says: kept for members of the boards that have it before them."""

from __future__ import annotations

from datetime import date

from bot.domain.directory import Directory
from bot.domain.proposals.records import Proposal, Stage
from bot.store.unit_of_work import Unit, View


def stages_of_person(view: View, directory: Directory, proposal: Proposal, person_id: int, day: date) -> list[Stage]:
    """Return the stages that lie before boards with which a person sits."""
    boards = directory.boards_of(person_id, day)
    return [one for one in view.stages.of_proposal(proposal.id) if one.is_before_board and one.board in boards]


def keep_sight(unit: Unit, proposal: Proposal, person_id: int, what: str, day: date) -> None:
    """Keep that somebody saw something of a proposal, for each of the boards with which they sit on a day."""
    directory = unit.people.directory()
    for stage in stages_of_person(unit, directory, proposal, person_id, day):
        unit.conflicts.see(stage.id, [person_id], what, unit.now)
