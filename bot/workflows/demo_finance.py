"""The demonstration's finance tracker, in thousands as the paper prints it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from bot.domain.finance_words import read_chance, read_money
from bot.domain.imports.drafts import FinanceSection, MoneyUnit
from bot.domain.registers.records import FinanceLineRecord
from bot.errors import InvalidInputError

_AMOUNTS = ("full_value", "adjusted_recurrent", "adjusted_non_recurrent")


def read_demo_finance(rows: Iterable[Mapping[str, str]]) -> tuple[FinanceLineRecord, ...]:
    """Return the lines of the demonstration's tracker.

    Raises:
        InvalidInputError: an amount or a probability cannot be read.
    """
    return tuple(_line(row) for row in rows)


def _line(row: Mapping[str, str]) -> FinanceLineRecord:
    where = f"finance.csv: {row['section']} {row['number']}"
    amounts: dict[str, int | None] = {}
    is_open: list[str] = []
    for name in _AMOUNTS:
        money = read_money(row[f"{name}_thousands"])
        if money.problem:
            raise InvalidInputError(f"{where}: {money.problem}")
        amounts[f"{name}_pence"] = None if money.value is None else money.value * 1_000
        is_open += [name] * money.is_tbc
    chance = read_chance(row["probability"])
    if chance.problem:
        raise InvalidInputError(f"{where}: {chance.problem}")
    probability: Fraction | None = chance.value
    return FinanceLineRecord(
        partner=row["partner"],
        section=FinanceSection(row["section"]),
        number=row["number"],
        title=row["title"],
        narrative=row["narrative"],
        probability=probability,
        adjusted_pence=None,
        unit=MoneyUnit.THOUSANDS,
        to_be_confirmed=(*is_open, *["probability"] * chance.is_tbc),
        risk_refs=(row["risk"],) if row["risk"] else (),
        **amounts,
    )
