"""Conditions of decisions as they stand, delegations that are watched, and what is coming to a board."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.proposals.decisions import Due, OnLapse


class ConditionState(StrEnum):
    """How a condition stands. One that lapsed was not met in time; one that is waived needs not be met any more."""

    OPEN = "open"
    DISCHARGED = "discharged"
    LAPSED = "lapsed"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a decision.

    Attributes:
        number: counts the conditions of its decision from 1.
        owner_id: who is to meet it.
        evidence: by what it is shown to be met; `shown` is what was shown in the end.
        long_stop_on: the last day to meet it.
        discharged_by_id, discharger: who says that it is met: a person, or in words.
        due: whether the approval is not in force before it is met.
        on_lapse: what becomes of the approval when it is not met in time.
        action_id: the action by which it is chased.
    """

    id: int
    decision_id: int
    proposal_id: int
    board: str
    number: int
    words: str
    owner_id: int | None
    evidence: str
    long_stop_on: date | None
    discharged_by_id: int | None
    discharger: str
    due: Due
    on_lapse: OnLapse
    state: ConditionState
    ended_at: datetime | None
    ended_by: str
    shown: str
    action_id: int | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether it is still to be met."""
        return self.state is ConditionState.OPEN

    @property
    def has_felled(self) -> bool:
        """Whether what its board decided fell with it, as that resolved."""
        return self.state is ConditionState.LAPSED and self.on_lapse is OnLapse.FALLS

    @property
    def holds_up(self) -> bool:
        """Whether the approval is not in force because of it."""
        return self.due is Due.BEFORE and self.is_open

    def has_lapsed(self, today: date) -> bool:
        """Return whether it is still to be met and its last day has gone by."""
        return self.is_open and self.long_stop_on is not None and self.long_stop_on < today


def in_force(conditions: Iterable[Condition]) -> bool:
    """Return whether an approval with these conditions is in force: none that is to be met before is still open.

    Where one lapsed and its board resolved that the approval stays, it stands without that condition.
    """
    return not any(one.holds_up for one in conditions)


@dataclass(frozen=True, slots=True)
class Watched:
    """A delegation that is watched: what the costs were when it was given, and by how much they may change."""

    id: int
    decision_id: int
    proposal_id: int
    board: str
    to_board: str
    to_name: str
    words: str
    percent: int | None
    pence: int | None
    basis_pence: int | None
    state: str


def comes_back(delegation: Watched, asked_pence: int | None) -> bool:
    """Return whether costs have changed so much that a delegation comes back to the board that gave it.

    A change of exactly the part or the sum that was named counts. Costs that can't be told any more do so, too.
    """
    if delegation.percent is None and delegation.pence is None:
        return False
    if delegation.basis_pence is None:
        return asked_pence is not None
    if asked_pence is None:
        return True
    change = abs(asked_pence - delegation.basis_pence)
    if change == 0:
        return False
    by_part = delegation.percent is not None and change * 100 >= delegation.percent * abs(delegation.basis_pence)
    return by_part or (delegation.pence is not None and change >= delegation.pence)


class ComingKind(StrEnum):
    """Why something comes before a board."""

    REVIEW = "review"
    RATIFICATION = "ratification"
    LAPSED = "lapsed"
    DEFERRED = "deferred"
    OVERRUN = "overrun"
    UNDECIDED = "undecided"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ComingItem:
    """Something that comes before a board, on its agenda of a day where one is known."""

    id: int
    board: str
    due_on: date | None
    kind: ComingKind
    proposal_id: int | None
    decision_id: int | None
    words: str
    state: str
    made_at: datetime

    def comes_on(self, meetings: Sequence[date], today: date) -> date | None:
        """Return on which day it comes before its board: at the first meeting from its day on that is not over.

        So what a meeting did not deal with comes before the next. Where none is planned, and for what was put off to a
        day, that is its own.
        """
        if self.kind is ComingKind.DEFERRED and self.due_on is not None:
            return self.due_on
        from_on = today if self.due_on is None else max(self.due_on, today)
        return min((day for day in meetings if day >= from_on), default=self.due_on)
