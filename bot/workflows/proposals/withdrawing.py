"""Withdraw a proposal: no board is asked any more, and what they answered stays on record."""

from __future__ import annotations

from typing import Any

from bot.domain.funds import AwardState
from bot.domain.proposals.records import Proposal, ProposalState
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit, View
from bot.views.proposal_submit import withdraw_form
from bot.views.proposal_words import STATE_WORDS
from bot.views.wording import say
from bot.workflows.desk import Desk, office_names, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals import routing
from bot.workflows.proposals.change import save, take
from bot.workflows.proposals.deciding.ending import proposal_withdrawn
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.rights import WITHDRAW, require_other
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_WHY_MAX = 1000


def form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form that asks why a proposal is withdrawn.

    Raises:
        InvalidInputError: its route has ended.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, written)
        WITHDRAW.require(desk, proposal)
        _require_running(proposal)
        _require_free(view, desk, proposal)
    return withdraw_form(proposal)


def withdraw(services: Services, request: Request, why: str) -> Saved:
    """Withdraw a proposal.

    Raises:
        InvalidInputError: its route has ended, or no reason is given though boards have it before them.
        NotAllowedError: they may not; where money is in force nobody may but the office.
        StaleRecordError: it changed while the form was open.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = take(unit, services, desk, request, WITHDRAW)
        _require_running(proposal)
        _require_free(unit, desk, proposal)
        words = clean(why)
        sentence = ""
        if proposal.submitted and not words:
            sentence = "Say why: boards that have it before them are told."
        elif len(words) > _WHY_MAX:
            sentence = f"That is {len(words):,} characters; at most {_WHY_MAX:,} fit. Shorten it."
        if sentence:
            raise InvalidInputError(sentence, fields={"why": sentence})
        after = save(
            unit,
            desk,
            proposal,
            "withdrawn",
            detail={"why": words},
            state=ProposalState.WITHDRAWN.value,
            ended_at=unit.now,
        )
        routing.withdraw_route(unit, services, desk, after, words)
        proposal_withdrawn(unit, services, desk, after)
        return Saved(after.ref, after.version, say("proposals/said_withdrawn", ref=after.ref))

    return once(services, request, work)


def _require_free(view: View, desk: Desk, proposal: Proposal) -> None:
    """Make sure that nobody takes back alone what boards have given: money in force goes back by the office's hand.

    Raises:
        NotAllowedError: money is in force, and whoever is at the desk is not of the office, or it is their own.
    """
    if all(award.state is not AwardState.IN_FORCE for award in view.funds.awards_of(proposal.id)):
        return
    if not desk.actor.is_office:
        raise NotAllowedError(
            f"Money for {proposal.ref} is approved and in force, so it is not yours alone to take back.",
            f"The governance office withdraws it: {office_names(desk)}.",
        )
    require_other(desk, proposal)


def _require_running(proposal: Proposal) -> None:
    if proposal.is_over:
        raise InvalidInputError(
            f"{proposal.ref} is {STATE_WORDS[proposal.state].lower()} already.", f"See it: `/proposal {proposal.ref}`."
        )
