"""What comes before a board, as its list and the office read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.people import DecidesIn
from bot.domain.proposals.conditions import ComingItem, ComingKind, Watched
from bot.domain.proposals.decision_words import ASKED_TO
from bot.domain.proposals.decisions import Decision
from bot.domain.proposals.records import Proposal, Stage
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say


def coming_message(
    item: ComingItem, proposal: Proposal, decision: Decision | None, on: date, shown: Presentation
) -> dict[str, Any]:
    """Return what the office reads when a board's papers are due for something that comes before it on a day."""
    ratifies = item.kind is ComingKind.RATIFICATION and decision is not None
    text = say(
        "decisions/comes_back",
        board=shown.board_names([item.board]),
        on=shown.dated(on),
        words=item.words,
        ref=proposal.ref,
        ratifies=ratifies,
    )
    button = blocks.button("Taken", Act.COMING_TAKEN, str(item.id), "primary")
    if ratifies and decision is not None:
        button = blocks.button("Ratify", Act.DECISION_RATIFY, decision.number, "primary")
    return blocks.message(text, [blocks.section(text), blocks.actions([button])])


def before_line(stage: Stage, proposal: Proposal, shown: Presentation) -> Mrkdwn:
    """Return a line for what lies before a board: from when, for which meeting or until when, and what is asked."""
    meets = stage.meets_on if stage.decides_in is DecidesIn.MEETING else None
    return say(
        "decisions/coming_stage",
        ref=proposal.ref,
        title=proposal.title,
        state=stage.state.value,
        ask=ASKED_TO[stage.ask].lower(),
        meets=shown.dated(meets) if meets else "",
        at_meeting=stage.decides_in is DecidesIn.MEETING,
        due=shown.dated(stage.due_on) if stage.due_on else "",
        until=shown.dated(stage.deferred_until) if stage.deferred_until else "",
    )


def item_line(item: ComingItem, on: date | None, shown: Presentation) -> Mrkdwn:
    """Return a line for what comes back to a board on a day; it says so where that was to be earlier."""
    waited = item.due_on is not None and on is not None and item.due_on < shown.today
    return say(
        "decisions/coming_item",
        on=shown.dated(on) if on else "",
        was=shown.dated(item.due_on) if waited and item.due_on else "",
        words=item.words,
    )


def delegation_line(given: Watched, proposal: Proposal, shown: Presentation) -> Mrkdwn:
    """Return a line for what another board has left to this one."""
    return say(
        "decisions/coming_delegated",
        ref=proposal.ref,
        title=proposal.title,
        board=shown.board_names([given.board]),
        words=given.words,
        percent=given.percent or 0,
    )


def coming_words(lines: Sequence[Mrkdwn], left: Sequence[Mrkdwn], board: str) -> Mrkdwn:
    """Return what is coming to a board, and what others have left to it."""
    return say("decisions/coming_list", board=board, lines=list(lines), left=list(left))
