"""The page and the control API answer to this machine only."""

from __future__ import annotations

import ipaddress
import re

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

GUARDED = ("/control", "/page")
# A name and a port and nothing else: what stands before an @ or behind a / would mean another machine to somebody.
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::\d{1,5})?", re.ASCII)


def is_loopback(host: str) -> bool:
    """Whether a host name, with or without a port, means this machine."""
    written = _HOST.fullmatch(host.lower())
    if written is None:
        return False
    name = written["six"] or written["name"]
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


class LoopbackOnly:
    """Refuses guarded paths unless the peer, the Host header and the Origin, if any, are loopback.

    Args:
        app: What is behind.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] in ("http", "websocket") and _is_guarded(scope["path"]):
            connection = HTTPConnection(scope)
            if not _is_allowed(connection):
                if scope["type"] == "websocket":
                    await send({"type": "websocket.close", "code": 1008})
                    return
                refusal = JSONResponse({"error": "This answers to the same machine only."}, status_code=403)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_guarded(path: str) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in GUARDED)


def _is_allowed(connection: HTTPConnection) -> bool:
    peer = connection.client.host if connection.client else ""
    if not is_loopback(f"[{peer}]" if ":" in peer else peer) or not is_loopback(connection.headers.get("host", "")):
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    scheme, _, host = origin.partition("://")
    return scheme in ("http", "https") and is_loopback(host)
