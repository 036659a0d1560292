"""What views need to know to say a record in the partnership's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.scoring import BandScale, Score, Shape
from bot.domain.staleness import ReviewIntervals
from bot.views.wording import day


@dataclass(frozen=True, slots=True)
class Presentation:
    """The partnership's bands, words and calendar, as of `today`."""

    bands: BandScale
    intervals: ReviewIntervals
    zone: ZoneInfo
    today: date
    workstreams: Mapping[str, str]
    boards: Mapping[str, str]
    likelihood_words: Sequence[str]
    severity_words: Sequence[str]

    def mark(self, score: Score | None) -> str:
        """Return `■ Red 20`, or `○ Not set` for a score to be confirmed."""
        if score is None:
            return f"{Shape.OPEN_CIRCLE} Not set"
        band = self.bands.band_of(score)
        return f"{band.shape} {band.name.capitalize()} {score.value}"

    def steps(self, score: Score | None) -> str:
        """Return `likelihood 5 x severity 4`, to stand below a mark."""
        return f"likelihood {score.likelihood} x severity {score.severity}" if score else "to be confirmed"

    def score(self, score: Score | None) -> str:
        """Return `likelihood 5 x severity 4 = 20, red`."""
        if score is None:
            return "to be confirmed"
        band = self.bands.band_of(score)
        return f"{self.steps(score)} = {score.value}, {band.name}"

    def day(self, value: date | datetime) -> str:
        """Return a day in the partnership's zone, such as `Thu 6 Dec`."""
        if isinstance(value, datetime):
            value = value.astimezone(self.zone).date()
        return day(value, self.today)

    def date_of(self, instant: datetime) -> date:
        """Return the partnership's calendar day of an instant."""
        return instant.astimezone(self.zone).date()

    def workstream(self, key: str) -> str:
        """Return the name of a workstream."""
        return self.workstreams.get(key, key)
