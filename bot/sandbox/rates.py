"""Rate limits on real time: Slack's tiers per method, and the special limits of posting."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls at once, and so many more in a minute."""

    burst: float
    per_minute: float


TIER_1 = Rate(burst=10, per_minute=1)
TIER_2 = Rate(burst=20, per_minute=20)
TIER_3 = Rate(burst=50, per_minute=50)
TIER_4 = Rate(burst=100, per_minute=100)
SPECIAL = Rate(burst=600, per_minute=600)
POST_PER_CHANNEL = Rate(burst=10, per_minute=60)
POST_PER_WORKSPACE = Rate(burst=300, per_minute=300)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    """Counts calls per key and says when one is too many."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.enforced = True
        self._monotonic = monotonic
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def take(self, key: tuple[str, ...], rate: Rate) -> int:
        """Count one call.

        Returns:
            0 when it may pass, else the whole seconds to wait.
        """
        if not self.enforced:
            return 0
        now = self._monotonic()
        bucket = self._buckets.setdefault(key, _Bucket(left=rate.burst, at=now))
        bucket.left = min(rate.burst, bucket.left + (now - bucket.at) * rate.per_minute / 60)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            return 0
        return max(1, math.ceil((1 - bucket.left) * 60 / rate.per_minute))

    def clear(self) -> None:
        """Forget what was counted."""
        self._buckets.clear()
