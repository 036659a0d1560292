"""Ending a connection without an answer, which no web framework offers."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_transports: dict[Hashable, asyncio.BaseTransport] = {}


class DroppableProtocol(H11Protocol):
    """uvicorn's HTTP protocol, whose connections can be found by the address of the peer."""

    _peer: Hashable = None

    def connection_made(self, transport: Any) -> None:
        """Remember the connection."""
        super().connection_made(transport)
        self._peer = _peer_of(transport)
        _transports[self._peer] = transport

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand the connection over; from here on it is no request any more."""
        _transports.pop(self._peer, None)
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        _transports.pop(self._peer, None)
        super().connection_lost(exc)


class DroppableSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, whose connections can be found in the same way."""

    _peer: Hashable = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection."""
        super().connection_made(transport)
        self._peer = _peer_of(transport)
        _transports[self._peer] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        _transports.pop(self._peer, None)
        super().connection_lost(exc)


def cut_socket(websocket: WebSocket) -> None:
    """End a WebSocket without a closing frame, as a failing network does."""
    _abort(websocket.scope.get("client"))


async def drop_connection(request: Request) -> None:
    """Close the connection of a request without sending anything, and wait until that is done."""
    _abort(request.scope.get("client"))
    await disconnected(request)


async def disconnected(request: Request) -> None:
    """Return once the peer of a request whose body was read is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        continue


def _abort(client: Iterable[Any] | None) -> None:
    transport = _transports.get(tuple(client)) if client else None
    if isinstance(transport, asyncio.Transport):
        transport.abort()


def _peer_of(transport: asyncio.BaseTransport) -> Hashable:
    peer = transport.get_extra_info("peername")
    return (peer[0], peer[1]) if isinstance(peer, tuple) else id(transport)
