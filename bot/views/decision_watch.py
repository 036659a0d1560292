"""What is said when something that was decided needs somebody: met conditions, changed costs, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.actions.records import Action
from bot.domain.proposals.conditions import Condition, Watched
from bot.domain.proposals.decisions import Decision
from bot.domain.proposals.records import Proposal, Stage
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.wording import say


def met_message(proposal: Proposal, condition: Condition, about: Decision, action: Action) -> dict[str, Any]:
    """Return what is asked of whoever says that a condition is met, once its action is closed."""
    text = say(
        "decisions/met",
        number=condition.number,
        ref=proposal.ref,
        decision=about.number,
        words=condition.words,
        evidence=condition.evidence,
        action=action.ref,
        update=action.update,
        by=action.updated_by,
    )
    buttons = [
        blocks.button("Discharge", Act.CONDITION_DISCHARGE, str(condition.id), "primary"),
        blocks.button("Show the action", Act.ACTION_SHOW, action.ref),
    ]
    return blocks.message(text, [blocks.section(text), blocks.actions(buttons)])


def overrun_message(
    proposal: Proposal, decision: Decision, watched: Watched, why: str, shown: Presentation
) -> dict[str, Any]:
    """Return what the office reads when costs changed so much that what was delegated comes back."""
    text = say(
        "decisions/overrun",
        ref=proposal.ref,
        title=proposal.title,
        why=why,
        number=decision.number,
        board=shown.board_names([decision.board]),
        to=watched.to_name,
        percent=watched.percent or 0,
    )
    button = blocks.button("Decision", Act.DECISION_SHOW, decision.number)
    return blocks.message(text, [blocks.section(text), blocks.actions([button])])


def not_ratified_message(
    decision: Decision, about: Decision, shown: Presentation, held: Sequence[Stage]
) -> dict[str, Any]:
    """Return what the office reads when a board did not ratify its chair's action.

    Args:
        decision: what the board said.
        about: the chair's action.
        shown: how records are said.
        held: the stages of later steps that wait for the board again.
    """
    text = say(
        "decisions/not_ratified",
        ref=decision.record["proposal"]["ref"],
        title=decision.record["proposal"]["title"],
        board=shown.board_names([decision.board]),
        number=decision.number,
        about=about.number,
        words=about.words,
        held=[shown.board_names([one.board]) for one in held],
    )
    button = blocks.button("Decision", Act.DECISION_SHOW, decision.number)
    return blocks.message(text, [blocks.section(text), blocks.actions([button])])
