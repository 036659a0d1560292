"""How typed values of a workbook are put in words, and the guard that exports put before formulas."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from bot.domain.imports.amounts import plain_figures

# Spreadsheets also take the full-width signs of Chinese and Japanese keyboards.
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "'")
ESCAPE_LENGTH = 7
"""How many characters a workbook may spend on one: `_x000D_`."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """Return a text as a workbook's XML holds it: what a spreadsheet would take for an escape is escaped itself."""
    return _LOOKS_ESCAPED.sub("_x005F_", text)


def unescaped(written: str) -> str:
    """Return the text that a workbook's XML means: `_x0041_` is a letter A."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), written) if "_x" in written else written


def without_guard(written: str) -> str:
    """Return a cell's text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return written[1:] if written.startswith("'") and written[1:].startswith(FORMULA_STARTS) else written


def number_of(value: float) -> Decimal | None:
    """Return a number to the 15 figures that spreadsheets keep; None for what is none (infinite, not a number)."""
    number = Decimal(format(value, ".15g")) if not isinstance(value, int) else Decimal(value)
    return number if number.is_finite() else None


def number_text(number: Decimal, *, is_percent: bool) -> str:
    """Return a number as a person would type it: `12.5%`, `104000`, `0.25`."""
    shown = number * 100 if is_percent else number
    if shown.adjusted() > 20 or shown.adjusted() < -12:
        return str(shown)
    return plain_figures(shown) + ("%" if is_percent else "")


def day_of(value: datetime | date) -> date:
    """Return the day of a date or of an instant."""
    return value.date() if isinstance(value, datetime) else value
