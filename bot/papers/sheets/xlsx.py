"""XLSX workbooks: values as last saved. Nothing in them is run, reckoned or fetched."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.parsers.expat import ExpatError

from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException, ReadOnlyWorkbookException

from bot.domain.imports.grid import EMPTY, Cell, Sheet, Workbook
from bot.errors import InvalidInputError
from bot.papers.sheets.archives import guard_archive
from bot.papers.sheets.limits import CELL_MAX, CELLS_MAX, COLUMNS_MAX, ROWS_MAX, SHEET_ELEMENTS_MAX, TEXTS_MAX
from bot.papers.sheets.opening import open_book
from bot.papers.sheets.recognising import broken, called
from bot.papers.sheets.scanning import Budget, TooMuch
from bot.papers.sheets.structure import Structure, read_structure
from bot.papers.sheets.written import day_of, number_of, number_text, unescaped, without_guard

# Everything that reading a damaged or forged workbook has been seen to raise.
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ExpatError,
    InvalidFileException,
    LookupError,
    OSError,
    ReadOnlyWorkbookException,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
_MACROS = "The file's macros were neither run nor read."
# What a number format quotes, escapes, or says of colour and language.
_ASIDE = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[[^\]]*\]")
_UNRECKONED = Cell("formula without a saved result", is_unreckoned=True)


def read_xlsx(data: bytes, name: str) -> Workbook:
    """Read every visible sheet of a workbook.

    Raises:
        InvalidInputError: the file is damaged, protected, no XLSX, has no sheet, or is larger than a register can be.
    """
    members = guard_archive(data, name)
    notes = [_MACROS] if any(member.lower().endswith("vbaproject.bin") for member in members) else []
    try:
        # Offices' files lack styles or carry extensions; what openpyxl says of those matters to nobody here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = open_book(data)
            try:
                sheets = tuple(_sheets(book, data, notes))
            finally:
                book.close()
    except TooMuch as problem:
        raise _too_much(name) from problem
    except _DAMAGE as problem:
        raise broken(name) from problem
    if not sheets:
        raise InvalidInputError(f"{called(name)} has no sheet with rows.", "Check that this is the file you meant.")
    return Workbook(sheets, tuple(notes))


def _sheets(book: Any, data: bytes, notes: list[str]) -> Iterator[Sheet]:
    # What all sheets together may hold.
    cells, elements, texts = CELLS_MAX, Budget(SHEET_ELEMENTS_MAX), Budget(TEXTS_MAX)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(f"The hidden sheet “{sheet.title}” was left out.")
            continue
        structure = read_structure(data, sheet._worksheet_path, elements)  # noqa: SLF001 - no public name says which part it is
        area = (structure.last_row + 1) * (structure.last_column + 1)
        if area > cells:
            raise TooMuch
        if not area:
            continue
        cells -= area
        if structure.hidden_rows:
            notes.append(f"Sheet “{sheet.title}” hides {structure.hidden_rows} row(s), read like the others.")
        yield Sheet(
            sheet.title, tuple(_grid(sheet, structure, texts)), structure.merged, book.epoch == CALENDAR_MAC_1904
        )


def _grid(sheet: Any, structure: Structure, texts: Budget) -> Iterator[tuple[Cell, ...]]:
    width = structure.last_column + 1
    for number, cells in enumerate(sheet.iter_rows(max_row=structure.last_row + 1, max_col=width)):
        row = tuple(
            _UNRECKONED if (number, place) in structure.unreckoned else _cell(cell) for place, cell in enumerate(cells)
        )
        # A text that many cells share is short in the file and long in all that follows.
        texts.left -= sum(len(cell.text) for cell in row)
        if texts.left < 0:
            raise TooMuch
        yield row + (EMPTY,) * (width - len(row))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return Cell("Yes" if value else "No")
    if isinstance(value, int | float):
        return _number(value, is_percent="%" in str(cell.number_format))
    if isinstance(value, datetime | date):
        day = day_of(value)
        if _shows_day(str(cell.number_format)):
            return Cell(day.isoformat(), day=day)
        return Cell(f"{day:%B %Y}", day=day, shows_day=False)
    text = without_guard(unescaped(str(value)))
    if len(text) > CELL_MAX:
        raise TooMuch
    return Cell(text, is_unreckoned=cell.data_type == "e") if text.strip() else EMPTY


def _shows_day(number_format: str) -> bool:
    """Return whether a date's format shows its day; `mmm-yy` shows only the month in which it is saved as the first."""
    shown = _ASIDE.sub("", number_format.partition(";")[0]).casefold()
    return "d" in shown or not set("my") & set(shown)


def _number(value: float, *, is_percent: bool) -> Cell:
    number = number_of(value)
    return EMPTY if number is None else Cell(number_text(number, is_percent=is_percent), number, is_percent=is_percent)


def _too_much(name: str) -> InvalidInputError:
    return InvalidInputError(
        f"{called(name)} has a sheet or a cell larger than a register's ({ROWS_MAX:,} rows, {COLUMNS_MAX} columns).",
        "Copy the register's own rows into a new workbook, save it, and import that.",
    )
