"""The forms by which a proposal is submitted, and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.proposals.content import Content
from bot.domain.proposals.money_named import asks_money
from bot.domain.proposals.records import Proposal, ProposalState
from bot.views import blocks
from bot.views.ids import VALUE, Form
from bot.views.proposal_saved import fault_blocks
from bot.views.proposal_words import asked_for
from bot.views.risk_fields import FormOrigin
from bot.views.wording import Mrkdwn, say

_NOTHING = Mrkdwn("")


@dataclass(frozen=True, slots=True)
class Way:
    """Which way a proposal will go.

    Attributes:
        route: which boards it will come before, step by step.
        hindrance: why no route fits, empty where one does.
        by_when: when it is expected to be decided, and a warning where it wants to start before.
    """

    route: Sequence[str] = ()
    hindrance: str = ""
    by_when: Mrkdwn = _NOTHING


def submit_form(proposal: Proposal, content: Content, faults: Sequence[str], way: Way) -> dict[str, Any]:
    """Return the form by which a version is submitted.

    Args:
        proposal: as it stands.
        content: what is submitted.
        faults: what is odd about its sums, in sentences.
        way: which way it will go.
    """
    number = proposal.submitted + 1
    is_further = proposal.state is ProposalState.UNDER_WAY
    head = say(
        "proposals/submit_head",
        ref=proposal.ref,
        title=content.title,
        number=number,
        asked=asked_for(content) if asks_money(content) else "",
        recommended=len(content.recommendations),
        route=list(way.route),
        hindrance=way.hindrance,
        by_when=way.by_when,
        is_further=is_further,
        is_unchanged=bool(proposal.submitted) and not proposal.has_draft,
        was_rejected=proposal.state is ProposalState.REJECTED,
        is_decided=proposal.state is ProposalState.DECIDED,
        is_bid=proposal.round_id is not None,
    )
    label = f"What is new in version {number}?" if proposal.submitted else "A word to the boards"
    body = [
        blocks.section(head),
        *fault_blocks(faults),
        blocks.labelled(
            label,
            "why",
            blocks.text_input(VALUE, multiline=True),
            "It stands on the boards' cards and in the timeline.",
            optional=not proposal.submitted,
        ),
    ]
    origin = FormOrigin(proposal.ref, proposal.version)
    return blocks.modal(
        f"Submit {proposal.ref}", Form.PROPOSAL_SUBMIT, body, metadata=origin.pack(), submit=f"Submit version {number}"
    )


def withdraw_form(proposal: Proposal) -> dict[str, Any]:
    """Return the form by which a proposal is withdrawn."""
    text = say("proposals/withdraw_head", ref=proposal.ref, title=proposal.title, is_draft=not proposal.submitted)
    body = [
        blocks.section(text),
        blocks.labelled(
            "Why is it withdrawn?",
            "why",
            blocks.text_input(VALUE, multiline=True),
            "Boards that have it before them are told so.",
            optional=not proposal.submitted,
        ),
    ]
    origin = FormOrigin(proposal.ref, proposal.version)
    return blocks.modal(
        f"Withdraw {proposal.ref}", Form.PROPOSAL_WITHDRAW, body, metadata=origin.pack(), submit="Withdraw"
    )
