"""Money, percentages and quantities as written, exact: `£104,000`, `(1,200)`, `250k`, `up to 100,000`, `12.5%`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from bot.domain.imports.grid import Cell
from bot.domain.imports.words import OPEN_PART, is_missing, is_to_be_confirmed, read_line

MOST = Decimal(10) ** 12
_NUMBER = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d+)?|\d{1,13}(?:\.\d+)?|\.\d+"
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-–−+])?\s*(?:£|gbp)?\s*(?P<late>[-–−])?\s*(?P<number>{_NUMBER})\s*"
    r"(?P<scale>k|m|mn|million|thousand|bn)?\s*(?:£|gbp|pounds)?\s*(?P<close>\))?",
    re.IGNORECASE,
)
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000, "bn": 10**9}
_UP_TO = re.compile(
    r"\b(?:up to|max(?:imum)?\.?(?: of)?|no more than|not more than|capped at|at most)\b:?", re.IGNORECASE
)
_ABOUT = re.compile(r"(?:\b(?:circa|c\.|ca\.?|approx(?:imately)?\.?|about|around|estimated?|est\.?|c(?=\s?£))|~)", re.I)
_NOTHING = re.compile(r"(?:£|gbp)?\s*(?:nil|zero)", re.IGNORECASE)
_PERCENT_FIGURES = 6
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*(%|per ?cent)?", re.IGNORECASE)
_THOUSANDS = re.compile(
    r"(?:£|gbp)\s*'?’?0?00s?\b|'000s?|’000s?|£\s*k\b|\(k\)|\bthousands?\b|\b000s\b|£000", re.IGNORECASE
)
_MILLIONS = re.compile(r"£\s*m\b|\bgbp m\b|£ ?millions?\b|\(£m\)", re.IGNORECASE)
_SUM = re.compile(
    rf"(?P<count>{_NUMBER})\s*(?P<unit>[a-z][a-z \-/]{{0,30}}?)?\s*[x×*@]\s*(?:(?P<periods>{_NUMBER})\s*"
    rf"(?P<period>weeks?|months?|days?|nights?|years?|quarters?|hours?|sessions?)\s*[x×*@]\s*)?(?:£|gbp)\s*"
    rf"(?P<rate>{_NUMBER})(?P<scale>k)?(?:\s*(?:per|a|/)\s*[a-z ]{{1,20}}?)?(?:\s*=.*)?",
    re.IGNORECASE | re.DOTALL,
)
_CUT_OFF = re.compile(r"(?:[-–−+.,\w]|(?:\bx|[×*@])\s*)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as read, in pence. `doubt` says why it is unset, or, with `pence`, why it should be looked at."""

    pence: int | None = None
    is_up_to: bool = False
    is_tbc: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`5 beds x 26 weeks x £800`; without a period `periods` is None."""

    quantity: Decimal
    unit: str
    periods: Decimal | None
    period: str
    rate_pence: int

    @property
    def pence(self) -> int:
        """The product, to the nearest penny."""
        product = self.quantity * (self.periods if self.periods is not None else 1) * self.rate_pence
        return int(product.to_integral_value(ROUND_HALF_UP))


def scale_of(heading: str) -> int:
    """Return what a printed 1 means in pounds under a heading: 1,000 for £'000, 1,000,000 for £m, else 1."""
    if _MILLIONS.search(heading):
        return 1_000_000
    return 1_000 if _THOUSANDS.search(heading) else 1


def read_amount(cell: Cell, scale: int = 1) -> Amount:
    """Read a cell that should hold money; `scale` is what its heading says a 1 means in pounds."""
    if cell.number is not None:
        return Amount(doubt="It is a percentage, not money.") if cell.is_percent else _pence(cell.number, scale)
    text = read_line(cell.text)
    if _NOTHING.fullmatch(text):
        return Amount(0)
    if is_missing(text):
        return Amount()
    if is_to_be_confirmed(text):
        return Amount(is_tbc=True)
    is_tbc, is_up_to, is_about = (bool(mark.search(text)) for mark in (OPEN_PART, _UP_TO, _ABOUT))
    for mark in (OPEN_PART, _UP_TO, _ABOUT):
        text = mark.sub(" ", text)
    text = text.strip(" ,;:")
    if is_tbc and text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    read = _read_written(text, scale)
    doubt = read.doubt or ("It is an estimate." if is_about else "")
    return Amount(read.pence, is_up_to, is_tbc, doubt)


def read_probability(cell: Cell, *, is_in_percent: bool) -> tuple[Fraction | None, str]:
    """Return a probability as a fraction of one, or None; and the doubt that leaves it unset.

    Args:
        cell: the cell.
        is_in_percent: whether its column's plain numbers are percentages (50) rather than parts of one (0.5).
    """
    if cell.number is not None:
        value = Fraction(cell.number) if cell.number.is_finite() else Fraction(-1)
        value = value / 100 if is_in_percent and not cell.is_percent else value
    else:
        text = read_line(cell.text)
        if is_missing(text) or is_to_be_confirmed(text):
            return None, ""
        found = _PERCENT.fullmatch(text)
        if not found:
            return None, "It is not a percentage that can be read."
        value = Fraction(found[1]) / (100 if found[2] or is_in_percent else 1)
    return (value, "") if 0 <= value <= 1 else (None, "A probability lies between 0 and 100%.")


def plain_figures(number: Decimal) -> str:
    """Return a number as a person would type it: `104000`, `0.25`, no zeros at its end."""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def percent_words(share: Fraction) -> str:
    """Return a share in per cent where six decimals say it exactly (`12.5%` for 1/8), else as a fraction (`1/3`)."""
    millionths = share * 100 * 10**_PERCENT_FIGURES
    if millionths.denominator != 1:
        return str(share)
    return plain_figures(Decimal(millionths.numerator).scaleb(-_PERCENT_FIGURES)) + "%"


def read_quantity(cell: Cell) -> tuple[Decimal | None, str]:
    """Return the number a cell begins with and the words after it (`5 beds` -> 5, `beds`)."""
    if cell.number is not None:
        return (cell.number if cell.number.is_finite() and abs(cell.number) < MOST else None), ""
    found = re.match(rf"\s*({_NUMBER})\s*([^\d]{{0,40}})$", read_line(cell.text))
    return (Decimal(found[1].replace(",", "")), found[2].strip()) if found else (None, "")


def read_reckoning(written: str, *, is_alone: bool = False) -> Reckoning | None:
    """Read `5 beds x 26 weeks x £800 = £104,000`; None when the text holds no such product, or more than one can say.

    Args:
        written: the text.
        is_alone: whether nothing but the product may stand there.
    """
    said = read_line(written)[:300]
    found = _SUM.fullmatch(said) if is_alone else _SUM.search(said)
    # What stands right before it would be a part of it: a sign, more figures, another factor.
    if not found or _CUT_OFF.search(said[: found.start()]):
        return None
    rate = _pence(_decimal(found["rate"]), 1_000 if found["scale"] else 1).pence
    if rate is None:
        return None
    periods = _decimal(found["periods"]) if found["periods"] else None
    return Reckoning(
        _decimal(found["count"]), (found["unit"] or "").strip(), periods, (found["period"] or "").casefold(), rate
    )


def _read_written(text: str, scale: int) -> Amount:
    found = _AMOUNT.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return Amount(doubt="It is not one amount that can be read.")
    number, factor = found["number"], _SCALES.get((found["scale"] or "").casefold())
    if factor is None and scale == 1 and "," not in number and re.fullmatch(r"\d{1,3}\.\d{3}", number):
        return Amount(doubt="The point may part thousands or pence.")
    value = _decimal(number)
    is_negative = found["open"] or found["late"] or found["sign"] in ("-", "–", "−")
    return _pence(-value if is_negative else value, factor or scale)


def _pence(pounds: Decimal, scale: int) -> Amount:
    if not pounds.is_finite() or abs(pounds) * scale >= MOST:
        return Amount(doubt="No budget is that large.")
    return Amount(int((pounds * scale * 100).to_integral_value(ROUND_HALF_UP)))


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))
