"""Show a proposal: its card, its whole text, what `/proposal` can do. Nothing is changed."""

from __future__ import annotations

from typing import Any

from bot.domain.proposals.access import may_draft, may_edit, may_submit, may_withdraw
from bot.domain.proposals.records import Proposal
from bot.store.unit_of_work import View
from bot.views import blocks
from bot.views.proposal_card import CardRights, proposal_card, withheld_card
from bot.views.proposal_help import help_message
from bot.views.wording import Mrkdwn
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.change import content_of
from bot.workflows.proposals.interests import on_card
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.reading import facts_of, text_blocks
from bot.workflows.proposals.rights import EDIT
from bot.workflows.proposals.sections import BUTTONS, SECTIONS, require_sight, withheld_from
from bot.workflows.services import Services

Message = dict[str, Any]


def show_proposal(services: Services, identity: Identity, written: str) -> Message:
    """Return the card of the proposal that `written` names, as its reader may see it."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, written)
        why = withheld_from(view, services, desk, proposal)
        if why is not None:
            # Whatever else a card offers would be refused.
            declare = on_card.buttons(view, services, desk, proposal)
            return withheld_card(proposal, why, view.stages.of_proposal(proposal.id), declare)
        buttons = [button for more in BUTTONS for button in more(view, services, desk, proposal)]
        content = content_of(view, proposal)
        actor = desk.actor
        rights = CardRights(
            edit=may_edit(actor, proposal),
            submit=may_submit(actor, proposal),
            withdraw=may_withdraw(actor, proposal),
            copy=may_draft(actor),
        )
        return proposal_card(
            proposal,
            content,
            facts_of(view, services, desk, proposal, content),
            desk.shown,
            rights,
            sections=[block for section in SECTIONS for block in section(view, services, desk, proposal)],
            buttons=buttons,
        )


def show_draft(services: Services, identity: Identity, written: str) -> list[blocks.Block]:
    """Return the whole text of what a proposal's author works on, for who may edit it.

    Raises:
        NotFoundError, NotAllowedError: no such proposal, or they may not edit it, or must not read it.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, written)
        EDIT.require(desk, proposal)
        require_sight(view, services, desk, proposal, "read")
        return text_blocks(view, services, desk, proposal, 0)


def withheld_message(view: View, proposal: Proposal, why: Mrkdwn) -> Message:
    """Return what somebody is shown who must not read what a proposal says."""
    return withheld_card(proposal, why, view.stages.of_proposal(proposal.id))


def show_help(services: Services, identity: Identity) -> Message:
    """Return what `/proposal` can do, as far as the asker may do it."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    return help_message(can_draft=may_draft(desk.actor), is_office=desk.actor.is_office)
