"""Rows of a financial risk tracker into drafts: risks and opportunities apart, what is stated kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from bot.domain.imports.amounts import read_amount, read_probability
from bot.domain.imports.context import Context, Result
from bot.domain.imports.costs import money_scale
from bot.domain.imports.drafts import FinanceLineDraft, FinanceSection, MoneyUnit, Refused, TotalBasis, TotalCheck
from bot.domain.imports.tables import Line
from bot.domain.imports.totals import Sums, compared
from bot.domain.imports.words import cut, heading_words, is_missing, is_to_be_confirmed
from bot.domain.references import parse_reference

_MONEY = ("full_value", "adjusted", "adjusted_recurrent", "adjusted_non_recurrent")
_OPPORTUNITY = re.compile(r"\b(?:opportunit(?:y|ies)|mitigations?|benefits?|offsets?)\b")
_RISK = re.compile(r"\b(?:risks?|pressures?)\b")
_LETTERS = {"r": FinanceSection.RISK, "o": FinanceSection.OPPORTUNITY, "m": FinanceSection.OPPORTUNITY}
_NET = re.compile(r"\bnet\b")


@dataclass(slots=True)
class _State:
    half: FinanceSection = FinanceSection.RISK
    is_said: bool = False
    is_split: bool = False
    heading: str = ""
    taken: dict[tuple[FinanceSection, str, str], int] = field(default_factory=dict)
    sums: dict[FinanceSection, Sums] = field(default_factory=lambda: {half: Sums() for half in FinanceSection})
    drafts: list[FinanceLineDraft] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    totals: list[TotalCheck] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_finance(context: Context) -> Result:
    """Return the tracker's lines, told apart by their half and number, and the totals that differ from their sums."""
    state = _State()
    first = half_of(" ".join(context.titles[-1:])) or half_of(context.heading_of("title"))
    if first:
        state.half, state.is_said = first, True
    is_in_percent = _is_in_percent(context)
    for line in context.lines:
        _turn(state, line)
        if line.is_total:
            _printed_totals(context, state, line)
        else:
            _take(context, state, line, is_in_percent=is_in_percent)
    if not state.is_said and state.drafts:
        state.notes.append("Nothing says which lines are opportunities: all were read as risks.")
    whole = [
        str(draft.row)
        for draft in state.drafts
        if draft.probability is None and draft.full_value_pence is not None and _stated(draft) == draft.full_value_pence
    ]
    if whole:
        rows = ", ".join(whole[:8])
        state.notes.append(
            f"No probability on row {rows}, where the adjusted value is the full one, as if it were 100%."
        )
    partners = {draft.partner.casefold() for draft in state.drafts if draft.partner}
    if len(partners) > 1:
        state.notes.append(f"The lines are of {len(partners)} partners, who may list the same money.")
    return Result(tuple(state.drafts), tuple(state.refused), tuple(state.totals), tuple(state.notes))


def half_of(words: str) -> FinanceSection | None:
    """Return which half of a tracker a heading announces; None when it names both or neither."""
    plain = heading_words(words[:200])
    is_opportunity, is_risk = bool(_OPPORTUNITY.search(plain)), bool(_RISK.search(plain))
    if is_opportunity and is_risk and re.search(r"\b(?:and|or|opportunit\w+)\b", plain):
        return None
    if is_opportunity:
        return FinanceSection.OPPORTUNITY
    return FinanceSection.RISK if is_risk else None


def _turn(state: _State, line: Line) -> None:
    """Note in which half the line stands: its own column says so, or the last heading that named a half."""
    half = _LETTERS.get(line.line("section").casefold()) or half_of(line.line("section"))
    if not half and line.section != state.heading:
        state.heading = line.section
        half = half_of(line.section)
    if half:
        state.half, state.is_said, state.is_split = half, True, True


def _take(context: Context, state: _State, line: Line, *, is_in_percent: bool) -> None:
    value = read_amount(line.cell("full_value"), 1).pence
    number = line.line("number").rstrip(".")
    if "number" not in context.fields:
        number = str(1 + sum(draft.section is state.half for draft in state.drafts))
    partner = line.line("partner").casefold()
    earlier = state.taken.get((state.half, number.casefold(), partner))
    if earlier and not state.is_split and state.half is FinanceSection.RISK and (value or 0) < 0:
        state.half, earlier = FinanceSection.OPPORTUNITY, None
        state.is_said = state.is_split = True
        state.notes.append(f"Numbers begin again on row {line.row}, with negative values: read as opportunities.")
    reason = ""
    if is_missing(number):
        reason = "It has no number."
    elif line.cell("number").day is not None:
        reason = "A date stands where its number should be; a spreadsheet may have turned it into one."
    elif not line.text("title"):
        reason = "It does not say what it is about."
    elif earlier:
        reason = f"Number {cut(number, 20)} stands on row {earlier} already, in the same half."
    if reason:
        state.refused.append(Refused(line.row, cut(number or line.label), reason))
        return
    state.taken[state.half, number.casefold(), partner] = line.row
    draft = _draft(context, line, state.half, number, is_in_percent=is_in_percent)
    state.drafts.append(draft)
    for name in _MONEY:
        state.sums[state.half].add(name, getattr(draft, f"{name}_pence"))
    state.totals += _line_check(context, draft)


def _draft(context: Context, line: Line, half: FinanceSection, number: str, *, is_in_percent: bool) -> FinanceLineDraft:
    money: dict[str, int | None] = {}
    open_fields = ["probability"] if is_to_be_confirmed(line.cell("probability").text) else []
    for name in _MONEY:
        amount = read_amount(line.cell(name), money_scale(context, name))
        money[name] = amount.pence
        if amount.is_tbc:
            open_fields.append(name)
        if amount.doubt:
            line.ask(name, line.cell(name).text, amount.doubt)
    _ask_about_units(context, line, money)
    probability, doubt = read_probability(line.cell("probability"), is_in_percent=is_in_percent)
    if doubt:
        line.ask("probability", line.cell("probability").text, doubt)
    return FinanceLineDraft(
        row=line.row,
        section=half,
        number=number,
        title=line.text("title"),
        partner=line.line("partner"),
        full_value_pence=money["full_value"],
        probability=probability,
        adjusted_pence=money["adjusted"],
        adjusted_recurrent_pence=money["adjusted_recurrent"],
        adjusted_non_recurrent_pence=money["adjusted_non_recurrent"],
        unit=_unit(context),
        to_be_confirmed=tuple(open_fields),
        narrative=line.text("narrative"),
        risk_refs=_risks(line),
        questions=tuple(line.doubts),
    )


def _ask_about_units(context: Context, line: Line, money: dict[str, int | None]) -> None:
    """Unset and ask about amounts of a line of which only some stand under a heading that says thousands.

    A full value and what it is adjusted to are of one unit, unless they come to the same size.
    """
    scales = {name: money_scale(context, name) for name, pence in money.items() if pence}
    full, parts = money["full_value"], [money[name] for name in _MONEY[1:] if money[name]]
    if (
        len(set(scales.values())) < 2
        or not full
        or all(part and abs(part) <= abs(full) <= abs(part) * 100 for part in parts)
    ):
        return
    for name in scales:
        line.ask(name, line.cell(name).text, "Only some of the line's amounts are in thousands by their headings.")
        money[name] = None


def _risks(line: Line) -> tuple[str, ...]:
    """Return the references of risks that a line names, as the register keeps them; what is none is asked about."""
    found: dict[str, None] = {}
    for written in filter(str.strip, re.split(r"[,;/&\n]|\band\b", line.text("risk_refs"))):
        ref = parse_reference(written)
        if ref is not None:
            found[str(ref)] = None
        elif not is_missing(written.strip()):
            line.ask("risk_refs", written.strip(), "It is not a reference, such as PC11.")
    return tuple(found)


def _unit(context: Context) -> MoneyUnit:
    scales = [money_scale(context, name) for name in _MONEY if name in context.fields]
    return MoneyUnit.THOUSANDS if scales and max(scales) == 1000 else MoneyUnit.POUNDS


def _is_in_percent(context: Context) -> bool:
    """Whether plain numbers of the probability column are percentages: as soon as one is above 1, all are."""
    return any(
        read_probability(cell, is_in_percent=True)[0] is not None
        and read_probability(cell, is_in_percent=False)[0] is None
        for line in context.records
        for cell in line.cells.get("probability", ())
    )


def _stated(draft: FinanceLineDraft) -> int | None:
    parts = (draft.adjusted_recurrent_pence, draft.adjusted_non_recurrent_pence)
    if all(part is None for part in parts):
        return draft.adjusted_pence
    return sum(part or 0 for part in parts)


def _line_check(context: Context, draft: FinanceLineDraft) -> tuple[TotalCheck, ...]:
    """Compare a stated adjusted value with value times probability, to the unit that is printed."""
    stated = _stated(draft)
    if stated is None or draft.probability is None or draft.full_value_pence is None:
        return ()
    unit = 100_000 if draft.unit is MoneyUnit.THOUSANDS else 100
    exact = Fraction(draft.full_value_pence) * draft.probability
    # Trackers round to the unit: what rounds to the stated value is no difference.
    if abs(exact - stated) * 2 <= unit:
        return ()
    headings = [context.heading_of(name) for name in _MONEY[1:] if getattr(draft, f"{name}_pence") is not None]
    label = cut(f"{draft.number} {draft.title}")
    return compared(draft.row, label, " + ".join(headings), stated, round(exact), TotalBasis.PROBABILITY)


def _printed_totals(context: Context, state: _State, line: Line) -> None:
    words = heading_words(line.label[:100])
    half = half_of(line.label) or state.half
    for name in _MONEY:
        if name not in context.fields:
            continue
        printed = read_amount(line.cell(name), money_scale(context, name)).pence
        if printed is None:
            continue
        if _NET.search(words):
            reckoned = _net(state, name)
        else:
            reckoned = state.sums[half].reckoned(name, printed, is_grand="grand" in words)
        state.totals += compared(line.row, cut(line.label), context.heading_of(name), printed, reckoned)
    if not _NET.search(words):
        state.sums[half].close()


def _net(state: _State, name: str) -> int:
    """Risk less opportunity, whichever sign the tracker prints its opportunities with."""
    return state.sums[FinanceSection.RISK].whole[name] - abs(state.sums[FinanceSection.OPPORTUNITY].whole[name])
