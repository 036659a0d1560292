"""Dates as offices write them: day first. One that its own context contradicts is doubted, never chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.imports.grid import Cell
from bot.domain.imports.words import cut, is_missing, is_to_be_confirmed, read_line
from bot.domain.months import MONTHS

EARLIEST, LATEST = 1990, 2099
_FULL = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_TIME = r"(?:[ T]+[0-2]?\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z| ?[ap]m)?)?"
_WEEKDAY = r"(?:(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,? +)?"
_WEEKDAY_NAMES = {
    name[:3].casefold(): name for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
}
_WEEKDAYS = tuple(_WEEKDAY_NAMES)
_NUMERIC = re.compile(
    rf"(\d{{1,2}})\s?(?P<mark>[/.\-])\s?(\d{{1,2}})\s?(?P=mark)\s?(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE
)
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_TIME}", re.IGNORECASE)
_DAY_WORD = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[ \-/.]*(?:of )?({_FULL})\.?,?[ \-/.']*(\d{{4}}|\d{{2}}){_TIME}",
    re.IGNORECASE,
)
_WORD_DAY = re.compile(
    rf"{_WEEKDAY}({_FULL})\.? +(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE
)
_MONTH_YEAR = re.compile(rf"({_FULL})[ \-/.']*(\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE)
_NO_DAY = "It names a month but no day."
_SERIAL_FIRST, _SERIAL_LAST = 32_874, 73_050
_REACH = 20
_FIGURES_OF_YEAR = re.compile(rf"(?<!\d)\d{{2}}{_TIME}$", re.IGNORECASE)
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as read. `other` is the day it would be month first, if there is one; `doubt` says why it is unset."""

    written: str = ""
    day: date | None = None
    other: date | None = None
    doubt: str = ""


def read_day(cell: Cell, *, counts_from_1904: bool = False) -> Day:
    """Read a cell that should hold a date. Blank and `TBC` are no doubt; a month without a day is one."""
    written = cut(read_line(cell.text))
    if cell.day is not None and not cell.shows_day:
        return Day(written, doubt=_NO_DAY)
    if cell.day is not None:
        return _checked(written, cell.day, _swapped(cell.day))
    if cell.number is not None and not cell.is_percent:
        return _serial(written, cell, counts_from_1904=counts_from_1904)
    if is_missing(written) or is_to_be_confirmed(written):
        return Day(written)
    if written.isdecimal() and len(written) == 5 and _SERIAL_FIRST <= int(written) <= _SERIAL_LAST:
        return _checked(written, _EPOCH + timedelta(days=int(written)), None)
    return _written(written)


def month_first_evidence(days: Iterable[Day]) -> str:
    """Return the first date of a column that can only be month first (`11/28/2018`); empty when there is none."""
    return next((one.written for one in days if _can_only_be_month_first(one.written)), "")


def doubt_of(day: Day, evidence: str) -> Day:
    """Return `day`, unset if it could be either way round and its column holds one that is month first."""
    if day.day is None or day.other is None or not evidence:
        return day
    return unset(
        day,
        f"It may be {said(day.day)} or {said(day.other)}: the same column holds {evidence}, which is month first.",
    )


def in_reach(day: Day, today: date | None) -> Day:
    """Return `day`, unset where its year has two figures and is so far from today that another century may be meant."""
    if day.day is None or today is None or abs(day.day.year - today.year) <= _REACH or str(day.day.year) in day.written:
        return day
    if _FIGURES_OF_YEAR.search(day.written):
        return unset(day, f"The year has two figures, and {day.day.year} is far from today.")
    return day


def unset(day: Day, reason: str) -> Day:
    """Return `day` without its date, for `reason`."""
    return Day(day.written, None, day.other, reason)


def said(day: date) -> str:
    """Return for example `11 October 2018`."""
    return f"{day.day} {_FULL.split('|')[day.month - 1].capitalize()} {day.year}"


def month_in(written: str) -> tuple[int, int] | None:
    """Return the year and month that a reference such as `ICBOct18-3` names; None when it names none."""
    found = re.search(rf"({'|'.join(MONTHS)})[a-z]*[ \-/.']?(20\d\d|\d\d)(?!\d)", written, re.IGNORECASE)
    return (_year(found[2]), MONTHS.index(found[1].casefold()) + 1) if found else None


def month_said(cell: Cell) -> str:
    """Return a reporting month in words: `October 2018` for a date, else as written."""
    if cell.day is not None:
        return said(cell.day).partition(" ")[2]
    return read_line(cell.text)


def _written(written: str) -> Day:
    if found := _ISO.fullmatch(written):
        return _made(written, int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(written):
        return _numeric(written, int(found[1]), int(found[3]), _year(found[4]))
    if found := _DAY_WORD.fullmatch(written):
        return _on_weekday(found["weekday"], _made(written, _year(found[4]), _month(found[3]), int(found[2])))
    if found := _WORD_DAY.fullmatch(written):
        return _on_weekday(found["weekday"], _made(written, _year(found[4]), _month(found[2]), int(found[3])))
    if _MONTH_YEAR.search(written) and not re.search(r"\d[/.]\d", written):
        return Day(written, doubt=_NO_DAY)
    return Day(written, doubt="It is not a date that can be read.")


def _numeric(written: str, first: int, second: int, year: int) -> Day:
    if second > 12 >= first and _date(year, first, second):
        return Day(
            written,
            other=_date(year, first, second),
            doubt=f"Day first it is no date; month first it would be {said(date(year, first, second))}.",
        )
    day = _date(year, second, first)
    return _checked(written, day, _swapped(day)) if day else Day(written, doubt="There is no such day.")


def _made(written: str, year: int, month: int, day: int) -> Day:
    made = _date(year, month, day)
    return _checked(written, made, None) if made else Day(written, doubt="There is no such day.")


def _on_weekday(weekday: str | None, day: Day) -> Day:
    if day.day is None or weekday is None or _WEEKDAYS[day.day.weekday()] == weekday[:3].casefold():
        return day
    return unset(day, f"{said(day.day)} was not a {_WEEKDAY_NAMES[weekday[:3].casefold()]}.")


def _serial(written: str, cell: Cell, *, counts_from_1904: bool) -> Day:
    number = cell.number
    if number is None or not number.is_finite() or not _SERIAL_FIRST - 1462 <= number <= _SERIAL_LAST:
        return Day(written, doubt="It is a number, not a date.")
    day = (_EPOCH_1904 if counts_from_1904 else _EPOCH) + timedelta(days=int(number))
    return _checked(written, day, _swapped(day))


def _checked(written: str, day: date, other: date | None) -> Day:
    if not EARLIEST <= day.year <= LATEST:
        return Day(written, doubt=f"The year {day.year} cannot be meant.")
    return Day(written, day, other)


def _swapped(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def _can_only_be_month_first(written: str) -> bool:
    found = _NUMERIC.fullmatch(written)
    return bool(found) and int(found[3]) > 12 >= int(found[1]) >= 1 if found else False


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _month(written: str) -> int:
    return MONTHS.index(written[:3].casefold()) + 1
