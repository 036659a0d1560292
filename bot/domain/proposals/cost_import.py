"""Drafts of a table of costs, from any spreadsheet, into the lines of a proposal. What a note says counts as said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.imports.amounts import MOST, read_amount, scale_of
from bot.domain.imports.drafts import CostLineDraft, Question, Recurrence
from bot.domain.imports.grid import Cell, Sheet
from bot.domain.imports.reading import Interpreted
from bot.domain.imports.words import OPEN_PART
from bot.domain.money import format_pence
from bot.domain.proposals.content import CostLine, StatedTotal, YearAmount
from bot.domain.proposals.cost_text import LINES_MOST, NAME_MOST, NOTE_MOST, CostNames
from bot.errors import InvalidInputError

_YEAR = "year_"
_EVERYBODY = frozenset({"all", "shared", "joint", "-", "n/a"})
_LEAST = re.compile(r"\b(?:minimum|at least|no less than)\b", re.IGNORECASE)
_MOST_WORDS = re.compile(r"\b(?:maximum|at most|no more than|capped)\b", re.IGNORECASE)
_GIVEN = re.compile(r"\b(?:approved (?:earlier|already|before)|(?:already|previously) approved)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;.]\s|[;.]$")
_TOTAL_ROW = re.compile(r"\btotals?\b", re.IGNORECASE)
_TOTAL_WORDS = re.compile(r"\b(?:grand|overall|sub|total|totals|of|for|the)\b|[-:]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImportedCosts:
    """Lines read from a table.

    Attributes:
        doubts: sentences on what was not taken or stands in doubt, for whoever confirms it.
    """

    lines: tuple[CostLine, ...]
    stated_total_pence: int | None = None
    stated_totals: tuple[StatedTotal, ...] = ()
    doubts: tuple[str, ...] = ()


def lines_from(interpreted: Interpreted, sheet: Sheet, names: CostNames) -> ImportedCosts:
    """Return the lines of a sheet that was read as a table of costs.

    Raises:
        InvalidInputError: it holds no line, too many, or an amount that no proposal may ask.
    """
    drafts = [draft for draft in interpreted.drafts if isinstance(draft, CostLineDraft)]
    if not drafts:
        raise InvalidInputError("The table has no line of costs.", "Each line needs a name and an amount.")
    if len(drafts) > LINES_MOST:
        raise InvalidInputError(f"A proposal has up to {LINES_MOST} lines of costs.", "Put small ones together.")
    doubts = [f"Row {one.row} (“{one.written}”) was left out: {one.reason}" for one in interpreted.refused]
    lines: list[CostLine] = []
    unread: list[CostLineDraft] = []
    for draft in drafts:
        doubts += [f"Row {draft.row}, “{one.written}”: {one.reason}" for one in draft.questions]
        if _asks_nothing(draft):
            doubts.append(f"Row {draft.row} (“{draft.line[:60]}”) was left out: it asks for nothing.")
            continue
        line, said = _line(draft, len(lines) + 1, names)
        lines.append(line)
        doubts += said
        unread += [draft] if _unread(draft) else []
    whole, totals = _totals(interpreted, sheet, lines, names)
    return ImportedCosts(tuple(lines), whole, totals, (*_told(unread), *doubts, *interpreted.notes))


def _asks_nothing(draft: CostLineDraft) -> bool:
    """Return whether a line says 0 and nothing else: that is not what is to be confirmed."""
    amounts = [draft.stated_total_pence, *(one.pence for one in draft.years)]
    is_open = draft.is_tbc or draft.rate_pence is not None or bool(_unread(draft) or OPEN_PART.search(draft.note))
    return 0 in amounts and not any(amounts) and not is_open


def _unread(draft: CostLineDraft) -> tuple[Question, ...]:
    """Return what stands where money should, and could not be read."""
    read = {f"year_{one.year}{f'_{one.recurrence.value}' if one.recurrence else ''}" for one in draft.years}
    read |= {"stated_total"} if draft.stated_total_pence is not None else set()
    read |= {"rate"} if draft.rate_pence is not None else set()
    money = (one for one in draft.questions if one.field in {"stated_total", "rate"} or one.field.startswith("year_"))
    return tuple(one for one in money if one.field not in read)


def _told(unread: Sequence[CostLineDraft]) -> tuple[str, ...]:
    """Return the sentence that names every row with an amount that could not be read."""
    if not unread:
        return ()
    rows = ", ".join(str(draft.row) for draft in unread)
    which = f"Row {rows} has an amount" if len(unread) == 1 else f"Rows {rows} have amounts"
    return (f"{which} that cannot be read: it is to be confirmed, and the line's note says what stood there.",)


def _with_unread(line: CostLine, unread: Sequence[Question]) -> CostLine:
    """Return a line that is open where its table says what cannot be read, with that in its note."""
    if not unread:
        return line
    years = []
    for one in unread:
        _, _, rest = one.field.partition("year_")
        year, _, recurrence = rest.partition("_")
        if year:
            years.append(YearAmount(int(year), None, Recurrence(recurrence) if recurrence else None, is_tbc=True))
    said = "; ".join(f"“{one.written}” was not read" for one in unread)
    note = f"{line.note.rstrip('. ')}. {said}" if line.note else said
    is_tbc = line.is_tbc or len(years) < len(unread)
    return replace(line, years=(*line.years, *years), is_tbc=is_tbc, note=note[-NOTE_MOST:])


def _line(draft: CostLineDraft, number: int, names: CostNames) -> tuple[CostLine, list[str]]:
    doubts: list[str] = []
    years = tuple(YearAmount(one.year, one.pence, one.recurrence, one.is_up_to, one.is_tbc) for one in draft.years)
    amounts = [draft.stated_total_pence, draft.rate_pence, *(one.pence for one in years)]
    for pence in amounts:
        if pence is not None and not 0 <= pence < MOST * 100:
            said = f"Row {draft.row}, “{draft.line[:60]}”, asks {format_pence(pence)}."
            raise InvalidInputError(said, "A cost is more than 0: take savings off the line they belong to.")
    workstream = names.workstream(draft.workstream) or ""
    if draft.workstream and not workstream and draft.workstream.casefold() not in _EVERYBODY:
        doubts.append(f"Row {draft.row}: there is no workstream “{draft.workstream[:60]}”, so none is set.")
    line = CostLine(
        number=number,
        what=draft.line[:NAME_MOST],
        years=tuple(one for one in years if one.pence != 0),
        workstream=workstream,
        section=draft.section[:NAME_MOST],
        recurrence=draft.recurrence,
        quantity=draft.quantity,
        unit=draft.unit,
        periods=draft.periods,
        period=draft.period,
        rate_pence=draft.rate_pence,
        stated_total_pence=draft.stated_total_pence or None,
        is_up_to=draft.is_up_to and not any(one.is_up_to for one in years),
        is_tbc=draft.is_tbc and not any(one.is_tbc for one in years),
        note=draft.note[:NOTE_MOST],
    )
    return _with_unread(_as_noted(line), _unread(draft)), doubts


def _as_noted(line: CostLine) -> CostLine:
    """Return a line with what its note says of its money: a bound, or that (more) is to be confirmed."""
    note = line.note
    line = replace(line, is_given=bool(_GIVEN.search(note)))
    has_money = line.stated_total_pence is not None or any(one.pence is not None for one in line.years)
    if not has_money:
        first = read_amount(Cell(_CLAUSE.split(note)[0]))
        if first.is_tbc and first.pence:
            return replace(line, stated_total_pence=first.pence, is_up_to=first.is_up_to, is_tbc=True)
        is_open = line.is_tbc or bool(OPEN_PART.search(note)) or line.rate_pence is None
        return replace(line, is_tbc=is_open and not any(one.is_tbc for one in line.years))
    if _LEAST.search(note) or OPEN_PART.search(note):
        return replace(line, is_tbc=not any(one.is_tbc for one in line.years))
    return replace(line, is_up_to=True) if _MOST_WORDS.search(note) else line


def _totals(
    interpreted: Interpreted, sheet: Sheet, lines: Sequence[CostLine], names: CostNames
) -> tuple[int | None, tuple[StatedTotal, ...]]:
    """Return the totals that the table prints below its lines, as their author stated them, right or wrong."""
    columns = [
        choice for choice in interpreted.columns if choice.field == "stated_total" or choice.field.startswith(_YEAR)
    ]
    whole: int | None = None
    totals: dict[StatedTotal, StatedTotal] = {}
    sections = {line.section.casefold(): line.section for line in lines if line.section}
    for row in sheet.rows:
        label = next((cell.text for cell in row if cell.text.strip() and cell.number is None), "")
        if not _TOTAL_ROW.search(label[:100]):
            continue
        whose = " ".join(_TOTAL_WORDS.sub(" ", label).split())
        workstream, section = names.workstream(whose) or "", sections.get(whose.casefold(), "")
        if whose and not (workstream or section):
            continue
        for column in columns:
            amount = read_amount(row[column.column], scale_of(column.heading))
            if amount.pence is None or row[column.column].text == column.heading:
                continue
            year = int(column.field.removeprefix(_YEAR)[:4]) if column.field.startswith(_YEAR) else None
            if not whose and year is None:
                whole = amount.pence
                continue
            of = StatedTotal(0, workstream, "" if workstream else section, year=year)
            before = totals.get(of, of)
            # A year has two columns where what is recurrent stands by itself.
            totals[of] = replace(before, pence=before.pence + amount.pence, is_up_to=before.is_up_to or amount.is_up_to)
    return whole, tuple(totals.values())
