"""What a list of actions is narrowed to, as people write it: `ICB overdue`, `Planned Care SRO due next week`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches

from bot.domain.actions.bodies import Bodies
from bot.domain.actions.listing import ActionQuery, Wanted
from bot.domain.actions.one_line import body_called
from bot.domain.actions.owners import OwnerWords
from bot.domain.months import MONTHS
from bot.domain.written_dates import UnreadableDayError, read_about
from bot.errors import InvalidInputError

_WANTED = {
    "open": Wanted.OPEN,
    "overdue": Wanted.OVERDUE,
    "late": Wanted.OVERDUE,
    "undated": Wanted.UNDATED,
    "no date": Wanted.UNDATED,
    "without date": Wanted.UNDATED,
    "without a date": Wanted.UNDATED,
    "closed": Wanted.CLOSED,
    "done": Wanted.CLOSED,
    "all": Wanted.ALL,
}
_KINDS = ("board", "workstream", "owner", "owned by", "set by", "for", "in")
_WEEK = re.compile(r"(?:(?:in )?(?:the )?week(?: of| from| beginning| commencing)?|w/c|wc) (?P<day>.+)")
_WEEK_NUMBER = re.compile(r"(?:in )?(?:week|wk) ?(?P<number>\d{1,2})")
_THIS_MONTH = {"this month": 0, "next month": 1, "last month": -1}
_THIS_WEEK = {"this week": 0, "next week": 7, "last week": -7}
_MONTH = re.compile(r"(?:in )?(?P<month>[a-z]{3,9})(?: (?P<year>\d{4}))?")
_WORDS_MAX = 8


@dataclass(frozen=True)
class ListWords:
    """Reads what follows `/action list`.

    Args:
        owners: reads people.
        bodies: the boards by the names under which they set actions.
    """

    owners: OwnerWords
    bodies: Bodies

    def read(self, written: str) -> ActionQuery:
        """Return the list that is asked for; with no words, all open ones.

        Raises:
            InvalidInputError: a word means nothing here, or something is asked for twice; nothing is guessed.
        """
        query, rest = ActionQuery(), written.replace(",", " ").split()
        narrowed: set[str] = set()
        while rest:
            name, query, taken = self._longest(query, rest)
            if name in narrowed:
                raise InvalidInputError(
                    f"“{' '.join(rest[:taken])}” narrows the list by its {name} a second time.",
                    "Ask for one at a time.",
                )
            narrowed.add(name)
            rest = rest[taken:]
        return query

    def _longest(self, query: ActionQuery, words: list[str]) -> tuple[str, ActionQuery, int]:
        """Return what the words begin with, by its kind, the query narrowed to it, and how many words it takes."""
        refused: InvalidInputError | None = None
        for count in range(min(_WORDS_MAX, len(words)), 0, -1):
            text = " ".join(words[:count])
            try:
                found = next(self._read(query, text), None)
            except InvalidInputError as problem:
                refused = refused or problem
                continue
            if found is not None:
                return (*found, count)
        raise refused or self._unknown(words[0])

    def _read(self, query: ActionQuery, text: str) -> Iterator[tuple[str, ActionQuery]]:
        plain = text.casefold()
        if plain in _WANTED:
            yield "state", replace(query, wanted=_WANTED[plain])
        if plain.startswith("due "):
            first, last = due_days(plain.removeprefix("due "), self.owners.actor.day)
            yield "due days", replace(query, due_from=first, due_until=last)
        kind = next((kind for kind in _KINDS if plain.startswith(f"{kind} ")), "")
        named = text[len(kind) :].strip()
        if kind not in {"owner", "owned by"}:
            yield from self._bodies(query, named)
        if kind in {"", "owner", "owned by", "for"}:
            person = self.owners.actor.person if named.casefold() == "mine" else self.owners.find(named)
            if person is not None:
                yield "owner", replace(query, owner_id=person.id)

    def _bodies(self, query: ActionQuery, named: str) -> Iterator[tuple[str, ActionQuery]]:
        directory = self.owners.directory
        workstream = directory.find_workstream(named)
        if workstream is not None:
            yield "workstream", replace(query, workstream=workstream.key)
        key = body_called(named, self.bodies, directory)
        if key:
            yield "board", replace(query, board=key)

    def _unknown(self, word: str) -> InvalidInputError:
        if word.casefold() == "due":
            return InvalidInputError(
                "Due when?", "Name the week behind it: `due this week`, `due next week`, `due 12 Nov`, `due December`."
            )
        known = [*_WANTED, "due", "mine", *self.bodies.named, *self.owners.directory.workstreams]
        near = get_close_matches(word.casefold(), [one.casefold() for one in known], 1)
        names = ", ".join([*self.bodies.named, *self.owners.directory.workstreams])
        return InvalidInputError(
            f"I don't know what to narrow the list to by “{word[:40]}”.",
            f"{f'Do you mean “{near[0]}”? ' if near else ''}Give a board or workstream ({names}), an owner, `open`, "
            "`overdue`, `no date`, `closed`, or `due next week`; to look for words, use `/action search`.",
        )


def due_days(plain: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a week, a month or a single day, as written in small letters.

    Weeks begin on Monday. A day stands for its week, unless it is named from today on.

    Raises:
        InvalidInputError: it is no day.
    """
    monday = today - timedelta(days=today.weekday())
    if plain in _THIS_WEEK:
        return _week(monday + timedelta(days=_THIS_WEEK[plain]))
    if plain in {"today", "tomorrow", "yesterday"}:
        day = today + timedelta(days={"today": 0, "tomorrow": 1, "yesterday": -1}[plain])
        return day, day
    if plain in _THIS_MONTH:
        years, month_before = divmod(today.month - 1 + _THIS_MONTH[plain], 12)
        return _month(month_before + 1, today.year + years, today)
    numbered = _WEEK_NUMBER.fullmatch(plain)
    if numbered:
        return _numbered_week(int(numbered["number"]), today)
    month = _MONTH.fullmatch(plain)
    if month and month["month"][:3] in MONTHS:
        return _month(MONTHS.index(month["month"][:3]) + 1, int(month["year"] or 0), today)
    of_week = _WEEK.fullmatch(plain)
    return _week(_read_day(of_week["day"] if of_week else plain, today))


def _read_day(written: str, today: date) -> date:
    try:
        return read_about(written, today)
    except UnreadableDayError as problem:
        raise InvalidInputError(problem.sentence) from problem


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _numbered_week(number: int, today: date) -> tuple[date, date]:
    """Return the days of the week of a number, the nearest of that number.

    Raises:
        InvalidInputError: no year near has one.
    """
    mondays = []
    for year in range(today.year - 1, today.year + 2):
        try:
            mondays.append(date.fromisocalendar(year, number, 1))
        except ValueError:
            continue
    if not mondays:
        raise InvalidInputError(f"There is no week {number}. Weeks go from 1 to 52 or 53; or name a day of it.")
    return _week(min(mondays, key=lambda monday: abs((monday - today).days)))


def _month(month: int, year: int, today: date) -> tuple[date, date]:
    """Return the days of a month: without a year, of the nearest of that name."""
    if not year:
        ahead = (month - today.month + 6) % 12 - 6
        year = today.year + (today.month - 1 + ahead) // 12
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return first, following - timedelta(days=1)
