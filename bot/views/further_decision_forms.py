"""The forms of further records about a decision: a ratification, and a correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.decision_forms import WHO_COUNTS, text_field
from bot.views.ids import VALUE, Form
from bot.views.wording import say


def ratify_form(
    number: str, words: str, board: str, held_on: date, members: Mapping[str, Sequence[Choice]]
) -> dict[str, Any]:
    """Return the form that records whether a board stands by its chair's action.

    Args:
        number: of the chair's action.
        words: what it decided.
        board: its name.
        held_on: the day it offers.
        members: who sits with the board: labels by `person:3`, under headings.
    """
    choices = [Choice("Ratified", "yes"), Choice("Not ratified", "no")]
    body = [
        blocks.section(say("decisions/form_ratify", number=number, words=words, board=board)),
        blocks.labelled("What did the board say?", "ratified", blocks.select(VALUE, choices, "yes")),
        blocks.labelled("Decided on", "held", blocks.date_picker(VALUE, held_on.isoformat())),
        blocks.labelled(
            "Present", "present", blocks.multi_select(VALUE, members, placeholder="Who was there"), WHO_COUNTS
        ),
        text_field("In the board's own words", "words", "Needed where it is not ratified: why.", multiline=True),
    ]
    return blocks.modal(f"Ratify {number}", Form.DECISION_RATIFY, body, metadata=number, submit="Record it")


def correct_form(number: str, words: str) -> dict[str, Any]:
    """Return the form of a further record that puts a decision right."""
    body = [
        blocks.section(say("decisions/form_correct", number=number, words=words)),
        text_field("How it should read", "words", multiline=True, optional=False, initial=words),
        text_field("What was wrong, and who says so", "why", multiline=True, optional=False),
    ]
    return blocks.modal(f"Correct {number}", Form.DECISION_CORRECT, body, metadata=number, submit="Record it")
