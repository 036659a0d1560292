"""What is known of a proposal's costs beside its lines: names, the fund's envelope, and their section on its card."""

from __future__ import annotations

from datetime import datetime

from bot.domain.directory import Directory
from bot.domain.proposals.content import Content
from bot.domain.proposals.cost_faults import CostFault, faults_of
from bot.domain.proposals.cost_text import CostNames
from bot.domain.proposals.records import Proposal
from bot.store.unit_of_work import View
from bot.views import blocks
from bot.views.blocks import Block, Element
from bot.views.costs import cost_blocks
from bot.views.ids import Act
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk
from bot.workflows.proposals.change import content_of, subject_of
from bot.workflows.proposals.reading import organisation_names
from bot.workflows.services import Services

SIGNED = "proposal.signed_off"
"""The audit event of an officer's sign-off: `number` of the version, `titles` as whom, `name`."""

_EVENTS_MOST = 500


def names_of(services: Services, desk: Desk) -> CostNames:
    """Return the names of workstreams and organisations by their keys."""
    return _names(services, desk.directory)


def faults_in(services: Services, desk: Desk, proposal: Proposal, content: Content) -> tuple[CostFault, ...]:
    """Return everything wrong or open in the sums of a proposal's content."""
    return faults_for(services, desk.directory, proposal, content)


def faults_for(services: Services, directory: Directory, proposal: Proposal, content: Content) -> tuple[CostFault, ...]:
    """Return the same where nobody is at a desk."""
    fund = services.config.fund(proposal.fund)
    return faults_of(content, _names(services, directory).name, envelope_pence=fund.envelope if fund else None)


def _names(services: Services, directory: Directory) -> CostNames:
    workstreams = {key: one.name for key, one in directory.workstreams.items()}
    return CostNames(workstreams, organisation_names(services.config))


def section(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[Block]:
    """Return the section on its costs of a proposal's card: the sums, and what is wrong with them."""
    content = content_of(view, proposal)
    return cost_blocks(content, names_of(services, desk), faults_in(services, desk, proposal, content))


def buttons(_view: View, _services: Services, _desk: Desk, proposal: Proposal) -> list[Element]:
    """Return the buttons to a proposal's costs and to its cover sheet."""
    found = [blocks.button("Costs", Act.COST_SHOW, proposal.ref)]
    return [*found, blocks.button("Cover sheet", Act.COST_PAPER, proposal.ref)] if proposal.submitted else found


def timeline(view: View, _services: Services, _desk: Desk, proposal: Proposal) -> list[tuple[datetime, Mrkdwn]]:
    """Return who signed a proposal off, and when."""
    return [
        (
            event.at,
            say(
                "costs/event_signed",
                name=event.detail["name"],
                number=event.detail["number"],
                titles=" and ".join(event.detail["titles"]),
            ),
        )
        for event in view.events_of(subject_of(proposal), _EVENTS_MOST, {SIGNED})
    ]
