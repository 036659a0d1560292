"""What follows `/convenor away`: until when, and who acts meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.domain.imports.dates import read_day
from bot.domain.imports.grid import Cell
from bot.errors import InvalidInputError

_BACK = frozenset({"back", "i'm back", "am back", "over"})
_ACTS = re.compile(r"\s*(?:acts?|is acting|will act)(?: for me)?\s*[.!]?$", re.IGNORECASE)
_LINKING = re.compile(r"^(?:and|,|with)(?:\s+|$)", re.IGNORECASE)
_WORDS_OF_A_DAY = 5


@dataclass(frozen=True, slots=True)
class AwayWords:
    """The last day, None for back now; who acts, as written, empty for nobody."""

    until_on: date | None
    deputy: str = ""


def read_away(words: str, today: date) -> AwayWords:
    """Read `until 30 Nov and Jane Smith acts for me`, or `back`.

    A day without a year is the next one of that name.

    Raises:
        InvalidInputError: it does not begin with a day.
    """
    if words.casefold().strip(" .!") in _BACK:
        return AwayWords(None)
    parts = re.sub(r"^(?:until|till|to)\s+", "", words, flags=re.IGNORECASE).split()
    for count in range(min(_WORDS_OF_A_DAY, len(parts)), 0, -1):
        day = _day(" ".join(parts[:count]).rstrip(",;."), today)
        if day is not None:
            rest = _LINKING.sub("", " ".join(parts[count:]).strip())
            return AwayWords(day, _ACTS.sub("", rest).strip(" ,;."))
    raise InvalidInputError(
        f"I don't see until when in “{words[:60]}”.",
        "Write `/convenor away until 30 Nov`, add `Jane Smith acts for me` if somebody does, "
        "or use the form: `/convenor away`.",
    )


def _day(written: str, today: date) -> date | None:
    whole = read_day(Cell(written)).day
    if whole is not None:
        return whole
    for year in (today.year, today.year + 1):
        found = read_day(Cell(f"{written} {year}")).day
        if found is not None and found >= today:
            return found
    return None
