"""The live connections of the page: every frame goes to those people who may see it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_BACKLOG = 2_000


class LiveHub:
    """Hands frames to the open pages."""

    def __init__(self) -> None:
        self._pages: dict[asyncio.Queue[dict[str, Any]], str] = {}

    @contextmanager
    def page(self, user: str) -> Iterator[asyncio.Queue[dict[str, Any]]]:
        """Open the queue of one page on which `user` acts, for as long as the block lasts."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(_BACKLOG)
        self._pages[queue] = user
        try:
            yield queue
        finally:
            del self._pages[queue]

    def publish(self, frame: dict[str, Any], readers: set[str] | None = None) -> None:
        """Send a frame to the pages of `readers`, or to all. A page that does not read loses frames."""
        for queue, user in self._pages.items():
            if (readers is None or user in readers) and not queue.full():
                queue.put_nowait(frame)
