"""The 5 x 5: scores, the bands they fall in, and how far a score has moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import InvalidInputError

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """Likelihood times severity, each 1 to 5.

    Raises:
        InvalidInputError: a number outside 1 to 5.
    """

    likelihood: int
    severity: int

    def __post_init__(self) -> None:
        for name, number in (("likelihood", self.likelihood), ("severity", self.severity)):
            if not LOWEST <= number <= HIGHEST:
                raise InvalidInputError(
                    f"{name.capitalize()} {number} is outside {LOWEST} to {HIGHEST}.",
                    f"Give likelihood and severity as numbers from {LOWEST} to {HIGHEST}, such as 4x3.",
                )

    @property
    def value(self) -> int:
        """The product, 1 to 25."""
        return self.likelihood * self.severity

    def __str__(self) -> str:
        """Return for example `5x4 = 20`."""
        return f"{self.likelihood}x{self.severity} = {self.value}"


class Measure(StrEnum):
    """Which of a risk's three scores is meant."""

    INHERENT = "inherent"
    RESIDUAL = "residual"
    TARGET = "target"

    @property
    def when_unknown(self) -> str:
        """What stands in place of the number: a position is scored, an aim is set."""
        return "not set" if self is Measure.TARGET else "not scored"


@dataclass(frozen=True, slots=True)
class Scores:
    """A risk's three scores: before mitigation, after it, and aimed at; each None while it is to be confirmed."""

    inherent: Score | None
    residual: Score | None
    target: Score | None = None

    def of(self, measure: Measure) -> Score | None:
        """Return the score meant."""
        match measure:
            case Measure.INHERENT:
                return self.inherent
            case Measure.RESIDUAL:
                return self.residual
            case Measure.TARGET:
                return self.target

    @property
    def is_scored(self) -> bool:
        """Whether the position is known, before mitigation and after it; a target may wait."""
        return self.inherent is not None and self.residual is not None


@dataclass(frozen=True, slots=True)
class Ratings:
    """The words a register printed where a score should stand, such as `High`; empty where it printed none."""

    inherent: str = ""
    residual: str = ""
    target: str = ""

    def of(self, measure: Measure) -> str:
        """Return the words printed for one score."""
        match measure:
            case Measure.INHERENT:
                return self.inherent
            case Measure.RESIDUAL:
                return self.residual
            case Measure.TARGET:
                return self.target


NO_RATINGS = Ratings()


class Shape(StrEnum):
    """The mark beside a band's word, so that colour never stands alone."""

    SQUARE = "■"
    TRIANGLE = "▲"
    CIRCLE = "●"
    OPEN_CIRCLE = "○"


@dataclass(frozen=True, slots=True)
class Band:
    """A named range of scores from `lowest` upward, until the next band begins."""

    name: str
    shape: Shape
    lowest: int


@dataclass(frozen=True, slots=True)
class BandScale:
    """The partnership's bands, lowest first. The top band is its red.

    Raises:
        ValueError: no band, a first band that does not begin at 1, or bands not rising.
    """

    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        starts = [band.lowest for band in self.bands]
        if not starts or starts[0] != 1:
            raise ValueError("the lowest band must begin at 1")
        if starts != sorted(set(starts)) or starts[-1] > HIGHEST * HIGHEST:
            raise ValueError("bands must begin at different scores between 1 and 25, lowest first")
        if len({band.name for band in self.bands}) != len(self.bands):
            raise ValueError("two bands have the same name")

    def band_of(self, score: Score) -> Band:
        """Return the band that `score` falls in."""
        return self.band_at(score.value)

    def band_at(self, value: int) -> Band:
        """Return the band that the value of a score, 1 to 25, falls in."""
        return next(band for band in reversed(self.bands) if value >= band.lowest)

    @property
    def red(self) -> Band:
        """The band of most concern."""
        return self.bands[-1]

    def is_red(self, score: Score) -> bool:
        """Return whether `score` falls in the band of most concern."""
        return score.value >= self.red.lowest

    @property
    def names(self) -> Sequence[str]:
        """Band names, lowest first."""
        return [band.name for band in self.bands]
