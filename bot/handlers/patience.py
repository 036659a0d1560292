"""Connections whose requests must arrive whole within a time, however many pieces they come in."""

from __future__ import annotations

import socket
import time
from typing import Any

from cheroot.makefile import MakeFile, StreamReader
from cheroot.server import HTTPConnection

PATIENCE_S = 2
# A request that waited for a thread is there already; this is enough to take it in.
_TAKING_IN_S = 0.25


class HurriedConnection(HTTPConnection):  # type: ignore[misc,unused-ignore]
    """A connection that is cut when a request, head and body, takes longer than `PATIENCE_S` to arrive.

    The server's own time-out begins anew with every byte, so a client that sends one a second would never meet it.
    """

    def __init__(self, server: Any, sock: socket.socket, makefile: Any = MakeFile) -> None:
        super().__init__(server, sock, makefile)
        self.waiting_since = time.monotonic()
        self.rfile = _HurriedReader(sock, self.rbufsize)

    def communicate(self) -> bool:
        """Read one request and answer it; return whether the connection stays open."""
        self.rfile.raw.until = max(self.waiting_since + PATIENCE_S, time.monotonic() + _TAKING_IN_S)
        return bool(super().communicate())  # type: ignore[no-untyped-call]


class _HurriedReader(StreamReader):  # type: ignore[misc,unused-ignore]
    def __init__(self, sock: socket.socket, size: int) -> None:
        self._hurried = _HurriedSocket(sock)
        super().__init__(sock, "rb", size)

    @property
    def raw(self) -> _HurriedSocket:  # type: ignore[override,unused-ignore]
        return self._hurried


class _HurriedSocket(socket.SocketIO):
    """A socket to read from until a moment of the monotonic clock."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock, "rb")
        self._read_from = sock
        self.until = 0.0

    def readinto(self, buffer: Any) -> int | None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._read_from.settimeout(left)
        try:
            return super().readinto(buffer)
        finally:
            self._read_from.settimeout(PATIENCE_S)


def stamp(conn: Any) -> None:
    """Note that a connection has something to read, or is new, and begins to wait for a thread."""
    conn.waiting_since = time.monotonic()
