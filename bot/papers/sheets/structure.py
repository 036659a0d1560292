"""What a sheet's own part says beside its values: merged cells, formulas without a result, hidden rows."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from bot.domain.imports.grid import Span
from bot.papers.sheets.limits import CELL_MAX, COLUMNS_MAX, FORMATTED_MAX, MERGED_MAX, ROWS_MAX
from bot.papers.sheets.scanning import Attributes, Budget, Handlers, TooMuch, scan
from bot.papers.sheets.written import ESCAPE_LENGTH

# Rows that only carry a format reach far below a table, but no program writes more of them than this.
_SEEN_ROWS_MAX = 200_000
_TEXTS = frozenset({"v", "t"})
# What cells do not consist of: formats, links, rules. openpyxl keeps each until the sheet is read.
_OTHERS_MAX = 300_000
_OF_CELLS = frozenset({"is", "r", "rPr"})


@dataclass(frozen=True, slots=True)
class Structure:
    """What a sheet's part says of its shape.

    Args:
        merged: merged blocks.
        unreckoned: places (row, column from 0) of formulas whose result is not saved.
        hidden_rows: how many rows with values are hidden, by a filter or by hand.
        last_row: the last row with a value, from 0; -1 for none. Formatting often reaches far beyond it.
        last_column: the last column with a value, from 0; -1 for none.
    """

    merged: tuple[Span, ...]
    unreckoned: frozenset[tuple[int, int]]
    hidden_rows: int
    last_row: int
    last_column: int


def read_structure(data: bytes, part: str, budget: Budget) -> Structure:
    """Read a sheet's part as a stream, holding none of it.

    Args:
        data: the workbook's file.
        part: the sheet's part.
        budget: how many elements all sheets may have; those of this one are taken from it.

    Raises:
        TooMuch: the sheet has more than a register can have; it was not read to its end.
        ValueError: a place in it is none, or the XML is forbidden (entities); other errors tell of a damaged part.
    """
    seen = _Scan()
    with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(part) as stream:
        scan(stream, budget, Handlers(seen.begin, seen.end, seen.text))
    return Structure(tuple(seen.merged), frozenset(seen.unreckoned), seen.hidden_rows, seen.last_row, seen.last_column)


class _Scan:
    """The state of one reading; rows and cells may leave out their places, which then follow the ones before."""

    def __init__(self) -> None:
        self.merged: list[Span] = []
        self.unreckoned: set[tuple[int, int]] = set()
        self.hidden_rows = 0
        self.last_row = self.last_column = -1
        self._row = self._column = -1
        self._is_hidden = self._has_formula = self._has_value = self._is_text = False
        self._cells = self._rows = self._others = self._length = 0

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            place = attributes.get("r")
            self._column = coordinate_to_tuple(place)[1] - 1 if place else self._column + 1
            self._has_formula = self._has_value = False
            self._length = 0
        elif tag in _TEXTS:
            self._is_text = True
            self._lengthen(1)
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._row = int(attributes.get("r") or self._row + 2) - 1
            self._column = -1
            self._is_hidden = attributes.get("hidden") in ("1", "true")
            self._rows += 1
            if self._rows > _SEEN_ROWS_MAX:
                raise TooMuch
        elif tag not in _OF_CELLS:
            self._others += 1
            if self._others > _OTHERS_MAX:
                raise TooMuch
            if tag == "mergeCell" and len(self.merged) < MERGED_MAX:
                self.merged.append(_span(str(attributes.get("ref"))))

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag in _TEXTS:
            self._is_text = False
        elif tag == "row":
            self.hidden_rows += self._is_hidden and self.last_row == self._row

    def text(self, piece: str) -> None:
        # Formulas count too: no cell may be too large to hold.
        self._lengthen(len(piece))
        self._has_value = self._has_value or self._is_text

    def _lengthen(self, by: int) -> None:
        self._length += by
        if self._length > CELL_MAX * ESCAPE_LENGTH:
            raise TooMuch

    def _end_cell(self) -> None:
        self._length = 0
        self._cells += 1
        if self._has_formula or self._has_value:
            self.last_row = max(self.last_row, self._row)
            self.last_column = max(self.last_column, self._column)
        if self._has_formula and not self._has_value:
            self.unreckoned.add((self._row, self._column))
        if self.last_row >= ROWS_MAX or self.last_column >= COLUMNS_MAX or self._cells > FORMATTED_MAX:
            raise TooMuch


def _span(written: str) -> Span:
    left, top, right, bottom = (int(bound) for bound in range_boundaries(written))
    return Span(top - 1, left - 1, min(bottom, ROWS_MAX) - 1, min(right, COLUMNS_MAX) - 1)
