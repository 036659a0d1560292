"""Business time: what the time machine shows. It runs on at real pace and moves forward only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from bot.sandbox.errors import PersonError


@dataclass(frozen=True, slots=True)
class ClockState:
    """The clock as it is saved: business time, number of settings, last setting that a follower has caught up with."""

    now: datetime
    version: int
    settled: int


class BusinessClock:
    """A clock that starts at a given instant and can be put forward.

    Args:
        start: The instant to go on from.
        monotonic: Seconds of a clock that never goes back; replaced in tests only.
        zone: The zone in which refusals name instants.
    """

    def __init__(self, start: ClockState, monotonic: Callable[[], float] = time.monotonic, zone: tzinfo = UTC) -> None:
        self._base = start.now
        self._monotonic = monotonic
        self._since = monotonic()
        self._version = start.version
        self._settled = start.settled
        self._changed = asyncio.Event()
        self._zone = zone
        self._released = False

    def now(self) -> datetime:
        """Return the business time, aware, in UTC."""
        return self._base + timedelta(seconds=self._monotonic() - self._since)

    def state(self) -> ClockState:
        """Return what a restart needs to go on from here."""
        return ClockState(now=self.now(), version=self._version, settled=self._settled)

    def answer(self) -> dict[str, Any]:
        """Return the clock as the control API and the page show it."""
        return {"now": iso(self.now()), "version": self._version, "settled": self._settled}

    def set(self, to: datetime) -> None:
        """Put the clock forward.

        Raises:
            PersonError: The instant lies in the past of the clock.
        """
        if to <= self.now():
            now, wanted = self._spoken(self.now()), self._spoken(to)
            raise PersonError(f"The clock only goes forward: it is {now}, and {wanted} is not after that.")
        self._base, self._since = to, self._monotonic()
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def settle(self, version: int) -> None:
        """Note that a follower has done all that was due up to the setting `version`.

        Raises:
            PersonError: The clock has not been set that often.
        """
        if version > self._version:
            raise PersonError(f"The clock has only reached version {self._version}.")
        self._settled = max(self._settled, version)

    async def wait_for_change(self, after: int, seconds: float) -> None:
        """Return as soon as the version is above `after`, or when the time is up."""
        deadline = self._monotonic() + seconds
        while self._version <= after and not self._released:
            left = deadline - self._monotonic()
            if left <= 0:
                return
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                return

    def release(self) -> None:
        """End all waiting, now and from now on, because the sandbox stops."""
        self._released = True
        self._changed.set()

    def _spoken(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def iso(moment: datetime) -> str:
    """Return the instant in ISO 8601, UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def parse_iso(text: object) -> datetime:
    """Read an aware instant.

    Raises:
        PersonError: It is no date and time, or has no offset from UTC.
    """
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise PersonError(f"{text!r} is not a date and time in ISO 8601.") from error
    if moment.tzinfo is None:
        raise PersonError(f"{text!r} has no time zone; add Z or an offset.")
    return moment.astimezone(UTC)
