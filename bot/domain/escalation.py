"""Which boards hear of a risk, and how soon, by the partnership's rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.scoring import Measure, Score, Scores


class Yardstick(StrEnum):
    """What a rule measures: one of the three scores, or by how much the residual score rises in one review."""

    INHERENT = "inherent"
    RESIDUAL = "residual"
    TARGET = "target"
    RISE = "rise"

    @property
    def measure(self) -> Measure:
        """The score that is looked at."""
        return Measure.RESIDUAL if self is Yardstick.RISE else Measure(self.value)


class When(StrEnum):
    """How soon a board hears: by an alert, or with the next report alone."""

    AT_ONCE = "at_once"
    NEXT_REPORT = "next_report"


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """A risk whose `measure` reaches `threshold` is reported to `boards` (keys)."""

    measure: Yardstick
    threshold: int
    boards: tuple[str, ...]
    when: When = When.NEXT_REPORT

    @property
    def words(self) -> str:
        """Return for example `inherent score of 15 or more`."""
        if self.measure is Yardstick.RISE:
            return f"residual score up by {self.threshold} or more"
        return f"{self.measure} score of {self.threshold} or more"

    def holds(self, scores: Scores) -> bool:
        """Return whether these scores meet the rule as they stand; a rise is no standing, and never holds."""
        score = scores.of(self.measure.measure)
        return self.measure is not Yardstick.RISE and score is not None and score.value >= self.threshold

    def crossed(self, before: Scores | None, after: Scores) -> bool:
        """Return whether the rule is met by `after` and was not by `before`, which is None for a new risk."""
        if self.measure is Yardstick.RISE:
            old, new = before.residual if before else None, after.residual
            return old is not None and new is not None and new.value - old.value >= self.threshold
        return self.holds(after) and (before is None or not self.holds(before))


@dataclass(frozen=True, slots=True)
class Crossing:
    """A rule that a change of scores met: the value of its score before, None where there was none, and after."""

    rule: EscalationRule
    before: int | None
    after: int

    @property
    def words(self) -> str:
        """Return for example `residual rose from 12 to 20, by 5 or more`."""
        name = self.rule.measure.measure.capitalize()
        came = f"{name} is {self.after}" if self.before is None else f"{name} rose from {self.before} to {self.after}"
        limit = "by " if self.rule.measure is Yardstick.RISE else ""
        return f"{came} ({limit}{self.rule.threshold} or more)"


def crossings(before: Scores | None, after: Scores, rules: Iterable[EscalationRule]) -> tuple[Crossing, ...]:
    """Return the rules that a change of scores meets anew, in their order.

    Args:
        before: the last scores that were known, see `last_known`; None for a new risk.
        after: the scores as they are now.
        rules: the partnership's rules.
    """
    return tuple(
        Crossing(rule, _value(rule, before), after_value)
        for rule in rules
        if rule.crossed(before, after) and (after_value := _value(rule, after)) is not None
    )


def last_known(newest_first: Iterable[Scores]) -> Scores | None:
    """Return for each measure the last score that was known; None where there were no scores at all.

    A score that is to be confirmed for a while has not fallen, so that its coming back is no new crossing.
    """
    found: dict[Measure, Score] = {}
    was_any = False
    for scores in newest_first:
        was_any = True
        for measure in Measure:
            score = scores.of(measure)
            if score is not None:
                found.setdefault(measure, score)
        if len(found) == len(Measure):
            break
    if not was_any:
        return None
    return Scores(found.get(Measure.INHERENT), found.get(Measure.RESIDUAL), found.get(Measure.TARGET))


def newly_reported(
    crossed: Iterable[Crossing],
    after: Scores,
    rules: Iterable[EscalationRule],
    standing: AbstractSet[str],
    known: AbstractSet[str],
) -> Mapping[str, EscalationRule]:
    """Return the boards whose report a risk comes onto, each with the first rule that brings it there.

    Args:
        crossed: what the last change of scores met.
        after: the scores as they are now.
        rules: the partnership's rules.
        standing: the boards on whose report it is already.
        known: the boards on whose report it is or ever was. A board that took it off is not told again until a score
            crosses anew; one that never had it is told as soon as a rule holds.
    """
    told: dict[str, EscalationRule] = {}
    for rule in (crossing.rule for crossing in crossed):
        for board in rule.boards:
            told.setdefault(board, rule)
    for rule in rules:
        for board in rule.boards:
            if board not in known and rule.holds(after):
                told.setdefault(board, rule)
    return {board: rule for board, rule in told.items() if board not in standing}


def boards_told(scores: Scores, rules: Iterable[EscalationRule]) -> frozenset[str]:
    """Return the keys of the boards whose rules these scores meet; an unknown score meets no rule."""
    return frozenset(board for rule in rules if rule.holds(scores) for board in rule.boards)


def boards_undecided(scores: Scores, rules: Sequence[EscalationRule]) -> frozenset[str]:
    """Return the keys of the boards that may have to hear of a risk, but nobody can say while it is not scored.

    A target that is not set leaves nothing undecided: it says where mitigation should go, not where the risk stands.
    Nor does a rise: a first score has not risen.
    """
    waits = (Yardstick.INHERENT, Yardstick.RESIDUAL)
    undecided = {
        board
        for rule in rules
        if rule.measure in waits and scores.of(rule.measure.measure) is None
        for board in rule.boards
    }
    return frozenset(undecided) - boards_told(scores, rules)


REASON_MAX = 600
"""How many characters a reason may have that is kept with a decision or an alert."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a board decided of a risk: the day it met, the minute, and its reason."""

    held_on: date
    minute: str
    reason: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """A risk on a board's report, since when and by which rule (in words), and how that ended.

    `ended_by` names who recorded the end. Without a `decision` the end was a correction: nobody had heard.
    """

    id: int
    board: str
    since_at: datetime
    version: int
    rule: str
    ended_at: datetime | None = None
    ended_by: str = ""
    decision: Decision | None = None
    reason: str = ""

    @property
    def stands(self) -> bool:
        """Whether the risk is on the board's report."""
        return self.ended_at is None


BY_HAND = "by hand: "
"""How the rule of an escalation begins that the office recorded itself; its reason follows."""


def _value(rule: EscalationRule, scores: Scores | None) -> int | None:
    score = scores.of(rule.measure.measure) if scores else None
    return score.value if score else None
