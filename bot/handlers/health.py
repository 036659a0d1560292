"""Whether the bot lives and whether it is ready, for whoever supervises it: `/healthz` and `/readyz`."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog

from bot.errors import ConvenorError
from bot.handlers.listening import Listener

HEALTH_PATH = "/healthz"
READY_PATH = "/readyz"
_THREADS = 2
_CLOSING_S = 1.0
_KEPT_S = 1.0
_STARTING = {"bot": "is starting"}
_STOPPING = {"bot": "is stopping"}
_log = structlog.get_logger(__name__)

Check = Callable[[], str]
"""Looks at one part: an empty text when it is well, else what ails it. May raise `ConvenorError` instead."""


class Readiness:
    """What the bot says of itself: starting, ready, not ready and why, or stopping. Safe between threads.

    An answer is kept for a second, so that however often somebody asks, the parts are looked at once.
    """

    def __init__(self) -> None:
        self._checks: Mapping[str, Check] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._kept: dict[str, str] = _STARTING
        self._kept_until = 0.0

    def open(self, checks: Mapping[str, Check]) -> None:
        """Say that everything was started; from now on `checks`, by the names of the parts, decide."""
        with self._lock:
            self._checks = dict(checks)
            self._kept_until = 0.0

    def close(self) -> None:
        """Say that the bot is stopping: not ready from now on."""
        self._stopping.set()

    def reasons(self) -> dict[str, str]:
        """Return why it is not ready, by part; empty when it is."""
        if self._stopping.is_set():
            return _STOPPING
        with self._lock:
            if self._checks and time.monotonic() >= self._kept_until:
                looked = {part: _look(part, check) for part, check in self._checks.items()}
                self._kept = {part: reason for part, reason in looked.items() if reason}
                self._kept_until = time.monotonic() + _KEPT_S
            return _STOPPING if self._stopping.is_set() else self._kept


def answer_health(
    readiness: Readiness, environ: Mapping[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes] | None:
    """Answer a WSGI request for `/healthz` (the process lives) or `/readyz` (200, or 503 with the reasons).

    Returns:
        The body, or None when the request asks for something else.
    """
    path = environ.get("PATH_INFO")
    if path == HEALTH_PATH:
        return plain(start_response, "200 OK", b"ok")
    if path != READY_PATH:
        return None
    reasons = readiness.reasons()
    body = json.dumps({"ready": not reasons, "reasons": reasons}, ensure_ascii=False).encode()
    status = "503 Service Unavailable" if reasons else "200 OK"
    return plain(start_response, status, body, "application/json; charset=utf-8")


def plain(start_response: Callable[..., Any], status: str, body: bytes, kind: str = "text/plain") -> Iterable[bytes]:
    """Answer a WSGI request with a short body that nobody keeps."""
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start_response(status, headers)
    return [body]


class HealthDoor(Listener):
    """A listener of its own for `/healthz` and `/readyz`, open from the first moment to the last.

    Args:
        readiness: what is answered.
        host: the address to listen on.
        port: the port, 0 for any free one.
    """

    def __init__(self, readiness: Readiness, host: str, port: int) -> None:
        super().__init__("health", (host, port), self._answer, threads=_THREADS, closing_s=_CLOSING_S)
        self._readiness = readiness

    def _answer(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = answer_health(self._readiness, environ, start_response)
        return plain(start_response, "404 Not Found", b"not here") if answer is None else answer


def _look(part: str, check: Check) -> str:
    try:
        return check()
    except ConvenorError as problem:
        return problem.message
    except Exception:  # noqa: BLE001 - the edge: a part that cannot be looked at is not ready
        _log.exception("readiness not known", part=part)
        return "cannot be looked at; the log says why"
