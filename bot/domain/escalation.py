"""Which boards hear of a risk, by the partnership's rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.scoring import Measure, Scores


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """A risk whose `measure` reaches `threshold` is reported to `boards` (keys)."""

    measure: Measure
    threshold: int
    boards: tuple[str, ...]


def boards_told(scores: Scores, rules: Iterable[EscalationRule]) -> frozenset[str]:
    """Return the keys of the boards that a risk with these scores is reported to."""
    told: set[str] = set()
    for rule in rules:
        score = {
            Measure.INHERENT: scores.inherent,
            Measure.RESIDUAL: scores.residual,
            Measure.TARGET: scores.target,
        }[rule.measure]
        if score is not None and score.value >= rule.threshold:
            told.update(rule.boards)
    return frozenset(told)
