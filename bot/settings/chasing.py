"""When people are reminded, and how often at most."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from bot.domain.chasing import Caps, Hours
from bot.settings.partnership import Frozen


class ChasingSetting(Frozen):
    """The hour of reminders, the quiet hours of who set none of their own, and the caps; times in a person's zone."""

    at: time = time(9, 0)
    quiet_from: time = time(19, 0)
    quiet_until: time = time(8, 0)
    per_day: int = Field(default=1, ge=1, le=10)
    per_week: int = Field(default=3, ge=1, le=20)

    @field_validator("at", "quiet_from", "quiet_until")
    @classmethod
    def _wall_time(cls, value: time) -> time:
        if value.tzinfo is not None or value.second or value.microsecond:
            raise ValueError("write hours and minutes, such as 09:00:00; each person's own time zone is meant")
        return value

    @model_validator(mode="after")
    def _over_midnight(self) -> ChasingSetting:
        if self.quiet_from <= self.quiet_until:
            raise ValueError(
                "the quiet hours must run over midnight: `quiet_from` in the evening, later than `quiet_until`"
            )
        if self.at < self.quiet_until or self.at >= self.quiet_from:
            raise ValueError("`at` lies within the quiet hours")
        return self

    @property
    def caps(self) -> Caps:
        """How often a person is sent a message at most."""
        return Caps(self.per_day, self.per_week)

    def hours(self, zone: ZoneInfo) -> Hours:
        """Return the hours of a person in `zone` who set none of their own."""
        return Hours(zone, self.at, self.quiet_from, self.quiet_until)
