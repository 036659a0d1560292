"""Addresses of this machine where nobody listens."""

from __future__ import annotations

import socket


def closed_port() -> int:
    """Return a port of the loopback address that was free a moment ago, so that a connection to it is refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def nobody_there(path: str = "") -> str:
    """Return an address, with a path such as `/api/`, at which nobody listens."""
    return f"http://127.0.0.1:{closed_port()}{path}"
