"""What interests add to a proposal's card."""

from __future__ import annotations

from datetime import datetime

from bot.domain.proposals.records import Proposal
from bot.store.unit_of_work import View
from bot.views import blocks
from bot.views.blocks import Block, Element
from bot.views.ids import Act
from bot.views.interest_words import line_words
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk
from bot.workflows.proposals.interests.recording import interests_seen
from bot.workflows.proposals.interests.recusing import kept_from
from bot.workflows.services import Services

_SHOWN = 3


def section(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[Block]:
    """Return the interests in what is before boards now, in a few lines; nothing where there are none."""
    lines = [
        (stage, line)
        for stage in view.stages.of_proposal(proposal.id)
        if stage.is_before_board
        for line in interests_seen(view, services, desk, stage)
    ]
    if not lines:
        return []
    said = [
        say("interests/card_line", board=desk.shown.board_names([stage.board]), line=line_words(line, desk.shown))
        for stage, line in lines[:_SHOWN]
    ]
    text = say("interests/card_section", lines=said, more=len(lines) - len(said), ref=proposal.ref)
    return [blocks.section(text)]


def buttons(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[Element]:
    """Return the button to declare an interest, for whoever sits on a board that has the proposal before it."""
    del services
    is_asked = any(
        stage.is_before_board and stage.board in desk.actor.boards for stage in view.stages.of_proposal(proposal.id)
    )
    return [blocks.button("Declare an interest", Act.INTEREST_DECLARE_ITEM, proposal.ref)] if is_asked else []


def withheld(view: View, services: Services, desk: Desk, proposal: Proposal) -> Mrkdwn | None:
    """Return why whoever is at the desk must not read a proposal: they leave for it; None where they may."""
    del services
    person_id = desk.actor.person.id if desk.actor.person else None
    return say("interests/withheld", ref=proposal.ref) if kept_from(view, proposal, person_id) else None


def timeline(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[tuple[datetime, Mrkdwn]]:
    """Return what happened to the interests in a proposal, and when."""
    found = []
    for stage in view.stages.of_proposal(proposal.id):
        lines = {line.conflict_id: line for line in interests_seen(view, services, desk, stage)}
        for weighed in view.conflicts.of_stage(stage.id):
            if weighed.conflict.id not in lines:
                continue
            when = weighed.ruled.at if weighed.ruled else weighed.conflict.raised_at
            board, line = desk.shown.board_names([stage.board]), line_words(lines[weighed.conflict.id], desk.shown)
            found.append((when, say("interests/card_line", board=board, line=line)))
    return found
