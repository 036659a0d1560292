"""Escalation, alerts and tolerance in `convenor.toml`, and what in them contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from bot.domain.escalation import EscalationRule, When, Yardstick
from bot.domain.scoring import HIGHEST, LOWEST, BandScale
from bot.domain.tolerance import Tolerance, plain
from bot.settings.partnership import Frozen

_MOST_RISE = HIGHEST * HIGHEST - LOWEST * LOWEST


class EscalationSetting(Frozen):
    """A rule: a measure that reaches the threshold is reported to these boards, at once or with the next report."""

    measure: Yardstick
    threshold: int = Field(ge=1, le=25)
    boards: tuple[str, ...] = Field(min_length=1)
    when: When = When.NEXT_REPORT

    def rule(self) -> EscalationRule:
        """Return it as the domain's value."""
        return EscalationRule(self.measure, self.threshold, tuple(dict.fromkeys(self.boards)), self.when)


class AlertsSetting(Frozen):
    """How long an alert waits for the office, and when and whom a board's silence is told."""

    wait_minutes: int = Field(default=15, ge=0, le=1440)
    acknowledge_hours: int = Field(default=8, ge=1, le=200)
    tell: tuple[Literal["programme_director", "office"], ...] = ("programme_director", "office")


class ToleranceSetting(Frozen):
    """The highest residual score that is borne without asking a board, and how soon an acceptance's end is told."""

    highest: int | None = Field(default=None, ge=1, le=25)
    remind_working_days: int = Field(default=10, ge=0, le=60)
    categories: dict[str, int] = Field(default_factory=dict)

    def scale(self, bands: BandScale) -> Tolerance:
        """Return it as the domain's value; without a highest score all below the top band is borne."""
        highest = bands.red.lowest - 1 if self.highest is None else self.highest
        return Tolerance(highest, {plain(category): score for category, score in self.categories.items()})


def contradictions(rules: Sequence[EscalationSetting], tolerance: ToleranceSetting) -> Iterator[tuple[str, str]]:
    """Yield key and sentence for each rule that cannot be kept, or not together with another."""
    for number, rule in enumerate(rules, 1):
        if rule.measure is Yardstick.RISE and rule.threshold > _MOST_RISE:
            yield f"escalation.{number}.threshold", f"is more than a score can rise, which is {_MOST_RISE} at most."
    yield from _clashes(rules)
    yield from _doubled(tolerance.categories)
    yield from _beyond(rules, tolerance)


def _clashes(rules: Sequence[EscalationSetting]) -> Iterator[tuple[str, str]]:
    """Yield each rule that says of a board and a measure what an earlier one says otherwise."""
    for number, rule in enumerate(rules, 1):
        for before, earlier in enumerate(rules[: number - 1], 1):
            shared = sorted(set(rule.boards) & set(earlier.boards))
            if rule.measure is not earlier.measure or not shared:
                continue
            clash = _clash(shared[0], (before, earlier), (number, rule))
            if clash:
                yield f"escalation.{number}", clash


def _clash(board: str, first: tuple[int, EscalationSetting], second: tuple[int, EscalationSetting]) -> str:
    (before, earlier), (_, rule) = first, second
    if rule.threshold == earlier.threshold:
        if rule.when is earlier.when:
            return f"says the same of `{board}` as rule {before}. Remove one of them."
        return (
            f"contradicts rule {before}: the same {rule.measure} of {rule.threshold} would be told to `{board}` both "
            "at once and with the next report only. Keep one of them."
        )
    if rule.when is earlier.when:
        return ""
    hasty, patient = (earlier, rule) if earlier.when is When.AT_ONCE else (rule, earlier)
    if hasty.threshold < patient.threshold:
        return (
            f"contradicts rule {before}: `{board}` would hear of {rule.measure} {hasty.threshold} at once, but of the "
            f"graver {patient.threshold} with the next report only. Give the higher threshold to the alert."
        )
    return ""


def _doubled(categories: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for category, score in categories.items():
        key = f"tolerance.categories.{category}"
        if not 1 <= score <= HIGHEST * HIGHEST:
            yield key, f"must be a score from 1 to {HIGHEST * HIGHEST} (it is {score})."
        if not plain(category):
            yield key, "must name a category."
        if plain(category) in seen:
            yield key, f"is the same category as `{seen[plain(category)]}`. Keep one of them."
        seen.setdefault(plain(category), category)


def _beyond(rules: Iterable[EscalationSetting], tolerance: ToleranceSetting) -> Iterator[tuple[str, str]]:
    """Yield each tolerance that bears what a rule sends to a board."""
    thresholds = [(rule.threshold, n) for n, rule in enumerate(rules, 1) if rule.measure is Yardstick.RESIDUAL]
    if not thresholds:
        return
    lowest, number = min(thresholds)
    borne = {"tolerance.highest": tolerance.highest}
    borne |= {f"tolerance.categories.{category}": score for category, score in tolerance.categories.items()}
    for key, score in borne.items():
        if score is not None and score >= lowest:
            sent = f"rule {number} of `escalation` sends a residual score of {lowest} to a board"
            yield key, f"is {score}, but {sent}. What a board has to hear of is not borne: give {lowest - 1} or less."
