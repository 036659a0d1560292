"""How an action comes again: the words for it, and when its next turn is due."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

EACH_MEETING = "each meeting"
WORDS = ("weekly", "every 2 weeks", "monthly", "quarterly", "yearly", EACH_MEETING)
"""What forms offer."""

_MOST = 52
_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
_SPOKEN = {
    "every week": "weekly",
    "fortnightly": "every 2 weeks",
    "every fortnight": "every 2 weeks",
    "every other week": "every 2 weeks",
    "every second week": "every 2 weeks",
    "every month": "monthly",
    "every quarter": "quarterly",
    "annually": "yearly",
    "every year": "yearly",
    "every meeting": EACH_MEETING,
    "at each meeting": EACH_MEETING,
    "at every meeting": EACH_MEETING,
}
_EVERY = re.compile(r"every (\d{1,2}) (week|month)s?")
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How an action comes again: in weeks, in months, or with each meeting of its board where both are 0."""

    weeks: int = 0
    months: int = 0

    @property
    def words(self) -> str:
        """It as the tracker keeps it, such as `every 2 weeks`."""
        if self.weeks:
            return "weekly" if self.weeks == 1 else f"every {self.weeks} weeks"
        if self.months:
            named = next((word for word, months in _MONTHS.items() if months == self.months), "")
            return named or f"every {self.months} months"
        return EACH_MEETING

    def next_due(self, turns: Sequence[date | None], today: date, meetings: Sequence[date]) -> date | None:
        """Return when the next turn is due: the first day of its series after today and after the last turn's.

        The last day of a month is followed by the last day of the next. A series goes by its first day, so that one of
        30 January comes on 30 March again after 28 February. Turns that were missed are not made up for.

        Args:
            turns: when each turn until now was first due, the last one first. One without a day is reckoned from today.
            today: the partnership's day.
            meetings: of the board that set it.

        Returns:
            None when no meeting after that day is on record.
        """
        last = (turns[0] if turns else None) or today
        after = max(last, today)
        if not self.weeks and not self.months:
            return min((day for day in meetings if day > after), default=None)
        first = self._first(last, turns)
        turn = 1
        while (day := self._turn(first, turn)) <= after:
            turn += 1
        return day

    def _first(self, last: date, turns: Sequence[date | None]) -> date:
        """Return the day a series began with: the earliest turn's by which the last one comes."""
        first = last
        for day in turns[1:]:
            if day is None or day >= first:
                break
            if self._comes_to(day, last):
                first = day
        return first

    def _comes_to(self, first: date, last: date) -> bool:
        turn = 1
        while (day := self._turn(first, turn)) < last:
            turn += 1
        return day == last

    def _turn(self, first: date, turn: int) -> date:
        if self.weeks:
            return first + timedelta(weeks=self.weeks * turn)
        months = first.year * _DECEMBER + first.month - 1 + self.months * turn
        year, month = divmod(months, _DECEMBER)
        last = calendar.monthrange(year, month + 1)[1]
        is_last = first.day == calendar.monthrange(first.year, first.month)[1]
        return date(year, month + 1, last if is_last else min(first.day, last))


def read_recurrence(written: str) -> Recurrence | None:
    """Return what is written, such as `monthly`, `every 2 weeks` or `each meeting`; None when it is none of these."""
    plain = " ".join(written.casefold().split()).rstrip(".")
    plain = _SPOKEN.get(plain, plain)
    if plain == EACH_MEETING:
        return Recurrence()
    if plain == "weekly":
        return Recurrence(weeks=1)
    if plain in _MONTHS:
        return Recurrence(months=_MONTHS[plain])
    every = _EVERY.fullmatch(plain)
    number = int(every[1]) if every else 0
    if every is None or not 1 <= number <= _MOST:
        return None
    return Recurrence(weeks=number) if every[2] == "week" else Recurrence(months=number)
