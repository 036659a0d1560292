"""Tables to CSV and XLSX. No cell starts a formula, whichever spreadsheet opens the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.errors import InvalidInputError
from bot.papers.sheets.limits import CELL_MAX, EXPORT_CELL_MAX
from bot.papers.sheets.written import FORMULA_STARTS, escaped

Value: TypeAlias = str | int | Decimal | date | None

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?%?")
# Spreadsheets keep fifteen figures, and know no day before March 1900 for certain.
_FIGURES = 15
_FIRST_DAY = date(1900, 3, 1)
_WIDE, _NARROW = 48, 14


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: its first row is the heading."""

    name: str
    rows: Sequence[Sequence[Value]]


def guarded(text: str) -> str:
    """Return `text` with an apostrophe before it where a spreadsheet would take it for a formula.

    `without_guard` takes it off again, and no other apostrophe.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text) else text


def write_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8, with the mark by which spreadsheets tell that it is.

    Every cell is quoted: where lists are separated by semicolons, `a;=1+1` would else be two cells, one a formula.

    Raises:
        InvalidInputError: a text is longer than a cell may be.
    """
    lines = StringIO(newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
    for row in table.rows:
        writer.writerow([_fitting(guarded(_text(value))) for value in row])
    return lines.getvalue().encode("utf-8-sig")


def write_xlsx(tables: Iterable[Table]) -> bytes:
    """Return tables as the sheets of a workbook: headings stay in view, texts wrap, numbers and days are typed.

    Raises:
        InvalidInputError: a text is longer than a cell may be.
    """
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        for place in range(1, len(table.rows[0]) + 1):
            words = max((len(_text(row[place - 1])) for row in table.rows[1:]), default=0)
            sheet.column_dimensions[get_column_letter(place)].width = _WIDE if words > _NARROW * 2 else _NARROW
        for number, row in enumerate(table.rows):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet)
                if isinstance(typed := _typed(value), str):
                    # A text stays a text, also `#N/A`.
                    cell.value, cell.data_type = _fitting(escaped(guarded(typed))), "s"
                else:
                    cell.value = typed
                if number == 0:
                    cell.font = Font(bold=True)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cells.append(cell)
            sheet.append(cells)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fitting(written: str) -> str:
    """Return a cell's text if a spreadsheet keeps it whole: a longer one would be cut without a word."""
    if len(written) > EXPORT_CELL_MAX:
        raise InvalidInputError(
            f"A text of this register is longer than a spreadsheet's cell: it begins “{written[:60]}”.",
            f"Shorten it to {CELL_MAX:,} characters, or export the register as JSON.",
        )
    return written


def _typed(value: Value) -> str | int | float | date | None:
    if isinstance(value, date):
        return value if value >= _FIRST_DAY else value.isoformat()
    if isinstance(value, int | Decimal):
        written = _text(value)
        if len(re.sub(r"\D", "", written)) > _FIGURES:
            return written
        return int(value) if value == int(value) else float(value)
    return value


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
