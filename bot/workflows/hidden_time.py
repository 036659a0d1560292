"""What a record was while it was not public: told to those whom one that is not public would be told to now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.domain.access import Actor, may_read
from bot.domain.risks import Risk, Visibility
from bot.store.unit_of_work import View


class Dated(Protocol):
    """A version of a record, and when it was recorded."""

    @property
    def version(self) -> int:
        """Its number."""

    @property
    def at(self) -> datetime:
        """When it was recorded."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time of which nothing is told: from one instant up to another, None for the present."""

    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Return whether an instant lies in it."""
        return self.since <= at and (self.until is None or at < self.until)


def hidden_versions(view: View, actor: Actor, risk: Risk, *, for_all: bool = False) -> frozenset[int]:
    """Return the versions of a risk that an actor may read which stay hidden from them.

    Args:
        view: the look.
        actor: who asks.
        risk: as it stands.
        for_all: hide them from whoever asks, too, for the answer is for everybody.
    """
    if not for_all and may_read(actor, replace(risk, visibility=Visibility.NON_PUBLIC)):
        return frozenset()
    return view.risks.hidden_versions(risk.id)


def gaps(newest_first: Sequence[Dated], hidden: Iterable[int]) -> tuple[Gap, ...]:
    """Return the times in which hidden versions stood, oldest first."""
    kept, found = frozenset(hidden), list[Gap]()
    since: datetime | None = None
    for review in reversed(newest_first):
        if review.version in kept:
            since = since or review.at
        elif since is not None:
            found.append(Gap(since, review.at))
            since = None
    return (*found, Gap(since, None)) if since is not None else tuple(found)
