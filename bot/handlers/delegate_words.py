"""What follows `/proposal delegate TB`: who votes, from and until when, or that nobody does any more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.domain.written_dates import UnreadableDayError, read_day
from bot.errors import InvalidInputError
from bot.views.blocks import clip

_OFF = frozenset({"off", "end", "stop", "nobody", "no one", "none"})
_FOR = re.compile(r"^for\s+(?P<member>.+?)\s*:\s*", re.IGNORECASE)
_PERIOD = re.compile(
    r"^(?P<who>.+?)\s+(?:votes\s+)?(?:from\s+(?P<since>.+?)\s+)?(?:until|till|to)\s+(?P<until>.+)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DelegateWords:
    """Who votes, as written, and on which days; both are nothing where nobody does any more.

    `member` is for whom, as written, empty for whoever asks.
    """

    deputy: str
    days: tuple[date, date] | None
    member: str = ""


def read_delegation(words: str, today: date) -> DelegateWords:
    """Read `@name until 30 Nov`, `@name from 3 Dec until 14 Dec`, `for Jane Smith: @name until 30 Nov`, or `off`.

    Raises:
        InvalidInputError: it says neither who nor until when, or a day cannot be read.
    """
    found = _FOR.match(words)
    member, rest = (found["member"], words[found.end() :]) if found else ("", words)
    if rest.strip(" .!").casefold() in _OFF:
        return DelegateWords("", None, member)
    period = _PERIOD.match(rest.strip())
    if period is None:
        raise InvalidInputError(
            f"I don't see who votes until when in “{clip(words, 60)}”." if words else "Who votes for you, until when?",
            "Write `/proposal delegate TB @name until 30 Nov`, or `/proposal delegate TB off`.",
        )
    since = _day(period["since"], today) if period["since"] else today
    return DelegateWords(period["who"], (since, _day(period["until"], today)), member)


def _day(written: str, today: date) -> date:
    try:
        return read_day(written.strip(" .,"), today).day
    except UnreadableDayError as refused:
        raise InvalidInputError(refused.sentence) from refused
