"""The forms about funds: what was drawn or spent, and a finance officer's override; and the list of what was spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.funds import Overdraw
from bot.domain.money import format_pence
from bot.domain.registers.comparing import year_words
from bot.domain.spending import ACTUAL, DRAWDOWN, Spend
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Act, Form
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

KINDS = (Choice("Spent: it was paid", ACTUAL), Choice("Drawn down: it was taken out of the fund", DRAWDOWN))
SPEND_WORDS = {ACTUAL: "spent", DRAWDOWN: "drawn down"}
_SPENDS_MOST = 30


@dataclass(frozen=True, slots=True)
class SpendFields:
    """What stands in the form of spend, as a person would type it; a chosen day is a day."""

    fund: str = ""
    ref: str = ""
    kind: str = ACTUAL
    amount: str = ""
    year: str = ""
    spent_on: date | None = None
    words: str = ""


def spend_form(fields: SpendFields, funds: Sequence[Choice]) -> dict[str, Any]:
    """Return the form in which drawn or spent money is recorded."""
    return blocks.modal(
        "Record spend",
        Form.FUND_SPEND,
        [
            blocks.labelled("Fund", "fund", blocks.select(VALUE, funds, fields.fund)),
            blocks.labelled(
                "Proposal",
                "ref",
                blocks.text_input(VALUE, fields.ref),
                "Its reference, such as P-7; empty for money that belongs to none.",
                optional=True,
            ),
            blocks.labelled("What happened?", "kind", blocks.radio(VALUE, KINDS, fields.kind)),
            blocks.labelled(
                "Amount",
                "amount",
                blocks.text_input(VALUE, fields.amount),
                "In pounds: 104,000 or £12.50. What is recorded stays; a minus takes back what was too much.",
            ),
            blocks.labelled(
                "Financial year",
                "year",
                blocks.text_input(VALUE, fields.year, placeholder="2018/19"),
                "The one it counts for; empty for the year of the day below.",
                optional=True,
            ),
            blocks.labelled(
                "Day",
                "spent_on",
                blocks.date_picker(VALUE, fields.spent_on.isoformat() if fields.spent_on else None),
            ),
            blocks.labelled(
                "What for?", "words", blocks.text_input(VALUE, fields.words), "For instance an invoice and its number."
            ),
        ],
        submit="Record",
    )


def override_form(found: Overdraw, ref: str, title: str, version: int) -> dict[str, Any]:
    """Return the form in which a finance officer allows more than a fund has."""
    text = say(
        "funds/form_override",
        ref=ref,
        title=title,
        version=version,
        sentence=found.sentence(whole=True),
        over=format_pence(found.over),
    )
    reason = blocks.text_input(VALUE, multiline=True)
    hint = "It stands in the decision record and in the audit trail, with your name."
    return blocks.modal(
        "Allow an overdraft",
        Form.FUND_OVERRIDE,
        [blocks.section(text), blocks.labelled("Why is it allowed?", "reason", reason, hint)],
        metadata=f"{ref} {version} {found.over}",
        submit="Allow it",
    )


def spends_message(
    key: str, spends: Sequence[tuple[Spend, str]], shown: Presentation, *, can_spend: bool
) -> dict[str, Any]:
    """Return what was drawn and spent of a fund, the latest first; each with its proposal's reference."""
    head = say("funds/spent_head", key=key, number=len(spends))
    rows = [["Day", "Kind", "Amount", "Year", "Proposal", "What for"]]
    rows += [
        [
            shown.dated(one.spent_on),
            SPEND_WORDS[one.kind],
            format_pence(one.pence),
            year_words(one.year),
            ref,
            f"{one.words} ({one.entered_by})",
        ]
        for one, ref in reversed(spends[-_SPENDS_MOST:])
    ]
    body = [blocks.section(head)]
    if spends:
        body.append(blocks.table(rows, (2,)))
    if can_spend:
        body.append(blocks.actions([blocks.button("Record spend", Act.FUND_SPEND, key)]))
    lines = [f"{row[0]}: {row[2]} {row[1]}, {row[5]}" for row in rows[1:]]
    text = Mrkdwn("\n".join((head, say("funds/share_lines", lines=lines))).strip())
    return blocks.message(text, body)
