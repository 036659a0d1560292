"""Checks on the whole register: what does not fit together in a risk, and how it is mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.domain.risks import Review, Risk, RiskStatus
from bot.domain.scoring import BandScale, Measure, Scores
from bot.domain.staleness import StaleRules, stale_reasons
from bot.domain.treatment import Control, LinkedAction

# “Because of …, … may happen, so that …” says all three in one sentence.
_TOLD_IN_ONE = re.compile(
    r"\b(?:because|due to|as a result of|owing to|since|if)\b.*\b(?:may|might|could|will|would|risk|fail)\b.*"
    r"\b(?:so that|leading to|leads? to|resulting in|results? in|causing|meaning|which would|and so|therefore)\b",
    re.IGNORECASE | re.DOTALL,
)
ROUNDS_FOR_TBC = 2


class Check(Enum):
    """A check: the heading of its findings, for one and for many. Their order is that of concern."""

    NO_LEAD = ("risk without a lead in post", "risks without a lead in post")
    ACTION_OVERDUE = ("action overdue on a red risk", "actions overdue on red risks")
    TARGET_ABOVE = ("target above residual", "targets above residual")
    UNEXPLAINED = ("residual score lower than inherent without a reason", "residual scores lower without a reason")
    OLD_TBC = ("score to be confirmed for two rounds", "scores to be confirmed for two rounds")
    STALE = ("stale risk", "stale risks")
    WORDING = ("risk without cause, event and effect", "risks without cause, event and effect")

    def __init__(self, one: str, many: str) -> None:
        self.one = one
        self.many = many


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in a risk: what is wrong, and what mends it."""

    check: Check
    risk: Risk
    words: str
    mend: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A risk with what is known around it.

    Attributes:
        risk: as it stands.
        reviews: its newest reviews, newest first.
        controls: those in place.
        actions: those tied to it.
        left: the names of its leads who are not in post any more; of a group, one that nobody belongs to.
        at_rounds: its scores at the positions of the last closed rounds, newest first; only where it was there.
    """

    risk: Risk
    reviews: Sequence[Review]
    controls: Sequence[Control]
    actions: Sequence[LinkedAction]
    left: Sequence[str]
    at_rounds: Sequence[Scores]


@dataclass(frozen=True, slots=True)
class CheckRules:
    """What the checks go by. `said` says a day in words."""

    bands: BandScale
    stale: StaleRules
    today: date
    said: Callable[[date], str]


def findings(subjects: Sequence[Subject], rules: CheckRules) -> tuple[Finding, ...]:
    """Return what is to be mended, by check in the order of concern, then by reference; closed risks are left alone."""
    found = [
        finding
        for subject in subjects
        if subject.risk.status is RiskStatus.OPEN
        for check in _CHECKS
        for finding in check(subject, rules)
    ]
    place = {check: number for number, check in enumerate(Check)}
    return tuple(sorted(found, key=lambda finding: (place[finding.check], finding.risk.ref)))


def _no_lead(subject: Subject, _: CheckRules) -> Iterator[Finding]:
    risk = subject.risk
    mend = f"Name who leads it with `/risk edit {risk.ref}`."
    if not risk.leads:
        yield Finding(Check.NO_LEAD, risk, "Nobody leads it.", mend)
    elif subject.left:
        who = ", ".join(subject.left)
        verb = "is" if len(subject.left) == 1 else "are"
        yield Finding(Check.NO_LEAD, risk, f"{who} {verb} not in post any more and still named as lead.", mend)


def _overdue(subject: Subject, rules: CheckRules) -> Iterator[Finding]:
    residual = subject.risk.scores.residual
    if residual is None or not rules.bands.is_red(residual):
        return
    for action in subject.actions:
        if action.is_open and action.due_on is not None and action.due_on < rules.today:
            yield Finding(
                Check.ACTION_OVERDUE,
                subject.risk,
                f"{action.ref} was due on {rules.said(action.due_on)}: {action.summary}",
                "Ask its owner to close it or to agree a new day, and say in the risk's update what that means for it.",
            )


def _target_above(subject: Subject, _: CheckRules) -> Iterator[Finding]:
    residual, target = subject.risk.scores.residual, subject.risk.scores.target
    if residual is not None and target is not None and target.value > residual.value:
        yield Finding(
            Check.TARGET_ABOVE,
            subject.risk,
            f"Target ({target.value}) is above residual ({residual.value}).",
            f"Set a lower one with `/risk target {subject.risk.ref}`, or consider whether the risk can be closed.",
        )


def _unexplained(subject: Subject, _: CheckRules) -> Iterator[Finding]:
    risk = subject.risk
    inherent, residual = risk.scores.inherent, risk.scores.residual
    if inherent is None or residual is None or residual.value >= inherent.value:
        return
    acted_on = any(action.is_open for action in subject.actions)
    is_explained = bool(risk.present.mitigation.strip() or subject.controls or acted_on)
    if not is_explained:
        yield Finding(
            Check.UNEXPLAINED,
            risk,
            f"Residual ({residual.value}) is lower than inherent ({inherent.value}), but no mitigation, control or "
            "open action says why.",
            f"Write what is done with `/risk update {risk.ref}`, or record what is in place with "
            f"`/risk controls {risk.ref}`.",
        )


def _old_tbc(subject: Subject, _: CheckRules) -> Iterator[Finding]:
    if len(subject.at_rounds) < ROUNDS_FOR_TBC:
        return
    risk = subject.risk
    then = subject.at_rounds[:ROUNDS_FOR_TBC]
    waiting = [
        measure
        for measure in Measure
        if risk.scores.of(measure) is None and all(scores.of(measure) is None for scores in then)
    ]
    if waiting:
        verbs = "target" if waiting == [Measure.TARGET] else "update"
        names = " and ".join(measure.value for measure in waiting)
        yield Finding(
            Check.OLD_TBC,
            risk,
            f"{names.capitalize()} {'was' if len(waiting) == 1 else 'were'} to be confirmed in the last two reports.",
            f"Score it with `/risk {verbs} {risk.ref}`: an estimate says more than none, and can be put right.",
        )


def _stale(subject: Subject, rules: CheckRules) -> Iterator[Finding]:
    reasons = stale_reasons(subject.risk, subject.reviews, rules.today, rules.stale)
    if reasons:
        words = "; ".join(reason.words for reason in reasons)
        yield Finding(
            Check.STALE,
            subject.risk,
            f"{words[0].upper()}{words[1:]}.",
            f"Review it with `/risk update {subject.risk.ref}`.",
        )


def _wording(subject: Subject, _: CheckRules) -> Iterator[Finding]:
    risk = subject.risk
    missing = [name for name in ("cause", "event", "effect") if not getattr(risk, name).strip()]
    if missing and not _TOLD_IN_ONE.search(risk.summary):
        what = "cause, event and effect" if len(missing) == 3 else " and ".join(missing)
        yield Finding(
            Check.WORDING,
            risk,
            f"It does not say its {what}.",
            f"Write them with `/risk edit {risk.ref}`: because of …, … may happen, so that …",
        )


_CHECKS = (_no_lead, _overdue, _target_above, _unexplained, _old_tbc, _stale, _wording)
