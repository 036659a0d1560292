"""What a board decided: its answer to each recommendation, for which part of the money, and how that came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.domain.proposals.records import PASSING, Ask, Choice, Outcome

PASSED_AS = {
    Ask.NOTE: Outcome.NOTED,
    Ask.CONSIDER: Outcome.CONSIDERED,
    Ask.ENDORSE: Outcome.ENDORSED,
    Ask.RECOMMEND: Outcome.RECOMMENDED,
    Ask.APPROVE: Outcome.APPROVED,
}
"""What a board has done that passes what it was asked."""


class DecisionKind(StrEnum):
    """How a decision record came about.

    Attributes:
        BOARD: the board decided, in its thread or at a meeting.
        CHAIRS_ACTION: its chair did between meetings.
        RATIFICATION: the board said whether it stands by its chair's action; of no outcome where it does not.
        CORRECTION: a record is put right by a further one.
        LATER: something that follows from what was decided, such as a condition that lapsed.
    """

    BOARD = "board"
    CHAIRS_ACTION = "chairs_action"
    RATIFICATION = "ratification"
    CORRECTION = "correction"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the money that is given.

    Attributes:
        years: the years that financial years begin in, None among them for money without a year; empty for all.
        lines: numbers of cost lines; empty for all.
        is_nothing: whether two parts were joined that have nothing in common.
    """

    years: tuple[int | None, ...] = ()
    lines: tuple[int, ...] = ()
    is_nothing: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all of the money is given."""
        return not (self.years or self.lines or self.is_nothing)

    def covers(self, line: int, year: int | None) -> bool:
        """Return whether the money of a cost line in a financial year is among it."""
        in_years = not self.years or year in self.years
        return not self.is_nothing and in_years and (not self.lines or line in self.lines)

    def and_(self, other: Part) -> Part:
        """Return what both give."""
        years, no_year = _common(self.years, other.years)
        lines, no_line = _common(self.lines, other.lines)
        return Part(years, lines, self.is_nothing or other.is_nothing or no_year or no_line)


WHOLE = Part()


def _common(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[tuple[Any, ...], bool]:
    """Return what is in both, where empty stands for all; and whether nothing is."""
    if not one or not other:
        return one or other, False
    both = tuple(value for value in one if value in other)
    return both, not both


@dataclass(frozen=True, slots=True)
class Count:
    """Votes that were counted."""

    for_: int
    against: int
    abstain: int


@dataclass(frozen=True, slots=True)
class RollLine:
    """How a seat voted on a recommendation.

    Attributes:
        seat: the member's name; `voter` is who voted, where it was a deputy.
        item: the recommendation's number.
        entered_by: who wrote it down where the voter did not vote in Slack, and `how` where that was heard.
        version: of the proposal that lay before the board when they voted.
    """

    seat: str
    voter: str
    organisation: str
    item: int
    choice: Choice
    reason: str = ""
    conditions: str = ""
    entered_by: str = ""
    how: str = ""
    seat_id: int | None = None
    voter_id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class AttachedCondition:
    """A condition that somebody attached to their vote."""

    words: str
    by: str


@dataclass(frozen=True, slots=True)
class ItemVote:
    """What a vote on a recommendation came to; `passed` is None where there was no agreement."""

    number: int
    passed: bool | None
    count: Count
    conditions: tuple[AttachedCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class VoteResult:
    """What a vote in a thread came to.

    Attributes:
        items: one for each recommendation of the version before the board; one with the number 0 for a version that
            has none.
        roll: how each seat voted on each.
        present: names of who took part.
        quorate: whether enough did; `quorum_words` say how that was reckoned.
        interests: a sentence for each interest and what was ruled on it.
        closed_by: who closed it, empty where everybody had voted or time was up.
    """

    items: tuple[ItemVote, ...]
    roll: tuple[RollLine, ...]
    present: tuple[str, ...]
    quorate: bool
    quorum_words: str
    interests: tuple[str, ...] = ()
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What a board answered to a recommendation; `amended` is its text as the board changed it."""

    number: int
    words: str
    ask: Ask
    outcome: Outcome
    amended: str = ""
    count: Count | None = None


class Due(StrEnum):
    """Whether a condition is to be met before the approval is in force, or after."""

    BEFORE = "before"
    AFTER = "after"


class OnLapse(StrEnum):
    """What becomes of the approval when a condition is not met in time, as the board resolved."""

    STAYS = "stays"
    FALLS = "falls"


@dataclass(frozen=True, slots=True)
class Terms:
    """A condition as a board sets it; see `Condition`."""

    words: str
    owner_id: int | None = None
    evidence: str = ""
    long_stop_on: date | None = None
    discharged_by_id: int | None = None
    discharger: str = ""
    due: Due = Due.BEFORE
    on_lapse: OnLapse = OnLapse.STAYS


@dataclass(frozen=True, slots=True)
class Delegation:
    """What a board leaves to another, and at which change of costs it comes back: in percent, in pence."""

    to_board: str
    to_name: str
    words: str
    percent: int | None = None
    pence: int | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something to be done because of a decision, by whom and until when."""

    words: str
    owner_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who took part, and whether they were enough; `proposer` and `seconder` moved it.

    `present` are members and who stood in for them; others who were there are `in_attendance`.
    """

    present: tuple[str, ...] = ()
    quorate: bool = True
    quorum_words: str = ""
    proposer: str = ""
    seconder: str = ""
    presided: str = ""
    interests: tuple[str, ...] = ()
    in_attendance: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """A board's whole answer, before it is recorded.

    Attributes:
        items: its answer to each recommendation.
        words: in the board's own words; empty where they are made of the rest.
        part: of the money, where it is an approval.
        partner_counts: of partners that cast one vote each, by their keys.
        conditions, review_on, delegation, milestones: what hangs on it.
        has_follow_up: whether an approval that names nothing to be done is followed as a whole.
        sent_on: comments or an objection that go up with it.
        questions: where it is referred back; `until` where it is deferred; `reason` where it is rejected or deferred.
    """

    outcome: Outcome
    decided_on: date
    items: tuple[ItemResult, ...] = ()
    words: str = ""
    part: Part = WHOLE
    attendance: Attendance = Attendance()
    count: Count | None = None
    partner_counts: Mapping[str, Count] = field(default_factory=dict, hash=False)
    roll: tuple[RollLine, ...] = ()
    conditions: tuple[Terms, ...] = ()
    review_on: date | None = None
    review_words: str = ""
    delegation: Delegation | None = None
    milestones: tuple[Milestone, ...] = ()
    has_follow_up: bool = True
    sent_on: str = ""
    questions: tuple[str, ...] = ()
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision record; see its table. `record` is all of it as JSON values, which `digest` covers."""

    id: int
    number: str
    board: str
    year: int
    serial: int
    proposal_id: int
    stage_id: int | None
    sitting: int
    kind: DecisionKind
    about_id: int | None
    decided_on: date
    outcome: Outcome
    words: str
    record: Mapping[str, Any] = field(hash=False)
    digest: str
    entered_by: str
    entered_at: datetime

    @property
    def is_passing(self) -> bool:
        """Whether the board answered so that the route goes on."""
        return self.outcome in PASSING

    @property
    def part(self) -> Part:
        """The part of the money it gives."""
        return part_from_json(self.record["part"])


def outcome_of_items(
    items: Sequence[ItemResult], ask: Ask, *, has_conditions: bool = False, part: Part = WHOLE
) -> Outcome:
    """Return what answers to all recommendations come to.

    All passed: what was asked is done, with conditions or for a part where that is so. Some: in part. None: rejected.
    Who is asked to note or to consider gives no part and sets no conditions.
    """
    passed = [item for item in items if item.outcome in PASSING]
    if not passed:
        return Outcome.REJECTED
    if ask in (Ask.NOTE, Ask.CONSIDER):
        return PASSED_AS[ask]
    if len(passed) < len(items) or not part.is_whole or any(item.outcome is Outcome.IN_PART for item in passed):
        return Outcome.IN_PART
    if has_conditions:
        return Outcome.CONDITIONAL
    return PASSED_AS[ask]


def part_to_json(part: Part) -> dict[str, Any]:
    """Return a part as JSON values."""
    return {"years": list(part.years), "lines": list(part.lines), "is_nothing": part.is_nothing}


def part_from_json(kept: Mapping[str, Any]) -> Part:
    """Return the part that `part_to_json` made this of."""
    return Part(tuple(kept["years"]), tuple(kept["lines"]), kept["is_nothing"])
