"""The register paper as a workbook: cover sheet, summary, and the register as a table to sort and filter."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.papers.palette import ACCENT, RULE
from bot.papers.register_paper import words
from bot.papers.register_paper.model import Mark, Picture, RegisterPaper, RiskLine, ScoreChange
from bot.papers.sheets.limits import CELL_MAX

Cell: TypeAlias = str | Mark

_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
_A4 = 9
_COVER_WIDTHS = (24, 90)
_SUMMARY_WIDTHS = (10, 50, 16, 16, 64)
_RISK_COLUMNS = ("Ref", "Risk", "Residual", "Direction", "Update")
_REGISTER: tuple[tuple[str, int], ...] = (
    *(("Ref", 8), ("Workstream", 15), ("Risk", 34), ("Lead", 22)),
    *(("Inherent", 13), ("Residual", 13), ("Target", 13), ("Direction", 12)),
    *(("Update", 54), ("Updated", 20), ("Note", 18), ("Mitigation", 54)),
)
# The mitigation is for reading on a screen: with it, a printed row would be too small to read.
_PRINTED = len(_REGISTER) - 1
_LINE_HEIGHT, _TALLEST_ROW, _TITLE_HEIGHT = 13, 409, 24


def write_xlsx(paper: RegisterPaper) -> bytes:
    """Return the paper as a workbook; the same paper gives the same bytes.

    Every text is written as a text, so that none of it can start a formula or become a link.
    """
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {
                "title": paper.cover.title,
                "subject": paper.cover.board,
                "author": paper.cover.author,
                "created": _UNDATED,
            }
        )
        _Cover(book, paper).write()
        _Summary(book, paper).write()
        _Register(book, paper).write()
        if paper.heat_map is not None:
            _HeatMap(book, paper).write(paper.heat_map)
    return file.getvalue()


class _Sheet:
    """A sheet of the workbook, written from the top down."""

    name = ""
    is_landscape = True
    widths: Sequence[int] = ()

    def __init__(self, book: Workbook, paper: RegisterPaper) -> None:
        self._book = book
        self._paper = paper
        self._row = 0
        self._sheet: Worksheet = book.add_worksheet(self.name)
        self._title = self._format(bold=True, font_size=16, font_color=ACCENT, text_wrap=False)
        self._heading = self._format(bold=True, font_size=12, font_color=ACCENT, text_wrap=False)
        self._line = self._format(text_wrap=False)
        self._bold = self._format(bold=True)
        self._head = self._format(bold=True, bg_color="#dfe6ea", bottom=1)
        self._cell = self._format(bottom=1, bottom_color=RULE)
        self._marks: dict[Mark, Format] = {}
        self._set_up_page()

    def _set_up_page(self) -> None:
        cover = self._paper.cover
        # An ampersand in a header begins a code of the spreadsheet's own.
        head = f"{'DRAFT: ' if cover.draft else ''}{cover.title}: {cover.board}".replace("&", "&&")
        self._sheet.set_header(f"&L{head[:200]}")
        self._sheet.set_footer(f"&L{self._paper.foot}&RPage &P of &N")
        self._sheet.set_paper(_A4)
        if self.is_landscape:
            self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)
        self._sheet.hide_gridlines(2)
        for column, width in enumerate(self.widths):
            self._sheet.set_column(column, column, width)

    def _format(self, **looks: object) -> Format:
        return self._book.add_format(
            {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 10} | looks
        )

    def _say(self, text: str, looks: Format, column: int = 0) -> None:
        """Write one text and go to the next row."""
        self._put(column, text, looks)
        self._row += 1

    def _head_line(self, text: str) -> None:
        self._sheet.set_row(self._row, _TITLE_HEIGHT)
        self._say(text, self._title)

    def _table(self, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Write a heading row and rows below it."""
        for column, heading in enumerate(columns):
            self._put(column, heading, self._head)
        self._row += 1
        for row in rows:
            for column, cell in enumerate(row):
                self._put(column, cell, self._cell)
            self._fit(row)
            self._row += 1

    def _put(self, column: int, cell: Cell, looks: Format) -> None:
        match cell:
            case Mark(value=None):
                self._sheet.write_string(self._row, column, cell.label, self._mark(cell))
            case Mark():
                self._sheet.write_number(self._row, column, cell.value, self._mark(cell))
            case str():
                self._sheet.write_string(self._row, column, _fitting(cell), looks)

    def _mark(self, mark: Mark) -> Format:
        """Return the looks of a score: a number to sort by, shown with its band's shape and word."""
        if mark not in self._marks:
            words = f"{mark.shape} {mark.band}".replace('"', "'")
            looks = {"bg_color": mark.colours.fill, "bottom": 1, "bottom_color": RULE, "align": "left"}
            self._marks[mark] = self._format(num_format=f'"{words} "0', **looks)
        return self._marks[mark]

    def _fit(self, row: Sequence[Cell]) -> None:
        """Make the row tall enough for its texts: not every spreadsheet does that by itself."""
        tallest = max(_lines(cell, width) for cell, width in zip(row, self.widths, strict=True))
        self._sheet.set_row(self._row, min(_TALLEST_ROW, _LINE_HEIGHT * tallest + 4))


class _Cover(_Sheet):
    name = "Cover"
    is_landscape = False
    widths = _COVER_WIDTHS

    def write(self) -> None:
        paper = self._paper
        self._head_line(paper.cover.title)
        self._say(paper.cover.partnership, self._line)
        self._row += 1
        if paper.cover.draft:
            self._pair("Draft", paper.cover.draft)
        for label, lines in words.cover_rows(paper):
            self._pair(label, "\n".join(lines))
        self._row += 1
        self._say(words.ASKS, self._heading)
        for ask in paper.asks or ():
            self._pair(ask.board, f"{ask.verb} {ask.words}")
        self._row += 1
        self._say(paper.foot, self._line)
        self._say(paper.audit_line, self._line)

    def _pair(self, label: str, text: str) -> None:
        self._put(0, label, self._bold)
        self._put(1, text, self._cell)
        self._fit((label, text))
        self._row += 1


class _Summary(_Sheet):
    name = words.SUMMARY
    widths = _SUMMARY_WIDTHS

    def write(self) -> None:
        paper = self._paper
        self._head_line(words.SUMMARY)
        for sentence in paper.summary:
            self._say(sentence, self._line)
        self._section(words.NEW, _RISK_COLUMNS, map(_short, paper.new), words.NO_NEW)
        red = [_short(line) for workstream in paper.still_red for line in workstream.risks]
        self._section(words.STILL_RED, _RISK_COLUMNS, red, words.NO_STILL_RED)
        self._section(words.CHANGES, words.CHANGE_COLUMNS, map(_moved, paper.changes), words.NO_CHANGES)
        if paper.taken_off:
            rows = [(off.ref, off.summary, "", "", off.words) for off in paper.taken_off]
            self._section(words.TAKEN_OFF, ("Ref", "Risk", "", "", "Decision"), rows, "")

    def _section(self, heading: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], none: str) -> None:
        self._row += 1
        self._say(heading, self._heading)
        held = list(rows)
        if held:
            self._table(columns, held)
        else:
            self._say(none, self._line)


class _Register(_Sheet):
    name = "Register"
    widths = tuple(width for _, width in _REGISTER)

    def write(self) -> None:
        risks = self._paper.appendix
        self._table([heading for heading, _ in _REGISTER], map(_whole, risks))
        if not risks:
            self._say(words.NO_RISKS, self._line)
        self._sheet.freeze_panes(1, 1)
        self._sheet.repeat_rows(0)
        self._sheet.print_area(0, 0, max(1, len(risks)), _PRINTED - 1)
        self._sheet.autofilter(0, 0, max(1, len(risks)), len(_REGISTER) - 1)


class _HeatMap(_Sheet):
    name = words.HEAT_MAP

    def write(self, picture: Picture) -> None:
        looks = {"image_data": BytesIO(picture.png), "description": picture.alt, "x_scale": 0.5, "y_scale": 0.5}
        self._sheet.insert_image(0, 0, "heat-map.png", looks)


def _short(line: RiskLine) -> Sequence[Cell]:
    return line.ref, f"{line.summary}\n{line.workstream}", line.residual, _toward(line), words.update_words(line)


def _moved(change: ScoreChange) -> Sequence[Cell]:
    return change.ref, f"{change.summary}\n{change.sentence}", change.before, change.after, change.words


def _whole(line: RiskLine) -> Sequence[Cell]:
    told = (line.update or words.NO_UPDATE, line.updated, line.note, line.mitigation)
    scores = (line.inherent, line.residual, line.target)
    return line.ref, line.workstream, line.summary, line.leads, *scores, _toward(line), *told


def _toward(line: RiskLine) -> str:
    return words.toward(line.direction, line.direction_mark)


def _lines(cell: Cell, width: int) -> int:
    text = cell.label if isinstance(cell, Mark) else str(cell)
    return sum(max(1, math.ceil(len(line) / (width * 1.1))) for line in text.split("\n"))


def _fitting(text: str) -> str:
    return text if len(text) <= CELL_MAX else f"{text[: CELL_MAX - 1]}…"
