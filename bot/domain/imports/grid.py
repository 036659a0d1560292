"""A sheet as a grid of typed cells, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        text: what it says, as written; a number's or a date's plainest form where it is typed.
        number: its value when the file holds a number; 0.125 for a cell that shows 12.5%.
        day: its value when the file holds a date.
        shows_day: whether the file shows that date's day, and not only its month or its time.
        is_percent: the file shows the number as a percentage.
        is_unreckoned: a formula whose result was not saved in the file, or an error; the text is the formula or error.
    """

    text: str = ""
    number: Decimal | None = None
    day: date | None = None
    is_percent: bool = False
    is_unreckoned: bool = False
    shows_day: bool = True


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Span:
    """A block of merged cells, rows and columns counted from 0, both ends included. Its value is in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. The row numbered n by a spreadsheet is `rows[n - 1]`; all rows are equally long."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Span, ...] = ()
    counts_from_1904: bool = False

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file in its order, and sentences on what was left out (macros, hidden sheets)."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
