"""Which stage of a proposal somebody decides on: named by its board, or the only one that can be meant."""

from __future__ import annotations

from bot.domain.proposals import course
from bot.domain.proposals.records import Proposal, Stage, StageState
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.register_paper.choosing import find_board


def stage_before(
    view: View, desk: Desk, proposal: Proposal, board: str = "", only: frozenset[str] = frozenset()
) -> Stage:
    """Return the stage of a proposal that lies before a board; within a unit of work it is locked.

    Args:
        view: the look or the unit, in which the proposal is locked.
        desk: who asks.
        proposal: whose stage.
        board: the board's key or name as written; empty where it need not be named.
        only: keys of the boards that can be meant; empty for all.

    Raises:
        NotFoundError: no board of that name.
        InvalidInputError: it lies before no board, not before this one, or before several that could be meant.
    """
    key = find_board(desk.directory, board).key if board else ""
    stages = [one for one in view.stages.of_proposal(proposal.id) if one.state is StageState.OPEN]
    among = [one for one in stages if (not key or one.board == key) and (not only or one.board in only)]
    if len(among) == 1:
        return view.stages.get(among[0].id) or among[0]
    names = [desk.shown.board_names([one.board]) for one in stages]
    if not stages:
        raise InvalidInputError(
            f"{proposal.ref} lies before no board.", f"See where it stands with `/proposal route {proposal.ref}`."
        )
    if key and not among:
        raise InvalidInputError(
            f"{proposal.ref} does not lie before the {desk.shown.board_names([key])}.",
            f"It lies before the {' and the '.join(names)}.",
        )
    keys = [one.board for one in (among or stages)]
    raise InvalidInputError(
        f"{proposal.ref} lies before several boards: {', '.join(names)}.",
        f"Name one, such as `/proposal decide {proposal.ref} {keys[0]}`.",
    )


def stage_of_form(view: View, proposal: Proposal, stage_id: int, considers: int, sitting: int) -> Stage:
    """Return the stage that a form was opened for; within a unit of work it is locked, and its proposal was before.

    Raises:
        InvalidInputError: it is none of this proposal's, it does not lie before its board, or since the form was opened
            it came before it anew, or another version did.
    """
    stage = view.stages.get(stage_id)
    if stage is None or stage.proposal_id != proposal.id:
        raise InvalidInputError("This form is from an older version.", "Close it and open it again.")
    course.require_open(stage)
    if stage.considers != considers:
        raise InvalidInputError(
            f"Version {stage.considers} lies before the board by now; this form was opened for version {considers}.",
            "Look at what has changed, then open the form again.",
        )
    if stage.sitting != sitting:
        raise InvalidInputError(
            f"{proposal.ref} came before the board anew since this form was opened.",
            "Look at where it stands, then open the form again.",
        )
    return stage
