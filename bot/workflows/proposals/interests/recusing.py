"""Who takes no part in deciding a stage, and who must not read its text for that."""

from __future__ import annotations

from bot.domain.proposals.access import concerns
from bot.domain.proposals.records import Proposal, Stage
from bot.domain.proposals.recusals import Recusals
from bot.errors import NotAllowedError
from bot.store.unit_of_work import View


def recused(view: View, stage: Stage) -> Recusals:
    """Return who takes no part in deciding a stage."""
    return view.conflicts.recusals(stage.id)


def needs_stub(view: View, stage: Stage) -> bool:
    """Return whether a stage's card must show nothing of its content.

    That is where somebody leaves, or where a member of its board leaves for another stage that is not over: who sits on
    two boards would read in the one's channel what they must not see for the other.
    """
    if recused(view, stage).left:
        return True
    left = {
        one for recusals in view.conflicts.stages_with_recusals(stage.proposal_id).values() for one in recusals.left
    }
    board = view.people.directory().boards.get(stage.board) if left else None
    return board is not None and any(member.person_id in left for member in board.members)


def kept_from(view: View, proposal: Proposal, person_id: int | None) -> bool:
    """Return whether somebody must not read a proposal now: they leave for a stage of it that is not over.

    Its author and sponsor read what they wrote.
    """
    if person_id is None or concerns(person_id, proposal):
        return False
    recusals = view.conflicts.stages_with_recusals(proposal.id)
    return any(person_id in one.left for one in recusals.values())


def took_no_part(view: View, proposal: Proposal, person_id: int) -> bool:
    """Return whether an interest kept, or keeps, somebody out of deciding any stage of a proposal."""
    stages = [stage.id for stage in view.stages.of_proposal(proposal.id)]
    return any(person_id in one.no_vote for one in view.conflicts.recusals_of(stages).values())


def require_part(view: View, proposal: Proposal, person_id: int | None) -> None:
    """Make sure that somebody need not leave for a proposal.

    Raises:
        NotAllowedError: they leave.
    """
    if kept_from(view, proposal, person_id):
        raise refusal(proposal.ref)


def refusal(ref: str) -> NotAllowedError:
    """Return what whoever leaves is told when they ask for a proposal's text."""
    return NotAllowedError(
        f"You leave for {ref}, so its text and papers are not shown to you.",
        f"See the interest and the ruling with `/board interests {ref}`. If it is wrong, ask the chair.",
    )
