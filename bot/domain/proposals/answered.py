"""What a board answered, in a line for those that come after it: its words, for which part, on which conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.proposals.decision_words import part_words
from bot.domain.proposals.decisions import Decision


@dataclass(frozen=True, slots=True)
class Answered:
    """What a board answered: its name, the record's number and day, and its words with all that they hang on."""

    board: str
    number: str
    on: date
    words: str


def answered(board: str, decision: Decision, conditions: Iterable[str]) -> Answered:
    """Return what a board answered; for which part, and on which conditions, where its words do not say so.

    Args:
        board: its name.
        decision: the record.
        conditions: the words of those it set.
    """
    words = decision.words.rstrip(". ")
    part = part_words(decision.part)
    if part and part.removeprefix("for ") not in words:
        words += f", {part}"
    unsaid = [one.rstrip(". ") for one in conditions if one.rstrip(". ").casefold() not in words.casefold()]
    if unsaid:
        words += f", subject to: {'; '.join(unsaid)}"
    return Answered(board, decision.number, decision.decided_on, f"{words}.")
