"""Takes payloads to the app: picks the way, applies ordered faults, keeps account, and repeats events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from bot.sandbox.delivery.http import HttpSender
from bot.sandbox.delivery.outcome import ACK_SECONDS, Ending, Outcome, Retry
from bot.sandbox.delivery.socket import SocketHub
from bot.sandbox.faults import Fault
from bot.sandbox.world import World

SOCKET = "socket"
HTTP = "http"
RETRY_DELAYS = (0.0, 60.0, 300.0)
_TOLD_BEFORE_TRY = 2
_AWAITED = ("app_home_opened", "app_mention")


class Courier:
    """Delivers to the app.

    Args:
        world: The workspace; its manifest says whether Socket Mode or HTTP is used at first.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.sockets = SocketHub(world.seed.app.id, lambda: world.live.publish({"type": "state"}))
        self._http = HttpSender(world.credentials.signing_secret)
        self._running: set[asyncio.Task[Any]] = set()
        self.mode = SOCKET if world.manifest.socket_mode else HTTP
        self.request_url = world.manifest.request_url
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS
        self._reached = False

    @property
    def online(self) -> bool:
        """Whether the app can be reached, as far as is known."""
        return self.sockets.connections > 0 if self.mode == SOCKET else bool(self.request_url) and self._reached

    async def deliver(self, kind: str, payload: dict[str, Any], *, summary: str, retry: Retry | None = None) -> Outcome:
        """Deliver one payload and return how that ended.

        Args:
            kind: "slash_commands", "interactive" or "events_api".
            payload: What to deliver.
            summary: A few words on it for the traffic list.
            retry: For an event that is sent again.
        """
        begun = time.perf_counter()
        fault = self._world.faults.take(kind)
        if fault is None:
            outcome = await self._send(kind, payload, retry)
        else:
            outcome = await self._send_faulty(fault, kind, payload, retry)
        self._world.traffic.add(
            "delivery",
            kind,
            summary=summary,
            status=outcome.ending.value if fault is None else f"{outcome.ending.value} ({fault.kind})",
            ms=(time.perf_counter() - begun) * 1000,
            request=outcome.request,
            response=outcome.response,
        )
        return outcome

    def dispatch_event(self, payload: dict[str, Any]) -> None:
        """Deliver an event in the background, again when it fails: at once, after 1 and after 5 minutes."""
        self.spawn(self._event(payload))

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run work in the background until it ends or the sandbox stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Stop what runs and close all connections."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self.sockets.close()
        await self._http.close()

    async def _event(self, payload: dict[str, Any]) -> None:
        summary = payload["event"]["type"]
        outcome = await self.deliver("events_api", payload, summary=summary)
        for number, delay in enumerate(self.retry_delays, start=1):
            if outcome.ok or outcome.no_retry:
                return
            if number == _TOLD_BEFORE_TRY and summary in _AWAITED:
                self._tell(payload["event"]["user"])
            await self._world.pause(delay)
            if self._world.stopping.is_set():
                return
            reason = "timeout" if self.mode == SOCKET and outcome.ending is Ending.TIMEOUT else outcome.retry_reason
            again = Retry(number=number, reason=reason)
            outcome = await self.deliver("events_api", payload, summary=summary, retry=again)

    def _tell(self, user: str) -> None:
        text = f"{self._world.seed.app.name} does not answer at the moment."
        self._world.live.publish({"type": "notice", "text": text}, {user})

    async def _send(self, kind: str, payload: dict[str, Any], retry: Retry | None) -> Outcome:
        if self.mode == SOCKET:
            return await self.sockets.send(kind, payload, retry)
        if not self.request_url:
            return Outcome(Ending.UNREACHABLE)
        outcome = await self._http.send(self.request_url, kind, payload, retry)
        reached = outcome.ending is not Ending.UNREACHABLE
        if reached != self._reached:
            self._reached = reached
            self._world.live.publish({"type": "state"})
        return outcome

    async def _send_faulty(self, fault: Fault, kind: str, payload: dict[str, Any], retry: Retry | None) -> Outcome:
        patience = ACK_SECONDS if fault.seconds is None else fault.seconds
        if fault.kind == "duplicate":
            first, _ = await asyncio.gather(self._send(kind, payload, retry), self._send(kind, payload, retry))
            return first
        if fault.kind == "drop_before":
            return Outcome(Ending.UNREACHABLE)
        if fault.kind == "timeout_before":
            await self._world.pause(patience)
            return Outcome(Ending.TIMEOUT)
        if fault.kind == "drop_after":
            lost = await self._send(kind, payload, retry)
        else:
            lost, _ = await asyncio.gather(self._send(kind, payload, retry), self._world.pause(patience))
        return Outcome(Ending.TIMEOUT, request=lost.request, response=lost.response)
