"""A risk as the register holds it, and what makes a new review of it acceptable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.domain.direction import Direction
from bot.domain.references import Reference
from bot.domain.scoring import NO_RATINGS, BandScale, Measure, Ratings, Score, Scores
from bot.domain.trajectory import Trajectory


class RiskStatus(StrEnum):
    """Whether the risk is being managed."""

    OPEN = "open"
    CLOSED = "closed"


class ReviewKind(StrEnum):
    """What a row of a risk's history records."""

    ADDED = "added"
    REVIEWED = "reviewed"
    EDITED = "edited"
    CLOSED = "closed"
    REOPENED = "reopened"


class Visibility(StrEnum):
    """Whether the record may appear in public papers."""

    PUBLIC = "public"
    NON_PUBLIC = "non_public"


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead officer or a lead group; exactly one id is set."""

    name: str
    person_id: int | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One dated entry of a risk's history. The last one holds the risk's present position.

    `version` counts from 1 without gaps within a risk; `update` is the words of that review. One that
    `is_imported` was taken from a register; `reported_direction` is the direction's word it printed. One that
    `is_no_change` says in so many words that all stands as it did. `round_month` is the month (`2018-12`) of the round
    that was open as it was given, `round_before` that of the round before; only readings that look for them say them.
    """

    version: int
    kind: ReviewKind
    at: datetime
    author: str
    scores: Scores
    mitigation: str
    update: str
    reported_direction: str | None = None
    is_imported: bool = False
    is_no_change: bool = False
    round_month: str = ""
    round_before: str = ""


@dataclass(frozen=True, slots=True)
class LastReview:
    """When a risk's position was last reviewed, by whom, and what they wrote. An edit of its details is no review."""

    at: datetime
    author: str
    update: str


REVIEW_KINDS = frozenset({ReviewKind.ADDED, ReviewKind.REVIEWED})
"""The kinds of history rows in which somebody looked at the position itself."""


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """Another record tied to the risk, for example an action."""

    kind: str
    ref: str
    summary: str
    status: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk with its present review.

    `boards` are those it is reported to by the escalation rules, `undecided` those the rules cannot decide on while a
    score is not known. `organisation` presents it, `sits_with` says where it should sit, `response` is the
    partnership's. `cause`, `event` and `effect` are the summary taken apart, empty where nobody has. `printed` are the
    words that an imported register had in place of scores. `trajectory` is None where no date is set for a target.
    """

    id: int
    ref: Reference
    workstream: str
    project: str
    summary: str
    category: str
    visibility: Visibility
    status: RiskStatus
    raised_on: date
    leads: tuple[Lead, ...]
    readers: frozenset[int]
    present: Review
    last_review: LastReview
    direction: Direction
    boards: frozenset[str]
    undecided: frozenset[str] = frozenset()
    linked: tuple[LinkedRecord, ...] = ()
    response: str = ""
    organisation: str = ""
    sits_with: str = ""
    printed: Ratings = NO_RATINGS
    cause: str = ""
    event: str = ""
    effect: str = ""
    trajectory: Trajectory | None = None

    @property
    def version(self) -> int:
        """The version of the present review, carried by every form."""
        return self.present.version

    @property
    def scores(self) -> Scores:
        """The present scores."""
        return self.present.scores


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """A review somebody wishes to record; a score of None is to be confirmed."""

    inherent: Score | None
    residual: Score | None
    target: Score | None
    mitigation: str
    update: str

    @property
    def scores(self) -> Scores:
        """The drafted scores together."""
        return Scores(self.inherent, self.residual, self.target)


UPDATE_MAX = 2000
MITIGATION_MAX = 2000
SUMMARY_MAX = 600
RESPONSE_MAX = 600
SHORT_MAX = 100


def draft_from(review: Review, **changes: object) -> ReviewDraft:
    """Return a draft that repeats `review` but for `changes`; its update is empty unless given."""
    scores = review.scores
    draft = ReviewDraft(scores.inherent, scores.residual, scores.target, review.mitigation, "")
    return replace(draft, **changes)  # type: ignore[arg-type]


def check_review(
    draft: ReviewDraft, before: Scores | None, bands: BandScale, kept_mitigation: str = ""
) -> Mapping[str, str]:
    """Return the problems of a draft: field name -> what is wrong and what to do; empty when it may be saved.

    Args:
        draft: the review as filled in.
        before: the present scores, None for a new risk.
        bands: the partnership's bands, to name them.
        kept_mitigation: the present mitigation, which an import may have brought longer than people may write.

    The rules: residual is what is left after mitigation, so it cannot exceed inherent; a target cannot exceed
    residual, nor inherent while residual is not known; a score that is lowered, or that was known and becomes to be
    confirmed, needs words on why; words have a length that fits a board paper. Only scores that are known are
    compared.
    """
    problems: dict[str, str] = {}
    inherent, residual, target = draft.inherent, draft.residual, draft.target
    if inherent is not None and residual is not None and residual.value > inherent.value:
        problems["residual"] = (
            f"Residual ({residual.value}) is above inherent ({inherent.value}). A residual score is what is left "
            "after mitigation. Lower it, or raise inherent if the risk itself has grown."
        )
    ceiling, bound = ("residual", residual) if residual is not None else ("inherent", inherent)
    if target is not None and bound is not None and target.value > bound.value:
        problems["target"] = (
            f"Target ({target.value}) is above {ceiling} ({bound.value}). A target is where mitigation should "
            "bring the risk. Lower it, or leave it to be confirmed."
        )
    if before is not None and not draft.update.strip():
        asked = _asked_why(draft.scores, before, bands)
        if asked:
            problems["update"] = asked
    for name, text, most in (
        ("update", draft.update, UPDATE_MAX),
        ("mitigation", draft.mitigation, MITIGATION_MAX),
    ):
        if len(text) > most and text != kept_mitigation:
            problems[name] = (
                f"That is {len(text):,} characters; a board paper takes {most:,}. Shorten it, and keep "
                "the detail in a linked document."
            )
    return problems


_FIRST_TO_SAY = (Measure.RESIDUAL, Measure.INHERENT, Measure.TARGET)


def _asked_why(after: Scores, before: Scores, bands: BandScale) -> str:
    """Return the question that a change of scores raises; empty when it raises none."""
    for measure in _FIRST_TO_SAY:
        old, new = before.of(measure), after.of(measure)
        if old is not None and new is None:
            return (
                f"{measure.capitalize()} was {old.value} ({bands.band_of(old).name}) and becomes to be confirmed. "
                "Say in a sentence why it is not known any more."
            )
        if old is not None and new is not None and new.value < old.value and measure is not Measure.TARGET:
            return (
                f"{measure.capitalize()} goes down from {old.value} to {new.value} "
                f"({bands.band_of(new).name}). Say in a sentence what has changed."
            )
    return ""


def changes_between(before: Review, after: Review) -> tuple[str, ...]:
    """Return in words what `after` changed, most important first; empty when only the date is new."""
    words: list[str] = []
    for measure in _FIRST_TO_SAY:
        old, new = before.scores.of(measure), after.scores.of(measure)
        if old != new:
            words.append(f"{measure} {old or measure.when_unknown} to {new or measure.when_unknown}")
    if before.mitigation != after.mitigation:
        words.append("mitigation rewritten")
    return tuple(words)
