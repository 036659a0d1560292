"""How often somebody may ask within a while."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

_NAMES_MAX = 50_000


class Turns:
    """Counts turns by name, such as an address, from the beginning of each while anew. Safe between threads.

    Args:
        most: how many turns a name has in a while.
        while_s: how long a while is, in seconds.
        elapsed: seconds on a clock that only runs forward.
    """

    def __init__(self, most: int, while_s: float, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._while_s = while_s
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._since = elapsed()
        self._taken: Counter[str] = Counter()

    def take(self, name: str) -> bool:
        """Take a turn; return whether there was one left."""
        with self._lock:
            now = self._elapsed()
            if now - self._since >= self._while_s or len(self._taken) >= _NAMES_MAX:
                self._since = now
                self._taken.clear()
            self._taken[name] += 1
            return self._taken[name] <= self._most
