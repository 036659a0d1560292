"""What views need to know to say a record in the partnership's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.scoring import BandScale, Measure, Score, Scores, Shape
from bot.domain.staleness import ReviewIntervals
from bot.views.wording import day


@dataclass(frozen=True, slots=True)
class Presentation:
    """The partnership's bands, words and calendar, as of `today`.

    `slipping_margin` is by how many points a score above the line to its target slips.
    """

    bands: BandScale
    intervals: ReviewIntervals
    zone: ZoneInfo
    today: date
    workstreams: Mapping[str, str]
    boards: Mapping[str, str]
    likelihood_words: Sequence[str]
    severity_words: Sequence[str]
    slipping_margin: int = 2

    def mark(self, score: Score | None, measure: Measure = Measure.RESIDUAL) -> str:
        """Return `■ Red 20`; `○ Not scored` while it is to be confirmed, `○ Not set` for a target."""
        if score is None:
            return f"{Shape.OPEN_CIRCLE} {measure.when_unknown.capitalize()}"
        band = self.bands.band_of(score)
        return f"{band.shape} {band.name.capitalize()} {score.value}"

    def marks(self, scores: Scores) -> dict[str, str]:
        """Return the mark of each of a risk's scores by its name, as templates take them."""
        return {measure.value: self.mark(scores.of(measure), measure) for measure in Measure}

    def heard(self, score: Score | None) -> str:
        """Return a residual score for the ear, `red 20` or `not scored`: a mark without its shape."""
        if score is None:
            return Measure.RESIDUAL.when_unknown
        return f"{self.bands.band_of(score).name} {score.value}"

    def steps(self, score: Score | None) -> str:
        """Return `likelihood 5 x severity 4`, to stand below a mark."""
        return f"likelihood {score.likelihood} x severity {score.severity}" if score else "to be confirmed"

    def score(self, score: Score | None) -> str:
        """Return `likelihood 5 x severity 4 = 20, red`."""
        if score is None:
            return "to be confirmed"
        band = self.bands.band_of(score)
        return f"{self.steps(score)} = {score.value}, {band.name}"

    def board_names(self, keys: Iterable[str]) -> str:
        """Return the names of boards in a phrase, always in the same order."""
        return ", ".join(self.boards.get(key, key) for key in sorted(keys))

    def day(self, value: date | datetime) -> str:
        """Return a day in the partnership's zone, such as `Thu 6 Dec`."""
        if isinstance(value, datetime):
            value = value.astimezone(self.zone).date()
        return day(value, self.today)

    def dated(self, value: date) -> str:
        """Return a day with its year whichever it is, such as `Thu 6 Dec 2018`."""
        return day(value, date.min)

    def moment(self, instant: datetime) -> str:
        """Return an instant in the partnership's zone, such as `Thu 6 Dec at 09:05`."""
        return f"{self.day(instant)} at {instant.astimezone(self.zone):%H:%M}"

    def date_of(self, instant: datetime) -> date:
        """Return the partnership's calendar day of an instant."""
        return instant.astimezone(self.zone).date()

    def workstream(self, key: str) -> str:
        """Return the name of a workstream."""
        return self.workstreams.get(key, key)
