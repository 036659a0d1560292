"""How far the money of a tracker may go: a simulation whose dice are fixed by the lines themselves.

Each line happens in full with its probability or not at all, and lines are taken to be independent of each other.
Related risks often come together; then the true range is wider than this one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from bot.domain.finance import Reckoned, to_penny
from bot.domain.imports.drafts import FinanceSection

TRIALS = 10_000
_FEWEST_TRIALS = 1_000
_DRAWS_MOST = 1_000_000
_BITS = 32


@dataclass(frozen=True, slots=True)
class Range:
    """In pence, the 5th, 50th and 95th percentile: in one case of twenty it comes to less, or to more."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class Ranges:
    """The range of the risks, of the opportunities, and of both together, from the same trials."""

    risks: Range
    opportunities: Range
    net: Range


def simulate(lines: Iterable[Reckoned]) -> Ranges:
    """Return how far lines may go. The same lines, in whatever order, give the same answer.

    Open lines take no part. Ten thousand trials are thrown, fewer for more than a hundred uncertain lines, never
    fewer than a thousand. Of more than a thousand uncertain lines those that move the sum most are thrown for, and
    the others come to what is expected of them, so that the draws are bounded whatever there is to simulate.
    """
    stakes = sorted((line.line.key, *line.stake) for line in lines if not line.is_open)
    dice = Random(_seed(stakes))  # noqa: S311 - a simulation that can be repeated, not a secret
    uncertain = [stake for stake in stakes if 0 < stake[2] < 1 and stake[1]]
    thrown = {key for key, _, _ in sorted(uncertain, key=_spread, reverse=True)[: _DRAWS_MOST // _FEWEST_TRIALS]}
    trials = min(TRIALS, _DRAWS_MOST // max(1, len(thrown)))
    outcomes = {section: [0] * trials for section in FinanceSection}
    certain = dict.fromkeys(FinanceSection, 0)
    for key, pence, chance in stakes:
        half = FinanceSection(key[1])
        threshold = (chance.numerator << _BITS) // chance.denominator
        if key not in thrown:
            certain[half] += to_penny(pence * chance)
        elif threshold:
            draw = dice.getrandbits
            outcomes[half] = [so_far + pence if draw(_BITS) < threshold else so_far for so_far in outcomes[half]]
    risks, opportunities = (
        [so_far + certain[half] for so_far in outcomes[half]]
        for half in (FinanceSection.RISK, FinanceSection.OPPORTUNITY)
    )
    net = [one + other for one, other in zip(risks, opportunities, strict=True)]
    return Ranges(_percentiles(risks), _percentiles(opportunities), _percentiles(net))


def _spread(stake: tuple[tuple[str, ...], int, Fraction]) -> Fraction:
    """Return by how much a line that comes or does not spreads the sum: its variance."""
    _, pence, chance = stake
    return pence * pence * chance * (1 - chance)


def _seed(stakes: Sequence[tuple[object, ...]]) -> int:
    written = "\n".join(repr(tuple(map(str, stake))) for stake in stakes)
    return int.from_bytes(hashlib.sha256(written.encode()).digest()[:8])


def _percentiles(outcomes: list[int]) -> Range:
    """Return the outcomes at the nearest rank: the least that as many per cent of them do not exceed."""
    ordered = sorted(outcomes)
    low, middle, high = (ordered[-(-len(ordered) * share // 100) - 1] for share in (5, 50, 95))
    return Range(low, middle, high)
