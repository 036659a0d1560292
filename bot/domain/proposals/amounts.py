"""Amounts, financial years and sums such as `5 beds x 26 weeks x £800` as people type them: strict, and exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.domain.imports.amounts import MOST, plain_figures, read_amount, read_reckoning
from bot.domain.imports.grid import Cell
from bot.domain.money import format_pence
from bot.domain.text import clean_line
from bot.errors import InvalidInputError

_YEAR = re.compile(r"(?:FY\s*)?(20\d\d|\d\d)\s*[/\-–]\s*(20\d\d|\d\d)", re.IGNORECASE)
_LONE_YEAR = re.compile(r"(?:FY\s*)?(20\d\d)", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[£\s\-+]*\d+(?:\.\d+)?e[+-]?\d+", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_LOW_DENOMINATION = re.compile(r"\.\d{3,}")
_AS_FIGURES = "Write it in figures, such as 104,000 or £12.50."
_BARE_RATE = re.compile(r"([x×*@]\s*)(?=[\d.,]+k?\s*(?:(?:per|a|/)\s.*)?$)")
_BOUND = re.compile(r"^(?:up to|at most|no more than)\s+(?=.*[x×*@])", re.IGNORECASE)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """Money as it is asked: `pence` is None for a bare `TBC`."""

    pence: int | None
    is_up_to: bool = False
    is_tbc: bool = False


def read_asked(written: str) -> Asked:
    """Read `104,000`, `£12.50`, `250k`, `up to 100,000`, `TBC` or `TBC up to 100,000`.

    Raises:
        InvalidInputError: it is nothing, below nothing, too large, an estimate, or no amount in figures.
    """
    said = clean_line(written)
    if not said or not (_DIGIT.search(said) or read_amount(Cell(said)).is_tbc):
        raise InvalidInputError(f"“{_cut(said)}” is not an amount." if said else "No amount is given.", _AS_FIGURES)
    if any(sign.isdigit() and not sign.isascii() for sign in said):
        raise InvalidInputError(f"“{_cut(said)}” is not one amount in pounds.", _AS_FIGURES)
    if _SCIENTIFIC.search(said):
        raise InvalidInputError(f"“{_cut(said)}” is not written as people write money.", _AS_FIGURES)
    if _LOW_DENOMINATION.search(said) and not re.search(r"[a-z]", said, re.IGNORECASE):
        raise InvalidInputError(f"“{_cut(said)}” has more than two figures after the point.", _AS_FIGURES)
    amount = read_amount(Cell(said))
    if amount.pence is None:
        if amount.is_tbc and not amount.doubt:
            return Asked(None, amount.is_up_to, is_tbc=True)
        why = "No budget is that large" if "large" in amount.doubt else f"“{_cut(said)}” is not one amount in pounds"
        raise InvalidInputError(f"{why}.", _AS_FIGURES)
    if amount.doubt:
        mend = "Write the figure, with “up to” or “TBC” where it isn't settled."
        raise InvalidInputError(f"“{_cut(said)}” is an estimate.", mend)
    return Asked(_in_range(amount.pence, said), amount.is_up_to, amount.is_tbc)


def read_pence(written: str) -> int:
    """Read one settled amount into pence, for a question that asks for money.

    Raises:
        InvalidInputError: as `read_asked`, or it is only an upper bound or to be confirmed.
    """
    asked = read_asked(written)
    if asked.pence is None or asked.is_up_to or asked.is_tbc:
        raise InvalidInputError(f"“{_cut(clean_line(written))}” is not settled.", "One amount is asked for here.")
    return asked.pence


def read_year(written: str) -> int:
    """Read a financial year, `2018/19` or `18/19`, into the year it begins in.

    Raises:
        InvalidInputError: it is no financial year from April to March.
    """
    said = clean_line(written)
    found = _YEAR.fullmatch(said)
    if not found:
        lone = _LONE_YEAR.fullmatch(said)
        mend = "Write it as 2018/19."
        if lone:
            year = int(lone[1])
            mend = f"Write {year - 1}/{year % 100:02d} or {year}/{(year + 1) % 100:02d}."
        raise InvalidInputError(f"“{_cut(said)}” is not a financial year.", mend)
    first = int(found[1]) % 100
    if int(found[2]) % 100 != (first + 1) % 100:
        raise InvalidInputError(
            f"“{_cut(said)}” is not one financial year: it runs from April to March.",
            f"Write it as 20{first:02d}/{(first + 1) % 100:02d}.",
        )
    return 2000 + first


def holds_year(written: str) -> bool:
    """Return whether words begin with two years, such as `2018/19 50,000`."""
    return _YEAR.match(written.strip()) is not None


def split_year(written: str) -> tuple[int, str]:
    """Return the financial year that words begin with, and what follows it.

    Raises:
        InvalidInputError: it is no financial year.
    """
    found = _YEAR.match(written.strip())
    if not found:
        raise InvalidInputError(f"“{_cut(written)}” names no financial year.", "Write it as 2018/19 50,000.")
    return read_year(found[0]), written.strip()[found.end() :].strip(" :=")


@dataclass(frozen=True, slots=True)
class Product:
    """A sum such as 5 `beds` x 26 `weeks` x £800; `periods` is None where it has no such part.

    `is_up_to` is set where what it comes to is an upper bound.
    """

    quantity: Decimal
    unit: str
    periods: Decimal | None
    period: str
    rate_pence: int
    is_up_to: bool = False

    @property
    def pence(self) -> int:
        """What it comes to, to the nearest penny."""
        return product(self.quantity, self.periods, self.rate_pence)

    @property
    def words(self) -> str:
        """The sum as a person would type it."""
        return product_words(self.quantity, self.unit, self.periods, self.period, self.rate_pence)


def read_product(written: str) -> Product:
    """Read `5 beds x 26 weeks x £800`, or `up to 5 beds x 26 weeks x £800`; nothing else may stand there.

    Raises:
        InvalidInputError: it is no such sum, a part of it is nothing, or it comes to more than any budget.
    """
    said = clean_line(written)
    bare = _BOUND.sub("", said)
    # A rate without its sign is still a rate here: nothing else may stand last.
    priced = bare if "£" in bare else _BARE_RATE.sub(r"\1£", bare)
    found = read_reckoning(priced, is_alone=True)
    if found is None or _LOW_DENOMINATION.search(priced.partition("£")[2]):
        raise InvalidInputError(
            f"“{_cut(said)}” is not a sum that can be reckoned.", "Write it as 5 beds x 26 weeks x £800."
        )
    read = Product(found.quantity, found.unit, found.periods, found.period, found.rate_pence, is_up_to=bare != said)
    _in_range(read.pence, said)
    return read


def product(quantity: Decimal, periods: Decimal | None, rate_pence: int) -> int:
    """Return quantity x periods x rate in pence, to the nearest penny."""
    return int((quantity * (1 if periods is None else periods) * rate_pence).to_integral_value(ROUND_HALF_UP))


def product_words(quantity: Decimal, unit: str, periods: Decimal | None, period: str, rate_pence: int) -> str:
    """Return `5 beds x 26 weeks x £800`."""
    parts = [f"{plain_figures(quantity)} {unit}".strip()]
    if periods is not None:
        parts.append(f"{plain_figures(periods)} {period}".strip())
    return " x ".join([*parts, format_pence(rate_pence)])


def _in_range(pence: int, said: str) -> int:
    if pence == 0:
        raise InvalidInputError(f"“{_cut(said)}” is nothing.", "Leave it out, or write TBC where it is not known yet.")
    if pence < 0:
        raise InvalidInputError(f"“{_cut(said)}” is less than nothing.", "Ask for money with an amount above 0.")
    if pence >= MOST * 100:
        raise InvalidInputError("No budget is that large.", _AS_FIGURES)
    return pence


def _cut(said: str) -> str:
    return said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"
