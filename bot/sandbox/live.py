"""The live connections of the page: every frame goes to those people, and windows, that may see it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_BACKLOG = 2_000


class LiveHub:
    """Hands frames to the open pages."""

    def __init__(self) -> None:
        self._pages: dict[asyncio.Queue[dict[str, Any]], tuple[str, str | None]] = {}

    @contextmanager
    def page(self, user: str, window: str | None = None) -> Iterator[asyncio.Queue[dict[str, Any]]]:
        """Open the queue of one page on which `user` acts, for as long as the block lasts.

        Args:
            user: Who acts.
            window: The page's own word for itself; without one it hears what is meant for any window.
        """
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(_BACKLOG)
        self._pages[queue] = (user, window)
        try:
            yield queue
        finally:
            del self._pages[queue]

    def publish(self, frame: dict[str, Any], readers: set[str] | None = None, window: str | None = None) -> None:
        """Send a frame to the pages of `readers`, or to all. A page that does not read loses frames.

        Args:
            frame: What is sent.
            readers: Whose pages get it.
            window: The one window it is meant for, if it is.
        """
        for queue, (user, place) in self._pages.items():
            fits = window is None or place is None or place == window
            if fits and (readers is None or user in readers) and not queue.full():
                queue.put_nowait(frame)
