"""Messages the app has scheduled, until real time reaches them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.sandbox.ids import random_id
from bot.sandbox.persistence import Keeper

_KIND = "scheduled"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One scheduled message.

    Attributes:
        id: Slack's ``scheduled_message_id``.
        channel: Where it will stand.
        post_at: When, in seconds since 1970.
        created: When it was scheduled, in seconds since 1970.
        content: The fields of the message to come: text, blocks, thread and so on.
        is_lost: Whether it will never be posted, which happens in Slack to those with metadata.
    """

    id: str
    channel: str
    post_at: int
    created: int
    content: Mapping[str, Any]
    is_lost: bool = False


class Schedule:
    """All scheduled messages, kept over a restart.

    Args:
        keeper: What was saved, and where to save.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._changed = asyncio.Event()
        self._all = {name: Scheduled(**body) for name, body in keeper.records(_KIND).items()}

    def add(
        self, *, channel: str, post_at: int, created: int, content: Mapping[str, Any], is_lost: bool = False
    ) -> Scheduled:
        """Keep a message for later and return it with its id; the arguments as in `Scheduled`."""
        entry = Scheduled(random_id("Q"), channel, post_at, created, dict(content), is_lost)
        self._all[entry.id] = entry
        self._keeper.put_record(_KIND, entry.id, asdict(entry))
        self._changed.set()
        return entry

    def get(self, entry_id: str) -> Scheduled | None:
        """Return the message of that id while it is still to come, or None."""
        return self._all.get(entry_id)

    def remove(self, entry: Scheduled) -> None:
        """Forget a message."""
        self._all.pop(entry.id, None)
        self._keeper.drop_record(_KIND, entry.id)

    def listed(self) -> list[Scheduled]:
        """Return what is still to come, the soonest first."""
        return sorted(self._all.values(), key=lambda entry: (entry.post_at, entry.id))

    def take_due(self, now: float) -> list[Scheduled]:
        """Take out what is due at `now`, in seconds since 1970, and return it, the soonest first."""
        due = [entry for entry in self.listed() if entry.post_at <= now]
        for entry in due:
            self.remove(entry)
        return due

    async def wait(self, now: float) -> None:
        """Wait from `now` until the next message is due, or until another one was scheduled."""
        coming = self.listed()
        patience = max(0.0, coming[0].post_at - now) if coming else None
        self._changed.clear()
        try:
            async with asyncio.timeout(patience):
                await self._changed.wait()
        except TimeoutError:
            return

    def clear(self) -> None:
        """Forget all scheduled messages."""
        self._all.clear()
        self._changed.set()
