"""What people and the office are told of a proposal on its route, beside what its boards decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.people import DecidesIn
from bot.domain.proposals.records import Proposal, Stage
from bot.domain.proposals.rules import WhenTimeRunsOut
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

Message = dict[str, Any]
_ANSWERS = 10


def returned_message(proposal: Proposal, stage: Stage, word_ids: Sequence[int], shown: Presentation) -> Message:
    """Return what author and sponsor read when a board refers a proposal back.

    Args:
        proposal: theirs.
        stage: the board's.
        word_ids: of its questions, in their order.
        shown: the partnership's words.
    """
    asked = stage.words.split("\n")
    if len(asked) == len(word_ids) > 1:
        asked = [f"{place}. {question}" for place, question in enumerate(asked, 1)]
    text = say("routes/returned", ref=proposal.ref, board=_board(stage, shown), words="\n".join(asked))
    labels = ["Answer"] if len(word_ids) == 1 else [f"Answer {place}" for place in range(1, len(word_ids) + 1)]
    answers = [
        blocks.button(label, f"{Act.STAGE_ANSWER}.{word_id}", str(word_id))
        for label, word_id in zip(labels, word_ids, strict=True)
    ]
    return _message(proposal, text, *answers[:_ANSWERS])


def called_in_message(proposal: Proposal, stage: Stage, why: str, shown: Presentation) -> Message:
    """Return what author, sponsor and chair read when a board's decision was called in."""
    return _message(proposal, say("routes/called_in", ref=proposal.ref, board=_board(stage, shown), why=why))


def undated_message(proposal: Proposal, stage: Stage, shown: Presentation) -> Message:
    """Return what the office reads when a board that decides at meetings has none planned that could take it."""
    return _message(proposal, say("routes/undated", ref=proposal.ref, board=_board(stage, shown), key=stage.board))


def inquorate_message(proposal: Proposal, fault: str) -> Message:
    """Return what the office reads when a proposal comes before a board that cannot be quorate any more."""
    return _message(proposal, say("routes/inquorate", ref=proposal.ref, fault=fault))


def ran_out_message(
    proposal: Proposal, stage: Stage, before: Stage, shown: Presentation, *, to_office: bool
) -> Message:
    """Return what is told when a stage has no answer in time.

    Args:
        proposal: whose stage it is.
        stage: as it is now.
        before: as it was when its time ran out.
        shown: the partnership's words.
        to_office: whether the governance office reads it: it is told what it can do.
    """
    values = {
        "ref": proposal.ref,
        "board": _board(stage, shown),
        "due": shown.dated(before.due_on) if before.due_on else "",
        "at_meeting": before.decides_in is DecidesIn.MEETING,
        "moved_to": shown.dated(stage.meets_on) if stage.meets_on and stage.meets_on != before.meets_on else "",
    }
    if to_office:
        text = say("routes/ran_out_office", **values, key=stage.board)
        record = blocks.button("Record the decision", Act.DECISION_RECORD, f"{proposal.ref} {stage.board}")
        return _message(proposal, text, *([record] if stage.decides_in is DecidesIn.MEETING else []))
    is_offices = before.decides_in is DecidesIn.MEETING or stage.rules.runs_out is not WhenTimeRunsOut.CHASE
    return _message(proposal, say("routes/ran_out", **values, why="office" if is_offices else "chase"))


def _message(proposal: Proposal, text: Mrkdwn, *buttons: blocks.Element) -> Message:
    button = blocks.button(f"Show {proposal.ref}", Act.PROPOSAL_SHOW, proposal.ref)
    return blocks.message(text, [blocks.section(text), blocks.actions([*buttons, button])])


def _board(stage: Stage, shown: Presentation) -> str:
    return shown.boards.get(stage.board, stage.board)
