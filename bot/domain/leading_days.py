"""A day at the beginning of other words: where it ends, and whether it is meant as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.domain.months import MONTHS
from bot.domain.written_dates import DayRead, UnreadableDayError, understood

_WORDS_MAX = 6
_CLOCK = (
    r"(?:the )?(?:noon|midday|midnight|lunchtime|close of (?:play|business)|cop|cob|eod|end of (?:the )?day"
    r"|\d{1,2}(?:[:.]\d{2})? ?[ap]m|\d{1,2}:\d{2})(?![0-9A-Za-z])"
)
_TIME_BEFORE = re.compile(rf"(?P<time>{_CLOCK})(?:,| on| of)? ", re.IGNORECASE)
_TIME_BEHIND = re.compile(rf"(?:at |by )?(?P<time>{_CLOCK})[,:;]?\s*", re.IGNORECASE)
_BRIEF_YEAR = re.compile(r"[A-Za-z.]+ (?P<year>\d{2})[,:;.]?")
_WEEKDAYS = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun"
_MONTHS = "|".join(MONTHS)
_BARE = re.compile(
    r"(?:on )?(?:(?:in|within) \S+ (?:day|week|fortnight|month|year)|today\b|tomorrow\b|the day after tomorrow"
    rf"|(?:this |next |the coming |coming )?(?:{_WEEKDAYS})\b"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?[ \-](?:of )?(?:{_MONTHS})|\d{{4}}-\d|\d{{1,2}}([/.\-])\d{{1,2}}\1\d)",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d{1,2}/\d{1,2}(?![0-9A-Za-z/])")


def leading_day(words: str, today: date, meetings: Sequence[date] | None = None) -> tuple[DayRead, str] | None:
    """Split words that begin with a day into the day and what follows; None when they begin otherwise.

    A time of the day beside it is left out, and said.

    Args:
        words: such as `16 Nov bring the plan`.
        today: the partnership's day.
        meetings: see `bot.domain.written_dates.read_day`.

    Raises:
        UnreadableDayError: they begin with what looks like a day and is none, or one that has passed; `rest` is what
            follows it.
    """
    before = _TIME_BEFORE.match(words)
    found = _longest(words[before.end() :] if before else words, today, meetings)
    if found is None:
        return None
    read, rest = found
    behind = _TIME_BEHIND.match(rest)
    times = [time["time"] for time in (before, behind) if time]
    if times:
        read = replace(read, left_out=f"The tracker keeps days, not times, so “{times[0]}” is left out.")
    return read, rest[behind.end() :] if behind else rest


def begins_with_day(words: str) -> bool:
    """Return whether words begin with what can hardly be meant otherwise than as a day, with no `by` before it."""
    return _BARE.match(words) is not None


def figures_like_day(words: str, today: date) -> str:
    """Return the figures with which words begin where they may be a day, such as `24/7`; empty where they are not."""
    found = _FIGURES.match(words)
    if found is None:
        return ""
    try:
        return found[0] if understood(found[0], today) else ""
    except UnreadableDayError:
        return ""


def _longest(words: str, today: date, meetings: Sequence[date] | None) -> tuple[DayRead, str] | None:
    parts = words.split()
    for count in range(min(_WORDS_MAX, len(parts)), 0, -1):
        written, rest = " ".join(parts[:count]), " ".join(parts[count:])
        try:
            read = understood(written, today, meetings)
        except UnreadableDayError as problem:
            raise UnreadableDayError(problem.sentence, rest) from problem
        if read is None:
            continue
        year = _BRIEF_YEAR.search(written) if rest else None
        if year is not None and year.end() == len(written):
            read = replace(read, doubt=f"{read.doubt} I take “{year['year']}” for the year.".strip())
        return read, rest
    return None
