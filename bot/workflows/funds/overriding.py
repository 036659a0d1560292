"""A finance officer allows a fund to give more than it has, for one version of one proposal."""

from __future__ import annotations

from typing import Any

from bot.domain.funds import Overdraw
from bot.domain.money import format_pence
from bot.domain.people import DecidesIn, Role
from bot.domain.proposals import course
from bot.domain.proposals.access import is_theirs
from bot.domain.proposals.records import Proposal, StageState
from bot.domain.risks import UPDATE_MAX
from bot.domain.spending import Override
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError, StaleRecordError
from bot.store.unit_of_work import Unit, View
from bot.views import fund_forms
from bot.views.turning import outdated_button
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk, require_person
from bot.workflows.funds.lookup import is_finance_officer
from bot.workflows.funds.positions import overdraw
from bot.workflows.funds.renewing import renew_cards
from bot.workflows.identify import Identity
from bot.workflows.proposals.change import subject_of, touch_homes
from bot.workflows.proposals.interests.recusing import took_no_part
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.sections import withheld_from
from bot.workflows.proposals.voting.closing import settle_vote
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services
from bot.workflows.slack_words import words_typed


def override_form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form in which a finance officer allows what a proposal would overdraw its fund by.

    Raises:
        InvalidInputError: it would not overdraw it, or that is allowed already.
        NotAllowedError: no finance officer, or one whose own proposal it is.
        NotFoundError: no such proposal.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = _found(view, services, desk, written)
        found = _overdrawn(view, services, proposal)
        return fund_forms.override_form(found, proposal.ref, proposal.title, proposal.submitted)


def allow(services: Services, request: Request, kept: str, reason: str) -> Saved:
    """Record a finance officer's override.

    Args:
        services: the store, the configuration and the clock.
        request: who asks.
        kept: what the form carried: the reference, the version and the sum that were shown.
        reason: why it is allowed.

    Raises:
        InvalidInputError, NotAllowedError, NotFoundError: see `override_form`, or no reason.
        StaleRecordError: another version or another sum is before the boards by now.
    """
    parts = kept.split()
    if len(parts) != 3 or not all(part.isdecimal() for part in parts[1:]):
        raise outdated_button()
    ref, version, over = parts[0], int(parts[1]), int(parts[2])

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = _found(unit, services, desk, ref)
        lying = course.before_boards(unit.stages.of_proposal(proposal.id))
        voting = [one for one in lying if one.state is StageState.OPEN and one.decides_in is DecidesIn.THREAD]
        unit.funds.lock(proposal.fund)
        found = _overdrawn(unit, services, proposal)
        if proposal.submitted != version or found.over != over:
            raise StaleRecordError(
                f"{proposal.ref} would overdraw {found.fund_key} by {format_pence(found.over)} in version "
                f"{proposal.submitted} by now: this form was opened on {format_pence(over)} in version {version}.",
                f"Look at it again: `/proposal override {proposal.ref}`.",
                proposal.version,
            )
        words = clean(words_typed(services, reason))
        if not words or len(words) > UPDATE_MAX:
            sentence = f"Say why in at most {UPDATE_MAX:,} characters."
            raise InvalidInputError(sentence, fields={"reason": sentence})
        officer = require_person(desk)
        unit.funds.add_override(
            Override(found.fund_key, proposal.id, version, over, words, officer.id, officer.name, unit.now)
        )
        unit.record(
            actor_key(desk),
            "fund.overridden",
            subject_of(proposal),
            fund=found.fund_key,
            version=version,
            over=over,
            reason=words,
        )
        renew_cards(unit, [proposal.id], f"allowed{version}:{over}")
        touch_homes(unit, proposal)
        # A vote that was held up for want of the money goes on at once.
        for stage in voting:
            settle_vote(unit, services, desk, stage)
        said = say(
            "funds/said_allowed", ref=proposal.ref, fund=found.fund_key, over=format_pence(over), version=version
        )
        return Saved(proposal.ref, proposal.version, said)

    return once(services, request, work)


def _found(view: View, services: Services, desk: Desk, written: str) -> Proposal:
    if not is_finance_officer(desk.actor):
        officers = ", ".join(p.name for p in desk.directory.holders({Role.FINANCE_OFFICER}, desk.actor.day))
        raise NotAllowedError(
            "Only a finance officer can allow a fund to be overdrawn.", f"These can: {officers or 'nobody yet'}."
        )
    proposal = find_readable_proposal(view, services, desk, written)
    if is_theirs(desk.actor.person.id if desk.actor.person else None, proposal):
        raise NotAllowedError(
            f"{proposal.ref} is your own proposal.", "Another finance officer has to allow what it is over."
        )
    own = desk.actor.person.id if desk.actor.person else 0
    if took_no_part(view, proposal, own) or withheld_from(view, services, desk, proposal) is not None:
        raise NotAllowedError(
            f"You take no part in what is decided on {proposal.ref}.",
            "Another finance officer has to allow what it is over.",
        )
    return proposal


def _overdrawn(view: View, services: Services, proposal: Proposal) -> Overdraw:
    if proposal.is_over:
        raise InvalidInputError(f"{proposal.ref} has ended: there is nothing to allow.")
    found = overdraw(view, services.config, proposal)
    if found is None:
        raise InvalidInputError(
            f"{proposal.ref} would not overdraw {'its fund' if proposal.fund else 'any fund: it asks none'}.",
            f"See how the fund stands: `/proposal fund {proposal.fund}`." if proposal.fund else "",
        )
    if found.is_allowed:
        raise InvalidInputError(
            f"{found.allowed_by} has allowed that {proposal.ref} overdraws {found.fund_key} by "
            f"{format_pence(found.over)} already."
        )
    return found
