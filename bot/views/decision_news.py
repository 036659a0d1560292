"""What people and boards read of what follows a decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.domain.proposals.conditions import ComingItem, Condition, Watched
from bot.domain.proposals.decisions import Decision
from bot.domain.proposals.records import Proposal
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say


def news_message(text: Mrkdwn, decision: Decision | None) -> dict[str, Any]:
    """Return a message of these words, with a way to the decision behind it."""
    buttons = [blocks.button("Decision", Act.DECISION_SHOW, decision.number)] if decision else []
    return blocks.message(text, [blocks.section(text), *blocks.action_row(buttons)])


def withheld_message(ref: str) -> dict[str, Any]:
    """Return what a channel reads where not everybody there may read more."""
    text = withheld_words(ref)
    return blocks.message(text, [blocks.section(text)])


def withheld_words(ref: str) -> Mrkdwn:
    """Return words that say only where more can be read."""
    return say("decisions/news_withheld", ref=ref)


def coming_words(item: ComingItem, proposal: Proposal, on: date, shown: Presentation) -> Mrkdwn:
    """Return what comes before a board on a day."""
    return say(
        "decisions/news_coming",
        board=shown.board_names([item.board]),
        on=shown.dated(on),
        words=item.words,
        ref=proposal.ref,
        kind=item.kind.value,
    )


def condition_words(
    condition: Condition, proposal: Proposal, about: Decision, left: int, shown: Presentation, *, in_force: bool
) -> Mrkdwn:
    """Return how a condition ended, and whether the approval is in force with that.

    Args:
        condition: as it stands.
        proposal: of which.
        about: the decision that set it.
        left: how many conditions still hold up the approval.
        shown: how records are said.
        in_force: whether it is in force now that this one is met.
    """
    return say(
        "decisions/news_condition",
        ref=proposal.ref,
        title=proposal.title,
        number=condition.number,
        decision=about.number,
        board=shown.board_names([condition.board]),
        state=condition.state.value,
        by=condition.ended_by,
        words=condition.words,
        shown=condition.shown,
        left=left,
        in_force=in_force,
    )


def delegated_words(given: Watched, proposal: Proposal, about: Decision, shown: Presentation) -> Mrkdwn:
    """Return what a board left to another."""
    return say(
        "decisions/news_delegated",
        ref=proposal.ref,
        title=proposal.title,
        board=shown.board_names([given.board]),
        to=given.to_name,
        number=about.number,
        words=given.words,
        percent=given.percent or 0,
    )
