"""Who rules on an interest: the chair; where the chair has one, who presides then; else the office records it."""

from __future__ import annotations

from bot.domain.directory import Directory
from bot.domain.people import Board, Capacity
from bot.domain.proposals.access import is_theirs
from bot.domain.proposals.records import Ruling, Stage
from bot.domain.proposals.recusals import Weighed
from bot.store.unit_of_work import View
from bot.workflows.services import Services

_VOTES = frozenset({Capacity.CHAIR, Capacity.VOTING})


def rulers(view: View, services: Services, stage: Stage) -> tuple[int, ...]:
    """Return the ids of who rules on a stage's interests today; none where only the office can record it.

    The board's chair, or its chairs. Whoever has an interest in the stage that is more than noted rules on nobody's,
    and neither does whoever wrote what lies before the board, sponsors it or did.
    """
    directory, today = view.people.directory(), services.today(view.now)
    board = directory.boards.get(stage.board)
    if board is None:
        return ()
    proposal = view.proposals.of_ids([stage.proposal_id]).get(stage.proposal_id)
    conflicted = {one.conflict.person_id for one in view.conflicts.of_stage(stage.id) if one.effect is not Ruling.NOTE}

    def free(people: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(
            one
            for one in people
            if one not in conflicted
            and not (proposal and is_theirs(one, proposal))
            and directory.serves(directory.people[one], today)
        )

    return free(board.chairs(today)) or free(_next_in_the_chair(services, directory, board))[:1]


def may_rule(view: View, services: Services, stage: Stage, weighed: Weighed, person_id: int | None) -> bool:
    """Return whether somebody rules on an interest in a stage; never on their own."""
    return person_id in rulers(view, services, stage) and person_id != weighed.conflict.person_id


def voting_members(view: View, services: Services, stage: Stage) -> frozenset[int]:
    """Return the ids of who holds a seat with a vote at a stage's board today."""
    directory, today = view.people.directory(), services.today(view.now)
    board = directory.boards.get(stage.board)
    if board is None:
        return frozenset()
    return frozenset(
        member.person_id for member in board.members if member.capacity in _VOTES and member.term.holds(today)
    )


def _next_in_the_chair(services: Services, directory: Directory, board: Board) -> tuple[int, ...]:
    ids = {person.key: person.id for person in directory.people.values()}
    named = (key for one in services.config.conflicts.presides if one.board == board.key for key in one.people)
    return tuple(ids[key] for key in named if key in ids)
