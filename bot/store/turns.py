"""Turns at reading: few threads read SQLite at a time, for each statement passes Python's one lock around.

Eight that read at once spend most of their time handing that lock to each other, and answer a third as much.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

READERS_MOST = 2


class ReadingTurns:
    """Lets at most `READERS_MOST` threads in at a time; a thread that is in may come in again."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(READERS_MOST)
        self._mine = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, and hold it for as long as the block lasts."""
        depth = getattr(self._mine, "depth", 0)
        if depth == 0:
            self._places.acquire()
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            if depth == 0:
                self._places.release()
