"""What a round of bids means for the proposals in it."""

from __future__ import annotations

from bot.domain.bids import BidRound, BidRoundState
from bot.domain.proposals.access import concerns
from bot.domain.proposals.records import Proposal
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk
from bot.workflows.services import Services

_HELD = frozenset({BidRoundState.SCORING, BidRoundState.RANKED})


def before_submit(view: View, services: Services, proposal: Proposal) -> bool:
    """Return whether a proposal that is submitted goes into a round, which takes it further.

    Raises:
        InvalidInputError: its round takes no more bids.
    """
    found = round_of(view, proposal)
    if found is None:
        return False
    state = found.state_on(services.today(view.now))
    if state in _HELD:
        raise InvalidInputError(
            f"{found.ref} took bids until {found.closes_on.day} {found.closes_on:%b %Y}: the panel scores what was in "
            "by then.",
            f"Ask the governance office, or take it out: `/proposal round leave {proposal.ref}`.",
        )
    return state is BidRoundState.OPEN


def round_of(view: View, proposal: Proposal) -> BidRound | None:
    """Return the round a proposal is a bid in."""
    return None if proposal.round_id is None else view.bids.get(proposal.round_id)


def kept_while_open(view: View, services: Services, desk: Desk, proposal: Proposal) -> Mrkdwn | None:
    """Return why somebody is not shown a bid before it is ranked; None where they are.

    A member of a panel that scores blind, also one of the office, reads it without names. Besides the panel only the
    office and who bids read it: others may bid against it.
    """
    person_id = desk.actor.person.id if desk.actor.person else None
    if proposal.round_id is None or concerns(person_id, proposal):
        return None
    found = round_of(view, proposal)
    if found is None or found.state_on(services.today(view.now)) not in {BidRoundState.OPEN, BidRoundState.SCORING}:
        return None
    if person_id in found.panel:
        return say("bids/withheld", ref=found.ref) if found.is_blind else None
    return None if desk.actor.is_office else say("bids/withheld_rival", ref=found.ref)
