"""What is said of a draft once it is saved: what it lacks, what is odd about its sums, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.proposals.records import Proposal
from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import Mrkdwn, say

VIEWED = "viewed"
_SHOWN = 8


def saved_form(
    proposal: Proposal, lacks: Sequence[str], faults: Sequence[str], notes: Sequence[Mrkdwn] = ()
) -> dict[str, Any]:
    """Return a form that only shows how a draft stands."""
    body = [
        *(blocks.section(note) for note in notes),
        blocks.section(say("proposals/saved", ref=proposal.ref, number=proposal.submitted)),
    ]
    body += lack_blocks(lacks)
    body += fault_blocks(faults)
    ref = proposal.ref
    row = [
        blocks.button("Submit", Act.PROPOSAL_SUBMIT, ref, style=None if lacks else "primary"),
        blocks.button("Read it", Act.PROPOSAL_DRAFT, ref),
        blocks.button("Edit", Act.PROPOSAL_EDIT, ref),
        blocks.button("Recommendations", Act.PROPOSAL_RECOMMEND, ref),
    ]
    return blocks.modal(f"Proposal {ref}", VIEWED, [*body, blocks.actions(row)])


def lack_blocks(lacks: Sequence[str]) -> list[blocks.Block]:
    """Return what a proposal needs before it can be submitted."""
    if not lacks:
        return []
    return [blocks.section(say("proposals/lacks", lacks=list(lacks[:_SHOWN]), more=max(0, len(lacks) - _SHOWN)))]


def fault_blocks(faults: Sequence[str]) -> list[blocks.Block]:
    """Return what is odd about a proposal's sums."""
    if not faults:
        return []
    return [blocks.section(say("proposals/faults", faults=list(faults[:_SHOWN]), more=max(0, len(faults) - _SHOWN)))]
