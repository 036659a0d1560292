"""How fast we may post: about one message per second and channel, and nothing while Slack told a method to wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_KEPT_LANES = 2000


@dataclass(slots=True)
class _Lane:
    """A channel's state: when its bucket is full again, and the last slot promised to a caller sent away."""

    full_at: float
    promised_at: float


class Pacing:
    """Paces posts per channel (token bucket) and holds methods after a 429. Safe between threads.

    Args:
        interval_s: seconds between posts to one channel, in the long run.
        burst: how many may follow each other at once after a rest.
        monotonic: a clock that only runs forward, in seconds.
    """

    def __init__(
        self, interval_s: float = 1.0, burst: int = 3, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._interval = interval_s
        self._slack = interval_s * (burst - 1)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._lanes: dict[str, _Lane] = {}
        self._held_until: dict[str, float] = {}

    def hold(self, method: str, seconds: float) -> None:
        """Keep all calls of `method` back for `seconds`."""
        with self._lock:
            until = self._monotonic() + seconds
            self._held_until[method] = max(until, self._held_until.get(method, until))

    def held(self, method: str) -> float:
        """Return for how many seconds `method` must still be left alone; 0 when it may be called."""
        with self._lock:
            return max(0.0, self._held_until.get(method, 0.0) - self._monotonic())

    def take(self, method: str, channel: str) -> float:
        """Take leave to post to `channel` now.

        Returns:
            0 when the caller may post; else the seconds after which to ask again. Callers sent away get
            different slots, so that a long queue comes back one by one and not all at once.
        """
        with self._lock:
            now = self._monotonic()
            lane = self._lane(channel, now)
            free_at = max(lane.full_at - self._slack, self._held_until.get(method, now))
            if free_at <= now:
                lane.full_at = max(lane.full_at, now) + self._interval
                return 0.0
            lane.promised_at = max(free_at, lane.promised_at + self._interval)
            return lane.promised_at - now

    def _lane(self, channel: str, now: float) -> _Lane:
        if channel not in self._lanes and len(self._lanes) >= _KEPT_LANES:
            self._lanes = {c: kept for c, kept in self._lanes.items() if max(kept.full_at, kept.promised_at) > now}
        return self._lanes.setdefault(channel, _Lane(full_at=now, promised_at=now - self._interval))
