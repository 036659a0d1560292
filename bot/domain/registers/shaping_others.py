"""A row of a tracker, a cost table, a finance tracker or a register of interests as a record."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.imports.drafts import (
    ActionDraft,
    CostLineDraft,
    FinanceLineDraft,
    InterestDraft,
    Question,
)
from bot.domain.registers.records import (
    INTEREST_TYPES,
    ActionRecord,
    ActionStatus,
    CostLineRecord,
    CostYear,
    FinanceLineRecord,
    InterestRecord,
)
from bot.domain.registers.shaping import (
    WRITTEN_MAX,
    Setting,
    Shaped,
    find_owners,
    nobody_called,
    unasked,
    unlisted,
    whose_workstream,
)
from bot.domain.text import clean_line

_FUND_KEY_MAX = 40


def shape_action(draft: ActionDraft, setting: Setting) -> Shaped:
    """Return a draft as an action. An owner whom the directory does not list is kept by name and asked about."""
    if not draft.action:
        return Shaped(draft.row, None, questions=draft.questions, label=draft.ref, refused="It says nothing to do.")
    owners, unknown = find_owners(draft.owners, setting.names)
    asked = (*draft.questions, *unlisted("owners", unknown, "the name is kept, and reminds nobody.", setting.names))
    named = draft.board or setting.board
    board = setting.names.board(named)
    words = clean_line(draft.status)
    record = ActionRecord(
        ref=draft.ref,
        action=draft.action,
        owners=owners,
        board=board.key if board else clean_line(named),
        assigned_on=draft.assigned_on,
        due_on=draft.due_on,
        original_due_on=draft.original_due_on,
        status=ActionStatus.CLOSED if draft.is_open is False else ActionStatus.OPEN,
        status_words="" if words.casefold() in set(ActionStatus) else words,
        update=draft.update,
    )
    given = {
        "action": True,
        "owners": bool(draft.owners) and not unknown,
        "board": bool(draft.board),
        "assigned_on": draft.assigned_on is not None,
        "due_on": setting.has("due_on", "revised_due_on"),
        "original_due_on": draft.original_due_on is not None,
        "status": draft.is_open is not None,
        "status_words": bool(words) and draft.is_open is not None,
        "update": bool(draft.update),
    }
    return Shaped(draft.row, record, unasked(_set(given), draft.questions), asked)


def shape_cost(draft: CostLineDraft, setting: Setting) -> Shaped:
    """Return a draft as a line of costs. A fund that is not known is made, without an envelope."""
    named = clean_line(draft.fund)
    fund = _fund(named, setting)
    name, envelope = setting.funds.get(fund, (named, None))
    record = CostLineRecord(
        fund=fund,
        fund_name=name,
        envelope_pence=envelope,
        workstream=whose_workstream(draft.workstream, setting),
        section=clean_line(draft.section),
        line=clean_line(draft.line),
        years=_years(draft),
        stated_total_pence=draft.stated_total_pence,
        recurrence=draft.recurrence,
        quantity=draft.quantity,
        unit=draft.unit,
        periods=draft.periods,
        period=draft.period,
        rate_pence=draft.rate_pence,
        is_up_to=draft.is_up_to,
        is_tbc=draft.is_tbc,
        note=draft.note,
    )
    has_years = any(column.startswith("year_") for column in setting.columns)
    given = {
        "workstream": bool(draft.workstream),
        "years": has_years,
        "stated_total_pence": setting.has("stated_total"),
        "recurrence": draft.recurrence is not None,
        "quantity": setting.has("quantity", "basis"),
        "unit": setting.has("unit", "basis"),
        "periods": setting.has("periods", "basis"),
        "period": setting.has("period", "basis"),
        "rate_pence": setting.has("rate", "basis"),
        "is_up_to": has_years or setting.has("stated_total"),
        "is_tbc": has_years or setting.has("stated_total"),
        "note": setting.has("note"),
    }
    asked = {question.field for question in draft.questions}
    given["stated_total_pence"] &= draft.stated_total_pence is not None or "stated_total" not in asked
    given["rate_pence"] &= draft.rate_pence is not None or "rate" not in asked
    # A year that could not be read is not taken out of a line that holds it.
    if {name for name in asked if name.startswith("year_")} - {_column(year) for year in record.years}:
        given |= dict.fromkeys(("years", "is_up_to", "is_tbc"), False)
    return Shaped(draft.row, record, unasked(_set(given), draft.questions), draft.questions)


def shape_finance(draft: FinanceLineDraft, setting: Setting) -> Shaped:
    """Return a draft as a line of a finance tracker."""
    record = FinanceLineRecord(
        partner=clean_line(draft.partner),
        section=draft.section,
        number=draft.number,
        title=draft.title,
        narrative=draft.narrative,
        full_value_pence=draft.full_value_pence,
        probability=draft.probability,
        adjusted_pence=draft.adjusted_pence,
        adjusted_recurrent_pence=draft.adjusted_recurrent_pence,
        adjusted_non_recurrent_pence=draft.adjusted_non_recurrent_pence,
        unit=draft.unit,
        to_be_confirmed=draft.to_be_confirmed,
        risk_refs=draft.risk_refs,
    )
    amounts = ("full_value", "adjusted", "adjusted_recurrent", "adjusted_non_recurrent")
    asked = {question.field for question in draft.questions}
    given = {
        f"{name}_pence": setting.has(name) and (getattr(draft, f"{name}_pence") is not None or name not in asked)
        for name in amounts
    }
    given |= {name: setting.has(name) for name in ("title", "narrative", "probability", "risk_refs")}
    given["to_be_confirmed"] = setting.has(*amounts, "probability")
    return Shaped(draft.row, record, unasked(_set(given), draft.questions), draft.questions)


def shape_interest(draft: InterestDraft, setting: Setting) -> Shaped:
    """Return a draft as an interest, or refuse it: an interest belongs to a person of the directory."""
    person = setting.names.person(draft.person)
    if person is None:
        return Shaped(
            draft.row,
            None,
            questions=draft.questions,
            label=draft.person[:WRITTEN_MAX],
            refused=nobody_called(draft.person),
        )
    record = InterestRecord(
        person=setting.names.of_person(person.id),
        declared_on=draft.declared_on,
        position=clean_line(draft.position),
        organisation=clean_line(draft.organisation),
        nature=draft.nature,
        type=_interest_type(draft.type),
        is_sensitive=bool(draft.is_sensitive),
        until_on=draft.until_on,
    )
    given = {
        "declared_on": draft.declared_on is not None,
        "nature": bool(draft.nature),
        "type": bool(draft.type),
        "is_sensitive": draft.is_sensitive is not None,
        "until_on": draft.until_on is not None,
    }
    return Shaped(draft.row, record, unasked(_set(given), draft.questions), _without(draft.questions, "person"))


def _years(draft: CostLineDraft) -> tuple[CostYear, ...]:
    years = (CostYear(year.year, year.pence, year.is_up_to, year.is_tbc, year.recurrence) for year in draft.years)
    return tuple(sorted(years, key=lambda year: year.key))


def _column(year: CostYear) -> str:
    return "_".join(str(part) for part in ("year", *year.key) if part)


def _fund(named: str, setting: Setting) -> str:
    for key, (name, _) in setting.funds.items():
        if named and named.casefold() in (key.casefold(), name.casefold()):
            return key
    return named[:_FUND_KEY_MAX].strip()


def _interest_type(written: str) -> str:
    plain = re.sub(r"[^a-z]+", "_", written.casefold()).strip("_").removesuffix("_interest")
    return plain if plain in INTEREST_TYPES else clean_line(written)


def _set(given: dict[str, bool]) -> Iterable[str]:
    return (name for name, is_given in given.items() if is_given)


def _without(questions: tuple[Question, ...], name: str) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.field != name)
