"""Months as people write them, and as they are said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

SHORT_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""How months are named for short, January first."""

MONTHS = tuple(name.casefold() for name in SHORT_NAMES)
"""The same in small letters, as what was typed is compared."""

_FULL = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_YEAR = r"(?:19|20)\d\d"
_NUMBERS = re.compile(rf"(?:(?P<year>{_YEAR})[-/](?P<month>\d{{1,2}})|(?P<first>\d{{1,2}})[-/](?P<last>{_YEAR}))$")
_WORDS = re.compile(rf"(?P<name>[a-z]{{3,9}})\.?(?:,?\s+(?P<year>{_YEAR}|\d\d))?$", re.IGNORECASE)


def split_month(words: str, today: date) -> tuple[str, str | None]:
    """Split words from the month they end with, such as `ICB-H November 2018`.

    Args:
        words: what was typed.
        today: a month without a year is the nearest to it.

    Returns:
        The words before, and the month as `2018-11`; None where they end with no month.
    """
    plain = words.strip().rstrip(".,?!")
    numbers = re.search(rf"(?:^|\s){_NUMBERS.pattern}", plain)
    if numbers:
        year, month = int(numbers["year"] or numbers["last"]), int(numbers["month"] or numbers["first"])
        return (plain[: numbers.start()].strip(), f"{year:04d}-{month:02d}") if 1 <= month <= 12 else (words, None)
    named = re.search(rf"(?:^|\s){_WORDS.pattern}", plain, re.IGNORECASE)
    number = month_number(named["name"]) if named else None
    if named is None or number is None:
        return words, None
    return plain[: named.start()].strip(), f"{_year(named['year'], number, today):04d}-{number:02d}"


def month_name(month: str) -> str:
    """Return `November 2018` for `2018-11`."""
    year, number = month.split("-")
    return f"{_FULL[int(number) - 1].capitalize()} {int(year)}"


def first_in(month: str, days: Iterable[date]) -> date | None:
    """Return the first of some days that lies in a month such as `2018-11`."""
    return min((day for day in days if f"{day:%Y-%m}" == month), default=None)


def month_number(name: str) -> int | None:
    """Return a month's number from its name, whole or short: 9 for `September`, `Sept` or `sep`; None for others."""
    plain = name.casefold().rstrip(".")
    if plain not in _FULL and plain not in MONTHS and plain != "sept":
        return None
    return MONTHS.index(plain[:3]) + 1


def _year(written: str | None, month: int, today: date) -> int:
    if written is not None:
        return int(written) + (2000 if len(written) == 2 else 0)
    return min(
        (today.year - 1, today.year, today.year + 1),
        key=lambda year: abs((year - today.year) * 12 + month - today.month),
    )
