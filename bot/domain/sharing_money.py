"""How partners share a deficit or a surplus: thresholds first, then proportions. Exact to the penny."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

Weights = Mapping[str, Fraction]


class Result(StrEnum):
    """Which way an outturn lies from the baseline."""

    DEFICIT = "deficit"
    SURPLUS = "surplus"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What partners agreed on sharing, from a day on.

    Attributes:
        results: what it is about: deficits, surpluses, or both.
        baseline: the spend, in pence, that an outturn is measured from.
        proportions: hundredths of the whole by organisation, which total exactly 100; empty where each partner's
            contribution is its weight.
        thresholds: pence that each takes first, by organisation.
        agreed: where it was agreed.
    """

    from_on: date
    baseline: int
    results: frozenset[Result] = frozenset(Result)
    proportions: Weights = field(default_factory=dict)
    thresholds: Mapping[str, int] = field(default_factory=dict)
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """One partner's part, in pence.

    Attributes:
        partner: key of the organisation.
        first: what it takes of the thresholds.
        rest: what it takes of what is above them.
        exact: what `rest` would be without rounding to the penny.
        weight: its part of the rest, a fraction of one.
    """

    partner: str
    first: int
    rest: int
    exact: Fraction
    weight: Fraction

    @property
    def total(self) -> int:
        """Both together."""
        return self.first + self.rest


@dataclass(frozen=True, slots=True)
class Shared:
    """An outturn, shared.

    Attributes:
        result: None where it is what the baseline is.
        amount: how far it lies from the baseline, never negative.
        first: how much of that the thresholds take.
    """

    arrangement: Arrangement
    outturn: int
    result: Result | None
    amount: int
    first: int
    shares: tuple[Share, ...]

    @property
    def rest(self) -> int:
        """What is left for the proportions."""
        return self.amount - self.first


def in_force(arrangements: Iterable[Arrangement], day: date, result: Result) -> Arrangement | None:
    """Return the arrangement of deficits or of surpluses on a day: the latest that had begun."""
    begun = [one for one in arrangements if one.from_on <= day and result in one.results]
    return max(begun, key=lambda one: one.from_on, default=None)


def share_outturn(
    arrangements: Iterable[Arrangement], contributions: Mapping[str, int], outturn: int, day: date
) -> Shared | None:
    """Return how an outturn is shared by what holds on a day; None where nothing agreed then says it.

    Args:
        arrangements: all that were agreed.
        contributions: pence by organisation, the weights where an arrangement gives no proportions.
        outturn: what was spent, in pence.
        day: on which it is shared.
    """
    known = tuple(arrangements)
    deficits, surpluses = (in_force(known, day, result) for result in Result)
    if deficits is not None and outturn > deficits.baseline:
        return _shared(deficits, Result.DEFICIT, contributions, outturn)
    if surpluses is not None and outturn < surpluses.baseline:
        return _shared(surpluses, Result.SURPLUS, contributions, outturn)
    level = next((one for one in (deficits, surpluses) if one is not None and one.baseline == outturn), None)
    return None if level is None else Shared(level, outturn, None, 0, 0, ())


def split(amount: int, weights: Weights) -> dict[str, int]:
    """Split pence by weights: each part is the exact one or its neighbour, and together they are the whole.

    Whole pennies are given first; those left over go to the largest fractions of a penny, and between equal ones to
    whoever is named first.

    Args:
        amount: pence, not negative.
        weights: by name, none of them negative, not all of them 0.
    """
    total = sum(weights.values(), Fraction())
    exact = {name: amount * weight / total for name, weight in weights.items()}
    parts = {name: int(part) for name, part in exact.items()}
    over = amount - sum(parts.values())
    for name in sorted(exact, key=lambda name: parts[name] - exact[name])[:over]:
        parts[name] += 1
    return parts


def _shared(arrangement: Arrangement, result: Result, contributions: Mapping[str, int], outturn: int) -> Shared:
    amount = abs(outturn - arrangement.baseline)
    weights = weights_of(arrangement, contributions)
    thresholds = {name: Fraction(pence) for name, pence in arrangement.thresholds.items() if pence}
    first = min(amount, sum(arrangement.thresholds.values()))
    firsts = split(first, thresholds) if thresholds else {}
    rests = split(amount - first, weights)
    shares = tuple(
        Share(name, firsts.get(name, 0), rests[name], (amount - first) * weight, weight)
        for name, weight in weights.items()
    )
    return Shared(arrangement, outturn, result, amount, first, shares)


def weights_of(arrangement: Arrangement, contributions: Mapping[str, int]) -> dict[str, Fraction]:
    """Return each partner's part as a fraction of one: by proportions, else by contribution. They total exactly 1."""
    raw = arrangement.proportions or {name: Fraction(pence) for name, pence in contributions.items()}
    total = sum(raw.values(), Fraction())
    # Who takes only of the thresholds has no part of the rest.
    alone = {name: Fraction() for name in arrangement.thresholds if name not in raw}
    return {**{name: part / total for name, part in raw.items()}, **alone}
