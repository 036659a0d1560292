"""What follows when a proposal ceases to be public, or becomes so: wherever its words stand they go, or come back."""

from __future__ import annotations

from bot.domain.proposals.records import Proposal
from bot.store.unit_of_work import Unit
from bot.workflows.desk import Desk
from bot.workflows.proposals.cards import renew_card
from bot.workflows.proposals.deciding import following, telling
from bot.workflows.services import Services


def visibility_changed(unit: Unit, services: Services, desk: Desk, proposal: Proposal) -> None:
    """Have all that shows a proposal show what it may now: cards, decisions in threads, the actions of decisions."""
    for stage in unit.stages.of_proposal(proposal.id):
        if stage.sitting:
            unit.stages.change(stage)
            present = unit.stages.of_ids([stage.id])[stage.id]
            renew_card(unit, services, present)
            telling.renew_said(unit, present)
    following.follow_visibility(unit, services, desk, proposal)
