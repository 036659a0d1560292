"""What other areas add to a proposal's card, to its timeline and to the list of what waits: one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from bot.domain.proposals.records import Proposal
from bot.errors import NotAllowedError
from bot.store.unit_of_work import View
from bot.views.blocks import Block, Element
from bot.views.wording import Mrkdwn, unescape
from bot.workflows.bids import rules as bid_rules
from bot.workflows.desk import Desk
from bot.workflows.funds import events as fund_events
from bot.workflows.funds import showing as fund_showing
from bot.workflows.proposals import cost_facts, owed, route_showing, route_timeline
from bot.workflows.proposals.deciding import showing as decisions
from bot.workflows.proposals.interests import on_card
from bot.workflows.proposals.voting import showing as votes
from bot.workflows.proposals.voting import timeline as votes_timeline
from bot.workflows.services import Services

Section: TypeAlias = Callable[[View, Services, Desk, Proposal], list[Block]]
Buttons: TypeAlias = Callable[[View, Services, Desk, Proposal], list[Element]]
Withheld: TypeAlias = Callable[[View, Services, Desk, Proposal], Mrkdwn | None]
Events: TypeAlias = Callable[[View, Services, Desk, Proposal], list[tuple[datetime, Mrkdwn]]]
Waiting: TypeAlias = Callable[[View, Services, Desk], Mapping[int, str]]

SECTIONS: tuple[Section, ...] = (
    route_showing.route_section,
    cost_facts.section,
    fund_showing.overdraw_section,
    on_card.section,
    votes.vote_section,
    decisions.card_section,
)
"""Blocks of the card that somebody alone is shown, in their order."""

BUTTONS: tuple[Buttons, ...] = (
    votes.vote_buttons,
    cost_facts.buttons,
    fund_showing.fund_buttons,
    owed.rule_buttons,
    on_card.buttons,
    decisions.card_buttons,
)
"""Buttons of that card, those that this reader may press."""

WITHHELD: tuple[Withheld, ...] = (on_card.withheld, bid_rules.kept_while_open)
"""Why somebody who may know of a proposal must not read what it says; None where they may."""

TIMELINE: tuple[Events, ...] = (
    route_timeline.route_events,
    fund_events.money_events,
    on_card.timeline,
    votes_timeline.vote_events,
    decisions.timeline,
    cost_facts.timeline,
)
"""What happened to a proposal, and when."""

WAITING: tuple[Waiting, ...] = (owed.waits,)
"""What waits for whoever is at the desk: a phrase by the proposal's id."""


def withheld_from(view: View, services: Services, desk: Desk, proposal: Proposal) -> Mrkdwn | None:
    """Return why whoever is at the desk must not read what a proposal says; None where they may."""
    return next((why for ask in WITHHELD if (why := ask(view, services, desk, proposal))), None)


def require_sight(view: View, services: Services, desk: Desk, proposal: Proposal, verb: str) -> None:
    """Make sure that whoever is at the desk may read what a proposal says; `verb` is what they want to do with it.

    Raises:
        NotAllowedError: they leave for it, or it is a bid that they score without names, or may bid against.
    """
    why = withheld_from(view, services, desk, proposal)
    if why is not None:
        raise NotAllowedError(f"You can't {verb} {proposal.ref}.", unescape(why))
