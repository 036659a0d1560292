"""What is said of board papers: that one is being made, what it holds, and that it was made before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import Mrkdwn, say


@dataclass(frozen=True, slots=True)
class PaperSaid:
    """A paper in the words of its message.

    Attributes:
        board: the board's name.
        month: such as `November 2018`.
        summary: the first sentences of the paper.
        draft: why it is one, empty for the month's report.
        is_public: whether everybody may read it.
        hidden: how many risks it leaves out.
        faults: why forms are missing, a sentence each.
    """

    board: str
    month: str
    summary: Sequence[str]
    draft: str
    is_public: bool
    hidden: int
    faults: Sequence[str]


def asked_message(title: str, why_direct: str) -> dict[str, Any]:
    """Say to whoever asked that a paper is being made; `why_direct` says why it comes to them alone, empty if not."""
    text = say("papers/asked", title=title, why_direct=why_direct)
    return blocks.message(text, [blocks.section(text)])


def made_before_message(title: str, by: str, on: str, links: Sequence[tuple[str, str]], packed: str) -> dict[str, Any]:
    """Say that the same paper was made before, with its files, and offer to make it anew.

    Args:
        title: what it is, such as `the register paper for ...`.
        by: who had it made.
        on: on which day.
        links: title and address of each file.
        packed: what the button sends back.
    """
    text = say("papers/made_before", title=title, by=by, on=on, links=links)
    button = blocks.button("Make it anew", Act.PAPER_ANEW, packed)
    return blocks.message(text, [blocks.section(text), blocks.actions([button])])


def made(paper: PaperSaid) -> Mrkdwn:
    """Return the sentences about a paper that was made."""
    return say("papers/made", paper=paper)


def file_comment(board: str, month: str) -> Mrkdwn:
    """Return the text of the message that holds a paper's files."""
    return say("papers/comment", board=board, month=month)


def tell_button(board: str, packed: str) -> blocks.Element:
    """Return the button that takes a final paper to its board."""
    asks = blocks.confirm(
        "Tell the board?",
        f"The paper is posted in the channel of the {board}, for all who are there.",
        "Tell the board",
        "Not now",
    )
    return blocks.button("Tell the board", Act.PAPER_TELL, packed, confirm=asks)


def telling_message(board: str) -> dict[str, Any]:
    """Say that a paper goes to its board."""
    text = say("papers/telling", board=board)
    return blocks.message(text, [blocks.section(text)])
