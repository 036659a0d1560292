"""The words in which votes are spoken of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.domain.proposals.records import Ask, Choice, Outcome, Proposal, Stage, StageState
from bot.domain.proposals.seats import WhyNoVote
from bot.domain.proposals.tally import ItemTally, PartnerVote, Standing
from bot.views.presentation import Presentation
from bot.views.proposal_words import OUTCOME_WORDS

VERBS = {
    Ask.NOTE: "Note",
    Ask.CONSIDER: "Consider",
    Ask.ENDORSE: "Endorse",
    Ask.RECOMMEND: "Recommend",
    Ask.APPROVE: "Approve",
}
"""What the button says with which a member does what the board is asked."""

WHY_BARRED = {
    WhyNoVote.AUTHOR: "author",
    WhyNoVote.SPONSOR: "sponsor",
    WhyNoVote.SPEAKS: "interest: speaks without a vote",
    WhyNoVote.LEFT: "interest: leaves",
}
"""Why somebody who holds a seat has no vote, behind their name."""

_DONE = {
    Ask.NOTE: "noted",
    Ask.CONSIDER: "considered",
    Ask.ENDORSE: "endorsed",
    Ask.RECOMMEND: "recommended",
    Ask.APPROVE: "approved",
}
_CHOICE = {
    Choice.FOR: "for",
    Choice.WITH_CONDITIONS: "for, with conditions",
    Choice.AGAINST: "against",
    Choice.ABSTAIN: "to abstain",
}
_STANDING = {
    Standing.PASSED: "passes as it stands",
    Standing.FAILED: "fails as it stands",
    Standing.OPEN: "no quorum yet",
}


def choice_words(choice: Choice) -> str:
    """Return a choice as it follows “a vote”: `against`, `to abstain`."""
    return _CHOICE[choice]


def outcome_words(stage: Stage) -> str:
    """Return what a board answered, in the words of what it was asked: `endorsed in part`, `rejected`."""
    more = {Outcome.IN_PART: " in part", Outcome.CONDITIONAL: " with conditions"}.get(stage.outcome)
    return OUTCOME_WORDS[stage.outcome] if more is None else f"{_DONE[stage.ask]}{more}"


def standing_words(item: ItemTally) -> str:
    """Return what a recommendation would come to if the vote closed now."""
    if item.standing is Standing.OPEN and item.forecast.is_met and item.counted:
        return "no agreement yet"
    return _STANDING[item.standing]


def count_words(item: ItemTally, organisations: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the count of a recommendation: `For 3 (1 with conditions) · against 1 · abstaining 0`.

    Where each partner casts one vote, those come first: `City for · CCG no vote (members: for 3 …)`.
    """
    conditional = len(item.having(Choice.WITH_CONDITIONS))
    with_conditions = f" ({conditional} with conditions)" if conditional else ""
    against, abstain = len(item.having(Choice.AGAINST)), len(item.having(Choice.ABSTAIN))
    members = f"{len(item.in_favour)}{with_conditions} · against {against} · abstaining {abstain}"
    if not item.partners:
        return f"For {members}"
    return f"{partner_words(item.partners, organisations)} (members: for {members})"


def partner_words(partners: Sequence[PartnerVote], organisations: Mapping[str, str]) -> str:
    """Return how each partner votes: `CCG for · City against · Hackney none`."""
    said = {Choice.FOR: "for", Choice.AGAINST: "against", None: "no vote"}
    return " · ".join(f"{organisations.get(one.organisation, one.organisation)} {said[one.choice]}" for one in partners)


def names_of(names: Sequence[str], most: int = 12) -> str:
    """Return names in a phrase, cut after so many."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def closed_sentences(stage: Stage, proposal: Proposal, board: str, shown: Presentation) -> tuple[str, str]:
    """Return why no vote is taken on a stage now, and what can be done."""
    ref = proposal.ref
    show, route = f"See `/proposal {ref}`.", f"See its route with `/proposal route {ref}`."
    match stage.state:
        case StageState.CLOSED:
            day = stage.decided_on or stage.closed_at
            on = f" on {shown.day(day)}" if day else ""
            said = f"{board} answered {ref}{on}: {outcome_words(stage)}. The vote is closed.", show
        case StageState.CALLED_OFF:
            said = f"{ref} is not before {board} any more: it was called off.", show
        case StageState.COMING:
            said = f"{ref} has not come before {board} yet.", route
        case StageState.RETURNED:
            said = f"{board} sent {ref} back to its author. Votes are taken again once it is answered.", route
        case StageState.DEFERRED:
            until = f" until {shown.day(stage.deferred_until)}" if stage.deferred_until else ""
            said = f"{board} put {ref} off{until}. Votes are taken again then.", route
        case StageState.OPEN:
            on = f" on {shown.day(stage.meets_on)}" if stage.meets_on else ""
            said = (
                f"{board} decides on {ref} at its meeting{on}, so no votes are taken here.",
                f"Ask or comment before then: `/proposal ask {ref}`, `/proposal comment {ref}`.",
            )
    return said


def barred_sentence(why: WhyNoVote, ref: str, name: str = "") -> tuple[str, str]:
    """Return why somebody has no vote, and what can be done; `name` is empty for whoever asks."""
    you, have, are = (name, "has", "is") if name else ("You", "have", "are")
    match why:
        case WhyNoVote.AUTHOR:
            return f"{you} {are} the author of {ref}, and here its author has no vote.", ""
        case WhyNoVote.SPONSOR:
            return f"{you} {are} the sponsor of {ref}, and here its sponsor has no vote.", ""
        case WhyNoVote.SPEAKS:
            sentence = (
                f"{you} {have} an interest in {ref}: by the ruling on it {name or 'you'} may speak, and {have} no vote."
            )
        case WhyNoVote.LEFT:
            sentence = f"{you} {have} an interest in {ref}, for which {name or 'you'} must leave, and {have} no vote."
    return sentence, f"See `/board interests {ref}`. If it is wrong, ask the chair."


def asked_by(items: Sequence[ItemTally]) -> str:
    """Return the verbs of what a board is asked: `endorse`, or `approve and note`."""
    return " and ".join(dict.fromkeys(VERBS[item.ask].lower() for item in items))


def chosen_words(chosen: Mapping[int, Choice], asks: Mapping[int, Ask]) -> str:
    """Return what was voted, such as `endorse` or `1: approve; 2: against`."""
    said = {item: _said(choice, asks[item]) for item, choice in chosen.items()}
    if len(set(said.values())) == 1 and len(said) == len(asks):
        return next(iter(said.values()))
    return "; ".join(f"{item}: {words}" for item, words in said.items())


def _said(choice: Choice, ask: Ask) -> str:
    verb = VERBS[ask].lower()
    return {Choice.FOR: verb, Choice.WITH_CONDITIONS: f"{verb}, with conditions"}.get(choice, choice.value)
