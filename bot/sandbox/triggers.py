"""Trigger ids and response URLs: the short-lived keys that a click or command hands to the app. Real time."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.errors import ApiError

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5
_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a trigger id stands for: a person, the modal or Home it came from, if any, and the window it came from."""

    user: str
    view_id: str | None
    at: float
    window: str = ""


class Triggers:
    """Issues and redeems trigger ids."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._live: dict[str, Trigger] = {}
        self._used: dict[str, None] = {}

    def issue(self, user: str, view_id: str | None = None, window: str = "") -> str:
        """Return a new trigger id for an act of that person in a window of theirs."""
        trigger_id = f"{time.time_ns() // 1_000_000}.{secrets.randbelow(10**12):012d}.{secrets.token_hex(16)}"
        self._live[trigger_id] = Trigger(user=user, view_id=view_id, at=self._monotonic(), window=window)
        while len(self._live) > _KEPT:
            del self._live[next(iter(self._live))]
        return trigger_id

    def check(self, trigger_id: str) -> Trigger:
        """Return what the id stands for, without using it up.

        Raises:
            ApiError: ``invalid_trigger_id``, ``expired_trigger_id`` or ``exchanged_trigger_id``.
        """
        if trigger_id in self._used:
            raise ApiError("exchanged_trigger_id")
        trigger = self._live.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if self._monotonic() - trigger.at > TRIGGER_SECONDS:
            raise ApiError("expired_trigger_id")
        return trigger

    def redeem(self, trigger_id: str) -> Trigger:
        """Use the id up and return what it stood for.

        Raises:
            ApiError: As `check`.
        """
        trigger = self.check(trigger_id)
        self._used[trigger_id] = None
        while len(self._used) > _KEPT:
            del self._used[next(iter(self._used))]
        return trigger

    def clear(self) -> None:
        """Forget all ids."""
        self._live.clear()
        self._used.clear()


@dataclass(frozen=True, slots=True)
class ResponseTarget:
    """Where an answer through a response URL goes: a person in a channel, and the message that was clicked."""

    user: str
    channel: str
    message_ts: str | None = None
    ephemeral: bool = False
    thread_ts: str | None = None


@dataclass(slots=True)
class _Response:
    target: ResponseTarget
    at: float
    uses: int = 0


class Responses:
    """Issues and redeems the tokens in response URLs."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._live: dict[str, _Response] = {}

    def issue(self, target: ResponseTarget) -> str:
        """Return a new token for answers to that place."""
        token = secrets.token_urlsafe(24)
        self._live[token] = _Response(target=target, at=self._monotonic())
        while len(self._live) > _KEPT:
            del self._live[next(iter(self._live))]
        return token

    def redeem(self, token: str) -> ResponseTarget:
        """Count one use and return the place.

        Raises:
            ApiError: ``expired_url`` or ``used_url``, with status 404.
        """
        response = self._live.get(token)
        if response is None or self._monotonic() - response.at > RESPONSE_SECONDS:
            raise ApiError("expired_url", status=404)
        if response.uses >= RESPONSE_USES:
            raise ApiError("used_url", status=404)
        response.uses += 1
        return response.target

    def clear(self) -> None:
        """Forget all tokens."""
        self._live.clear()
