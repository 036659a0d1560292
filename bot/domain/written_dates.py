"""Days to come as people write them: day first, with or without a year, or counted from today.

What was understood is always shown back before anything is saved, so the likeliest reading is taken, with a doubt
where another is nearly as likely. What is no day, or has passed, is refused with the reason.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.months import MONTHS

_MONTHS = tuple(f"{date(2000, month, 1):%B}" for month in range(1, 13))
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_COUNTING = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_COUNTING, 1)} | {"a": 1, "an": 1}
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
_MONTH += r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_WEEKDAY = r"(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_OPTIONAL_WEEKDAY = rf"(?:{_WEEKDAY},? )?(?:the )?"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# After a month's name two figures may as well begin the next word ("16 Nov 20 people"): those of a year are marked.
_YEAR = r"(?:,? ?(?:(?P<year>\d{4})|['’](?P<short>\d{2})))?"
_DAY_MONTH = re.compile(
    rf"{_OPTIONAL_WEEKDAY}{_NTH}[ \-/.]?(?:of )?{_MONTH}(?:[ \-/.]?{_YEAR}|[\-/](?P<brief>\d{{2}}))"
)
_MONTH_DAY = re.compile(rf"{_OPTIONAL_WEEKDAY}{_MONTH} (?:the )?{_NTH}{_YEAR}")
_NUMERIC = re.compile(
    rf"{_OPTIONAL_WEEKDAY}(?P<day>\d{{1,2}})(?P<mark>[/.\-])(?P<number>\d{{1,2}})(?:(?P=mark)(?P<year>\d{{4}}|\d{{2}}))?"
)
_ISO = re.compile(r"(?P<year>\d{4})[-/](?P<number>\d{1,2})[-/](?P<day>\d{1,2})")
_NTH_ALONE = re.compile(rf"{_OPTIONAL_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)")
_ON_WEEKDAY = re.compile(rf"(?P<which>this |next |the coming |coming )?{_WEEKDAY}")
_OF_WEEKDAY = _WEEKDAY.replace("weekday", "of")
_WEEK_AFTER = re.compile(rf"{_WEEKDAY} week|(?:a |one )?week (?:on|from) (?:this )?{_OF_WEEKDAY}")
_COUNTED = re.compile(
    rf"(?:in |within )?(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)}) (?P<unit>day|week|fortnight|month|year)s?"
    r"['’]?(?: time)?"
)
_END = re.compile(rf"(?:the )?end of (?:the |this )?(?P<next>next )?(?:(?P<unit>week|month|year)|{_MONTH}{_YEAR})")
_MEETING = re.compile(rf"(?:the |its )?(?:next|{_MONTH}{_YEAR}) meeting")
_MONTH_ALONE = re.compile(rf"{_MONTH}{_YEAR}")
_ABOUT_NOW = {"today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2, "yesterday": -1}
_ENDINGS = {"month end": "end of month", "month-end": "end of month", "next week": "end of next week"}
_NAMED = {
    "christmas": (25, 12),
    "christmas day": (25, 12),
    "christmas eve": (24, 12),
    "boxing day": (26, 12),
    "new year": (1, 1),
    "the new year": (1, 1),
    "new year's day": (1, 1),
    "new year's eve": (31, 12),
}
_BRIEF_YEAR = re.compile(rf"{_OPTIONAL_WEEKDAY}{_NTH} {_MONTH} (?P<brief>\d{{2}})")
_DATES = (_ISO, _NUMERIC, _DAY_MONTH, _MONTH_DAY)
_FAR_DAYS = 270
_HALF_A_YEAR = 183
_LATEST_YEARS = 10
_HOW = "Write it like `16 Nov`, `16/11/2018`, `next Friday` or `in 2 weeks`."


class UnreadableDayError(ValueError):
    """What was written is no day that can be taken.

    `sentence` says why to whoever wrote it; `rest` is what follows it, where it began other words.
    """

    def __init__(self, sentence: str, rest: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.rest = sentence, rest


@dataclass(frozen=True, slots=True)
class DayRead:
    """A day as understood. `doubt` says what else may have been meant, `left_out` what is not kept of the words."""

    day: date
    doubt: str = ""
    left_out: str = ""


def read_day(written: str, today: date, meetings: Sequence[date] | None = None) -> DayRead:
    """Return the day, today at the earliest, that somebody wrote.

    Args:
        written: `16 Nov`, `16/11`, `2018-11-16`, `Fri 16 Nov`, `next Friday`, `in 2 weeks`, `end of month`,
            `next meeting`; day first.
        today: the partnership's day. A day without a year is the next such day from it on.
        meetings: the days of the board whose `next meeting` is meant; None where no board is.

    Raises:
        UnreadableDayError: there is no such day, it has passed, or it cannot be read.
    """
    read = understood(written, today, meetings)
    if read is None:
        raise UnreadableDayError(f"I can't read “{written.strip()[:40]}” as a day. {_HOW}")
    return read


def read_about(written: str, today: date) -> date:
    """Return the day that somebody wrote, gone by or to come; one without a year is the nearest such day.

    Raises:
        UnreadableDayError: there is no such day, or it cannot be read.
    """
    plain = _plain(written)
    for pattern in _DATES:
        found = pattern.fullmatch(plain)
        if found:
            return _dated(found, today - timedelta(days=_HALF_A_YEAR)).day
    return read_day(written, today).day


def said(day: date) -> str:
    """Return a day with its weekday and year, such as `Fri 16 Nov 2018`."""
    return f"{_WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def _plain(written: str) -> str:
    plain = " ".join(written.casefold().split()).strip(".,;:!? ")
    plain = re.sub(r"^(?:on|by|due|until|before) ", "", plain)
    return _ENDINGS.get(plain, plain)


def understood(written: str, today: date, meetings: Sequence[date] | None = None) -> DayRead | None:
    """Return the day that words mean, None where they mean none; see `read_day` for the arguments.

    Raises:
        UnreadableDayError: they name a day that cannot be, or has passed.
    """
    plain = _plain(written)
    if plain.replace("’", "'") in _NAMED:
        return _next_such(*_NAMED[plain.replace("’", "'")], today)
    if plain in _ABOUT_NOW:
        return _to_come(DayRead(today + timedelta(days=_ABOUT_NOW[plain])), today)
    for pattern, read in _READERS:
        found = pattern.fullmatch(plain)
        if found:
            return _to_come(read(found, today), today)
    found = _BRIEF_YEAR.fullmatch(plain)
    # Two figures behind a month may as well begin the next word: those of this year and the next are its year.
    if found and 0 <= _year(found["brief"]) - today.year <= 1:
        return _to_come(_dated(found, today), today)
    if found := _MEETING.fullmatch(plain):
        return _meeting(found, today, meetings)
    if _MONTH_ALONE.fullmatch(plain):
        raise UnreadableDayError(f"“{plain.capitalize()}” names a month but no day. Write `end of {plain}`, or a day.")
    return None


def _to_come(read: DayRead, today: date) -> DayRead:
    if read.day < today:
        raise UnreadableDayError(f"{said(read.day)} has passed. Give today or a day to come.")
    if read.day.year > today.year + _LATEST_YEARS:
        raise UnreadableDayError(f"{said(read.day)} is too far off to be meant. Check the year.")
    return read


def _dated(found: re.Match[str], today: date) -> DayRead:
    """Read a day and month, with or without a year and a weekday."""
    groups = found.groupdict()
    day, written_year = int(groups["day"]), groups.get("year") or groups.get("short") or groups.get("brief")
    month = int(groups["number"]) if groups.get("number") else _month(groups["month"])
    if month > len(_MONTHS) >= day:
        raise UnreadableDayError(f"There is no month {month}. Write the day first: {month}/{day}.")
    if not 1 <= month <= len(_MONTHS):
        raise UnreadableDayError(f"There is no month {month}. Write the day first, such as 16/11.")
    year = _year(written_year) if written_year else None
    if year == 0:
        raise UnreadableDayError("There is no year 0. Check the year.")
    # February of a leap year has the most days it ever has.
    if not 1 <= day <= monthrange(year or 2000, month)[1]:
        raise UnreadableDayError(f"There is no {day} {_MONTHS[month - 1]}{f' {year}' if year else ''}.")
    read = DayRead(date(year, month, day)) if year else _next_such(day, month, today)
    weekday = groups.get("weekday")
    if weekday and _weekday(weekday) != read.day.weekday():
        raise UnreadableDayError(
            f"{said(read.day)[4:]} is a {_WEEKDAYS[read.day.weekday()]}, not a {_WEEKDAYS[_weekday(weekday)]}. "
            "Which of the two do you mean?"
        )
    return read


def _next_such(day: int, month: int, today: date) -> DayRead:
    for year in range(today.year, today.year + 2):
        if day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return _far(date(year, month, day), today)
    raise UnreadableDayError(f"There is no {day} {_MONTHS[month - 1]} in the twelve months to come. Write the year.")


def _far(day: date, today: date) -> DayRead:
    if (day - today).days <= _FAR_DAYS:
        return DayRead(day)
    months = round((day - today).days / 30.4)
    named = f"{day.day} {_MONTHS[day.month - 1]}"
    if (day.month, day.day) == (2, 29):
        return DayRead(day, f"The next {named} is {said(day)}, {months} months off.")
    return DayRead(day, f"{named} {day.year - 1} has passed, so I take {said(day)}, {months} months off.")


def _nth(found: re.Match[str], today: date) -> DayRead:
    """Read the 16th: of this month, or of the next that has one."""
    day = int(found["day"])
    if not 1 <= day <= 31:
        raise UnreadableDayError(f"No month has a day {day}.")
    first = today.replace(day=1)
    while day > monthrange(first.year, first.month)[1] or first.replace(day=day) < today:
        first = _months_on(first, 1)
    read = first.replace(day=day)
    if found["weekday"] and _weekday(found["weekday"]) != read.weekday():
        raise UnreadableDayError(
            f"{said(read)[4:]} is a {_WEEKDAYS[read.weekday()]}, not a {_WEEKDAYS[_weekday(found['weekday'])]}."
        )
    return DayRead(read)


def _on_weekday(found: re.Match[str], today: date) -> DayRead:
    """Read `Friday`, the next one after today, and `next Friday`, that of next week."""
    wanted = _weekday(found["weekday"])
    ahead = (wanted - today.weekday()) % 7
    coming = today + timedelta(days=ahead or 7)
    if (found["which"] or "").strip() == "next":
        of_next_week = today + timedelta(days=7 - today.weekday() + wanted)
        doubt = f"That is the one of next week; the coming one is {said(coming)}." if coming != of_next_week else ""
        return DayRead(of_next_week, doubt)
    return DayRead(coming, f"Today is a {_WEEKDAYS[wanted]}, so I take the one a week from now." if not ahead else "")


def _week_after(found: re.Match[str], today: date) -> DayRead:
    """Read `Friday week`: the one a week after the coming one."""
    wanted = _weekday(found["weekday"] or found["of"])
    coming = today + timedelta(days=(wanted - today.weekday()) % 7 or 7)
    return DayRead(coming + timedelta(days=7), f"That is a week after the coming one, {said(coming)}.")


def _counted(found: re.Match[str], today: date) -> DayRead:
    count = int(found["count"]) if found["count"].isdecimal() else _NUMBERS[found["count"]]
    days = {"day": 1, "week": 7, "fortnight": 14}.get(found["unit"])
    if days is not None:
        return DayRead(today + timedelta(days=count * days))
    return DayRead(_months_on(today, count * (12 if found["unit"] == "year" else 1)))


def _end(found: re.Match[str], today: date) -> DayRead:
    unit, ahead = found["unit"], int(bool(found["next"]))
    if unit == "week":
        friday = today + timedelta(days=4 - today.weekday() + 7 * ahead)
        return DayRead(friday if friday >= today else friday + timedelta(days=7))
    if unit == "year":
        return DayRead(date(today.year + ahead, 12, 31))
    if unit == "month":
        return DayRead(_last_of(_months_on(today.replace(day=1), ahead)))
    month, year = _month(found["month"]), found["year"] or found["short"]
    if year:
        return DayRead(_last_of(date(_year(year), month, 1)))
    this_year = _last_of(date(today.year, month, 1))
    return _far(this_year if this_year >= today else _last_of(date(today.year + 1, month, 1)), today)


def _meeting(found: re.Match[str], today: date, meetings: Sequence[date] | None) -> DayRead:
    if meetings is None:
        raise UnreadableDayError("Which board's meeting? Say which board sets the action, or give the day.")
    to_come = sorted(day for day in meetings if day > today)
    if found["month"]:
        year = _year(found["year"] or found["short"]) if found["year"] or found["short"] else None
        month = _month(found["month"])
        to_come = [day for day in to_come if day.month == month and year in {None, day.year}]
    if not to_come:
        raise UnreadableDayError("I know of no such meeting to come. Give the day.")
    return DayRead(to_come[0])


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _last_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _month(written: str) -> int:
    return MONTHS.index(written[:3]) + 1


def _weekday(written: str) -> int:
    return [name[:3].casefold() for name in _WEEKDAYS].index(written[:3])


def _year(written: str) -> int:
    return int(written) if len(written) > 2 else 2000 + int(written)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], DayRead]], ...] = (
    *((pattern, _dated) for pattern in _DATES),
    (_NTH_ALONE, _nth),
    (_ON_WEEKDAY, _on_weekday),
    (_WEEK_AFTER, _week_after),
    (_COUNTED, _counted),
    (_END, _end),
)
