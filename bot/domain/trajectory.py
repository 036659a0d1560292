"""Where a risk's score should be by when, and whether it is on its way there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bot.domain.scoring import Score


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A target score by a date: the line from the residual score of the day it was set to the target.

    `start_on` and `start_value` are that day and that score.
    """

    start_on: date
    start_value: int
    target_value: int
    target_on: date


class Progress(StrEnum):
    """How a residual score stands to its trajectory.

    unknown: there is no residual score. slipping: above the line by the margin, or by half of what is left to the
    target. missed: the date is past and the target not reached.
    """

    UNKNOWN = "unknown"
    ON_TRACK = "on track"
    REACHED = "reached"
    SLIPPING = "slipping"
    MISSED = "missed"


def expected(trajectory: Trajectory, day: date) -> Fraction:
    """Return the score expected on `day`, exactly: on the straight line, and level before its start and after its end.

    Scores are whole numbers and the line is not; nothing is rounded here, so that two readers compare alike.
    `shown` rounds it for people.
    """
    if day >= trajectory.target_on:
        return Fraction(trajectory.target_value)
    if day <= trajectory.start_on:
        return Fraction(trajectory.start_value)
    gone = Fraction((day - trajectory.start_on).days, (trajectory.target_on - trajectory.start_on).days)
    return trajectory.start_value + gone * (trajectory.target_value - trajectory.start_value)


def shown(value: Fraction) -> str:
    """Return an expected score for people: to one decimal, halves away from zero, whole where it is whole."""
    tenths = int(value * 10 + Fraction(1, 2))
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def progress(trajectory: Trajectory, residual: Score | None, day: date, margin: int) -> Progress:
    """Return how `residual` stands on `day`.

    Args:
        trajectory: the line.
        residual: the score of that day; None when it is not known.
        day: the day.
        margin: by how much the score may be above the line before it counts as slipping; a score of the register
            moves in steps, so it is above a falling line most of the time. Half of what is left to the target counts
            where that is less: a score that has not moved at all slips half-way to the date at the latest, however
            near its target is.
    """
    if residual is None:
        return Progress.UNKNOWN
    if residual.value <= trajectory.target_value:
        return Progress.REACHED
    if day > trajectory.target_on:
        return Progress.MISSED
    within = min(Fraction(margin), Fraction(residual.value - trajectory.target_value, 2))
    is_above = residual.value - expected(trajectory, day) >= within
    return Progress.SLIPPING if is_above else Progress.ON_TRACK
