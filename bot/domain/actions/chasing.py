"""When an action is chased: its reminders, who is told that it is late, and when it goes on the board's late list."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from bot.domain.calendar import WorkingCalendar
from bot.domain.chasing import Offsets


@dataclass(frozen=True, slots=True)
class ChaseRules:
    """How actions of a board are chased; all numbers are working days.

    `director_after` and `office_after` count from the due day: when the workstream's director, then the programme
    director and the office are told, once.
    """

    offsets: Offsets
    director_after: int
    office_after: int

    @property
    def patience(self) -> int:
        """Working days after the due day with which an action goes on its board's late list and reminders stop."""
        return max(self.offsets.after, default=0)

    def is_on_late_list(self, due_on: date | None, today: date, calendar: WorkingCalendar) -> bool:
        """Return whether an open action due on a day has gone on its board's late list by `today`."""
        return due_on is not None and today > calendar.from_due(due_on, self.patience)

    def digest(self, calendar: WorkingCalendar) -> str:
        """Return sixteen letters that change when these rules or the days that are worked do."""
        parts = (
            self.offsets.before,
            self.offsets.on_the_day,
            self.offsets.after,
            self.director_after,
            self.office_after,
            sorted(day.isoformat() for day in calendar.closed),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
