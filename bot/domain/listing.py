"""Which risks a list shows, in what order, and on which page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bot.domain.access import Actor, may_read
from bot.domain.risks import Risk, RiskStatus
from bot.domain.scoring import HIGHEST, BandScale
from bot.domain.staleness import ReviewIntervals

T = TypeVar("T")


class Filter(StrEnum):
    """What a list is narrowed to; all but `closed` show open risks only."""

    OPEN = "open"
    RED = "red"
    MINE = "mine"
    ESCALATED = "escalated"
    STALE = "stale"
    UNSCORED = "unscored"
    ABOVE = "above"
    SLIPPING = "slipping"
    CLOSED = "closed"


class Sort(StrEnum):
    """The order of a list."""

    SCORE = "score"
    REF = "ref"
    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A list as asked for; `words` narrow it to risks that contain them all. Pages count from 1.

    `as_of` is the day as of which the register is read, None for the present.
    """

    workstream: str | None = None
    filter: Filter = Filter.OPEN
    sort: Sort = Sort.SCORE
    words: tuple[str, ...] = ()
    page: int = 1
    as_of: date | None = None

    def on_page(self, page: int) -> ListQuery:
        """Return the same query for another page."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its items, how many there are in all, and which page of how many it is."""

    items: tuple[T, ...]
    total: int
    number: int
    pages: int


_ORDERS: dict[Sort, Callable[[Risk], Any]] = {
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
    above: Callable[[Risk], bool] | None = None,
    stale: Callable[[Risk], bool] | None = None,
    slipping: Callable[[Risk], bool] | None = None,
) -> list[Risk]:
    """Return the risks that `actor` may read and that `query` asks for, in its order.

    Args:
        risks: the register.
        query: what was asked for; its workstream and words have been applied already.
        actor: who asks; `mine` means those they lead, alone or in a group.
        bands: what red is.
        intervals: what stale is.
        reviewed_on: the partnership's calendar day of a risk's last review.
        above: whether a risk counts as above tolerance; needed where the query asks for those.
        stale: whether a risk counts as stale; without it, one whose review is overdue does.
        slipping: whether a risk is behind the line to its target; needed where the query asks for those.
    """
    tests: dict[Filter, Callable[[Risk], bool]] = {
        Filter.OPEN: lambda _: True,
        Filter.CLOSED: lambda _: True,
        Filter.RED: lambda risk: risk.scores.residual is not None and bands.is_red(risk.scores.residual),
        Filter.MINE: actor.leads,
        Filter.ESCALATED: lambda risk: bool(risk.boards),
        Filter.STALE: stale
        or (lambda risk: intervals.is_stale(risk.scores.residual, reviewed_on(risk), actor.day, bands)),
        Filter.UNSCORED: lambda risk: not risk.scores.is_scored,
        Filter.ABOVE: above or (lambda _: False),
        Filter.SLIPPING: slipping or (lambda _: False),
    }
    status = RiskStatus.CLOSED if query.filter is Filter.CLOSED else RiskStatus.OPEN
    shown = [r for r in risks if r.status is status and may_read(actor, r) and tests[query.filter](r)]
    orders = {Sort.SCORE: lambda risk: _by_score(risk, bands), **_ORDERS}
    return sorted(shown, key=orders[query.sort])


def in_order_of_score(risks: Iterable[Risk], bands: BandScale) -> list[Risk]:
    """Return risks in the order of a list by score, highest first."""
    return sorted(risks, key=lambda risk: _by_score(risk, bands))


def _by_score(risk: Risk, bands: BandScale) -> Any:
    """Return the place of a risk in a list by score, highest first.

    Risks without a residual score stand below the red ones and above all others: they may be as bad, and at the end
    of the last page nobody would see them. Among equals an inherent score that is not known comes first.
    """
    inherent, residual = risk.scores.inherent, risk.scores.residual
    before_mitigation = -(HIGHEST * HIGHEST + 1 if inherent is None else inherent.value)
    if residual is None:
        return 1, 0, before_mitigation, risk.ref
    return (0 if bands.is_red(residual) else 2), -residual.value, before_mitigation, risk.ref


def count_undecided(risks: Iterable[Risk]) -> int:
    """Return how many open risks the escalation rules cannot judge while a score is not known.

    For the office only: it counts what others may not read.
    """
    return sum(bool(risk.undecided) for risk in risks if risk.status is RiskStatus.OPEN)


def paginate(items: Sequence[T], number: int, size: int) -> Page[T]:
    """Return page `number`, or the nearest there is."""
    pages = max(1, -(-len(items) // size))
    number = min(max(1, number), pages)
    return Page(tuple(items[(number - 1) * size : number * size]), len(items), number, pages)
