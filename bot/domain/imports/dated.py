"""Dates within their context: the column they stand in, the reference beside them, the dates they must follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.imports.dates import Day, doubt_of, in_reach, month_first_evidence, month_in, read_day, said, unset
from bot.domain.imports.tables import Line


class Dates:
    """The date columns of a table.

    Args:
        lines: the table's records.
        counts_from_1904: the file's serial numbers count from 1904.
        today: the day from which years of two figures are judged; None to take them as they are.
    """

    def __init__(self, lines: Sequence[Line], *, counts_from_1904: bool, today: date | None = None) -> None:
        self._lines = lines
        self._from_1904 = counts_from_1904
        self._today = today
        self._evidence: dict[str, str] = {}

    def read(self, line: Line, field: str) -> Day:
        """Return the field's date, unset where its own cell or its column leaves it in doubt."""
        day = read_day(line.cell(field), counts_from_1904=self._from_1904)
        if field not in self._evidence:
            days = (read_day(one.cell(field), counts_from_1904=self._from_1904) for one in self._lines)
            self._evidence[field] = month_first_evidence(days)
        return in_reach(doubt_of(day, self._evidence[field]), self._today)

    def in_month_of(self, day: Day, ref: str) -> Day:
        """Return `day`, unset if the reference beside it names another month."""
        month = month_in(ref)
        if day.day is None or month is None or (day.day.year, day.day.month) == month:
            return day
        if day.other and (day.other.year, day.other.month) == month:
            return unset(day, f"The reference {ref} says otherwise: probably {said(day.other)}.")
        return unset(day, f"The reference {ref} says another month.")

    def in_order(self, first: Day, second: Day, names: tuple[str, str]) -> tuple[Day, Day]:
        """Return both dates; if the first is after the second, those that may be wrong are unset.

        A date that could be month first is the likelier one; if neither could, or both could, both are unset.
        """
        if first.day is None or second.day is None or first.day <= second.day:
            return first, second
        reason = f"{names[0]} {said(first.day)} is after {names[1]} {said(second.day)}"
        mends_first = first.other is not None and first.other <= second.day
        mends_second = second.other is not None and first.day <= second.other
        if mends_first and not mends_second:
            return unset(first, f"{reason}: probably {said(_day(first.other))}."), second
        if mends_second and not mends_first:
            return first, unset(second, f"{reason}: probably {said(_day(second.other))}.")
        return unset(first, f"{reason}."), unset(second, f"{reason}.")


def settle(line: Line, field: str, day: Day) -> date | None:
    """Return the date, or None with a question on the line that says why it is unset."""
    if day.doubt:
        line.ask(field, day.written, day.doubt)
    return day.day


def _day(day: date | None) -> date:
    assert day is not None  # noqa: S101 - both callers have just compared it
    return day
