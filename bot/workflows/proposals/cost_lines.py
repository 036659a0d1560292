"""The form of a line of costs: which years it offers, and the line that it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.imports.drafts import Recurrence
from bot.domain.proposals.amounts import read_pence, read_product
from bot.domain.proposals.content import Content, CostLine
from bot.domain.proposals.cost_text import NAME_MOST, NOTE_MOST, CostNames, checked_line, year_amount
from bot.domain.text import clean_line
from bot.errors import InvalidInputError
from bot.views import cost_forms
from bot.views.cost_forms import GIVEN, NONE, TBC, UP_TO, YEARS_MOST, LineFields

_APRIL = 4


def years_offered(content: Content, fields: LineFields, today: date) -> Sequence[int]:
    """Return the years a line's form offers: those of the proposal and the line, and three from its start."""
    start = content.starts_on or today
    first = start.year if start.month >= _APRIL else start.year - 1
    used = {one.year for line in content.costs for one in line.years if one.year is not None}
    wanted = sorted({*fields.years, *sorted(used)[:YEARS_MOST], first, first + 1, first + 2})
    must = sorted({*fields.years})
    rest = [year for year in wanted if year not in must][: max(0, YEARS_MOST - len(must))]
    return sorted([*must, *rest])


def typed_line(number: int, fields: LineFields, names: CostNames, before: CostLine | None) -> CostLine:
    """Return the line that a form says.

    Raises:
        InvalidInputError: a field cannot be taken; says which and why.
    """
    faults: dict[str, str] = {}
    line = CostLine(
        number=number,
        what=clean_line(fields.what)[:NAME_MOST],
        workstream=fields.workstream if fields.workstream in names.workstreams else "",
        organisation=fields.organisation if fields.organisation in names.organisations else "",
        section=clean_line(fields.section).replace(";", ",")[:NAME_MOST],
        recurrence=Recurrence(fields.recurrence) if fields.recurrence != NONE else None,
        is_up_to=UP_TO in fields.marks,
        is_tbc=TBC in fields.marks,
        is_given=GIVEN in fields.marks,
        note=clean_line(fields.note)[:NOTE_MOST],
    )
    if not line.what:
        faults["what"] = "Say what the money is for."
    # A year that the form has no field for stays as it was.
    years = [one for one in before.years if one.year not in fields.years] if before else []
    for year, written in fields.years.items():
        for part in written.split(";"):
            if part.strip():
                amount = _taken(faults, cost_forms.year_block(year), lambda y=year, p=part: year_amount(y, p))  # type: ignore[misc]
                years += [amount] if amount else []
    if fields.reckoning.strip():
        product = _taken(faults, "reckoning", lambda: read_product(fields.reckoning))
        if product:
            line = replace(
                line,
                quantity=product.quantity,
                unit=product.unit,
                periods=product.periods,
                period=product.period,
                rate_pence=product.rate_pence,
                is_up_to=line.is_up_to or product.is_up_to,
            )
    if fields.total.strip():
        line = replace(line, stated_total_pence=_taken(faults, "total", lambda: read_pence(fields.total)))
    if faults:
        raise InvalidInputError(" ".join(faults.values()), fields=faults)
    ordered = sorted(years, key=lambda one: (one.year is None, one.year or 0))
    try:
        return checked_line(replace(line, years=tuple(ordered)))
    except InvalidInputError as fault:
        block = next((cost_forms.year_block(year) for year in sorted(fields.years)), "what")
        raise InvalidInputError(fault.message, fault.mend, {block: str(fault)}) from fault


def _taken(faults: dict[str, str], field: str, read: Callable[[], Any]) -> Any:
    """Return what a field says, or None with the reason noted under its name."""
    try:
        return read()
    except InvalidInputError as fault:
        faults[field] = str(fault)
        return None
