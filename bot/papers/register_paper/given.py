"""What a register paper is built from: how scores and days are said, the positions it compares, and its occasion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.risks import Risk
from bot.domain.scoring import BandScale, Measure, Score, Shape
from bot.papers.palette import NEUTRAL, colours
from bot.papers.register_paper.model import Ask, Committee, Mark


@dataclass(frozen=True, slots=True)
class Manner:
    """The partnership's bands, zone and names. Workstreams come in the order of the paper's sections."""

    bands: BandScale
    zone: ZoneInfo
    workstreams: Mapping[str, str]

    def mark(self, score: Score | None, measure: Measure = Measure.RESIDUAL) -> Mark:
        """Return how a score is shown."""
        if score is None:
            return Mark(None, "", measure.when_unknown.capitalize(), Shape.OPEN_CIRCLE.value, NEUTRAL)
        band = self.bands.band_of(score)
        steps = f"{score.likelihood} x {score.severity}"
        return Mark(score.value, steps, band.name.capitalize(), band.shape.value, colours(band))

    def day(self, value: date | datetime) -> str:
        """Return `Thu 1 Nov 2018`. A paper outlives its year, so it always names it."""
        day = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        return f"{day:%a} {day.day} {day:%b %Y}"

    def instant(self, value: datetime) -> str:
        """Return `Thu 1 Nov 2018, 8:30` in the partnership's zone."""
        there = value.astimezone(self.zone)
        return f"{self.day(there)}, {there.hour}:{there:%M}"


@dataclass(frozen=True, slots=True)
class Position:
    """A board's report as it stood at an instant: the risks that were on it.

    `gone` are risks of the report before that are not on it any more, as they stood at this instant.
    """

    at: datetime
    risks: tuple[Risk, ...]
    gone: tuple[Risk, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the paper is made for.

    `month` is such as `2018-11`. `draft` says why it is no final paper, empty when it is. `passed` are the boards it
    went through before. `replaces_at` is the position of an earlier report of the month, where there was one.
    """

    board_key: str
    board: str
    partnership: str
    title: str
    month: str
    meeting_on: date | None
    lead: str
    author: str
    passed: tuple[Committee, ...]
    asks: tuple[Ask, ...]
    is_public: bool
    draft: str = ""
    replaces_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of risks beside their reviews, by risk id: notes for the appendix, and why one was taken off."""

    notes: Mapping[int, str] = field(default_factory=dict)
    taken_off: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEnd:
    """The end of the audit trail that the paper publishes: how many events, and the last hash."""

    event: int
    hash: str
