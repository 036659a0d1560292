"""The words in which proposals are spoken of."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.money import format_pence
from bot.domain.proposals import course
from bot.domain.proposals.content import Content
from bot.domain.proposals.costs import asked_sum
from bot.domain.proposals.records import Ask, Outcome, Proposal, ProposalState, Stage, StageState
from bot.domain.risks import Visibility

NO_SUM = "no sum"
STATE_WORDS = {
    ProposalState.DRAFT: "Draft",
    ProposalState.UNDER_WAY: "Under way",
    ProposalState.DECIDED: "Decided",
    ProposalState.REJECTED: "Rejected",
    ProposalState.WITHDRAWN: "Withdrawn",
}
ASK_WORDS = {
    Ask.NOTE: "to note",
    Ask.CONSIDER: "to consider",
    Ask.ENDORSE: "to endorse",
    Ask.RECOMMEND: "to recommend",
    Ask.APPROVE: "to approve",
}
OUTCOME_WORDS = {
    Outcome.NONE: "not decided",
    Outcome.APPROVED: "approved",
    Outcome.IN_PART: "approved in part",
    Outcome.CONDITIONAL: "approved with conditions",
    Outcome.RECOMMENDED: "recommended",
    Outcome.ENDORSED: "endorsed",
    Outcome.CONSIDERED: "considered",
    Outcome.NOTED: "noted",
    Outcome.REFERRED_BACK: "referred back",
    Outcome.DEFERRED: "deferred",
    Outcome.REJECTED: "rejected",
}
STAGE_WORDS = {
    StageState.COMING: "still to come",
    StageState.OPEN: "before the board",
    StageState.RETURNED: "back with its author",
    StageState.DEFERRED: "deferred",
    StageState.CLOSED: "answered",
    StageState.CALLED_OFF: "called off",
}


def state_words(proposal: Proposal, stages: Iterable[Stage] = ()) -> str:
    """Return how a proposal stands, such as `Under way · version 2`; where it was sent back or put off, that."""
    words = STATE_WORDS[proposal.state]
    if proposal.state is ProposalState.UNDER_WAY:
        states = {stage.state for stage in stages}
        words = next(
            (named for state, named in _MORE_TELLING.items() if state in states and StageState.OPEN not in states),
            words,
        )
    if proposal.state is ProposalState.DECIDED:
        words = _decided(stages) or words
    return f"{words} · version {proposal.submitted}" if proposal.submitted else words


def asked_words(pence: int | None) -> str:
    """Return what a proposal asks for: `£104,000`, or that it names no sum."""
    return NO_SUM if pence is None else format_pence(pence)


def asked_for(content: Content) -> str:
    """Return what a version asks for with what is open about it: `£43,300, up to £10,000 more`, or that it has no sum.

    What was approved earlier is not asked again, and is not in it.
    """
    asked = asked_sum(content)
    return NO_SUM if asked is None else asked.words


def visibility_words(proposal: Proposal) -> str:
    """Return whether a proposal is public, and on which ground it is not."""
    if proposal.visibility is Visibility.PUBLIC:
        return "Public"
    ground = proposal.exemption.ground if proposal.exemption else ""
    return f"Not public: {ground}" if ground else "Not public"


def _decided(stages: Iterable[Stage]) -> str:
    """Return what the boards that approve came to between them, as a heading; empty where none of them did."""
    outcomes = {one.outcome for one in course.current(tuple(stages)) if one.ask is Ask.APPROVE}
    return next((OUTCOME_WORDS[one].capitalize() for one in _LEAST_FIRST if one in outcomes), "")


_LEAST_FIRST = (Outcome.IN_PART, Outcome.CONDITIONAL, Outcome.APPROVED)
_MORE_TELLING = {StageState.RETURNED: "Back with its author", StageState.DEFERRED: "Deferred"}
