"""The form by which files and links are put to a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.proposals.papers import ProposalPaper
from bot.domain.proposals.records import Proposal
from bot.views import blocks
from bot.views.ids import VALUE, Act, Form
from bot.views.proposal_forms import FILES_MOST
from bot.views.proposal_text import papers_words
from bot.views.risk_fields import FormOrigin
from bot.views.wording import Mrkdwn, say

_SHOWN = 40


def papers_form(proposal: Proposal, papers: Sequence[ProposalPaper], megabytes: int) -> dict[str, Any]:
    """Return the form that adds files and links to a draft, with what goes with it and a button to take each off."""
    rows = [
        blocks.section(
            papers_words([paper]),
            blocks.button(
                "Take off",
                Act.PROPOSAL_DETACH,
                f"{proposal.ref} {paper.id}",
                confirm=blocks.confirm(
                    "Take it off?", "Versions that were submitted with it keep it.", "Take it off", "Keep it"
                ),
            ),
        )
        for paper in papers[:_SHOWN]
    ]
    none = [] if rows else [blocks.section(say("proposals/no_papers", ref=proposal.ref))]
    body = [
        *rows,
        *none,
        blocks.divider(),
        blocks.labelled(
            "Add files",
            "files",
            {"type": "file_input", "action_id": VALUE, "max_files": FILES_MOST},
            f"Up to {megabytes} MB each.",
            optional=True,
        ),
        blocks.labelled(
            "Add links",
            "links",
            blocks.text_input(VALUE, multiline=True, placeholder="https://… and its title"),
            "One on each line: the address, then its title.",
            optional=True,
        ),
    ]
    origin = FormOrigin(proposal.ref, proposal.version)
    return blocks.modal(f"Papers of {proposal.ref}", Form.PROPOSAL_ATTACH, body, metadata=origin.pack(), submit="Add")


def listed_papers(proposal: Proposal, papers: Sequence[ProposalPaper]) -> dict[str, Any]:
    """Return what goes with a proposal of which no file is to be sent."""
    if not papers:
        text = say("proposals/no_papers", ref=proposal.ref)
    else:
        text = say("proposals/answer", label=f"Papers of {proposal.ref}", words=papers_words(papers))
    return blocks.message(text, [blocks.section(text)])


def files_asked(proposal: Proposal, papers: Sequence[ProposalPaper], sent: int, left: int) -> dict[str, Any]:
    """Say that files come; `left` are too many for one message."""
    listed = say("proposals/answer", label=f"Papers of {proposal.ref}", words=papers_words(papers))
    text = say("proposals/files_asked", sent=sent, left=left)
    return blocks.message(text, [blocks.section(listed), blocks.section(text)])


def files_sent(proposal: Proposal, papers: Sequence[ProposalPaper]) -> Mrkdwn:
    """Say which files were sent, with their fingerprints."""
    return say("proposals/answer", label=f"Files of {proposal.ref}", words=papers_words(papers))
