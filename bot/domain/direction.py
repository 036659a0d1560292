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
    def spoken(self) -> str:
        """The word as it is heard after a score, where it stands without a mark."""
        return "direction not known" if self is Direction.UNKNOWN else self.word

    @property
    def label(self) -> str:
        """The mark with its word, for people who read and for screen readers."""
        return self.mark if self is Direction.NEW else f"{self.mark} {self.word}"


_REPORTED = {direction.word: direction for direction in Direction}


def derive_direction(
    present: Score | None,
    at_last_report: Score | None,
    *,
    was_reported: bool,
    was_there: bool,
    reported: str | None = None,
) -> Direction:
    """Compare the present residual score with the one the last report showed.

    Args:
        present: the residual score now; None when it is not known.
        at_last_report: the residual score as it stood at the last report; None when it was not known then.
        was_reported: whether any report has been made that the risk could have been on.
        was_there: whether the risk was on the register at the last report.
        reported: a direction word printed on an imported register, which holds until there is history.

    Returns:
        NEW when a report was made without this risk; UNKNOWN when there is nothing to compare, or one of the two
        scores is not known.
    """
    if not was_there:
        if reported is not None:
            return _REPORTED.get(reported, Direction.UNKNOWN)
        return Direction.NEW if was_reported else Direction.UNKNOWN
    if present is None or at_last_report is None:
        return Direction.UNKNOWN
    if present.value == at_last_report.value:
        return Direction.SAME
    return Direction.RISING if present.value > at_last_report.value else Direction.FALLING
