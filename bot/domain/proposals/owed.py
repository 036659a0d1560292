"""What a proposal waits for somebody to do: a vote, an answer, a ruling, a record, a condition to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.proposals.records import Proposal, Stage


class Owing(StrEnum):
    """What is owed."""

    VOTE = "vote"
    ANSWER = "answer"
    RULING = "ruling"
    RECORD = "record"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that a proposal waits for somebody to do.

    Attributes:
        board: the name of the board whose it is.
        about: what is to be answered, ruled on or discharged, by its id; 0 for a vote and a record.
        name: who asks, whose interest it is, or in whose place they may vote; empty for their own vote.
        words: of the question, or of the condition.
        on: the day by which; None where there is none.
        stage: before which board; None for a condition.
    """

    kind: Owing
    proposal: Proposal
    board: str
    about: int = 0
    name: str = ""
    words: str = ""
    on: date | None = None
    stage: Stage | None = None


def phrase(owed: Owed) -> str:
    """Return what is owed in a few words, as it stands in a list beside its proposal."""
    match owed.kind:
        case Owing.VOTE:
            return f"{owed.name}'s vote at {owed.board}, by you" if owed.name else f"your vote at {owed.board}"
        case Owing.ANSWER:
            return f"answer what {owed.name} asks"
        case Owing.RULING:
            return "your ruling on an interest"
        case Owing.RECORD:
            return f"record what {owed.board} decided"
        case Owing.CONDITION:
            return f"say whether a condition of {owed.board} is met"


def phrases(owed: Iterable[Owed]) -> Mapping[int, str]:
    """Return what is owed on each proposal by its id; what is owed several times is said once."""
    found: dict[int, dict[str, None]] = {}
    for one in owed:
        found.setdefault(one.proposal.id, {})[phrase(one)] = None
    return {key: "; ".join(said) for key, said in found.items()}
