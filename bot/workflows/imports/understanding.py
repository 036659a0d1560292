"""From a file's bytes to rows that could be records: an export of the bot's own, or a register as offices keep it."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.domain.imports.choosing import choose_sheet, other_kind
from bot.domain.imports.drafts import (
    KIND_WORDS,
    ActionDraft,
    CostLineDraft,
    Draft,
    FinanceLineDraft,
    ForwardDraft,
    InterestDraft,
    MinutedDraft,
    PlanTaskDraft,
    RegisterKind,
    RiskDraft,
    TotalCheck,
)
from bot.domain.imports.grid import Workbook
from bot.domain.imports.interpreting import interpret
from bot.domain.imports.reading import ColumnChoice, Interpreted
from bot.domain.registers.naming import Names
from bot.domain.registers.records import Record, RiskRecord
from bot.domain.registers.shaping import Setting, Shaped
from bot.domain.registers.shaping_others import shape_action, shape_cost, shape_finance, shape_interest
from bot.domain.registers.shaping_plans import shape_item, shape_minuted, shape_task
from bot.domain.registers.shaping_risks import shape_risk
from bot.errors import InvalidInputError
from bot.papers.registers.layout import HISTORY, RECORDS, NotOurs, read_table, without_columns
from bot.papers.registers.values import BROKEN, from_json, later_fields
from bot.papers.sheets import guard_size, read_workbook
from bot.settings import Config
from bot.workflows.imports.source import ImportSource

_EDITED = (
    "The file looks like an export, but row {row} under “{heading}” was edited; it was read like any other register, "
    "without its history."
)


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read, before anything is known of the records: drafts of a register, or the rows of an export."""

    register: Interpreted | None
    rows: tuple[Shaped, ...]
    sheet: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file says. `is_numbered` tells that it has no references and its rows were given some."""

    shaped: tuple[Shaped, ...]
    sheet: str
    totals: tuple[TotalCheck, ...]
    notes: tuple[str, ...]
    unsure: tuple[ColumnChoice, ...]
    suggestion: Mapping[str, str]
    is_numbered: bool


def read_file(source: ImportSource, config: Config, names: Names) -> Read:
    """Read a file. This is the slow part, and is done with no transaction open.

    Args:
        source: the file and how it is to be read.
        config: the partnership's own words.
        names: the directory, so that a name that holds a comma is not parted.

    Raises:
        InvalidInputError: it is no register of this kind.
    """
    if _is_json(source.data):
        return _read_json(source)
    workbook = read_workbook(source.data, source.name)
    notes = workbook.notes
    if source.options.mapping is None:
        try:
            own = _own_export(source, workbook)
        except NotOurs as edited:
            notes += (_EDITED.format(row=edited.row, heading=edited.heading),)
        else:
            if own is not None:
                return own
    rules = config.imports.rules()
    sheet, chosen = choose_sheet(source.kind, workbook, source.options.sheet, rules)
    other = other_kind(source.kind, sheet, rules) if source.options.mapping is None else None
    if other is not None:
        raise InvalidInputError(
            f"This looks like {KIND_WORDS[other]}: import it as {other.value}.",
            f"If it is {KIND_WORDS[source.kind]} all the same, give a mapping of its columns.",
        )
    register = interpret(
        source.kind,
        sheet,
        rules,
        mapping=source.options.mapping,
        prefix=source.options.prefix,
        names=names.spoken,
        today=names.day,
        title=(source.options.fund if source.kind is RegisterKind.COSTS else source.options.plan) or "",
    )
    return Read(register, (), sheet.name, (*notes, *([chosen] if chosen else [])))


def register_of(data: bytes) -> RegisterKind | None:
    """Return which register an export in JSON holds; None for a file that is no JSON.

    Raises:
        InvalidInputError: it is JSON that no export wrote.
    """
    return _parsed(data)[0] if _is_json(data) else None


def understand(read: Read, source: ImportSource, setting: Setting) -> Understood:
    """Return what a file says to the directory and the day of `setting`; its columns are those of the file."""
    register = read.register
    if register is None:
        return Understood(read.rows, read.sheet, (), read.notes, (), {}, is_numbered=False)
    columns = replace(setting, columns=register.fields)
    shaped = [_shape(draft, columns) for draft in register.drafts]
    shaped += [Shaped(row.row, None, label=row.written, refused=row.reason) for row in register.refused]
    return Understood(
        shaped=tuple(sorted(shaped, key=lambda row: row.row)),
        sheet=read.sheet,
        totals=register.totals,
        notes=(*read.notes, *register.notes),
        unsure=register.unsure if source.options.mapping is None else (),
        suggestion=register.suggestion,
        is_numbered=source.options.prefix is not None and "ref" not in register.fields,
    )


def exact(row: int, record: Record, absent: Collection[str] = ()) -> Shaped:
    """Return a record of an export as a row: it answers for every field but those that are only ever added to.

    Neither does it answer for the `absent` ones, which came after the export was written.
    """
    silent = {"history", "reports", "links", *absent}
    if isinstance(record, RiskRecord):
        silent |= {name for name in ("inherent", "residual", "target", "update") if not getattr(record, name)}
    return Shaped(row, record, frozenset(field.name for field in fields(record)) - silent)


def _own_export(source: ImportSource, workbook: Workbook) -> Read | None:
    history = next((sheet.rows for sheet in workbook.sheets if sheet.name == HISTORY), None)
    for sheet in workbook.sheets:
        if sheet.name == HISTORY or source.options.sheet not in (None, sheet.name):
            continue
        found = read_table(source.kind, sheet.rows, history)
        if found is not None:
            absent = without_columns(source.kind, [cell.text.strip() for cell in sheet.rows[0]])
            return Read(None, tuple(exact(row, record, absent) for row, record in found), sheet.name, workbook.notes)
    return None


def _read_json(source: ImportSource) -> Read:
    kind = source.kind
    guard_size(len(source.data), source.name)
    register, rows = _parsed(source.data)
    if register is not kind:
        raise InvalidInputError(
            f"The file is {KIND_WORDS[register]}, not {KIND_WORDS[kind]}.", f"Import it as {KIND_WORDS[register]}."
        )
    shaped = []
    for number, row in enumerate(rows, start=1):
        try:
            shaped.append(exact(number, from_json(RECORDS[kind], row), later_fields(RECORDS[kind]) - row.keys()))
        except (*BROKEN, InvalidInputError) as problem:
            label = str(row.get("ref", "")) if isinstance(row, dict) else ""
            shaped.append(Shaped(number, None, label=label, refused=f"It is not as an export writes it: {problem}."))
    return Read(None, tuple(shaped), "")


def _is_json(data: bytes) -> bool:
    return data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


def _parsed(data: bytes) -> tuple[RegisterKind, list[Any]]:
    try:
        written: dict[str, Any] = json.loads(data.decode("utf-8-sig"))
        rows = written["records"]
        if not isinstance(rows, list):
            raise TypeError("records are no list")
        return RegisterKind(written["register"]), rows
    except BROKEN as problem:
        raise InvalidInputError(
            "The file is JSON, but not an export of Convenor.", "Bring the register as XLSX or CSV."
        ) from problem


def _shape(draft: Draft, setting: Setting) -> Shaped:
    shapers: dict[type[Draft], Callable[[Any, Setting], Shaped]] = {
        RiskDraft: shape_risk,
        ActionDraft: shape_action,
        PlanTaskDraft: shape_task,
        CostLineDraft: shape_cost,
        FinanceLineDraft: shape_finance,
        InterestDraft: shape_interest,
        MinutedDraft: shape_minuted,
        ForwardDraft: shape_item,
    }
    return shapers[type(draft)](draft, setting)
