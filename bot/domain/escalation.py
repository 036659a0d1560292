"""Which boards hear of a risk, by the partnership's rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.scoring import Measure, Scores


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """A risk whose `measure` reaches `threshold` is reported to `boards` (keys)."""

    measure: Measure
    threshold: int
    boards: tuple[str, ...]


def boards_told(scores: Scores, rules: Iterable[EscalationRule]) -> frozenset[str]:
    """Return the keys of the boards that a risk with these scores is reported to; an unknown score meets no rule."""
    told: set[str] = set()
    for rule in rules:
        score = scores.of(rule.measure)
        if score is not None and score.value >= rule.threshold:
            told.update(rule.boards)
    return frozenset(told)


def boards_undecided(scores: Scores, rules: Sequence[EscalationRule]) -> frozenset[str]:
    """Return the keys of the boards that may have to hear of a risk, but nobody can say while it is not scored.

    A target that is not set leaves nothing undecided: it says where mitigation should go, not where the risk stands.
    """
    undecided = {
        board
        for rule in rules
        if rule.measure is not Measure.TARGET and scores.of(rule.measure) is None
        for board in rule.boards
    }
    return frozenset(undecided) - boards_told(scores, rules)
