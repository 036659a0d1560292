"""Registers saved as text: CSV in whichever encoding and with whichever separator an office's program chose."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from bot.domain.imports.grid import EMPTY, Cell, Sheet, Workbook
from bot.errors import InvalidInputError
from bot.papers.sheets.limits import CELL_MAX, CELLS_MAX, COLUMNS_MAX, ROWS_MAX
from bot.papers.sheets.recognising import called, not_a_register
from bot.papers.sheets.written import without_guard

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (",", ";", "\t", "|")
_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_SAMPLE = 60
_WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml|table|meta|head)", re.IGNORECASE)
_WINDOWS = "The file is not in UTF-8; it was read as Windows-1252."


def read_delimited(data: bytes, name: str) -> Workbook:
    """Read text separated by commas, semicolons, tabs or bars; line breaks inside quotation marks stay in their cell.

    Raises:
        InvalidInputError: the bytes are no text, a quotation mark is never closed, or there are too many rows or
            columns.
    """
    text, notes = _decode(data, name)
    if _WEB_PAGE.match(text):
        raise not_a_register(name, "a web page or XML, whatever its name ends in")
    hint = _HINT.match(text)
    if hint:
        text = text[hint.end() :]
    records = _records(text, hint[1] if hint else _separator_of(text))
    try:
        rows = list(_guarded(records, name))
    except csv.Error as problem:
        raise _unclosed(name, None) from problem
    _guard_quotation(text, rows, name)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    cells = tuple(tuple(_cell(text) for text in row) + (EMPTY,) * (width - len(row)) for row in rows)
    return Workbook((Sheet("", cells),), notes)


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None) or _unmarked(data)
    notes: tuple[str, ...] = ()
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as problem:
        if encoding:
            raise not_a_register(name, "a file without readable text") from problem
        # The five bytes that Windows-1252 leaves undefined do not occur in what people write.
        try:
            text, notes = data.decode("cp1252"), (_WINDOWS,)
        except UnicodeDecodeError:
            raise not_a_register(name, "a file without readable text") from problem
    if _NOT_TEXT.search(text):
        raise not_a_register(name, "a file without readable text")
    return text, notes


def _unmarked(data: bytes) -> str | None:
    """Return the kind of UTF-16 that a file without a mark is in: plain letters leave every other byte zero."""
    head = data[:4000]
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.4:
        return "utf-16-le"
    if half and head[::2].count(0) > half * 0.4:
        return "utf-16-be"
    return None


def _records(text: str, separator: str, *, is_strict: bool = False) -> Iterator[list[str]]:
    return csv.reader(_lines(text), delimiter=separator, strict=is_strict)


def _lines(text: str) -> Iterator[str]:
    # str.splitlines also breaks at characters that people paste into cells (U+2028, form feeds).
    return iter(re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))


def _separator_of(text: str) -> str:
    """Return the separator that gives rows of one length; of several, or if none does, the one with the most cells.

    Texts full of semicolons make long rows, but not in the heading: such rows are not of one length.
    """

    def lengths(separator: str, *, is_strict: bool) -> Counter[int]:
        try:
            rows = islice(_records(text, separator, is_strict=is_strict), _SAMPLE)
            return Counter(len(row) for row in rows if any(cell.strip() for cell in row))
        except csv.Error:
            return Counter()

    def weight(separator: str) -> tuple[bool, int]:
        exact = lengths(separator, is_strict=True)
        counted = lengths(separator, is_strict=False)
        most = max(((length - 1) * times for length, times in counted.items()), default=0)
        return len(exact) == 1 and min(exact) > 1, most

    return max(_SEPARATORS, key=weight)


def _guarded(records: Iterator[list[str]], name: str) -> Iterator[list[str]]:
    cells = 0
    for number, row in enumerate(records, start=1):
        while row and not row[-1].strip():
            row.pop()
        cells += len(row)
        if number > ROWS_MAX or cells > CELLS_MAX or len(row) > COLUMNS_MAX:
            raise InvalidInputError(
                f"{called(name)} has more than {ROWS_MAX:,} rows or {COLUMNS_MAX} columns, which no register has.",
                "Save the register alone, and import that.",
            )
        for cell in row:
            if len(cell) > CELL_MAX and len(without_guard(cell)) > CELL_MAX:
                raise _unclosed(name, number) if "\n" in cell else _too_long(name, number)
        yield row


def _guard_quotation(text: str, rows: list[list[str]], name: str) -> None:
    """Refuse a file whose last cell swallowed the rows below an unclosed quotation mark."""
    if rows and rows[-1] and "\n" in rows[-1][-1].strip() and text.count('"') % 2:
        raise _unclosed(name, len(rows))


def _unclosed(name: str, row: int | None) -> InvalidInputError:
    where = f" on row {row}" if row else ""
    return InvalidInputError(
        f"{called(name)} has a cell{where} that never ends: its quotation mark is not closed.",
        "Open it in a spreadsheet, look at that row, and save it once more.",
    )


def _too_long(name: str, row: int) -> InvalidInputError:
    return InvalidInputError(
        f"{called(name)} has a text on row {row} that is longer than {CELL_MAX:,} characters.",
        "Shorten it, and import the file again.",
    )


def _cell(written: str) -> Cell:
    return Cell(without_guard(written)) if written.strip() else EMPTY
