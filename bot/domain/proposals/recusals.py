"""Interests that touch a proposal before a board, what was ruled on them, and who takes no part for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.proposals.records import Ruling

WITHHELD = "A sensitive interest, withheld"
"""What stands for a sensitive interest wherever others than its holder, the chair and the office read."""

_STRICTNESS = {Ruling.NOTE: 0, Ruling.SPEAK: 1, Ruling.LEAVE: 2}


class Source(StrEnum):
    """Where an interest in a proposal is known from: the register, its holder, or the office that heard of it."""

    REGISTER = "register"
    DECLARED = "declared"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Conflict:
    """An interest that touches a stage's proposal.

    Attributes:
        interest_id: of the register's entry, None where it was declared for the proposal alone.
        type: in the register's words.
        words: what it is, and how it was found.
        is_bar: whether the law bars its holder, so that no ruling but only a dispensation lets them take part.
    """

    id: int
    stage_id: int
    person_id: int
    interest_id: int | None
    source: Source
    type: str
    words: str
    is_sensitive: bool
    is_bar: bool
    raised_by: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Ruled:
    """What was ruled on an interest. `dispensation` names who granted one and when, empty for none."""

    ruling: Ruling
    reason: str
    dispensation: str
    ruled_by_id: int | None
    ruled_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Weighed:
    """An interest with the latest ruling on it, None while there is none."""

    conflict: Conflict
    ruled: Ruled | None = None

    @property
    def is_barred(self) -> bool:
        """Whether the law bars its holder and nothing lifts that."""
        return self.conflict.is_bar and not (self.ruled and self.ruled.dispensation)

    @property
    def effect(self) -> Ruling | None:
        """What it comes to now; None while nobody has ruled and the law does not bar."""
        if self.is_barred:
            return Ruling.LEAVE
        return self.ruled.ruling if self.ruled else None


@dataclass(frozen=True, slots=True)
class Recusals:
    """Who takes no part in deciding a stage.

    Attributes:
        left: ids of people who leave: they count nowhere.
        silent: ids of people who speak without a vote: present, and not counted in a quorum.
    """

    left: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()

    @property
    def no_vote(self) -> frozenset[int]:
        """Ids of all who have no vote."""
        return self.left | self.silent


NOBODY = Recusals()
"""Where everybody takes part."""


def strictest(effects: Iterable[Ruling | None]) -> Ruling | None:
    """Return what several interests of one person come to: the strictest; None where none comes to anything yet."""
    known = [effect for effect in effects if effect is not None]
    return max(known, key=_STRICTNESS.__getitem__, default=None)


def effects_of(weighed: Iterable[Weighed]) -> Mapping[int, Ruling]:
    """Return what a stage's interests come to, by the ids of those who hold them; undecided ones are left out."""
    of_person: dict[int, Ruling] = {}
    for one in weighed:
        effect = strictest((of_person.get(one.conflict.person_id), one.effect))
        if effect is not None:
            of_person[one.conflict.person_id] = effect
    return of_person


def recusals_from(weighed: Iterable[Weighed]) -> Recusals:
    """Return who takes no part for a stage's interests."""
    effects = effects_of(weighed)
    return Recusals(
        left=frozenset(one for one, effect in effects.items() if effect is Ruling.LEAVE),
        silent=frozenset(one for one, effect in effects.items() if effect is Ruling.SPEAK),
    )
