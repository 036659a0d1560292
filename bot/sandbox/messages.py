"""Messages and the ledger that holds them, by channel, thread and, for private lines, by reader."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        ts: Its identity in the channel, on real time.
        at: Business time of the posting, ISO 8601.
        pings: Whom it notifies: "@channel", "@here", "@everyone", user ids, user group ids.
        reader: The only person who sees it (an ephemeral message), or None.
        edited: The real time of the last edit as a timestamp, or None.
        files: The ids of the files in it.
        reactions: Names of emoji to those who reacted with them, in order.
        tombstone: Whether it only marks the place of a deleted message that has replies.
    """

    ts: str
    channel: str
    user: str
    text: str
    at: str
    is_bot: bool = False
    username: str = ""
    blocks: tuple[dict[str, Any], ...] = ()
    attachments: tuple[dict[str, Any], ...] = ()
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    edited: str | None = None
    pings: tuple[str, ...] = ()
    reader: str | None = None
    client_msg_id: str = ""
    files: tuple[str, ...] = ()
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tombstone: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True)
class _ChannelLog:
    messages: dict[str, Message] = field(default_factory=dict)
    top: list[str] = field(default_factory=list)
    threads: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Ledger:
    """All messages of the workspace, in memory."""

    def __init__(self) -> None:
        self._channels: dict[str, _ChannelLog] = defaultdict(_ChannelLog)
        self._private: dict[str, dict[tuple[str, str], Message]] = defaultdict(dict)

    def put(self, message: Message) -> None:
        """Add the message, or replace the one with the same channel and timestamp."""
        if message.reader is not None:
            self._private[message.reader][(message.channel, message.ts)] = message
            return
        log = self._channels[message.channel]
        before = log.messages.get(message.ts)
        log.messages[message.ts] = message
        if before is None and message.is_reply and message.thread_ts is not None:
            insort(log.threads[message.thread_ts], message.ts, key=instant)
        was_on_top = before is not None and (not before.is_reply or before.broadcast)
        if (not message.is_reply or message.broadcast) and not was_on_top:
            insort(log.top, message.ts, key=instant)

    def get(self, channel: str, ts: str) -> Message | None:
        """Return the message everybody in the channel sees under that timestamp."""
        return self._channels[channel].messages.get(ts) if channel in self._channels else None

    def get_private(self, reader: str, channel: str, ts: str) -> Message | None:
        """Return the ephemeral message of that reader."""
        return self._private.get(reader, {}).get((channel, ts))

    def remove(self, message: Message) -> None:
        """Take the message away; replies below it stay."""
        if message.reader is not None:
            self._private.get(message.reader, {}).pop((message.channel, message.ts), None)
            return
        log = self._channels[message.channel]
        if log.messages.pop(message.ts, None) is None:
            return
        if message.ts in log.top:
            log.top.remove(message.ts)
        if message.is_reply and message.thread_ts is not None:
            log.threads[message.thread_ts].remove(message.ts)

    def top_level(self, channel: str) -> list[Message]:
        """Return what the channel itself shows, oldest first: roots and broadcast replies."""
        log = self._channels[channel]
        return [log.messages[ts] for ts in log.top]

    def replies(self, channel: str, root_ts: str) -> list[Message]:
        """Return the replies below a root, oldest first."""
        log = self._channels[channel]
        return [log.messages[ts] for ts in log.threads.get(root_ts, [])]

    def private_for(self, reader: str, channel: str) -> list[Message]:
        """Return the reader's ephemeral messages in the channel, oldest first."""
        found = [message for (place, _), message in self._private.get(reader, {}).items() if place == channel]
        return sorted(found, key=lambda message: instant(message.ts))

    def unread(self, channel: str, reader: str, since: str) -> int:
        """Count the top-level messages of others after the timestamp `since`."""
        log = self._channels[channel]
        count = 0
        for ts in reversed(log.top):
            if instant(ts) <= instant(since):
                break
            count += log.messages[ts].user != reader
        return count

    def newest(self, channel: str) -> str:
        """Return the timestamp of a channel's last top-level message, empty where it has none."""
        top = self._channels[channel].top
        return top[-1] if top else ""

    def __iter__(self) -> Iterator[Message]:
        for log in self._channels.values():
            yield from log.messages.values()

    def clear(self) -> None:
        """Forget every message."""
        self._channels.clear()
        self._private.clear()


def instant(ts: str) -> tuple[int, int]:
    """Return the timestamp as (seconds, microseconds), for comparing.

    Raises:
        ValueError: It is no timestamp.
    """
    seconds, dot, micros = ts.partition(".")
    return int(seconds), int((micros if dot else "0").ljust(6, "0")[:6])
