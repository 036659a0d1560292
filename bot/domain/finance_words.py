"""Money and probabilities as people type them into a form: `£1.2m`, `250k`, `TBC`; `25%`, `1/8`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from bot.domain.imports.amounts import percent_words, plain_figures, read_amount, read_probability
from bot.domain.imports.grid import Cell
from bot.domain.imports.words import is_missing, is_to_be_confirmed, read_line
from bot.domain.money import format_pence

T = TypeVar("T")
TBC = "TBC"
_RATIO = re.compile(r"([0-9]{1,6})\s*(?:/|in|out of)\s*([0-9]{1,6})", re.IGNORECASE)
_PARTS_OF_A_PENNY = re.compile(r"[0-9]\.[0-9]{3,}\)?$")
_ODD_ONE = "Is that 1% or 100%? Write it with its sign."
_MONEY_MEND = "Write an amount, such as £1.2m, 250k or 104,000, or TBC."
_CHANCE_MEND = "Write it as 25% or 1/4, TBC, or leave it empty for certain."


@dataclass(frozen=True, slots=True)
class Typed(Generic[T]):
    """What was read: a value, or to be confirmed, or neither where nothing was typed; or why it cannot be taken."""

    value: T | None = None
    is_tbc: bool = False
    problem: str = ""


def read_money(written: str) -> Typed[int]:
    """Read an amount of pounds into pence."""
    text = read_line(written)
    if _PARTS_OF_A_PENNY.search(text):
        return Typed(problem=f"A penny has no parts. {_MONEY_MEND}")
    amount = read_amount(Cell(text))
    if amount.pence is None:
        problem = f"{amount.doubt} {_MONEY_MEND}" if amount.doubt else ""
        return Typed(is_tbc=amount.is_tbc, problem=problem)
    if amount.doubt or amount.is_up_to or amount.is_tbc:
        return Typed(problem=f"One plain amount fits here; say in the notes how sure it is. {_MONEY_MEND}")
    return Typed(amount.pence)


def read_chance(written: str) -> Typed[Fraction]:
    """Read a probability into a fraction of one; a plain number above 1 is a percentage."""
    text = read_line(written)
    if is_missing(text):
        return Typed()
    if is_to_be_confirmed(text):
        return Typed(is_tbc=True)
    ratio = _RATIO.fullmatch(text)
    if ratio:
        part, whole = int(ratio[1]), int(ratio[2])
        return Typed(Fraction(part, whole)) if part <= whole and whole else Typed(problem=_CHANCE_MEND)
    if re.fullmatch(r"1(?:\.0+)?", text):
        return Typed(problem=_ODD_ONE)
    value, doubt = read_probability(Cell(text), is_in_percent=_is_above_one(text))
    return Typed(value) if value is not None else Typed(problem=f"{doubt} {_CHANCE_MEND}")


def money_words(pence: int | None, *, is_tbc: bool = False) -> str:
    """Return an amount as `read_money` takes it back; empty for none."""
    return TBC if is_tbc else "" if pence is None else format_pence(pence)


def chance_words(chance: Fraction | None, *, is_tbc: bool = False) -> str:
    """Return a probability as `read_chance` takes it back; empty for none."""
    return TBC if is_tbc else "" if chance is None else percent_words(chance)


def short_money(pence: int) -> str:
    """Return an amount for a table or a phrase: to the pound, and from a million on as `£1.25m`."""
    pounds = (2 * abs(pence) + 100) // 200
    # The joiner keeps a line from being broken between sign and amount.
    sign = "−\u2060" if pence < 0 and pounds else ""
    if pounds < 1_000_000:
        return f"{sign}£{pounds:,}"
    thousands = (2 * pounds + 1_000) // 2_000
    return f"{sign}£{plain_figures(Decimal(thousands).scaleb(-3))}m"


def _is_above_one(text: str) -> bool:
    found = re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]+)?", text)
    return bool(found) and Decimal(found[0]) > 1 if found else False
