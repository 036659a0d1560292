"""What people ask about an action that only somebody else can say: to take it over, and that it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.actions.records import Owner


class HandoverState(StrEnum):
    """How far a handover has come."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class ClaimState(StrEnum):
    """What became of somebody's word that an action is done."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """At which stage a handover or a claim is told: when asked, to others meanwhile, and once it is answered."""

    ASKED = "asked"
    TOLD = "told"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Handover:
    """The wish that somebody else own an action in the place of one of its owners. Until accepted nothing changes.

    `from_position` counts the owners from 0. `owner` is who owned it there when it was asked, `asked_by` whoever
    asked: that owner, or the office, or who else may. `answer` are the words of whoever answered.
    """

    id: int
    action_id: int
    from_position: int
    owner: Owner
    to_id: int
    asked_by_id: int | None
    asked_by: str
    reason: str
    asked_at: datetime
    state: HandoverState
    answered_at: datetime | None
    answer: str

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for an answer."""
        return self.state is HandoverState.WAITING


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's word that an action is done, who neither owns it nor is of the office: an owner confirms it or not."""

    id: int
    action_id: int
    said_by_id: int | None
    said_by: str
    how: str
    said_at: datetime
    state: ClaimState
    answered_at: datetime | None
    answered_by: str
    answer: str

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for an owner."""
        return self.state is ClaimState.WAITING


def with_place_of(owners: tuple[Owner, ...], before: Owner, after: Owner) -> tuple[Owner, ...] | None:
    """Return the owners with `after` in the place of `before`; None when `before` owns it no more.

    Whoever owns it already takes no second place.
    """
    if before not in owners:
        return None
    if any(owner.person_id == after.person_id for owner in owners if owner != before):
        return tuple(owner for owner in owners if owner != before)
    return tuple(after if owner == before else owner for owner in owners)
