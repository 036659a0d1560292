"""Which days are worked, and reckoning by them: weekends, bank holidays and a partnership's own closures are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days. `closed` are the days not worked besides weekends, known up to and including `horizon`."""

    closed: frozenset[date]
    horizon: date

    def is_working(self, day: date) -> bool:
        """Return whether `day` is worked."""
        return day.weekday() < _SATURDAY and day not in self.closed

    def shift(self, day: date, number: int) -> date:
        """Return the `number`-th working day after `day`, before it when negative; for 0 itself or the next one."""
        if number == 0:
            return day if self.is_working(day) else self.next_working(day)
        step, left = (_DAY, number) if number > 0 else (-_DAY, -number)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def from_due(self, due_on: date, number: int) -> date:
        """Return the `number`-th working day after what is due on a day, before it when negative.

        Whatever is due on a day that is not worked counts as due on the next one that is.
        """
        return self.shift(self.shift(due_on, 0), number)

    def next_working(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.shift(day, 1)

    def previous_working(self, day: date) -> date:
        """Return the last working day before `day`."""
        return self.shift(day, -1)

    def between(self, first: date, last: date) -> int:
        """Return how many working days there are after `first` up to and including `last`.

        When `last` comes first: the same the other way round, and negative.
        """
        if last < first:
            return -self.between(last, first)
        return sum(self.is_working(first + n * _DAY) for n in range(1, (last - first).days + 1))
