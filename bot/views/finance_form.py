"""The forms of a finance line: add, change, drop."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.finance import Amounts, KeptLine, reckon
from bot.domain.finance_words import chance_words, money_words
from bot.domain.imports.drafts import FinanceSection
from bot.domain.registers.records import FinanceLineRecord
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.finance import expected_words
from bot.views.ids import VALUE, Form
from bot.views.turning import outdated_button
from bot.views.wording import say

COMPUTED = "="
"""Typed in place of an adjusted value that is to be computed."""

_SECTIONS = [
    Choice("Risk: it would cost money", FinanceSection.RISK.value),
    Choice("Opportunity: it would save money", FinanceSection.OPPORTUNITY.value),
]


@dataclass(frozen=True, slots=True)
class LineFields:
    """What stands in the fields of a line's form, as a person would type it."""

    partner: str = ""
    section: FinanceSection = FinanceSection.RISK
    number: str = ""
    title: str = ""
    full_value: str = ""
    probability: str = ""
    recurrent: str = ""
    non_recurrent: str = ""
    narrative: str = ""
    risk_ref: str = ""

    @staticmethod
    def of(line: FinanceLineRecord) -> LineFields:
        """Return the fields filled from a line."""
        is_saving = line.section is FinanceSection.OPPORTUNITY
        is_open = {name.removesuffix("_pence") for name in line.to_be_confirmed}

        computed = reckon(line).computed

        def money(name: str) -> str:
            return money_words(getattr(line, f"{name}_pence"), is_tbc=name in is_open)

        def adjusted(name: str) -> str:
            pence = getattr(line, f"adjusted_{name}_pence")
            # What was computed is to go on with the value and the probability when they change.
            is_computed = bool(pence) and computed == replace(Amounts(), **{name: -abs(pence) if is_saving else pence})
            return COMPUTED if is_computed else money(f"adjusted_{name}")

        return LineFields(
            partner=line.partner,
            section=line.section,
            number=line.number,
            title=line.title,
            full_value=money("full_value"),
            probability=chance_words(line.probability, is_tbc="probability" in is_open),
            recurrent=adjusted("recurrent"),
            non_recurrent=adjusted("non_recurrent"),
            narrative=line.narrative,
            risk_ref=", ".join(line.risk_refs),
        )


def line_form(kept: KeptLine | None, stamp: str, fields: LineFields, *, is_stale: bool = False) -> dict[str, Any]:
    """Return the form of a line, of a new one where `kept` is None. A line keeps its partner, half and number."""
    head = [] if kept is None else [blocks.section(_known(kept, is_stale=is_stale))]
    body = [*head, *([] if kept else _naming_inputs(fields)), *_inputs(fields)]
    metadata = json.dumps([kept.id if kept else None, stamp])
    title = "Change a finance line" if kept else "Add a finance line"
    return blocks.modal(title, Form.FINANCE_LINE, body, metadata=metadata, submit="Save" if kept else "Add")


def drop_form(kept: KeptLine, stamp: str) -> dict[str, Any]:
    """Return the form that asks why a line is to go, and says what that means."""
    line = kept.line
    text = say(
        "finance/form_drop",
        label=line.label,
        title=line.title,
        expected=expected_words(reckon(line)),
        tied=", ".join(line.risk_refs),
    )
    body = [
        blocks.section(text),
        blocks.labelled(
            "Why?", "reason", blocks.text_input(VALUE, "", multiline=True), "A sentence, kept in the audit trail."
        ),
    ]
    return blocks.modal(
        "Drop a finance line", Form.FINANCE_DROP, body, metadata=json.dumps([kept.id, stamp]), submit="Drop it"
    )


def unpack_line(metadata: str) -> tuple[int | None, str]:
    """Return which line a form is of, and the stamp that it was opened with.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        line_id, stamp = json.loads(metadata)
        return (None if line_id is None else int(line_id)), str(stamp)
    except (ValueError, TypeError) as problem:
        raise outdated_button() from problem


def _known(kept: KeptLine, *, is_stale: bool) -> Any:
    line = kept.line
    expected = expected_words(reckon(line))
    if is_stale:
        return say("finance/form_stale", expected=expected)
    return say("finance/form_known", label=line.label, expected=expected, refs=", ".join(line.risk_refs))


def _naming_inputs(fields: LineFields) -> list[blocks.Block]:
    return [
        blocks.labelled(
            "Whose tracker?",
            "partner",
            blocks.text_input(VALUE, fields.partner),
            "The partner whose money it is. Two partners may list the same money, so each keeps its own.",
        ),
        blocks.labelled("Which half?", "section", blocks.radio(VALUE, _SECTIONS, fields.section.value)),
        blocks.labelled(
            "Number",
            "number",
            blocks.text_input(VALUE, fields.number),
            "As your tracker numbers it; empty for the next free one.",
            optional=True,
        ),
    ]


def _inputs(fields: LineFields) -> list[blocks.Block]:
    return [
        blocks.labelled("What is it?", "title", blocks.text_input(VALUE, fields.title)),
        blocks.labelled(
            "Full value",
            "full_value",
            blocks.text_input(VALUE, fields.full_value),
            "If it comes in full: £1.2m, 250k, 104,000 or TBC.",
        ),
        blocks.labelled(
            "Probability",
            "probability",
            blocks.text_input(VALUE, fields.probability),
            "25%, 1/4 or TBC. Empty counts as certain.",
            optional=True,
        ),
        blocks.labelled(
            "Adjusted value, recurrent",
            "recurrent",
            blocks.text_input(VALUE, fields.recurrent),
            "As your tracker states it for every year. Write = to have it computed from value x probability.",
            optional=True,
        ),
        blocks.labelled(
            "Adjusted value, non-recurrent",
            "non_recurrent",
            blocks.text_input(VALUE, fields.non_recurrent),
            "The same for money that comes once. Leave both empty if nobody has said which.",
            optional=True,
        ),
        blocks.labelled(
            "The risk it is the money of",
            "risk_ref",
            blocks.text_input(VALUE, fields.risk_ref),
            "Its reference, such as PC11; empty for a line that stands alone.",
            optional=True,
        ),
        blocks.labelled(
            "Notes", "narrative", blocks.text_input(VALUE, fields.narrative, multiline=True), optional=True
        ),
    ]
