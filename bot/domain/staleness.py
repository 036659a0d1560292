"""When a risk has gone too long without a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.scoring import BandScale, Score


@dataclass(frozen=True, slots=True)
class ReviewIntervals:
    """Days within which a risk must be reviewed, by the name of the band its residual score falls in."""

    days_by_band: Mapping[str, int]

    def next_due_on(self, residual: Score, last_on: date, bands: BandScale) -> date:
        """Return the day by which the next review is due."""
        return last_on + timedelta(days=self.days_by_band[bands.band_of(residual).name])

    def is_stale(self, residual: Score, last_on: date, today: date, bands: BandScale) -> bool:
        """Return whether the review due after `last_on` has been missed by `today`."""
        return today > self.next_due_on(residual, last_on, bands)
