"""The weekly digest: when it is sent, where, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field, field_validator

from bot.domain.calendar import WorkingCalendar
from bot.domain.digest import week_of
from bot.settings.partnership import Channel, Frozen, WorkstreamKey

Silence = Literal["line", "silent"]
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class DigestSection(StrEnum):
    """The sections of a digest, in the order they are told."""

    DUE = "due"
    LATE = "late"
    DONE = "done"
    MOVED = "moved"
    NEW = "new"
    STALE = "stale"
    ROUNDS = "rounds"
    DECISIONS = "decisions"
    PROPOSALS = "proposals"
    MEETINGS = "meetings"


_ALL = tuple(DigestSection)


def _each_once(value: tuple[DigestSection, ...] | None) -> tuple[DigestSection, ...] | None:
    if value is not None and len(set(value)) != len(value):
        raise ValueError("names a section twice")
    return value


@dataclass(frozen=True, slots=True)
class DigestRules:
    """What holds for one digest: whether it is made, what is done where there is nothing to say, what it tells."""

    is_on: bool
    silence: Silence
    sections: tuple[DigestSection, ...]


class WorkstreamDigestSetting(Frozen):
    """What differs for a workstream's digest; what is left out is as for all."""

    on: bool = True
    silence: Silence | None = None
    sections: tuple[DigestSection, ...] | None = None

    @field_validator("sections")
    @classmethod
    def _no_doubles(cls, value: tuple[DigestSection, ...] | None) -> tuple[DigestSection, ...] | None:
        return _each_once(value)


class DigestSetting(Frozen):
    """A digest each week: each workstream's in its own channel, the programme's in `channel`.

    A `day` that is not worked is put off to the next working day of its week. `silence` says what is done where there
    is nothing to say: one line, or nothing at all.
    """

    on: bool = True
    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday"] = "monday"
    at: time = time(8, 30)
    channel: Channel | None = None
    silence: Silence = "line"
    sections: tuple[DigestSection, ...] = _ALL
    workstreams: Mapping[WorkstreamKey, WorkstreamDigestSetting] = Field(default_factory=dict)

    @field_validator("at")
    @classmethod
    def _wall_time(cls, value: time) -> time:
        if value.tzinfo is not None or value.second or value.microsecond:
            raise ValueError("write hours and minutes, such as 08:30:00; the partnership's own time zone is meant")
        return value

    @field_validator("sections")
    @classmethod
    def _no_doubles(cls, value: tuple[DigestSection, ...]) -> tuple[DigestSection, ...]:
        return _each_once(value) or ()

    def rules(self, workstream: str = "") -> DigestRules:
        """Return what holds for a workstream's digest, or for the programme's and people's own."""
        own = self.workstreams.get(workstream, WorkstreamDigestSetting())
        return DigestRules(
            is_on=self.on and own.on,
            silence=own.silence or self.silence,
            sections=self.sections if own.sections is None else own.sections,
        )

    def day_in(self, week_on: date, calendar: WorkingCalendar) -> date | None:
        """Return the day of a week, which begins on a Monday, on which digests are made.

        None for a week in which neither the day nor a later one is worked: it has no digest.
        """
        worked = calendar.shift(week_on + timedelta(days=_DAYS.index(self.day)), 0)
        return worked if week_of(worked) == week_on else None
