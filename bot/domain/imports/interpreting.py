"""A sheet into drafts of one kind: the header found, columns named, rows read, everything odd told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from bot.domain.imports.actions import read_actions
from bot.domain.imports.choosing import find_header
from bot.domain.imports.context import Context, Result
from bot.domain.imports.costs import read_costs
from bot.domain.imports.dated import Dates
from bot.domain.imports.drafts import RegisterKind
from bot.domain.imports.finance import read_finance
from bot.domain.imports.grid import Sheet
from bot.domain.imports.headings import Header, title_above
from bot.domain.imports.interests import read_interests
from bot.domain.imports.meetings import read_forward_plan, read_minutes
from bot.domain.imports.plans import read_plan
from bot.domain.imports.reading import ColumnChoice, Confidence, ImportRules, Interpreted
from bot.domain.imports.risks import read_risks
from bot.domain.imports.tables import read_body
from bot.domain.imports.words import cut, is_missing
from bot.domain.references import parse_reference

_READERS: Mapping[RegisterKind, Callable[[Context], Result]] = {
    RegisterKind.RISKS: read_risks,
    RegisterKind.ACTIONS: read_actions,
    RegisterKind.PLAN: read_plan,
    RegisterKind.COSTS: read_costs,
    RegisterKind.FINANCE: read_finance,
    RegisterKind.INTERESTS: read_interests,
    RegisterKind.MINUTES: read_minutes,
    RegisterKind.FORWARD_PLAN: read_forward_plan,
}
_ENOUGH = 0.6
_WORDY = 24
_NAMED_MOST = 12


def interpret(
    kind: RegisterKind,
    sheet: Sheet,
    rules: ImportRules | None = None,
    *,
    mapping: Mapping[str, str] | None = None,
    prefix: str | None = None,
    names: Iterable[str] = (),
    title: str = "",
    today: date | None = None,
) -> Interpreted:
    """Read a sheet as a register of `kind`.

    Args:
        kind: which register.
        sheet: the sheet, from any kind of file.
        rules: the partnership's own words; by default none.
        mapping: heading -> field for columns that a person has named, as in `Interpreted.suggestion`.
        prefix: what stands before numbers, for a register without references or with bare numbers.
        names: the names and keys of the directory's people, groups and organisations, which are never split.
        title: what a plan or a fund is called that no column names; by default the text above the table, for a plan.
        today: the partnership's day, from which years of two figures are judged; by default none is.

    Raises:
        InvalidInputError: the sheet is no such register, lacks a column it needs, has no references while no prefix is
            given, or the mapping or the prefix is impossible.
    """
    own_rules = rules or ImportRules()
    header, choices = find_header(kind, sheet, own_rules, mapping)
    if kind is RegisterKind.RISKS:
        choices = _found_by_content(sheet, header, choices)
    choices, unread = _unread(sheet, header, choices)
    body = read_body(kind, sheet, header, choices)
    records = tuple(line for line in body.lines if not line.is_total)
    context = Context(
        lines=body.lines,
        columns=choices,
        rules=own_rules,
        dates=Dates(records, counts_from_1904=sheet.counts_from_1904, today=today),
        known=tuple(names),
        titles=title_above(sheet, header),
        title=title,
        prefix=prefix,
    )
    result = _READERS[kind](context)
    return Interpreted(
        kind=kind,
        sheet=sheet.name,
        columns=choices,
        drafts=result.drafts,
        refused=result.refused,
        totals=result.totals,
        notes=(*body.notes, *result.notes, *unread),
    )


def _unread(
    sheet: Sheet, header: Header, choices: tuple[ColumnChoice, ...]
) -> tuple[tuple[ColumnChoice, ...], tuple[str, ...]]:
    """Return the columns with those that matter and are not read made unsure, and a sentence that names all unread.

    A column matters that is filled in most rows or mostly holds sentences, unless a person has left it out.
    """
    rows = [row for row in sheet.rows[header.last + 1 :] if sum(bool(cell.text.strip()) for cell in row) > 1]
    named: list[str] = []
    marked: list[ColumnChoice] = []
    for choice in choices:
        said = [row[choice.column].text for row in rows if not is_missing(row[choice.column].text)]
        if choice.field or not said:
            marked.append(choice)
            continue
        named.append(f"“{cut(choice.heading, 40)}”")
        is_wordy = sum(len(text) > _WORDY for text in said) * 2 > len(said)
        is_asked = choice.confidence is not Confidence.GIVEN and (is_wordy or len(said) * 2 > len(rows))
        marked.append(replace(choice, confidence=Confidence.UNSURE) if is_asked else choice)
    more = f" and {len(named) - _NAMED_MOST} more" if len(named) > _NAMED_MOST else ""
    noun = "columns" if len(named) > 1 else "column"
    note = (f"Not read: {noun} {', '.join(named[:_NAMED_MOST])}{more}.",) if named else ()
    return tuple(marked), note


def _found_by_content(sheet: Sheet, header: Header, choices: tuple[ColumnChoice, ...]) -> tuple[ColumnChoice, ...]:
    """Find a column of references that has no telling heading: most of its cells are references."""
    if any(choice.field == "ref" for choice in choices):
        return choices
    rows = sheet.rows[header.last + 1 :]
    for choice in choices:
        said = [row[choice.column].text for row in rows if row[choice.column].text.strip()]
        if choice.field or not said or choice.confidence is Confidence.GIVEN:
            continue
        if sum(parse_reference(text) is not None for text in said) >= _ENOUGH * len(said):
            found = replace(choice, field="ref", confidence=Confidence.LIKELY)
            return tuple(found if one is choice else one for one in choices)
    return choices
