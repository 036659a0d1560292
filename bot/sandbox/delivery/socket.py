"""Socket Mode: the open connections of the app and what is sent over them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
import uuid
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.delivery.outcome import ACK_SECONDS, Ending, Outcome, Retry
from bot.sandbox.wire import cut_socket

CONNECTION_LIMIT = 10
CONNECTION_SECONDS = 18_060.0
DEBUG_SECONDS = 360.0
WARNING_SECONDS = 10.0
REFRESH = "refresh_requested"
WARNING = "warning"
LINK_DISABLED = "link_disabled"
WITHOUT_A_WORD = "none"
REASONS = (REFRESH, WARNING, LINK_DISABLED, WITHOUT_A_WORD)
_TICKET_SECONDS = 30.0
_BUILD = 1

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
        self.connection_seconds = CONNECTION_SECONDS

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
        debugged = websocket.query_params.get("debug_reconnects") == "true"
        seconds = DEBUG_SECONDS if debugged else self.connection_seconds
        ageing = asyncio.create_task(self._age(websocket, seconds))
        try:
            await websocket.send_text(json.dumps(self._hello(seconds)))
            while True:
                self._receive(await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            return
        finally:
            ageing.cancel()
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
                    return Outcome(Ending.UNREACHABLE, request=envelope)
                answer = await future
        except TimeoutError:
            return Outcome(Ending.TIMEOUT, request=envelope)
        except _AbandonedError:
            return Outcome(Ending.UNREACHABLE, request=envelope)
        finally:
            del self._waiting[envelope_id]
        body = answer.get("payload")
        return Outcome(Ending.ACKED, body=body if isinstance(body, dict) else {}, request=envelope, response=answer)

    def abandon(self) -> None:
        """Wait for no acknowledgement any more, because the sandbox stops."""
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(_AbandonedError())

    async def disconnect(self, reason: str = REFRESH) -> int:
        """End every connection.

        Args:
            reason: "refresh_requested" or "link_disabled", said before the connection closes; "warning", said ten
                seconds before; "none" when it breaks without a word.

        Returns:
            The number of connections.
        """
        going = list(self._open)
        for connection in going:
            await self._part(connection, reason)
        return len(going)

    async def close(self) -> None:
        """Close every connection."""
        for connection in list(self._open):
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await connection.close()

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

    async def _age(self, connection: WebSocket, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds - WARNING_SECONDS))
        await self._part(connection, WARNING)
        await asyncio.sleep(min(seconds, WARNING_SECONDS))
        await self._part(connection, REFRESH)

    @staticmethod
    async def _part(connection: WebSocket, reason: str) -> None:
        if reason == WITHOUT_A_WORD:
            cut_socket(connection)
            return
        debug = {"host": "sandbox", "build_number": _BUILD}
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await connection.send_text(json.dumps({"type": "disconnect", "reason": reason, "debug_info": debug}))
            if reason != WARNING:
                await connection.close()

    def _receive(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        if not isinstance(answer, dict):
            return
        future = self._waiting.get(str(answer.get("envelope_id")))
        if future is not None and not future.done():
            future.set_result(answer)

    def _hello(self, seconds: float) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {
                "host": "sandbox",
                "build_number": _BUILD,
                "approximate_connection_time": round(seconds),
            },
            "connection_info": {"app_id": self._app_id},
        }
