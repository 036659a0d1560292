"""Which stage somebody means who votes on a proposal or says something of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain.people import DecidesIn
from bot.domain.proposals.records import BEFORE_A_BOARD, Proposal, Stage, StageState
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views.vote_words import closed_sentences
from bot.workflows.desk import Desk
from bot.workflows.proposals.interests.recusing import require_part
from bot.workflows.proposals.lookup import can_read, find_readable_proposal
from bot.workflows.proposals.voting.polls import Poll, poll_of
from bot.workflows.services import Services


def take_poll(
    unit: Unit,
    services: Services,
    desk: Desk,
    ref: str,
    stage_id: int | None = None,
    board: str = "",
    *,
    to_vote: bool = False,
) -> Poll:
    """Return the poll that is meant, with its proposal and then its stage locked.

    Raises:
        NotFoundError: no such proposal or stage, or one that they may not read.
        NotAllowedError: they leave for it.
        InvalidInputError: it lies before no board, or before several and none is named.
    """
    proposal, stage = _named(unit, services, desk, ref, stage_id, board, to_vote=to_vote)
    locked = unit.stages.get(stage.id)
    return poll_of(unit, services, locked or stage, proposal)


def see_poll(
    view: View,
    services: Services,
    desk: Desk,
    ref: str,
    stage_id: int | None = None,
    board: str = "",
    *,
    to_vote: bool = False,
) -> Poll:
    """Return the poll that is meant, to be shown; see `take_poll`."""
    proposal, stage = _named(view, services, desk, ref, stage_id, board, to_vote=to_vote)
    return poll_of(view, services, stage, proposal)


def _named(
    view: View, services: Services, desk: Desk, ref: str, stage_id: int | None, board: str, *, to_vote: bool
) -> tuple[Proposal, Stage]:
    if stage_id is not None:
        stage = view.stages.of_ids([stage_id]).get(stage_id)
        proposal = view.proposals.of_ids([stage.proposal_id]).get(stage.proposal_id) if stage else None
        if stage is None or proposal is None:
            raise NotFoundError("That is not known any more.", "Look it up with `/proposal list`.", of="proposal")
        if not stage.considers or not can_read(view, desk.actor, proposal):
            # Whoever forges an id learns nothing by it, not even a reference.
            raise NotFoundError("That is not known any more.", "Look it up with `/proposal list`.", of="proposal")
        ref = proposal.ref
    proposal = find_readable_proposal(view, services, desk, ref)
    require_part(view, proposal, desk.actor.person.id if desk.actor.person else None)
    if stage_id is not None and stage is not None:
        return proposal, stage
    return proposal, choose_stage(view.stages.of_proposal(proposal.id), proposal, desk, board, to_vote=to_vote)


def require_votes(poll: Poll, desk: Desk) -> None:
    """Make sure that votes are taken on a stage now.

    Raises:
        InvalidInputError: none are; says why, and what can be done.
    """
    if not poll.takes_votes:
        raise InvalidInputError(*closed_sentences(poll.stage, poll.proposal, poll.board.name, desk.shown))


def choose_stage(
    stages: Sequence[Stage], proposal: Proposal, desk: Desk, board: str = "", *, to_vote: bool = False
) -> Stage:
    """Return the stage that is meant: the board's that is named, else the one whose members the asker belongs to.

    Who wants to vote where all boards decide at meetings is not asked for one: `require_votes` tells them why.

    Raises:
        InvalidInputError: it lies before no board, or before several and none is named.
    """
    among = [stage for stage in stages if not board or stage.board == board]
    if board and not among:
        raise InvalidInputError(
            f"{proposal.ref} does not come before {desk.shown.boards.get(board, board)}.",
            f"See its route with `/proposal route {proposal.ref}`.",
        )
    opened = [stage for stage in among if stage.state in BEFORE_A_BOARD] or [
        stage for stage in among if stage.considers
    ]
    tests: tuple[Callable[[Stage], bool], ...] = (
        lambda stage: stage.state is StageState.OPEN,
        lambda stage: stage.board in desk.actor.boards,
        lambda stage: stage.decides_in is DecidesIn.THREAD,
    )
    for test in tests:
        opened = [stage for stage in opened if test(stage)] or opened
    if not opened:
        raise InvalidInputError(
            f"{proposal.ref} lies before no board now.", f"See where it is with `/proposal route {proposal.ref}`."
        )
    boards = {stage.board for stage in opened}
    takes_none = to_vote and all(stage.decides_in is DecidesIn.MEETING for stage in opened)
    if len(boards) > 1 and not takes_none and any(stage.state in BEFORE_A_BOARD for stage in opened):
        keys = ", ".join(sorted(boards))
        raise InvalidInputError(
            f"{proposal.ref} lies before several boards: {keys}.",
            f"Name one behind the reference: `{proposal.ref} {sorted(boards)[0]}`.",
        )
    return opened[-1]
