"""A workbook opened: its parts are weighed before openpyxl holds any of them, and only what registers need is read."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl.packaging.relationship import get_rels_path
from openpyxl.reader.excel import ExcelReader, _find_workbook_part
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import ARC_CONTENT_TYPES, ARC_STYLE, SHARED_STRINGS

from bot.papers.sheets.limits import (
    CELL_MAX,
    CELLS_MAX,
    OTHER_ELEMENTS_MAX,
    PART_MAX,
    SHEETS_MAX,
    STRING_ELEMENTS_MAX,
    STRINGS_MAX,
    TEXTS_MAX,
)
from bot.papers.sheets.scanning import Attributes, Budget, Handlers, TooMuch, scan
from bot.papers.sheets.written import ESCAPE_LENGTH


def open_book(data: bytes) -> Any:
    """Return openpyxl's workbook of an XLSX file, whose sheets are read as they are asked for.

    Raises:
        TooMuch: its parts hold more than a register's, or two of its sheets are one part; other errors tell of damage.
    """
    reader = _Reader(BytesIO(data))
    try:
        reader.read()
    except BaseException:
        reader.archive.close()
        raise
    return reader.wb


class _Sheet(ReadOnlyWorksheet):  # type: ignore[misc]
    def _get_size(self) -> None:
        """Leave the size open: the declared one is often wrong, and finding it would read the sheet unguarded."""


class _Reader(ExcelReader):  # type: ignore[misc]
    """Leaves out what registers do not need: charts, properties, themes, names."""

    def __init__(self, file: BytesIO) -> None:
        super().__init__(file, read_only=True, data_only=True, keep_links=False)
        self._budget = Budget(OTHER_ELEMENTS_MAX)

    def read_manifest(self) -> None:
        self._weigh(ARC_CONTENT_TYPES)
        super().read_manifest()

    def read_strings(self) -> None:
        declared = self.package.find(SHARED_STRINGS)
        if declared is not None:
            self.shared_strings = self._strings(declared.PartName[1:])

    def read_workbook(self) -> None:
        part = _find_workbook_part(self.package).PartName[1:]
        self._weigh(part)
        self._weigh(get_rels_path(part))
        if ARC_STYLE in self.valid_files:
            self._weigh(ARC_STYLE)
        super().read_workbook()

    def read_worksheets(self) -> None:
        seen: set[str] = set()
        for sheet, rel in self.parser.find_sheets():
            if rel.target not in self.valid_files or "chartsheet" in rel.Type:
                continue
            if rel.target in seen or len(seen) == SHEETS_MAX:
                raise TooMuch
            seen.add(rel.target)
            opened: Any = _Sheet(self.wb, sheet.name, rel.target, self.shared_strings)
            opened.sheet_state = sheet.state
            self.wb._sheets.append(opened)  # noqa: SLF001 - as openpyxl's own reader does

    def read_properties(self) -> None:
        """Leave them out."""

    read_custom = read_theme = assign_names = read_properties

    def _weigh(self, part: str) -> None:
        """See that a part which openpyxl holds whole is small."""
        if self.archive.getinfo(part).file_size > PART_MAX:
            raise TooMuch
        with self.archive.open(part) as stream:
            scan(stream, self._budget)

    def _strings(self, part: str) -> list[str]:
        if self.archive.getinfo(part).file_size > STRINGS_MAX:
            raise TooMuch
        table = _Strings()
        with self.archive.open(part) as stream:
            scan(stream, Budget(STRING_ELEMENTS_MAX), Handlers(table.begin, table.end, table.text))
        return table.strings


class _Strings:
    """The shared texts, each the runs of one item without their reading aids (phonetics)."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._length = self._total = 0
        self._is_text = self._is_aid = False

    def begin(self, tag: str, _attributes: Attributes) -> None:
        if tag == "si":
            self._pieces, self._length = [], 0
        elif tag == "rPh":
            self._is_aid = True
        elif tag == "t":
            self._is_text = not self._is_aid

    def end(self, tag: str) -> None:
        if tag == "t":
            self._is_text = False
        elif tag == "rPh":
            self._is_aid = False
        elif tag == "si":
            self.strings.append("".join(self._pieces))
            if len(self.strings) > CELLS_MAX:
                raise TooMuch

    def text(self, piece: str) -> None:
        if not self._is_text:
            return
        self._pieces.append(piece)
        self._length += len(piece)
        self._total += len(piece)
        if self._length > CELL_MAX * ESCAPE_LENGTH or self._total > TEXTS_MAX:
            raise TooMuch
