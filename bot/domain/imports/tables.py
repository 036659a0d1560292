"""The rows below a header, as lines of cells by field: headings, totals, notes and repeated headers told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.imports.drafts import Question, RegisterKind
from bot.domain.imports.grid import EMPTY, Cell, Sheet
from bot.domain.imports.headings import Header, repeats_header
from bot.domain.imports.reading import ColumnChoice
from bot.domain.imports.words import cut, heading_words, is_missing, read_line, read_text
from bot.domain.references import parse_reference

_TOTAL = re.compile(
    r"(?:sub ?total|grand total|overall total|total|totals|sum|net (?:risk|position|total|value|exposure|impact))\b"
)
_PHASE = re.compile(r"(?:phase|stage|section|part|step|workstream|theme|objective|priority|note|notes|prepared|key)\b")
_SUMMED = frozenset({RegisterKind.COSTS, RegisterKind.FINANCE})
_KEYS = {
    RegisterKind.RISKS: ("ref", "summary", "event", "cause"),
    RegisterKind.ACTIONS: ("ref", "action"),
    RegisterKind.PLAN: ("number", "task"),
}
_GOES_ON = {
    RegisterKind.RISKS: frozenset({"effect", "mitigation", "update", "leads"}),
    RegisterKind.ACTIONS: frozenset({"update", "owners"}),
    RegisterKind.PLAN: frozenset(
        {"milestones", "update", "owners", "status", "agreed_on", "due_on", "stated_days"}
        | {"milestone_due_on", "milestone_done_on"}
    ),
}
"""A row directly below a record that leaves the keys blank and says something only here goes on with that record."""
_MOST_NAMED = 8


@dataclass(slots=True)
class Line:
    """A record's cells by field, from one row or, where cells are merged downward, from several.

    `section` is the last heading that stood in a row of its own. `is_total` marks a printed total, named by `label`.
    """

    row: int
    cells: dict[str, list[Cell]]
    section: str = ""
    label: str = ""
    is_total: bool = False
    last_row: int = 0
    doubts: list[Question] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        """Return the field's first cell that says something."""
        return next((cell for cell in self.cells.get(name, ()) if cell is not EMPTY), EMPTY)

    def text(self, name: str) -> str:
        """Return the field's words, those of several cells on lines of their own."""
        read = [read_text(cell.text) for cell in self.cells.get(name, ())]
        return "\n".join(dict.fromkeys(text for text in read if text and not (is_missing(text) and len(text) < 3)))

    def line(self, name: str) -> str:
        """Return the field's words on one line."""
        return " ".join(self.text(name).split())

    def ask(self, name: str, written: str, reason: str) -> None:
        """Add a question about the field."""
        self.doubts.append(Question(name, cut(written), reason))


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a table in its order, printed totals among them, and sentences on the rows that were skipped."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def read_body(kind: RegisterKind, sheet: Sheet, header: Header, choices: Sequence[ColumnChoice]) -> Body:
    """Return the table's lines."""
    return _Reading(kind, sheet, header, choices).body()


class _Reading:
    def __init__(self, kind: RegisterKind, sheet: Sheet, header: Header, choices: Sequence[ColumnChoice]) -> None:
        self.kind, self.sheet, self.header = kind, sheet, header
        self.fields = {choice.column: choice.field for choice in choices if choice.field}
        self.keys = [name for name in _KEYS.get(kind, ()) if name in self.fields.values()]
        self.key_columns = {column for column, name in self.fields.items() if name in self.keys[:1]}
        self.lines: list[Line] = []
        self.skipped: list[tuple[int, str]] = []
        self.joined: list[int] = []
        self.blank = self.repeated = 0
        self.section = ""
        # Row -> column -> the first row of the block that covers it, for blocks that reach below their first row.
        self.covered = _covered(sheet, header)

    def body(self) -> Body:
        for row in range(self.header.last + 1, len(self.sheet.rows)):
            self._row(row)
        return Body(tuple(self.lines), self._notes())

    def _row(self, row: int) -> None:
        own = self.sheet.rows[row]
        said = [column for column, cell in enumerate(own) if cell.text.strip()]
        if not said:
            self.blank += 1
            return
        if repeats_header(tuple(cell.text for cell in own), self.header):
            self.repeated += 1
            # A tracker's second half often begins with its own header, which names it.
            if self.kind is RegisterKind.FINANCE:
                self._heading(own, said)
            return
        covers = self.covered.get(row, {})
        if self._continues(row, own, covers):
            self._join(row, own)
            return
        if len(said) == 1 and not covers and not self._is_record_alone(own[said[0]], said[0]):
            self._heading(own, said)
            if not self._is_bare_task(row, said[0]):
                self.skipped.append((row + 1, own[said[0]].text))
                return
        cells = [
            self.sheet.rows[covers[column]][column] if column in covers else cell for column, cell in enumerate(own)
        ]
        self._line(row, cells, said)

    def _line(self, row: int, cells: Sequence[Cell], said: Sequence[int]) -> None:
        label = read_line(cells[said[0]].text[:500])
        is_total = self.kind in _SUMMED and bool(_TOTAL.match(heading_words(label[:100])))
        if not any(cells[column].text.strip() for column in self.fields):
            self.skipped.append((row + 1, label))
            return
        if self.kind not in _SUMMED and heading_words(label[:100]) in ("total", "totals", "grand total"):
            self.skipped.append((row + 1, label))
            return
        line = Line(row + 1, {}, self.section, label, is_total, row + 1)
        self._fill(line, cells)
        if self.kind is RegisterKind.PLAN and len(said) == 1 and self.fields.get(said[0]) == "task":
            line.ask("task", label, "Nothing else stands in its row; if it is a heading, take it out.")
        self.lines.append(line)

    def _fill(self, line: Line, cells: Sequence[Cell]) -> None:
        for column, name in self.fields.items():
            cell = cells[column]
            if cell.is_unreckoned:
                if not name.endswith("_score"):
                    line.ask(name, cell.text, "The file holds no result for this cell: a formula or an error.")
                cell = EMPTY
            line.cells.setdefault(name, []).append(cell)

    def _continues(self, row: int, own: Sequence[Cell], covers: dict[int, int]) -> bool:
        """Whether the row only goes on with the record above: its key is merged downward, or blank."""
        if not self.lines or not self.keys or self.lines[-1].last_row != row:
            return False
        if self.key_columns & covers.keys():
            return True
        said = {name for column, name in self.fields.items() if own[column].text.strip()}
        return bool(said) and said <= _GOES_ON[self.kind]

    def _join(self, row: int, own: Sequence[Cell]) -> None:
        self._fill(self.lines[-1], [cell if cell.text.strip() else EMPTY for cell in own])
        self.lines[-1].last_row = row + 1
        self.joined.append(row + 1)

    def _is_record_alone(self, cell: Cell, column: int) -> bool:
        return column in self.key_columns and self.keys[0] == "ref" and parse_reference(cell.text) is not None

    def _is_bare_task(self, row: int, column: int) -> bool:
        """Whether a row with nothing but words is a task of a plan: among the tasks, and not called a phase."""
        is_task = self.kind is RegisterKind.PLAN and self.fields.get(column) == "task"
        if not is_task or not self.lines or self.lines[-1].last_row != row:
            return False
        return not _PHASE.match(heading_words(self.sheet.rows[row][column].text[:100]))

    def _heading(self, own: Sequence[Cell], said: Sequence[int]) -> None:
        words = " ".join(read_line(own[column].text[:200]) for column in said[:4])
        if len(words) <= 200:
            self.section = words

    def _notes(self) -> tuple[str, ...]:
        notes = []
        if self.joined:
            notes.append(
                f"{_rows(self.joined)} go on with the record above."
                if len(self.joined) > 1
                else f"{_rows(self.joined)} goes on with the record above."
            )
        if self.skipped:
            named = ", ".join(f"{row} (“{cut(text, 40)}”)" for row, text in self.skipped[:_MOST_NAMED])
            more = f" and {len(self.skipped) - _MOST_NAMED} more" if len(self.skipped) > _MOST_NAMED else ""
            notes.append(f"Skipped as headings or notes: row {named}{more}.")
        if self.blank:
            notes.append(f"{self.blank} empty row{'s were' if self.blank > 1 else ' was'} skipped.")
        if self.repeated:
            notes.append(f"The header is repeated {self.repeated} time{'s' if self.repeated > 1 else ''} further down.")
        return tuple(notes)


def _covered(sheet: Sheet, header: Header) -> dict[int, dict[int, int]]:
    covered: dict[int, dict[int, int]] = {}
    # Blocks never overlap in a sound file, so together they are no larger than the sheet.
    left = len(sheet.rows) * sheet.width
    for span in sheet.merged:
        last = min(span.bottom, len(sheet.rows) - 1)
        if span.bottom > span.top > header.last and left > 0:
            left -= last - span.top
            for row in range(span.top + 1, last + 1):
                covered.setdefault(row, {})[span.left] = span.top
    return covered


def _rows(numbers: Sequence[int]) -> str:
    named = ", ".join(str(number) for number in numbers[:_MOST_NAMED])
    more = f" and {len(numbers) - _MOST_NAMED} more" if len(numbers) > _MOST_NAMED else ""
    return f"Row{'s' if len(numbers) > 1 else ''} {named}{more}"
