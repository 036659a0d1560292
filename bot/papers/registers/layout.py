"""The columns of an export: one for each field, two for a score, one for each year of money."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bot.domain.imports.drafts import Recurrence, RegisterKind
from bot.domain.imports.grid import EMPTY, Cell
from bot.domain.registers.comparing import year_words
from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord, PlanEntry, PlanTaskRecord
from bot.domain.registers.records import (
    ActionEntry,
    ActionRecord,
    CostLineRecord,
    CostYear,
    FinanceLineRecord,
    InterestRecord,
    Record,
    RiskEntry,
    RiskRecord,
)
from bot.domain.scoring import Score
from bot.papers.registers.values import (
    BROKEN,
    bare,
    from_cell,
    from_json,
    hints_of,
    item_of,
    later_fields,
    pence,
    pounds,
    to_cell,
    to_json,
)
from bot.papers.sheets.writing import Table, Value

RECORDS: Mapping[RegisterKind, type[Record]] = {
    RegisterKind.RISKS: RiskRecord,
    RegisterKind.ACTIONS: ActionRecord,
    RegisterKind.PLAN: PlanTaskRecord,
    RegisterKind.COSTS: CostLineRecord,
    RegisterKind.FINANCE: FinanceLineRecord,
    RegisterKind.INTERESTS: InterestRecord,
    RegisterKind.MINUTES: MinutedRecord,
    RegisterKind.FORWARD_PLAN: ForwardRecord,
}
ENTRIES: Mapping[RegisterKind, type[RiskEntry | ActionEntry | PlanEntry]] = {
    RegisterKind.RISKS: RiskEntry,
    RegisterKind.ACTIONS: ActionEntry,
    RegisterKind.PLAN: PlanEntry,
}
HISTORY = "History"
_YearKey: TypeAlias = tuple[int, str]

_HEADINGS = {"fund_name": "Fund title", "envelope_pence": "Fund envelope", "closed_at": "Closed at"}
_YEAR = re.compile(r"((?:19|20)[0-9]{2})/[0-9]{2}(?: (recurrent|non-recurrent))?")
_AMOUNT = re.compile(r"(up to )?(TBC ?)?(-?[0-9]+(?:\.[0-9]{1,2})?)?")
_PIECE = re.compile(r"History(?: ([2-9]|[1-9][0-9]+))?")
# A cell holds 32,767 characters; a long history goes on in the next column.
_PIECE_LENGTH = 30_000


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its heading, what it shows of a record, and what a record takes from it (nothing, if derived)."""

    heading: str
    show: Callable[[Any], Value]
    read: Callable[[Cell], Any] | None
    field: str


class NotOurs(Exception):  # noqa: N818 - an answer, not a fault
    """A cell holds something that an export does not write: the file was edited, or is not an export."""

    def __init__(self, row: int, heading: str, written: str) -> None:
        super().__init__(f"row {row}, {heading}: {written[:40]}")
        self.row = row
        self.heading = heading


def tables(kind: RegisterKind, records: Sequence[Record]) -> tuple[Table, ...]:
    """Return the sheet of a register, and the sheet of its history where it has one."""
    years = _years(records)
    columns = _columns(RECORDS[kind], years)
    rows: list[list[Value]] = [[column.heading for column in columns]]
    rows += [[column.show(record) for column in columns] for record in records]
    register = Table(kind.value.capitalize(), rows)
    if kind not in ENTRIES:
        return (register,)
    inner = _columns(ENTRIES[kind], ())
    entries = [(record.label, entry) for record in records for entry in getattr(record, "history", ())]
    kept: list[list[Value]] = [["Ref", *(column.heading for column in inner)]]
    kept += [[ref, *(column.show(entry) for column in inner)] for ref, entry in entries]
    return register, Table(HISTORY, kept)


def one_table(kind: RegisterKind, records: Sequence[Record]) -> Table:
    """Return the register as one table: each record's history stands in cells of its row, as JSON."""
    (register, *_) = tables(kind, records)
    if kind not in ENTRIES:
        return register
    histories = [_pieces(record) for record in records]
    most = max((len(pieces) for pieces in histories), default=1)
    heading: list[Value] = [HISTORY, *(f"{HISTORY} {number}" for number in range(2, most + 1))]
    padded = [[*pieces, *[""] * (most - len(pieces))] for pieces in histories]
    return Table(register.name, [[*row, *more] for row, more in zip(register.rows, [heading, *padded], strict=True)])


def read_table(
    kind: RegisterKind, rows: Sequence[Sequence[Cell]], history: Sequence[Sequence[Cell]] | None
) -> list[tuple[int, Record]] | None:
    """Return the records of an export with their rows; None where the headings are not an export's.

    Args:
        kind: which register.
        rows: those of its sheet.
        history: the rows of the sheet of its history, None where there is none.

    Raises:
        NotOurs: a cell holds what an export does not write.
    """
    headings = [cell.text.strip() for cell in rows[0]] if rows else []
    while headings and not headings[-1]:
        headings.pop()
    pieces = [place for place, heading in enumerate(headings) if kind in ENTRIES and _PIECE.fullmatch(heading)]
    years = [
        (int(year[1]), (year[2] or "").replace("-", "_")) for heading in headings if (year := _YEAR.fullmatch(heading))
    ]
    columns = _columns(RECORDS[kind], years if kind is RegisterKind.COSTS else ())
    given = [heading for place, heading in enumerate(headings) if place not in pieces]
    columns = _without_absent(RECORDS[kind], columns, given)
    if given != [column.heading for column in columns]:
        return None
    kept = _entries(kind, history) if history else {}
    found: list[tuple[int, Record]] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.text.strip() for cell in row):
            continue
        cells = [row[place] if place < len(row) else EMPTY for place in range(len(headings)) if place not in pieces]
        values = _values(columns, cells, number)
        if kind is RegisterKind.COSTS:
            values["years"] = tuple(sorted(values.get("years", ()), key=lambda year: year.key))
        if kind in ENTRIES:
            written = "".join(row[place].text for place in pieces if place < len(row))
            values["history"] = () if history else _parsed(ENTRIES[kind], written, number)
        record = RECORDS[kind](**values)
        if kind in ENTRIES and history:
            record = RECORDS[kind](**values | {"history": kept.get(record.label, ())})
        found.append((number, record))
    return found


def _columns(record: type, years: Iterable[_YearKey]) -> list[_Column]:
    columns: list[_Column] = []
    for name, hint in hints_of(record).items():
        if name == "history":
            continue
        kind = bare(hint)
        heading = _HEADINGS.get(name) or name.removesuffix("_pence").replace("_", " ").capitalize()
        if kind is Score:
            columns += _score_columns(name, heading)
        elif item_of(kind) is CostYear:
            columns += [_year_column(*year) for year in years]
        elif name.endswith("_pence"):
            columns.append(_money_column(name, heading))
        else:
            columns.append(_plain_column(name, heading, hint))
    return columns


def without_columns(kind: RegisterKind, headings: Collection[str]) -> frozenset[str]:
    """Return the fields for which an export with these headings has no column: they came after it was written."""
    columns = _columns(RECORDS[kind], ())
    return frozenset(column.field for column in columns if column.heading not in headings) & later_fields(RECORDS[kind])


def _without_absent(record: type, columns: Sequence[_Column], headings: Collection[str]) -> list[_Column]:
    """Return the columns of an export, without those that came later and are not there."""
    later = later_fields(record)
    return [column for column in columns if column.heading in headings or column.field not in later]


def _money_column(name: str, heading: str) -> _Column:
    return _Column(heading, lambda record: pounds(getattr(record, name)), pence, name)


def _plain_column(name: str, heading: str, hint: Any) -> _Column:
    return _Column(heading, lambda record: to_cell(getattr(record, name)), lambda cell: from_cell(hint, cell), name)


def _score_columns(name: str, heading: str) -> list[_Column]:
    def part(which: str) -> Callable[[Any], Value]:
        return lambda record: getattr(getattr(record, name), which) if getattr(record, name) else None

    def read(cell: Cell) -> int | None:
        number: int | None = from_cell(int | None, cell)
        return number

    return [
        _Column(f"{heading} likelihood", part("likelihood"), read, f"{name}.likelihood"),
        _Column(f"{heading} severity", part("severity"), read, f"{name}.severity"),
        _Column(f"{heading} score", part("value"), None, name),
    ]


def _year_column(year: int, word: str) -> _Column:
    plain = CostYear(year, None, is_up_to=False, is_tbc=False, recurrence=Recurrence(word) if word else None)

    def show(record: Any) -> Value:
        found = next((y for y in record.years if y.key == (year, word)), None)
        if found is None:
            return None
        amount = pounds(found.pence)
        if not found.is_up_to and not found.is_tbc:
            return amount if amount is not None else "-"
        words = ["up to"] * found.is_up_to + ["TBC"] * found.is_tbc
        return " ".join([*words, *([format(amount, "f")] if amount is not None else [])])

    def read(cell: Cell) -> CostYear | None:
        text = " ".join(cell.text.split())
        if cell.number is not None or not text:
            return replace(plain, pence=pence(cell)) if text else None
        if text == "-":
            return plain
        marks = _AMOUNT.fullmatch(f"{text} " if text in {"up to", "TBC", "up to TBC"} else text)
        if not marks:
            raise ValueError(f"{text} is not an amount")
        amount = pence(Cell(marks[3])) if marks[3] else None
        return replace(plain, pence=amount, is_up_to=bool(marks[1]), is_tbc=bool(marks[2]))

    heading = year_words(year, word)
    return _Column(heading, show, read, f"years.{heading}")


def _values(columns: Sequence[_Column], cells: Sequence[Cell], number: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    scores: dict[str, list[int | None]] = {}
    for column, cell in zip(columns, cells, strict=True):
        if column.read is None:
            continue
        try:
            value = column.read(cell)
        except BROKEN as problem:
            raise NotOurs(number, column.heading, cell.text) from problem
        name, _, part = column.field.partition(".")
        if name == "years":
            values[name] = (*values.get(name, ()), *([value] if value else []))
        elif part:
            scores.setdefault(name, []).append(value)
        else:
            values[name] = value
    for name, (likelihood, severity) in scores.items():
        values[name] = _score(likelihood, severity, name, number)
    return values


def _score(likelihood: int | None, severity: int | None, name: str, number: int) -> Score | None:
    if likelihood is None and severity is None:
        return None
    if likelihood is None or severity is None or not (1 <= likelihood <= 5 and 1 <= severity <= 5):
        raise NotOurs(number, name, f"{likelihood} x {severity}")
    return Score(likelihood, severity)


def _entries(kind: RegisterKind, rows: Sequence[Sequence[Cell]]) -> dict[str, tuple[Any, ...]]:
    headings = [cell.text.strip() for cell in rows[0]]
    columns = _without_absent(ENTRIES[kind], _columns(ENTRIES[kind], ()), headings)
    if headings[: len(columns) + 1] != ["Ref", *(column.heading for column in columns)]:
        raise NotOurs(1, HISTORY, headings[0])
    found: dict[str, tuple[Any, ...]] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.text.strip() for cell in row):
            continue
        entry = ENTRIES[kind](**_values(columns, row[1 : len(columns) + 1], number))
        ref = row[0].text.strip()
        found[ref] = (*found.get(ref, ()), entry)
    return found


def _pieces(record: Record) -> list[Value]:
    written = json.dumps(to_json(getattr(record, "history", ())), ensure_ascii=False, separators=(",", ":"))
    return [written[start : start + _PIECE_LENGTH] for start in range(0, len(written), _PIECE_LENGTH)]


def _parsed(entry: type[Any], written: str, number: int) -> tuple[Any, ...]:
    if not written:
        return ()
    try:
        return tuple(from_json(entry, raw) for raw in json.loads(written))
    except BROKEN as problem:
        raise NotOurs(number, HISTORY, written) from problem


def _years(records: Iterable[Record]) -> list[_YearKey]:
    return sorted({year.key for record in records if isinstance(record, CostLineRecord) for year in record.years})
