"""What a proposal says: the answers of its form, its costs, its recommendations. Exact, and the same as JSON each time.

Money is whole pence. Numbers such as `12.5` weeks are exact decimals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from bot.domain.imports.drafts import Recurrence
from bot.domain.proposals.records import Ask

EVERY_BOARD = "*"
"""Among a recommendation's asks: any board that is not named."""

Answer: TypeAlias = "str | int | tuple[str, ...] | tuple[int, ...] | None"
"""An answer to a question: text or an option's key; pence or a number as text; a day as ISO text; people's ids."""


@dataclass(frozen=True, slots=True)
class YearAmount:
    """What a line asks in one financial year.

    Attributes:
        year: the one it begins in (2018 is 2018/19); None where the paper names no year.
        pence: None where it is to be confirmed.
        recurrence: where it is not the line's.
    """

    year: int | None
    pence: int | None
    recurrence: Recurrence | None = None
    is_up_to: bool = False
    is_tbc: bool = False


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line of costs.

    Attributes:
        number: counts the lines of a version from 1.
        workstream: key, empty for none.
        organisation: key of the partner whose money it is, empty where the proposal says it for all its lines.
        section: what it belongs to, such as an initiative.
        quantity, unit, periods, period, rate_pence: 5 `beds` x 26 `weeks` x 80000, where it is reckoned so.
        years: by financial year.
        stated_total_pence: the total as its author typed it, kept where it is wrong.
        is_up_to: an upper bound; `is_tbc`: to be confirmed.
        is_given: the money was approved earlier: it is shown and counted in totals, and not asked again.
    """

    number: int
    what: str
    years: tuple[YearAmount, ...] = ()
    workstream: str = ""
    organisation: str = ""
    section: str = ""
    recurrence: Recurrence | None = None
    quantity: Decimal | None = None
    unit: str = ""
    periods: Decimal | None = None
    period: str = ""
    rate_pence: int | None = None
    stated_total_pence: int | None = None
    is_up_to: bool = False
    is_tbc: bool = False
    is_given: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A total that the author typed of some of the lines, kept where it is wrong.

    Attributes:
        workstream, section, organisation, year: whose lines it is the total of; what is empty or None parts nothing.
    """

    pence: int
    workstream: str = ""
    section: str = ""
    organisation: str = ""
    year: int | None = None
    is_up_to: bool = False


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation of a paper, decided by itself.

    Attributes:
        number: counts from 1.
        words: as the board reads it.
        asks: what each board is asked, by its key or `EVERY_BOARD`; where a board is in neither, its stage says.
        lines: numbers of the cost lines it is about; empty for all of them, or where it is not about money.
        is_of_money: whether passing it gives money.
    """

    number: int
    words: str
    asks: Mapping[str, Ask] = field(default_factory=dict)
    lines: tuple[int, ...] = ()
    is_of_money: bool = False

    def ask_of(self, board: str, otherwise: Ask) -> Ask:
        """Return what a board is asked with it; `otherwise` is what its stage asks.

        No paper can ask a board to approve what its route does not: the money is not its own, or others decide on it.
        """
        asked = self.asks.get(board) or self.asks.get(EVERY_BOARD) or otherwise
        return otherwise if asked is Ask.APPROVE else asked


@dataclass(frozen=True, slots=True)
class Content:
    """A proposal's whole content.

    Attributes:
        money_of: keys of the organisations whose money it is.
        answers: by the key of the fund's question, see `Answer`.
        costs: its lines; `stated_total_pence` is the total as typed, `stated_totals` those of parts of the lines.
        risks: references of the risks it treats.
        people: ids of people it concerns, beside author and sponsor; `organisations`: names of who would be paid or
            concerned, such as a provider. Both are compared with the register of interests.
    """

    title: str
    summary: str = ""
    starts_on: date | None = None
    money_of: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    costs: tuple[CostLine, ...] = ()
    stated_total_pence: int | None = None
    stated_totals: tuple[StatedTotal, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    risks: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    organisations: tuple[str, ...] = ()


def to_json(content: Content) -> dict[str, Any]:
    """Return a content as JSON values."""
    return {
        "title": content.title,
        "summary": content.summary,
        "starts_on": content.starts_on.isoformat() if content.starts_on else None,
        "money_of": list(content.money_of),
        "answers": {key: list(value) if isinstance(value, tuple) else value for key, value in content.answers.items()},
        "costs": [_line_to_json(line) for line in content.costs],
        "stated_total_pence": content.stated_total_pence,
        "stated_totals": [asdict(one) for one in content.stated_totals],
        "recommendations": [
            {
                "number": one.number,
                "words": one.words,
                "asks": {board: ask.value for board, ask in one.asks.items()},
                "lines": list(one.lines),
                "is_of_money": one.is_of_money,
            }
            for one in content.recommendations
        ],
        "risks": list(content.risks),
        "people": list(content.people),
        "organisations": list(content.organisations),
    }


def from_json(kept: Mapping[str, Any]) -> Content:
    """Return the content that `to_json` made this of."""
    return Content(
        title=kept["title"],
        summary=kept["summary"],
        starts_on=date.fromisoformat(kept["starts_on"]) if kept["starts_on"] else None,
        money_of=tuple(kept["money_of"]),
        answers={key: tuple(value) if isinstance(value, list) else value for key, value in kept["answers"].items()},
        costs=tuple(_line_from_json(line) for line in kept["costs"]),
        stated_total_pence=kept["stated_total_pence"],
        stated_totals=tuple(StatedTotal(**one) for one in kept["stated_totals"]),
        recommendations=tuple(
            Recommendation(
                number=one["number"],
                words=one["words"],
                asks={board: Ask(ask) for board, ask in one["asks"].items()},
                lines=tuple(one["lines"]),
                is_of_money=one["is_of_money"],
            )
            for one in kept["recommendations"]
        ),
        risks=tuple(kept["risks"]),
        people=tuple(kept["people"]),
        organisations=tuple(kept["organisations"]),
    )


def digest_of(kept: Mapping[str, Any]) -> str:
    """Return the SHA-256 of JSON values, in hexadecimal, whatever the order of their keys."""
    written = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _line_to_json(line: CostLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "what": line.what,
        "years": [
            {
                "year": one.year,
                "pence": one.pence,
                "recurrence": one.recurrence.value if one.recurrence else None,
                "is_up_to": one.is_up_to,
                "is_tbc": one.is_tbc,
            }
            for one in line.years
        ],
        "workstream": line.workstream,
        "organisation": line.organisation,
        "section": line.section,
        "recurrence": line.recurrence.value if line.recurrence else None,
        "quantity": _exact(line.quantity),
        "unit": line.unit,
        "periods": _exact(line.periods),
        "period": line.period,
        "rate_pence": line.rate_pence,
        "stated_total_pence": line.stated_total_pence,
        "is_up_to": line.is_up_to,
        "is_tbc": line.is_tbc,
        "is_given": line.is_given,
        "note": line.note,
    }


def _line_from_json(kept: Mapping[str, Any]) -> CostLine:
    return CostLine(
        number=kept["number"],
        what=kept["what"],
        years=tuple(
            YearAmount(
                year=one["year"],
                pence=one["pence"],
                recurrence=Recurrence(one["recurrence"]) if one["recurrence"] else None,
                is_up_to=one["is_up_to"],
                is_tbc=one["is_tbc"],
            )
            for one in kept["years"]
        ),
        workstream=kept["workstream"],
        organisation=kept["organisation"],
        section=kept["section"],
        recurrence=Recurrence(kept["recurrence"]) if kept["recurrence"] else None,
        quantity=_number(kept["quantity"]),
        unit=kept["unit"],
        periods=_number(kept["periods"]),
        period=kept["period"],
        rate_pence=kept["rate_pence"],
        stated_total_pence=kept["stated_total_pence"],
        is_up_to=kept["is_up_to"],
        is_tbc=kept["is_tbc"],
        is_given=kept.get("is_given", False),
        note=kept["note"],
    )


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)
