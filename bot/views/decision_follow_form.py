"""The form in which the office adds what follows a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.wording import say


def follow_form(number: str, words: str, boards: Sequence[Choice]) -> dict[str, Any]:
    """Return the form for a decision of this number and these words; `boards` can be delegated to: labels by key."""
    text = blocks.text_input(VALUE)
    lines = blocks.text_input(VALUE, multiline=True)
    board = blocks.select(VALUE, boards, placeholder="A board")
    body = [
        blocks.section(say("decisions/form_follow", number=number, words=words)),
        blocks.labelled("Comes back for review on", "review", blocks.date_picker(VALUE, None), optional=True),
        blocks.labelled("What is reviewed", "review_words", text, "Such as: stocktake before the rest.", optional=True),
        blocks.labelled("Delegated to", "delegate_to", board, optional=True),
        blocks.labelled("What is delegated", "delegation", text, "Such as: detailed spending.", optional=True),
        blocks.labelled("Back if costs change by (percent)", "percent", text, "A whole number.", optional=True),
        blocks.labelled(
            "What is to be done",
            "milestones",
            lines,
            "One a line, each chased as an action. Behind it: owner: a name; by: 31 Jan 2019.",
            optional=True,
        ),
        blocks.labelled("By whose word", "why", text, "Such as: the minute of 16 Nov, item 4."),
    ]
    return blocks.modal(f"What follows {number}", Form.DECISION_FOLLOW, body, metadata=number, submit="Record it")
