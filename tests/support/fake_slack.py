"""Slack in memory, for the dispatcher: it does as scripted, and otherwise what Slack would do."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.slack.facts import ChannelFacts
from bot.slack.outcomes import NotSent, Outcome, Posted, RateLimited, Refused, Unknown
from tests.support.delivery import StandingTime

Found = Posted | RateLimited | NotSent | Unknown | None


@dataclass
class Standing:
    """A message on Slack."""

    channel: str
    ts: str
    text: str
    key: str
    thread_ts: str | None


@dataclass(frozen=True)
class TakesEffect:
    """The call does its work, and then answers `outcome` all the same."""

    outcome: Outcome


def facts(channel: str, **marks: bool) -> ChannelFacts:
    """A private channel of ours, but for `marks`."""
    plain = {"is_private": True, "is_im": False, "is_ext_shared": False, "is_archived": False}
    return ChannelFacts(channel, channel.lower(), **(plain | marks))


class FakeSlack:
    """`script[method]` holds what the next calls meet: an outcome, `TakesEffect`, or an exception to raise."""

    def __init__(self, time: StandingTime) -> None:
        self.time = time
        self.messages: list[Standing] = []
        self.calls: list[tuple[str, Any]] = []
        self.channels: dict[str, ChannelFacts | None] = {}
        self.script: dict[str, deque[Any]] = defaultdict(deque)
        self.before: dict[str, Callable[[], None]] = {}

    def post(
        self,
        channel: str,
        content: Mapping[str, Any],
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Outcome:
        key = (metadata or {})["event_payload"]["key"]
        return self._do("post", key, lambda: self.land(channel, content["text"], key, thread_ts))

    def update(self, channel: str, ts: str, content: Mapping[str, Any]) -> Outcome:
        return self._do("update", ts, lambda: self.replace(channel, ts, content["text"]))

    def find_posted(self, channel: str, key: str, since: datetime, thread_ts: str | None = None) -> Found:
        def search() -> Found:
            for message in self.messages:
                # As Slack does: a thread's replies are not in the channel's history.
                if (message.channel, message.key) == (channel, key) and message.thread_ts in {thread_ts, None}:
                    assert float(message.ts) >= since.timestamp()
                    return Posted(message.ts, channel)
            return None

        found: Found = self._do("find", key, search)
        return found

    def channel(self, channel_id: str) -> ChannelFacts | None:
        found: ChannelFacts | None = self._do(
            "channel", channel_id, lambda: self.channels.get(channel_id, facts(channel_id))
        )
        return found

    def open_dm(self, user_id: str) -> str:
        opened: str = self._do("open_dm", user_id, lambda: f"D{user_id[1:]}")
        return opened

    def land(self, channel: str, text: str, key: str, thread_ts: str | None) -> Posted:
        """Put a message where the call meant it."""
        ts = f"{self.time.now().timestamp():.3f}{len(self.messages):03}"
        self.messages.append(Standing(channel, ts, text, key, thread_ts))
        return Posted(ts, channel)

    def replace(self, channel: str, ts: str, text: str) -> Posted | Refused:
        """Put `text` in place of a message."""
        for message in self.messages:
            if (message.channel, message.ts) == (channel, ts):
                message.text = text
                return Posted(ts, channel)
        return Refused("message_not_found")

    def texts(self, channel: str = "C1") -> list[str]:
        return [message.text for message in self.messages if message.channel == channel]

    def called(self, method: str) -> list[Any]:
        return [what for name, what in self.calls if name == method]

    def _do(self, method: str, what: Any, work: Callable[[], Any]) -> Any:
        self.calls.append((method, what))
        if method in self.before:
            self.before[method]()
        planned = self.script[method].popleft() if self.script[method] else None
        match planned:
            case None:
                return work()
            case TakesEffect(outcome):
                work()
                return outcome
            case Exception():
                raise planned
            case _:
                return planned
