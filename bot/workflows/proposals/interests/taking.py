"""A stage and its proposal, locked in their order."""

from __future__ import annotations

from bot.domain.proposals.records import Proposal, Stage, StageState
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk

_OVER = frozenset({StageState.CLOSED, StageState.CALLED_OFF})


def is_over(stage: Stage) -> bool:
    """Return whether a board has answered, or will not be asked any more."""
    return stage.state in _OVER


def stage_of(view: View, stage_id: int) -> tuple[Proposal, Stage]:
    """Return a stage with its proposal; within a unit of work both are locked, the proposal first.

    Raises:
        NotFoundError: there is no such stage.
    """
    known = view.stages.of_ids([stage_id]).get(stage_id)
    proposal = view.proposals.get(known.proposal_id) if known else None
    stage = view.stages.get(stage_id) if proposal else None
    if proposal is None or stage is None:
        raise NotFoundError("What this is about is not there any more.", "Look with `/proposal list`.", of="proposal")
    return proposal, stage


def require_open(desk: Desk, proposal: Proposal, stage: Stage) -> None:
    """Make sure that a board has not answered yet.

    Raises:
        InvalidInputError: it has; what was ruled stays as it is recorded.
    """
    if is_over(stage):
        board = desk.shown.board_names([stage.board])
        raise InvalidInputError(
            f"{proposal.ref} is not before {board} any more, so its interests stay as they are recorded.",
            f"See them with `/board interests {proposal.ref}`. A mistake in the record is corrected by the office.",
        )
