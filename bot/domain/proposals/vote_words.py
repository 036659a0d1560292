"""What somebody writes to vote: `approve`, `TB endorse item 2`, `against because it starts too late`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.proposals.records import Choice

_WORDS = {
    Choice.FOR: ("approve", "approved", "endorse", "endorsed", "recommend", "note", "noted", "consider", "considered",
                 "for", "yes", "agree", "aye"),
    Choice.AGAINST: ("against", "no", "reject", "oppose"),
    Choice.ABSTAIN: ("abstain", "abstention"),
}  # fmt: skip
_CHOICES = {word: choice for choice, words in _WORDS.items() for word in words}
_ITEMS = re.compile(r"^(?:items?|recommendations?)\s+(\d{1,3}(?:\s*(?:,|and|&)\s*\d{1,3})*)\b[,:]?\s*", re.IGNORECASE)
_CONDITIONS = re.compile(
    r"^(?:with\s+(?:the\s+)?conditions?|on\s+(?:the\s+)?conditions?(?:\s+that)?|subject\s+to|provided(?:\s+that)?)\b"
    r"[:,]?\s*",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"^(?:because|since|as)\b[:,]?\s*", re.IGNORECASE)
_EDGES = " \t,:;-–"


@dataclass(frozen=True, slots=True)
class VoteWords:
    """What was written.

    Attributes:
        choice: None where none was named.
        items: numbers of recommendations; empty for all of them.
        board: key of the board, empty where none was named.
        reason: why, where that was written.
        conditions: on which it is for, where any were.
        asks_conditions: whether conditions were spoken of and none was named.
        odd: the word that stands where the choice should.
    """

    choice: Choice | None
    items: tuple[int, ...] = ()
    board: str = ""
    reason: str = ""
    conditions: str = ""
    asks_conditions: bool = False
    odd: str = ""


def read_vote(written: str, boards: Iterable[str]) -> VoteWords:
    """Return what somebody wrote to vote.

    Args:
        written: what follows the reference.
        boards: keys of the boards that may be named first.
    """
    rest = written.strip(_EDGES)
    board = next((key for key in boards if _begins_with(rest, key)), "")
    rest = rest[len(board) :].strip(_EDGES)
    items, rest = _items(rest)
    alone = _CONDITIONS.match(rest)
    if alone is not None:
        conditions = rest[alone.end() :].strip(_EDGES)
        return VoteWords(Choice.WITH_CONDITIONS, items, board, conditions=conditions, asks_conditions=not conditions)
    first, _, behind = rest.partition(" ")
    word = first.strip(_EDGES + ".!").casefold()
    choice = _CHOICES.get(word)
    if choice is None:
        return VoteWords(None, items, board, odd=first)
    rest = behind.strip(_EDGES)
    more, rest = _items(rest)
    found = _CONDITIONS.match(rest)
    if found is not None and choice is Choice.FOR:
        conditions = rest[found.end() :].strip(_EDGES)
        asks = not conditions
        return VoteWords(Choice.WITH_CONDITIONS, items or more, board, conditions=conditions, asks_conditions=asks)
    return VoteWords(choice, items or more, board, reason=_BECAUSE.sub("", rest))


def leading_board(boards: Iterable[str], written: str) -> tuple[str, str]:
    """Return the key of the board that words begin with, empty for none, and what follows it.

    A board is meant where its key is written as it is configured, or stands alone: words may begin like one.
    """
    first, _, behind = written.strip().partition(" ")
    key = first.rstrip(_EDGES)
    found = next((one for one in boards if key == one or (not behind and key.casefold() == one.casefold())), "")
    return (found, behind.strip()) if found else ("", written)


def _begins_with(written: str, key: str) -> bool:
    return re.match(rf"{re.escape(key)}(?![\w-])", written, re.IGNORECASE) is not None


def _items(written: str) -> tuple[tuple[int, ...], str]:
    found = _ITEMS.match(written)
    if found is None:
        return (), written
    numbers = tuple(dict.fromkeys(int(one) for one in re.findall(r"\d+", found[1])))
    return numbers, written[found.end() :]
