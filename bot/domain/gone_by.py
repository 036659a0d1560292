"""Words that speak of days gone by as still to come: “will be available from June” in an October report.

A false alarm costs more than a miss: people stop looking. So a date counts only where a word of what is to come leads
up to it within its sentence, nothing between them tells of something done, and nobody goes on to say that it slipped.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.months import SHORT_NAMES, month_number

_NAME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? )?"
_PART = r"(?:(?:the )?(?:end|middle|start|beginning) of |early |mid[- ]|late )?"
_DATE = (
    rf"(?:{_WEEKDAY}(?:the )?(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)? (?:of )?(?P<of>{_NAME})"
    r"(?:,? (?P<of_year>20\d\d))?"
    rf"|{_PART}(?P<month>{_NAME})(?:,? (?P<year>20\d\d))?"
    r"|(?P<d>[0-3]?\d)/(?P<m>[01]?\d)/(?P<y>20\d\d|\d\d))(?![\w/])"
)
_BEFORE_DATE = r"(?:by|from|in|on|at|until|for|before|during|starting|no later than)"
_WORD = r"[\w'’&/()-]+"
# “will be available from June”, “is to be presented to the board on 3 May”: what is said to be coming, and when.
_WILL = (
    r"(?:will|shall|should"
    r"|(?:is|are|due|going|expected|planned|likely|aims?|aiming|intends?|intending|plans?|planning|hopes?|hoping) to)"
)
_PASSIVE = rf"{_WILL}(?: \w+)? be(?: {_WORD}){{0,7}}? "
# “due by June”, “expected in June”, “scheduled for 3 May”.
_DUE = rf"(?:due|expected|planned|scheduled|anticipated|forecast)(?: {_WORD}){{0,4}}? "
# “will start in June”: the verb and its day stand together, for “will use the figures from June” is no promise.
_STARTS = (
    rf"{_WILL} (?:\w+ly )?"
    r"(?:start|begin|commence|open|launch|finish|end|complete|report|resume|return|meet|follow|arrive|come|happen"
    r"|go(?: live| out| ahead)?|take place|take effect|be|roll out|move)(?: (?:again|back|there|fully|only))? "
)
# “will bring the plan to the board by June”: a deadline may stand further off.
_DEADLINE = rf"{_WILL}(?: {_WORD}){{1,9}}? (?=by |before )"
_DONE = r"(?:\w{3,}ed|held|met|made|given|sent|taken|shown|set|put|built|done)"
# “To be signed by June”, as registers say it for short.
_TO_BE = rf"to be (?:\w+ly )?{_DONE}(?: {_WORD}){{0,6}}? "
# “Due 30 September”, “Target date: 30/09/2018”: the day stands for itself.
_DATED = (
    r"(?:due:?|(?:due|target|completion) (?:date|day):?"
    r"|(?:^|(?<=[,;:(–-] )|(?<=\())(?:expected|planned|scheduled|anticipated|forecast):?) "
)
# Letters' case tells nothing of a promise, for it may begin its sentence; of a month it does: “may” is none.
_LEAD = rf"(?i:{_PASSIVE}|{_STARTS}|{_DUE}|{_DEADLINE}|{_TO_BE})"
_PROMISE = re.compile(
    rf"(?:(?<=[\s(])|^)(?:(?P<lead>{_LEAD}){_BEFORE_DATE} |(?P<dated>(?i:{_DATED}))){_DATE}", re.MULTILINE
)
# “was found to be”, “needed to be”: what stands before a bare “to be” tells of the past.
_NO_PROMISE_BEFORE = re.compile(
    r"\b(?:\w{3,}ed|found|said|known|thought|shown|continues?|remains?|seems?|appears?|unable|unlikely) $",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_TOLD_AS_PAST = re.compile(
    r"\b(?:was|were|had|would|been|originally|previously|initially|not|no longer)(?: \w+)? ?$", re.IGNORECASE
)
_DONE_BETWEEN = re.compile(
    r"\b(?:held|met|made|given|sent|taken|shown|set|put|led|done|built|agreed|since|after|following|than|last|if"
    r"|\w{3,}ed) (?:at |on |in |from |by )",
    re.IGNORECASE,
)
_IS_DONE_THEN = re.compile(
    r"\b(?:be|to|been|being)(?: fully| then)? "
    rf"{_DONE} "
)
_SLIPPED = re.compile(
    r"\b(?:delay(?:ed|s)?|slip(?:ped|s)?|postponed|put back|pushed back|moved (?:to|back)|revised|rescheduled"
    r"|overran|late|missed|deferred|on hold|cancelled|now (?:expected|due|planned|to)|instead)\b",
    re.IGNORECASE,
)
_MONTHS_BACK = 4


@dataclass(frozen=True, slots=True)
class GoneBy:
    """Words that speak of a day as still to come, and the last day they can have meant."""

    words: str
    day: date


def gone_by(text: str, written_on: date, today: date, grace_days: int = 0) -> tuple[GoneBy, ...]:
    """Return what a text says is still to come and was over more than `grace_days` before `today`.

    Args:
        text: an update or a plan.
        written_on: the day it was written; a day without its year is of the month gone by up to four months ago, so
            that “from June” in October is the June gone by, and “from May” the May to come.
        today: the day it is read.
        grace_days: how long a passed day may wait for the next update to say what came of it.
    """
    found = []
    for sentence in _SENTENCES.split(text):
        if _SLIPPED.search(sentence):
            continue
        for promise in _PROMISE.finditer(sentence):
            day = _last_day(promise, written_on)
            if day is None or not _is_promised(sentence, promise):
                continue
            if day + timedelta(days=grace_days) < today:
                found.append(GoneBy(promise[0].strip(" ."), day))
    return tuple(found)


def may_name_a_day(text: str) -> bool:
    """Return whether a text holds what a day is written with; most do not, and reading one for days takes long."""
    return "/" in text or any(month in text for month in SHORT_NAMES)


def _is_promised(sentence: str, promise: re.Match[str]) -> bool:
    """Return whether nothing before or between tells of what is past or done."""
    before = sentence[: promise.start()]
    if _TOLD_AS_PAST.search(before):
        return False
    lead = promise["lead"] or promise["dated"]
    if lead[:2].casefold() == "to" and _NO_PROMISE_BEFORE.search(before):
        return False
    # The first word is the promise itself: “scheduled for” is nothing done.
    between = _IS_DONE_THEN.sub("be ", lead.partition(" ")[2])
    return not _DONE_BETWEEN.search(f"{between}on ")


def _last_day(promise: re.Match[str], written_on: date) -> date | None:
    """Return the last day that a promise's date can mean; None where there is no such day."""
    if promise["m"]:
        year = int(promise["y"])
        return _made(year if year > 99 else 2000 + year, int(promise["m"]), int(promise["d"]))
    name = promise["of"] or promise["month"]
    month = month_number(name)
    if month is None:
        return None
    written = promise["of_year"] or promise["year"]
    year = int(written) if written else _year_meant(month, written_on)
    return _made(year, month, int(promise["day"]) if promise["day"] else monthrange(year, month)[1])


def _year_meant(month: int, written_on: date) -> int:
    """Return the year of the last such month where that is not long ago, else of the next: plans look ahead."""
    back = (written_on.month - month) % 12
    this_or_last = written_on.year - (1 if month > written_on.month else 0)
    return this_or_last if back <= _MONTHS_BACK else this_or_last + 1


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
