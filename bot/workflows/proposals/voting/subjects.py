"""How chasing names what it asks of votes, and of questions that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.proposals.records import Stage

VOTE, QUESTION = "vote", "stage-question"


@dataclass(frozen=True, slots=True)
class VoteSubject:
    """A vote that is asked for: of which stage, in which sitting, on which version, for whose seat."""

    stage_id: int
    sitting: int
    considers: int
    seat_id: int


def vote_subject(stage: Stage, seat_id: int) -> str:
    """Name the vote of a seat on what is before the board now."""
    return f"{VOTE}:{stage.id}:{stage.sitting}:{stage.considers}:{seat_id}"


def read_vote_subject(subject: str) -> VoteSubject:
    """Return what a name says that `vote_subject` gave."""
    _, stage_id, sitting, considers, seat_id = subject.split(":")
    return VoteSubject(int(stage_id), int(sitting), int(considers), int(seat_id))


def earlier_subjects(stage: Stage, seat_ids: Iterable[int]) -> list[str]:
    """Return the names of every vote that may have been asked for on a stage until now."""
    return [
        f"{VOTE}:{stage.id}:{sitting}:{considers}:{seat_id}"
        for seat_id in seat_ids
        for sitting in range(1, stage.sitting + 1)
        for considers in range(1, stage.considers + 1)
    ]


def question_subject(word_id: int) -> str:
    """Name a question that waits for an answer."""
    return f"{QUESTION}:{word_id}"


def question_of(subject: str) -> int:
    """Return the id of the question that a subject is about."""
    return int(subject.partition(":")[2])
