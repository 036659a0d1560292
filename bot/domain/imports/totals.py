"""Printed totals beside the sums of their lines."""

from __future__ import annotations

from collections import Counter

from bot.domain.imports.drafts import TotalBasis, TotalCheck


class Sums:
    """Sums by column, of everything so far and since the last printed total."""

    def __init__(self) -> None:
        self.whole: Counter[str] = Counter()
        self._since: Counter[str] = Counter()
        self._is_fresh = True

    def add(self, column: str, pence: int | None) -> None:
        """Count a line's amount."""
        if pence is not None:
            self.whole[column] += pence
            self._since[column] += pence
            self._is_fresh = False

    def reckoned(self, column: str, printed: int, *, is_grand: bool) -> int:
        """Return the sum that a printed total should be: of its part, or of all lines where that fits or is said."""
        whole = self.whole[column]
        if is_grand or self._is_fresh or printed == whole:
            return whole
        return self._since[column]

    def close(self) -> None:
        """Begin a new part, after a printed total."""
        self._since.clear()
        self._is_fresh = True


def compared(
    row: int, label: str, column: str, printed: int | None, reckoned: int, basis: TotalBasis = TotalBasis.LINES
) -> tuple[TotalCheck, ...]:
    """Return the difference, or nothing where there is none or nothing is printed."""
    if printed is None or printed == reckoned:
        return ()
    return (TotalCheck(row, label, column, printed, reckoned, basis),)
