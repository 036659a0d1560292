"""Which risks a list shows, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from bot.domain.access import Actor, may_read
from bot.domain.risks import Risk, RiskStatus
from bot.domain.scoring import BandScale
from bot.domain.staleness import ReviewIntervals


class Filter(StrEnum):
    """What a list is narrowed to; all but `closed` show open risks only."""

    OPEN = "open"
    RED = "red"
    MINE = "mine"
    ESCALATED = "escalated"
    STALE = "stale"
    CLOSED = "closed"


class Sort(StrEnum):
    """The order of a list."""

    SCORE = "score"
    REF = "ref"
    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A list as asked for; `words` narrow it to risks that contain them all. Pages count from 1."""

    workstream: str | None = None
    filter: Filter = Filter.OPEN
    sort: Sort = Sort.SCORE
    words: tuple[str, ...] = ()
    page: int = 1

    def on_page(self, page: int) -> ListQuery:
        """Return the same query for another page."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its risks, how many there are in all, and which page of how many it is."""

    risks: tuple[Risk, ...]
    total: int
    number: int
    pages: int


_ORDERS: dict[Sort, Callable[[Risk], Any]] = {
    Sort.SCORE: lambda risk: (-risk.scores.residual.value, -risk.scores.inherent.value, risk.ref),
    Sort.REF: lambda risk: risk.ref,
    Sort.OLDEST: lambda risk: (risk.last_review.at, risk.ref),
    Sort.NEWEST: lambda risk: (-risk.last_review.at.timestamp(), risk.ref),
}


def select_risks(
    risks: Iterable[Risk],
    query: ListQuery,
    actor: Actor,
    bands: BandScale,
    intervals: ReviewIntervals,
    reviewed_on: Callable[[Risk], date],
) -> list[Risk]:
    """Return the risks that `actor` may read and that `query` asks for, in its order.

    Args:
        risks: the register.
        query: what was asked for; its workstream and words have been applied already.
        actor: who asks; `mine` means those they lead, alone or in a group.
        bands: what red is.
        intervals: what stale is.
        reviewed_on: the partnership's calendar day of a risk's last review.
    """
    tests: dict[Filter, Callable[[Risk], bool]] = {
        Filter.OPEN: lambda _: True,
        Filter.CLOSED: lambda _: True,
        Filter.RED: lambda risk: bands.is_red(risk.scores.residual),
        Filter.MINE: actor.leads,
        Filter.ESCALATED: lambda risk: bool(risk.boards),
        Filter.STALE: lambda risk: intervals.is_stale(risk.scores.residual, reviewed_on(risk), actor.day, bands),
    }
    status = RiskStatus.CLOSED if query.filter is Filter.CLOSED else RiskStatus.OPEN
    shown = [r for r in risks if r.status is status and may_read(actor, r) and tests[query.filter](r)]
    return sorted(shown, key=_ORDERS[query.sort])


def paginate(risks: list[Risk], number: int, size: int) -> Page:
    """Return page `number`, or the nearest there is."""
    pages = max(1, -(-len(risks) // size))
    number = min(max(1, number), pages)
    return Page(tuple(risks[(number - 1) * size : number * size]), len(risks), number, pages)
