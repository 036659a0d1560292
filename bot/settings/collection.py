"""How updates are collected each month: when a round opens, when it is due, when leads are reminded."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import Field, model_validator

from bot.domain.rounds import Schedule
from bot.settings.partnership import Frozen, Key

WorkingDays = Annotated[int, Field(ge=1, le=60)]


class CollectionSetting(Frozen):
    """A round each month: before the next meeting of `boards`, or on a `day`. Neither means that none is opened.

    Offsets are working days before and after the day on which updates are due.
    """

    boards: tuple[Key, ...] = ()
    day: int | None = Field(default=None, ge=1, le=28)
    opens_working_days: int = Field(default=10, ge=1, le=60)
    due_working_days: int = Field(default=3, ge=0, le=59)
    at: time = time(9)
    before: tuple[WorkingDays, ...] = (3,)
    after: tuple[WorkingDays, ...] = (1,)

    @model_validator(mode="after")
    def _no_contradiction(self) -> CollectionSetting:
        if self.boards and self.day is not None:
            raise ValueError("`boards` and `day` contradict each other: a round serves a meeting, or opens on a day")
        if self.due_working_days >= self.opens_working_days:
            raise ValueError(
                f"a round that opens {self.opens_working_days} working days before the papers cannot be due "
                f"{self.due_working_days} before them: make `due_working_days` smaller"
            )
        span = self.opens_working_days - self.due_working_days
        early = [days for days in self.before if days >= span]
        if early:
            raise ValueError(
                f"a reminder {early[0]} working days before the due day would come no later than the opening, "
                f"{span} days before it: make it smaller"
            )
        late = [days for days in self.after if days + 1 >= self.due_working_days]
        if self.boards and late:
            raise ValueError(
                f"after a reminder {late[0]} working days after the due day SROs would be told no sooner than the "
                f"papers are due, {self.due_working_days} days after it: make it smaller, or `due_working_days` greater"
            )
        for name, days in (("before", self.before), ("after", self.after)):
            if len(set(days)) != len(days):
                raise ValueError(f"`{name}` names a day twice")
        if self.at.tzinfo is not None or self.at.second or self.at.microsecond:
            raise ValueError("`at` is a time of day such as 09:00")
        return self

    @property
    def is_on(self) -> bool:
        """Whether rounds are opened at all."""
        return bool(self.boards) or self.day is not None

    @property
    def schedule(self) -> Schedule:
        """The domain's value of when rounds open and are due."""
        return Schedule(self.opens_working_days, self.due_working_days, self.day)
