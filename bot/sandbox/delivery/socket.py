"""Socket Mode: the open connections of the app and what is sent over them."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.delivery.outcome import ACK_SECONDS, Ending, Outcome, Retry

CONNECTION_LIMIT = 10
_TICKET_SECONDS = 30.0

Listener = Callable[[], None]


class _AbandonedError(Exception):
    """No acknowledgement is waited for any more."""


class SocketHub:
    """The app's connections. Each payload goes to one of them, in turn.

    Args:
        app_id: The app's id, named in the greeting.
        changed: Called when a connection opens or closes.
    """

    def __init__(self, app_id: str, changed: Listener) -> None:
        self._app_id = app_id
        self._changed = changed
        self._tickets: dict[str, float] = {}
        self._open: list[WebSocket] = []
        self._next = 0
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    @property
    def connections(self) -> int:
        """The number of live connections."""
        return len(self._open)

    def ticket(self) -> str:
        """Return a new ticket that opens one connection within half a minute."""
        now = time.monotonic()
        self._tickets = {ticket: until for ticket, until in self._tickets.items() if until > now}
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = now + _TICKET_SECONDS
        return ticket

    async def serve(self, websocket: WebSocket) -> None:
        """Carry one connection of the app until it ends."""
        until = self._tickets.pop(websocket.query_params.get("ticket", ""), 0.0)
        if until < time.monotonic():
            await websocket.close()
            return
        await websocket.accept()
        if len(self._open) >= CONNECTION_LIMIT:
            await websocket.send_text(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
            await websocket.close()
            return
        self._open.append(websocket)
        self._changed()
        try:
            await websocket.send_text(json.dumps(self._hello()))
            while True:
                self._receive(await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            return
        finally:
            self._open.remove(websocket)
            self._changed()

    async def send(self, kind: str, payload: dict[str, Any], retry: Retry | None = None) -> Outcome:
        """Send a payload to one connection and wait for its acknowledgement.

        Args:
            kind: The type of the envelope: "slash_commands", "interactive" or "events_api".
            payload: What it carries.
            retry: For an event that is sent again.
        """
        if not self._open:
            return Outcome(Ending.UNREACHABLE)
        envelope_id = str(uuid.uuid4())
        envelope: dict[str, Any] = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope.update(retry_attempt=retry.number if retry else 0, retry_reason=retry.reason if retry else "")
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = future
        try:
            async with asyncio.timeout(ACK_SECONDS):
                if not await self._send_to_one(json.dumps(envelope)):
                    return Outcome(Ending.UNREACHABLE)
                return Outcome(Ending.ACKED, body=await future)
        except TimeoutError:
            return Outcome(Ending.TIMEOUT)
        except _AbandonedError:
            return Outcome(Ending.UNREACHABLE)
        finally:
            del self._waiting[envelope_id]

    def abandon(self) -> None:
        """Wait for no acknowledgement any more, because the sandbox stops."""
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(_AbandonedError())

    async def refresh(self) -> int:
        """Ask every connection to come again and close it, as Slack does every few hours; return their number."""
        going = list(self._open)
        await self._each(going, self._dismiss)
        return len(going)

    async def close(self) -> None:
        """Close every connection."""
        await self._each(list(self._open), lambda connection: connection.close())

    async def _send_to_one(self, text: str) -> bool:
        self._next += 1
        for place in range(len(self._open)):
            connection = self._open[(self._next + place) % len(self._open)]
            try:
                await connection.send_text(text)
            except (WebSocketDisconnect, RuntimeError):
                continue
            return True
        return False

    async def _dismiss(self, connection: WebSocket) -> None:
        await connection.send_text(
            json.dumps({"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "sandbox"}})
        )
        await connection.close()

    @staticmethod
    async def _each(connections: list[WebSocket], act: Callable[[WebSocket], Awaitable[None]]) -> None:
        for connection in connections:
            try:
                await act(connection)
            except (WebSocketDisconnect, RuntimeError):
                continue

    def _receive(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        if not isinstance(answer, dict):
            return
        future = self._waiting.get(str(answer.get("envelope_id")))
        if future is not None and not future.done():
            payload = answer.get("payload")
            future.set_result(payload if isinstance(payload, dict) else {})

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18_060},
            "connection_info": {"app_id": self._app_id},
        }
