"""What happened to a proposal, as a message, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.listing import Page
from bot.domain.proposals.records import Proposal
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, say

TIMELINE_PAGE = 15


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened, and when."""

    at: datetime
    words: Mrkdwn


def timeline_message(proposal: Proposal, page: Page[Happened], shown: Presentation) -> dict[str, Any]:
    """Return a page of a timeline, the latest first."""
    head = say("proposals/timeline_head", ref=proposal.ref, title=proposal.title, page=page.number, pages=page.pages)
    lines = [say("proposals/timeline_line", at=shown.moment(one.at), words=one.words) for one in page.items]
    turns = turn_buttons(
        page,
        Act.PROPOSAL_TIMELINE_BACK,
        Act.PROPOSAL_TIMELINE_PAGE,
        lambda number: pack_turn(proposal.ref, number),
    )
    body = [blocks.section(head), *(blocks.section(line) for line in lines), *blocks.action_row(turns)]
    return blocks.message(Mrkdwn("\n".join((head, *lines[:5]))), body)
