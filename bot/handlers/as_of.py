"""`as of DATE` at the end of a command: which day's register is asked for."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.domain.imports.dates import read_day
from bot.domain.imports.grid import Cell
from bot.errors import InvalidInputError
from bot.views.wording import day as said_day

_AS_OF = re.compile(r"(?:^|\s)as\s+(?:of|at)(?:\s+(?P<written>.*))?$", re.IGNORECASE | re.DOTALL)
_NEAR = {"today": 0, "now": 0, "yesterday": 1}
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_NO_YEAR = re.compile(rf"[^\d]*(?:{_NTH}[\s\-/.]*(?:of )?[a-z]+|[a-z]+\.?\s+{_NTH})\.?")
_SHORT = 40


def split_as_of(words: str, today: date) -> tuple[str, date | None]:
    """Split the words of a command from the day they end with, such as `PC red as of 1 Nov 2018`.

    Days are read day first, as `1 November 2018`, `2018-11-01` or `1/11/2018`; without a year it is the last such day.

    Args:
        words: what was typed after the verb; `as at` is taken like `as of`.
        today: the partnership's day.

    Returns:
        The words before, and the day; None when no day is asked for.

    Raises:
        InvalidInputError: it is no date, or one to come.
    """
    found = _AS_OF.search(words)
    if found is None:
        return words, None
    return words[: found.start()].strip(), read_past_day(found["written"] or "", today)


def read_past_day(written: str, today: date) -> date:
    """Return the day that somebody wrote, today at the latest.

    Raises:
        InvalidInputError: it is no date, or one to come.
    """
    plain = written.strip().strip(".?!,").strip()
    if not plain:
        raise InvalidInputError("As of which day?", "Write it behind: `as of 1 November 2018`.")
    near = _NEAR.get(plain.casefold())
    if near is not None:
        return today - timedelta(days=near)
    read = read_day(Cell(plain))
    day = read.day
    if day is None and _NO_YEAR.fullmatch(plain.casefold()):
        in_years = (read_day(Cell(f"{plain} {today.year - back}")).day for back in (0, 1))
        day = next((one for one in in_years if one is not None and one <= today), None)
    if day is None:
        doubt = f" {read.doubt}" if read.doubt else ""
        raise InvalidInputError(
            f"I can't read “{plain[:_SHORT]}” as a day.{doubt}", "Write it like `1 November 2018` or `2018-11-01`."
        )
    if day > today:
        raise InvalidInputError(
            f"{said_day(day, today)} is still to come, and nobody can say how the register will stand.",
            "Give a day up to today.",
        )
    return day
