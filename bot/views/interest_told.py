"""What members, chairs and the office read about interests in what lies before a board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.proposals.records import Ruling
from bot.views import blocks
from bot.views.ids import Act
from bot.views.interest_words import RULING_WORDS, SHORT_RULING, InterestLine, line_words
from bot.views.presentation import Presentation
from bot.views.wording import say, unescape

_LINES_MOST = 20

Suggested = tuple[InterestLine, Ruling]
"""An interest, and what is suggested for it."""


class Role(StrEnum):
    """As whom somebody is written to about interests."""

    MEMBER = "member"
    CHAIR = "chair"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, in which role.

    `rulers` names who rules today; nobody where only the office can record it.
    """

    role: Role
    rulers: tuple[str, ...]
    is_over: bool = False


def interests_message(
    ref: str, stage_id: int, board: str, lines: Sequence[Suggested], reader: Reader, shown: Presentation
) -> dict[str, Any]:
    """Return the interests in a stage as one reader sees them, with what they can do.

    Args:
        ref: the proposal's reference.
        stage_id: the stage.
        board: the board's name.
        lines: the interests the reader may know of, with what is suggested for each.
        reader: who reads.
        shown: how records are said.
    """
    open_ones = sum(line.ruling is None for line, _ in lines)
    head = say(
        "interests/told_head",
        ref=ref,
        board=board,
        role=reader.role.value,
        total=len(lines),
        unruled=open_ones,
        rulers=reader.rulers,
        is_over=reader.is_over,
    )
    body = [blocks.section(head)]
    for line, suggestion in lines[:_LINES_MOST]:
        body.append(blocks.section(_line(line, suggestion, reader, shown), _rule_button(line, reader)))
    if len(lines) > _LINES_MOST:
        body.append(blocks.context(say("interests/told_more", ref=ref, more=len(lines) - _LINES_MOST)))
    body.append(blocks.context(say("interests/told_foot", role=reader.role.value)))
    buttons = []
    if reader.role is Role.MEMBER and not reader.is_over:
        buttons.append(blocks.button("Declare an interest", Act.INTEREST_DECLARE_ITEM, ref))
    if not any(line.ruling is Ruling.LEAVE for line, _ in lines) or reader.role is not Role.MEMBER:
        buttons.append(blocks.button("Read the proposal", Act.STAGE_READ, str(stage_id)))
    return blocks.message(head, [*body, *blocks.action_row(buttons)])


def passed_on(ref: str, board: str) -> dict[str, Any]:
    """Return what stands in place of a chair's message when others rule now."""
    text = say("interests/passed_on", ref=ref, board=board)
    return blocks.message(text, [blocks.section(text)])


def unreached(ref: str, board: str, name: str) -> dict[str, Any]:
    """Return what the office reads where somebody with an interest, or who rules on one, cannot be written to."""
    text = say("interests/unreached", ref=ref, board=board, name=name)
    return blocks.message(text, [blocks.section(text)])


def all_out(ref: str, board: str) -> dict[str, Any]:
    """Return what the office reads when nobody is left who votes."""
    text = say("interests/all_out", ref=ref, board=board)
    return blocks.message(text, [blocks.section(text)])


def letter_lines(ref: str, board: str, lines: Sequence[Suggested], reader: Reader) -> tuple[str, ...]:
    """Return the same as a letter's lines; what the interests are stands in no letter."""
    told = say(
        "interests/letter",
        ref=ref,
        board=board,
        role=reader.role.value,
        rulings=[RULING_WORDS[line.ruling] if line.ruling else "" for line, _ in lines],
        suggestions=[SHORT_RULING[suggestion] for _, suggestion in lines],
        rulers=reader.rulers,
    )
    return tuple(line.strip() for line in unescape(told).split("\n") if line.strip())


def _line(line: InterestLine, suggestion: Ruling, reader: Reader, shown: Presentation) -> Any:
    words = line_words(line, shown)
    if line.ruling is not None:
        return words
    return say("interests/suggested", line=words, suggestion=SHORT_RULING[suggestion], role=reader.role.value)


def _rule_button(line: InterestLine, reader: Reader) -> blocks.Element | None:
    if reader.role is Role.MEMBER or reader.is_over:
        return None
    if reader.role is Role.CHAIR and line.is_bar and not line.dispensation:
        return None
    label = "Rule" if line.ruling is None else "Change"
    if reader.role is Role.OFFICE:
        label = "Record a ruling" if line.ruling is None else "Change"
    return blocks.button(label, f"{Act.INTEREST_RULE}.{line.conflict_id}", str(line.conflict_id))
