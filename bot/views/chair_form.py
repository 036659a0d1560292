"""The form in which a chair sends an item back, puts it off, or closes its vote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.proposals.records import Proposal, Stage
from bot.domain.proposals.tally import Tally
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.vote_values import pack_stage
from bot.views.wording import say

_MOVES = (
    Choice("Refer it back to its author with questions", "refer"),
    Choice("Put it off to a day", "defer"),
    Choice("Close the vote as it stands", "close"),
)


def chair_moves_form(
    stage: Stage,
    proposal: Proposal,
    board: str,
    tally: Tally,
    forecast: Sequence[str],
    move: str,
    questions: str,
    why: str,
    until: date | None,
) -> dict[str, Any]:
    """Return the form; `move` is chosen in it, the rest stands in its fields."""
    head = say(
        "voting/chair_head",
        ref=proposal.ref,
        title=proposal.title,
        board=board,
        voted=tally.voted,
        of=len(tally.seats.entitled),
        forecast=forecast,
    )
    body = [
        blocks.section(head),
        blocks.labelled("What becomes of it?", "move", blocks.radio(VALUE, _MOVES, move)),
        blocks.labelled(
            "Questions to the author",
            "questions",
            blocks.text_input(VALUE, questions, multiline=True),
            "Where you refer it back: one on each line. It comes back once all are answered.",
            optional=True,
        ),
        blocks.labelled(
            "Put off until",
            "until",
            blocks.date_picker(VALUE, until.isoformat() if until else None),
            "Where you put it off.",
            optional=True,
        ),
        blocks.labelled(
            "Reason",
            "why",
            blocks.text_input(VALUE, why, multiline=True),
            "It stands in the record. Not needed to close the vote.",
            optional=True,
        ),
    ]
    return blocks.modal(
        f"{proposal.ref} at {stage.board}", Form.STAGE_MOVE, body, metadata=pack_stage(stage), submit="Do it"
    )
