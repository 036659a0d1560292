"""Which way a risk has moved since the last report to a board. Derived, never stored."""

from __future__ import annotations

from enum import Enum

from bot.domain.scoring import Score


class Direction(Enum):
    """The movement of a residual score: a mark and the word that says the same."""

    RISING = ("↑", "rising")
    FALLING = ("↓", "falling")
    SAME = ("→", "same")
    NEW = ("NEW", "new")
    UNKNOWN = ("?", "not known")

    def __init__(self, mark: str, word: str) -> None:
        self.mark = mark
        self.word = word

    @property
    def label(self) -> str:
        """The mark with its word, for people who read and for screen readers."""
        return self.mark if self is Direction.NEW else f"{self.mark} {self.word}"


_REPORTED = {direction.word: direction for direction in Direction}


def derive_direction(
    present: Score, at_last_report: Score | None, *, was_reported: bool, reported: str | None = None
) -> Direction:
    """Compare the present residual score with the one the last report showed.

    Args:
        present: the residual score now.
        at_last_report: the residual score as it stood at the last report; None when the risk was not on the
            register then.
        was_reported: whether any report has been made that the risk could have been on.
        reported: a direction word printed on an imported register, which holds until there is history.

    Returns:
        NEW when a report was made without this risk; UNKNOWN when there is nothing to compare with.
    """
    if at_last_report is None:
        if reported is not None:
            return _REPORTED.get(reported, Direction.UNKNOWN)
        return Direction.NEW if was_reported else Direction.UNKNOWN
    if present.value == at_last_report.value:
        return Direction.SAME
    return Direction.RISING if present.value > at_last_report.value else Direction.FALLING
