"""When what the register says of a risk has gone stale, and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.gone_by import gone_by, may_name_a_day
from bot.domain.risks import REVIEW_KINDS, Review, Risk, RiskStatus
from bot.domain.scoring import BandScale, Score

_ASIDE = r"(?:no (?:further |new |real )?(?:change|update)s?|unchanged|(?:nothing|none) (?:new )?to (?:report|add))"
_SAYS_UNCHANGED = re.compile(
    rf"(?:{_ASIDE}|(?:position )?(?:remains|is|stays) (?:the same|unchanged|as (?:it was|before|last month)))\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(rf"^{_ASIDE}(?: in score| to score)?\s*[:.,;–-]\s*", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?]\s+\S")
_NO_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class ReviewIntervals:
    """Days within which a risk must be reviewed, by the name of the band its residual score falls in.

    Where that score is not known the shortest of them counts: nobody can say that the risk may wait longer.
    """

    days_by_band: Mapping[str, int]

    def next_due_on(self, residual: Score | None, last_on: date, bands: BandScale) -> date:
        """Return the day by which the next review is due."""
        days = min(self.days_by_band.values()) if residual is None else self.days_by_band[bands.band_of(residual).name]
        return last_on + timedelta(days=days)

    def is_stale(self, residual: Score | None, last_on: date, today: date, bands: BandScale) -> bool:
        """Return whether the review due after `last_on` has been missed by `today`."""
        return today > self.next_due_on(residual, last_on, bands)


@dataclass(frozen=True, slots=True)
class StaleRules:
    """What the partnership calls stale.

    Attributes:
        bands: what red is.
        intervals: within how many days a risk must be reviewed.
        zone: in which days are told.
        no_change_months: so many months running without a change are too many for a red risk.
        gone_by_days: how long a day that an update promised may be past.
    """

    bands: BandScale
    intervals: ReviewIntervals
    zone: ZoneInfo
    no_change_months: int
    gone_by_days: int


class StaleKind(StrEnum):
    """What is stale about a risk."""

    OVERDUE = "overdue"
    NO_CHANGE = "no_change"
    REPEATED = "repeated"
    GONE_BY = "gone_by"


@dataclass(frozen=True, slots=True)
class StaleReason:
    """One reason why a risk is stale, in words that fit behind “stale:”."""

    kind: StaleKind
    words: str


@dataclass(frozen=True, slots=True)
class Look:
    """How a risk was last reviewed.

    Attributes:
        id: the risk's.
        place: sorts risks, the highest residual score first.
        residual: its score now.
        reviewed_at: when it was last reviewed.
        update: the words of that review.
        words_before: the words of the review before; None where there is none.
        has_stood: whether the two differ in no score and in no word of the mitigation.
        is_no_change: whether it was given in so many words as no change.
    """

    id: int
    place: tuple[int, str, int]
    residual: Score | None
    reviewed_at: datetime
    update: str
    words_before: str | None
    has_stood: bool
    is_no_change: bool


def stale_reasons(risk: Risk, history: Sequence[Review], today: date, rules: StaleRules) -> tuple[StaleReason, ...]:
    """Return why what the register says of a risk is stale on `today`, worst first; empty when it is not, or closed.

    Args:
        risk: as it stands.
        history: its reviews, newest first; those of the months the rules look back on and of three more are enough.
        today: the partnership's day.
        rules: the partnership's.
    """
    if risk.status is RiskStatus.CLOSED:
        return ()
    reasons = []
    last_on = risk.last_review.at.astimezone(rules.zone).date()
    residual = risk.scores.residual
    if rules.intervals.is_stale(residual, last_on, today, rules.bands):
        reasons.append(StaleReason(StaleKind.OVERDUE, "review overdue"))
    reviews = [review for review in history if review.kind in REVIEW_KINDS]
    months = months_unchanged(reviews, rules) if residual is not None and rules.bands.is_red(residual) else 0
    if months >= rules.no_change_months:
        # The history goes back as far as tells whether it is more, not how many more.
        more = "more than " if months > rules.no_change_months else ""
        reasons.append(StaleReason(StaleKind.NO_CHANGE, f"“no change” {more}{rules.no_change_months} months running"))
    if is_repeated(reviews):
        reasons.append(StaleReason(StaleKind.REPEATED, "the latest update says what the one before it said"))
    late = gone_by(risk.last_review.update, last_on, today, rules.gone_by_days)
    if late:
        reasons.append(StaleReason(StaleKind.GONE_BY, f"the update says “{late[0].words}”, which has gone by"))
    return tuple(reasons)


def is_stale_at_a_look(look: Look, today: date, rules: StaleRules) -> bool:
    """Return whether an open risk is stale by its last review and the one before it, as `stale_reasons` has it."""
    last_on = look.reviewed_at.astimezone(rules.zone).date()
    if rules.intervals.is_stale(look.residual, last_on, today, rules.bands):
        return True
    words = same_words(look.update) if look.words_before is not None else ""
    if words and words == same_words(look.words_before or ""):
        return True
    return may_name_a_day(look.update) and bool(gone_by(look.update, last_on, today, rules.gone_by_days))


def may_stand_too_long(look: Look, rules: StaleRules) -> bool:
    """Return whether a risk's history is to be read to know whether it stood for too many months."""
    if look.residual is None or not rules.bands.is_red(look.residual) or not look.has_stood:
        return False
    return look.is_no_change or _says_unchanged(look.update)


def stands_too_long(reviews: Sequence[Review], rules: StaleRules) -> bool:
    """Return whether nothing but “no change” was said of a red risk for too many months; see `months_unchanged`."""
    of_position = [review for review in reviews if review.kind in REVIEW_KINDS]
    return months_unchanged(of_position, rules) >= rules.no_change_months


def months_unchanged(reviews: Sequence[Review], rules: StaleRules) -> int:
    """Return in how many months running, up to the latest review's, nothing but “no change” was said of a risk.

    Its scores were the same throughout, then. A review given in a round counts for the round's month, any other for
    that of its day. Rounds that follow each other run on, though no board met in the month between; else a month
    without a review ends the run: that is another fault.

    Args:
        reviews: of the position only, newest first; the oldest of them only serves to compare with.
        rules: the partnership's.
    """
    standing: dict[int, bool] = {}
    round_before: dict[int, int] = {}
    for review, before in pairwise(reviews):
        month = _numbered(review.round_month or f"{review.at.astimezone(rules.zone):%Y-%m}")
        standing[month] = standing.get(month, True) and is_unchanged(review, before)
        if review.round_before:
            round_before[month] = _numbered(review.round_before)
    run, month = 0, max(standing, default=0)
    while standing.get(month, False):
        run += 1
        month = month - 1 if month - 1 in standing else round_before.get(month, month - 1)
    return run


def _numbered(month: str) -> int:
    """Return a month such as `2018-12` as a number that grows by one from each to the next."""
    year, number = month.split("-")
    return int(year) * 12 + int(number)


def is_unchanged(review: Review, before: Review) -> bool:
    """Return whether a review left all as it was: answered as “no change”, or with words that say no more than that.

    “No change in score. Two wards have closed.” says more.
    """
    if review.scores != before.scores or review.mitigation != before.mitigation:
        return False
    return review.is_no_change or _says_unchanged(review.update)


def _says_unchanged(update: str) -> bool:
    words = update.strip()
    return not words or (bool(_SAYS_UNCHANGED.match(words)) and not _SENTENCE_ENDS.search(words))


def is_repeated(reviews: Sequence[Review]) -> bool:
    """Return whether the newest review says in words what the one before it said; none at all is no repetition."""
    if len(reviews) < 2:
        return False
    latest = same_words(reviews[0].update)
    return bool(latest) and latest == same_words(reviews[1].update)


def same_words(text: str) -> str:
    """Return what is left to compare of an update: letters and figures, without a “No change:” before them."""
    folded = unicodedata.normalize("NFKC", _PREFIX.sub("", text.strip())).casefold()
    return _NO_WORD.sub(" ", folded).strip()
