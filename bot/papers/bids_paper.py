"""The paper in which a board reads a round's bids: the ranked list, and each bid to be decided by itself. PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import IntegrityError
from bot.papers.palette import INK, MUTED, RULE
from bot.papers.register_paper.pdf import breakable
from bot.papers.typesetting import typeset

HEAD = ("Rank", "Bid", "Title", "Of 100", "Asks", "All so far")
_ACCESSIBLE = ("ua-1",)


@dataclass(frozen=True, slots=True)
class BidPage:
    """A bid as the paper has it, in words; `points` is a line for each criterion, and for who stood aside."""

    title: str
    about: str
    summary: str
    points: tuple[str, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class BidsPaper:
    """The paper, in words; `rows` are those of the ranked list, in the columns of `HEAD`."""

    title: str
    about: str
    method: str
    rows: tuple[Sequence[str], ...]
    bids: tuple[BidPage, ...]


def write_pdf(paper: BidsPaper) -> bytes:
    """Return the paper as PDF; the same paper gives the same bytes.

    Raises:
        IntegrityError: it could not be set.
    """
    words = {
        "title": paper.title,
        "about": paper.about,
        "method": paper.method,
        "head": list(HEAD),
        "rows": [list(row) for row in paper.rows],
        "bids": [
            {
                "title": one.title,
                "about": one.about,
                "summary": one.summary,
                "points": list(one.points),
                "ask": one.ask,
            }
            for one in paper.bids
        ],
    }
    values = {**breakable(words), "ink": INK, "muted": MUTED, "rule": RULE}
    try:
        return typeset("bids", values, "pdf", standards=_ACCESSIBLE)
    except IntegrityError:
        # Words in a script that no font of ours holds may not stand in a PDF that claims to be accessible.
        return typeset("bids", values, "pdf")
