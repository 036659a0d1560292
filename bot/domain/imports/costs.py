"""Rows of a cost breakdown into drafts: money by financial year, and the sums that printed totals should be."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from bot.domain.imports.amounts import Amount, Reckoning, read_amount, read_quantity, read_reckoning, scale_of
from bot.domain.imports.context import Context, Result
from bot.domain.imports.drafts import CostLineDraft, Recurrence, Refused, TotalBasis, TotalCheck, YearAmount
from bot.domain.imports.recurrence import recurrence_in_cell
from bot.domain.imports.tables import Line
from bot.domain.imports.totals import Sums, compared
from bot.domain.imports.words import OPEN_PART, cut, heading_words


def read_costs(context: Context) -> Result:
    """Return the lines of a cost breakdown, each with its printed total, and the totals that differ from their sums."""
    drafts: list[CostLineDraft] = []
    refused: list[Refused] = []
    totals: list[TotalCheck] = []
    taken: dict[tuple[str, ...], int] = {}
    sums = Sums()
    for line in context.lines:
        if line.is_total:
            totals += _printed_totals(context, line, sums)
            continue
        draft = _draft(context, line)
        key = tuple(part.casefold() for part in (draft.fund, draft.workstream, draft.section, draft.line))
        if not draft.line:
            refused.append(Refused(line.row, cut(line.label), "The line has no name."))
            continue
        if key in taken:
            reason = f"A line of this name stands on row {taken[key]} already, in the same part."
            refused.append(Refused(line.row, cut(draft.line), reason))
            continue
        taken[key] = line.row
        drafts.append(draft)
        totals += _line_checks(context, draft)
        _count(sums, draft)
    return Result(tuple(drafts), tuple(refused), tuple(totals))


def _draft(context: Context, line: Line) -> CostLineDraft:
    years = tuple(
        year
        for name in sorted(name for name in context.fields if name.startswith("year_"))
        if (year := _year(context, line, name))
    )
    total = _amount(context, line, "stated_total")
    if _is_in_two_units(context, line, years, total):
        years, total = (), Amount()
    name = line.text("line") or line.line("section")
    reckoning = read_reckoning(line.text("basis")) or read_reckoning(name) or _columns_of_sum(context, line)
    has_money = total.pence is not None or any(year.pence is not None for year in years)
    has_open_words = bool(OPEN_PART.search(f"{line.text('note')} {name}")) and not has_money
    return CostLineDraft(
        row=line.row,
        line=name,
        fund=line.line("fund") or context.title,
        section=line.line("section") or ("" if "section" in context.fields else line.section),
        workstream=line.line("workstream"),
        years=years,
        recurrence=_recurrence(line),
        quantity=reckoning.quantity if reckoning else read_quantity(line.cell("quantity"))[0],
        unit=reckoning.unit if reckoning else line.line("unit") or read_quantity(line.cell("quantity"))[1],
        periods=reckoning.periods if reckoning else read_quantity(line.cell("periods"))[0],
        period=reckoning.period if reckoning else line.line("period"),
        rate_pence=reckoning.rate_pence if reckoning else _amount(context, line, "rate").pence,
        is_up_to=total.is_up_to or any(year.is_up_to for year in years),
        is_tbc=total.is_tbc or has_open_words or any(year.is_tbc for year in years),
        stated_total_pence=total.pence,
        note=line.text("note"),
        questions=tuple(dict.fromkeys(line.doubts)),
    )


def _year(context: Context, line: Line, name: str) -> YearAmount | None:
    amount = _amount(context, line, name)
    if amount.pence is None and not amount.is_tbc:
        return None
    _, year, *rest = name.split("_")
    recurrence = Recurrence("_".join(rest)) if rest else None
    return YearAmount(int(year), amount.pence, amount.is_up_to, amount.is_tbc, recurrence)


def _amount(context: Context, line: Line, name: str) -> Amount:
    cell = line.cell(name)
    amount = read_amount(cell, money_scale(context, name))
    if amount.doubt:
        line.ask(name, cell.text, amount.doubt)
    return amount


def _is_in_two_units(context: Context, line: Line, years: Sequence[YearAmount], total: Amount) -> bool:
    """Ask about a total that is not the sum of its years while its heading says thousands and theirs do not."""
    names = {_column(year): year.pence for year in years if year.pence is not None}
    scales = {name: money_scale(context, name) for name in ("stated_total", *names)}
    if total.pence is None or not names or len(set(scales.values())) == 1:
        return False
    # What is printed in thousands is rounded to them.
    if abs(total.pence - sum(names.values())) * 2 <= max(scales.values()) * 100:
        return False
    largest = max(scales, key=lambda name: scales[name])
    for name in scales:
        reason = (
            f"It does not agree with the other amounts, while only “{context.heading_of(largest)}” is in thousands."
        )
        line.ask(name, line.cell(name).text, reason)
    return True


def money_scale(context: Context, name: str) -> int:
    """Return what a printed 1 means in pounds in a field's column: as its heading says, else as the titles above do."""
    own = scale_of(context.heading_of(name))
    return own if own > 1 else max((scale_of(title) for title in context.titles), default=1)


def _columns_of_sum(context: Context, line: Line) -> Reckoning | None:
    quantity, unit = read_quantity(line.cell("quantity"))
    rate = _amount(context, line, "rate").pence
    if quantity is None or rate is None:
        return None
    periods, period = read_quantity(line.cell("periods"))
    words = heading_words(context.heading_of("periods"))
    named = next((word for word in ("weeks", "months", "days", "years") if word in words), "")
    return Reckoning(quantity, line.line("unit") or unit, periods, line.line("period") or period or named, rate)


def _recurrence(line: Line) -> Recurrence | None:
    words = heading_words(line.line("recurrence"))
    found = recurrence_in_cell(words)
    if found is None and words:
        line.ask("recurrence", words, "It says neither recurrent nor non-recurrent.")
    return found


def _line_checks(context: Context, draft: CostLineDraft) -> Sequence[TotalCheck]:
    label = cut(draft.line)
    checks: list[TotalCheck] = []
    sums = [year.pence for year in draft.years if year.pence is not None]
    stated, reckoned = draft.stated_total_pence, sum(sums)
    is_open = any(year.is_tbc for year in draft.years)
    # A year that is still open may well make up what the printed total has more.
    if sums and stated is not None and (not is_open or stated < reckoned):
        checks += compared(draft.row, label, context.heading_of("stated_total"), stated, reckoned, TotalBasis.YEARS)
    if draft.quantity is not None and draft.rate_pence is not None:
        periods = draft.periods if draft.periods is not None else Decimal(1)
        product = (draft.quantity * periods * draft.rate_pence).to_integral_value(ROUND_HALF_UP)
        column, printed = context.heading_of("stated_total"), stated
        if stated is None and sums:
            column, printed = "all years", reckoned
        checks += compared(draft.row, label, column, printed, int(product), TotalBasis.QUANTITY)
    return checks


def _count(sums: Sums, draft: CostLineDraft) -> None:
    for year in draft.years:
        sums.add(_column(year), year.pence)
    amounts = [year.pence for year in draft.years if year.pence is not None]
    total = draft.stated_total_pence
    sums.add("stated_total", total if total is not None or not amounts else sum(amounts))


def _column(year: YearAmount) -> str:
    return f"year_{year.year}" + (f"_{year.recurrence.value}" if year.recurrence else "")


def _printed_totals(context: Context, line: Line, sums: Sums) -> list[TotalCheck]:
    words = heading_words(line.label[:100])
    found: list[TotalCheck] = []
    for name in sorted(context.fields):
        if name != "stated_total" and not name.startswith("year_"):
            continue
        printed = read_amount(line.cell(name), money_scale(context, name)).pence
        if printed is not None:
            reckoned = sums.reckoned(name, printed, is_grand="grand" in words or "overall" in words)
            found += compared(line.row, cut(line.label), context.heading_of(name), printed, reckoned)
    sums.close()
    return found
