"""Conditions that were not met in time before the money was given, and felled what their board had decided by then.

Until that board or the office has dealt with one, no board after it gives the money.
"""

from __future__ import annotations

from bot.domain.proposals import course
from bot.domain.proposals.conditions import Condition
from bot.domain.proposals.granting import last_answers
from bot.domain.proposals.records import Proposal, ProposalState, Stage
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk


def counting(view: View, proposal: Proposal) -> frozenset[int]:
    """Return the ids of the decisions by which boards have passed a proposal on its present route."""
    passed = {one.id for one in course.current(view.stages.of_proposal(proposal.id)) if course.has_passed(one)}
    return frozenset(one.id for one in last_answers(view.decisions.of_proposal(proposal.id), passed).values())


def blocking(view: View, proposal: Proposal) -> tuple[Condition, ...]:
    """Return the conditions that block a proposal's money: what their boards decided fell before it was given."""
    felled = [one for one in view.conditions.of_proposal(proposal.id) if one.has_felled]
    if not felled or proposal.state is not ProposalState.UNDER_WAY:
        return ()
    if course.is_committed(view.stages.of_proposal(proposal.id)):
        return ()
    counts = counting(view, proposal)
    return tuple(one for one in felled if one.decision_id in counts)


def endable(view: View, proposal: Proposal) -> tuple[Condition, ...]:
    """Return the conditions of a proposal that can be discharged or waived: the open ones, and those that block it."""
    blocks = {one.id for one in blocking(view, proposal)}
    return tuple(one for one in view.conditions.of_proposal(proposal.id) if one.is_open or one.id in blocks)


def require_unblocked(view: View, desk: Desk, proposal: Proposal, stage: Stage) -> None:
    """Make sure that nothing that fell is passed over, before a board's answer gives the money.

    Raises:
        InvalidInputError: what an earlier board decided fell with a condition; says which, and who deals with it.
    """
    if not course.will_commit(view.stages.of_proposal(proposal.id), stage):
        return
    for condition in blocking(view, proposal):
        board = desk.shown.board_names([condition.board])
        raise InvalidInputError(
            f"Nothing was decided. What the {board} decided fell with its condition {condition.number}, which was not "
            f"met in time: {condition.words.rstrip('. ')}.",
            f"Its chair or the governance office waives it, or records that it was met: "
            f"`/proposal conditions {proposal.ref}`.",
        )
