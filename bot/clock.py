"""The one place that reads time. Everything else is handed `now` (aware UTC) or `today`."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.errors import UnavailableError

_ANSWER_WAIT_S = 40.0


class Clock(Protocol):
    """Tells the business time: the time that rules, dates and records go by."""

    def now(self) -> datetime:
        """Return the business time as aware UTC."""


class SystemClock:
    """Business time is the machine's time."""

    def now(self) -> datetime:
        """Return the machine's time as aware UTC."""
        return datetime.now(UTC)


class ManualClock:
    """Business time stands still until it is moved: for loading records as of a day, and for tests."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant last set."""
        return self._now

    def move_to(self, now: datetime) -> None:
        """Set the instant.

        Raises:
            ValueError: `now` is before the instant already reached.
        """
        if now < self._now:
            raise ValueError("business time only moves forward")
        self._now = now.astimezone(UTC)


class FollowedClock:
    """Business time as a time machine tells it over HTTP (`GET {url}`), running on at real pace in between.

    Args:
        url: the clock's address, on loopback.

    Raises:
        UnavailableError: the time machine cannot be reached at the start.
    """

    _pending: HTTPConnection | None = None

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url.rstrip("/"))
        self._lock = threading.Lock()
        self._base = datetime.min.replace(tzinfo=UTC)
        self._read_at = 0.0
        self.version = -1
        self._take(self._ask("GET"))

    def now(self) -> datetime:
        """Return the time machine's business time."""
        with self._lock:
            return self._base + timedelta(seconds=time.monotonic() - self._read_at)

    def wait_for_jump(self, wait_s: float = 25.0) -> bool:
        """Block until the time is set anew or `wait_s` seconds pass; return whether it was set.

        Raises:
            UnavailableError: the time machine does not answer.
        """
        before = self.version
        self._take(self._ask("GET", f"?after={before}&wait={wait_s:g}"))
        return self.version != before

    def stop_waiting(self) -> None:
        """Break off a `wait_for_jump` that blocks another thread; it raises `UnavailableError` there."""
        pending = self._pending
        if pending is not None and pending.sock is not None:
            with suppress(OSError):
                pending.sock.shutdown(socket.SHUT_RDWR)

    def settle(self, version: int, report: list[dict[str, str]]) -> None:
        """Tell the time machine that every tick up to `version` has run, with what each did.

        Raises:
            UnavailableError: the time machine does not answer.
        """
        self._ask("POST", "/settled", json.dumps({"version": version, "report": report}))

    def _ask(self, method: str, rest: str = "", body: str | None = None) -> dict[str, Any]:
        try:
            with closing(HTTPConnection(self._url.netloc, timeout=_ANSWER_WAIT_S)) as connection:
                connection.request(method, self._url.path + rest, body, {"Content-Type": "application/json"})
                self._pending = connection if method == "GET" else None
                response = connection.getresponse()
                answer: dict[str, Any] = json.load(response)
        except (OSError, HTTPException, ValueError) as problem:
            raise UnavailableError("The time machine does not answer.", "Check CONVENOR_CLOCK_URL.") from problem
        if response.status != 200:
            raise UnavailableError(f"The time machine refused ({response.status}).", "Check CONVENOR_CLOCK_URL.")
        return answer

    def _take(self, answer: dict[str, Any]) -> None:
        with self._lock:
            self._base = datetime.fromisoformat(str(answer["now"])).astimezone(UTC)
            self._read_at = time.monotonic()
            self.version = int(str(answer["version"]))


def today_in(zone: ZoneInfo, now: datetime) -> date:
    """Return the calendar day of `now` in the partnership's time zone."""
    return now.astimezone(zone).date()


def wall_now() -> datetime:
    """Return the machine's time as aware UTC, for what must stay on real time: leases, `not_before`, logs."""
    return datetime.now(UTC)
