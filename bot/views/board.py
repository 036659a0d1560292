"""A board as a message: when it meets, what is on its report, and its papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import say

_BOARDS_SHOWN = 20
_PROPOSALS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class BoardSaid:
    """A board in words. `meeting` and `papers_due` are days, empty where no meeting is known.

    `by_band` counts the risks of its report that the reader may see, worst band first.
    """

    key: str
    name: str
    meeting: str
    papers_due: str
    is_late: bool
    chairs: Sequence[str]
    total: int
    by_band: Sequence[tuple[str, int]]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in a line; `links` holds each form's name and address. One that is replaced counts no more."""

    month: str
    made_on: str
    made_by: str
    is_draft: bool
    is_public: bool
    is_replaced: bool
    links: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LyingLine:
    """A proposal that lies before a board: how it stands there; without a title where the reader must not read it."""

    ref: str
    title: str
    state: str
    is_withheld: bool


def board_message(
    board: BoardSaid,
    papers: Sequence[PaperLine],
    late: Sequence[blocks.Block] = (),
    lying: Sequence[LyingLine] = (),
) -> dict[str, Any]:
    """Return one board with the proposals before it, its papers and, below them, what it shows of its late list."""
    head = say("board/head", board=board)
    body = [blocks.section(head)]
    body += [
        blocks.section(say("board/proposal", line=one), blocks.button("Open", Act.PROPOSAL_SHOW, one.ref))
        for one in lying[:_PROPOSALS_SHOWN]
    ]
    more = len(lying) - _PROPOSALS_SHOWN
    if more > 0:
        body.append(blocks.context(say("board/more_proposals", more=more, key=board.key)))
    body.append(blocks.section(say("board/papers", papers=papers)))
    return blocks.message(head, [*body, *late, blocks.context(say("board/foot", key=board.key, total=board.total))])


def boards_message(boards: Sequence[BoardSaid]) -> dict[str, Any]:
    """Return all boards, a line and a button each."""
    head = say("board/list_head", total=len(boards), mine=sum(board.is_mine for board in boards))
    lines = [
        blocks.section(say("board/line", board=board), blocks.button("Open", Act.BOARD_SHOW, board.key))
        for board in boards[:_BOARDS_SHOWN]
    ]
    return blocks.message(head, [blocks.section(head), *lines, blocks.context(say("board/verbs"))])
