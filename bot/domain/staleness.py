"""When a risk has gone too long without a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.scoring import BandScale, Score


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
