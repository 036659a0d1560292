"""How payloads reach the handlers: over Socket Mode, or as signed HTTP requests; both drain when stopped."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web import WebClient

from bot.errors import UnavailableError
from bot.handlers.health import Readiness, answer_health, plain
from bot.handlers.listening import Listener
from bot.slack.sockets import hang_up

EVENTS_PATH = "/slack/events"
DRAIN_S = 5.0
THREADS = 8
KEPT_OPEN = 100
BACKLOG = 128
_BODY_MAX = 5 * 1024 * 1024
_STAMP_MAX = 12
Answer = Callable[..., Iterable[bytes]]
"""A WSGI application."""

_log = structlog.get_logger(__name__)
_levels = logging.getLogger(__name__)


class Intake(Protocol):
    """A way in for payloads."""

    def start(self) -> None:
        """Begin to take payloads.

        Raises:
            UnavailableError: Slack or the port cannot be had.
        """

    def stop(self) -> None:
        """Take no more, finish what is in hand, then close."""

    def trouble(self) -> str:
        """Return why no payload can arrive, empty while one can."""


class SocketIntake(SocketModeHandler):
    """Socket Mode: connections that this process opens to Slack, for networks that let nothing in."""

    def __init__(self, app: App, app_token: str, web_client: WebClient, connections: int = 2) -> None:
        super().__init__(app, app_token, web_client=web_client, logger=_quiet("bot.socket"), concurrency=10)
        others = [
            SocketModeClient(app_token=app_token, web_client=web_client, logger=_quiet("bot.socket"))
            for _ in range(connections - 1)
        ]
        for client in others:
            client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]
        self._clients = [self.client, *others]
        self._changed = threading.Condition()
        self._in_hand = 0
        self._closing = False

    def start(self) -> None:
        """Open the connections.

        Raises:
            UnavailableError: Slack does not give one.
        """
        try:
            for client in self._clients:
                client.connect()
        except Exception as problem:
            self._close()
            raise UnavailableError(
                "Slack did not open a Socket Mode connection.",
                "Check SLACK_APP_TOKEN (it begins with xapp-) and that the app has Socket Mode switched on.",
            ) from problem

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Hand one envelope to the app, unless we are closing: an unacknowledged one is delivered again."""
        with self._changed:
            if self._closing:
                return
            self._in_hand += 1
        try:
            super().handle(client, req)
        finally:
            with self._changed:
                self._in_hand -= 1
                self._changed.notify_all()

    def stop(self) -> None:
        """Refuse new envelopes, wait for the handlers, then close: closing first would lose their answers."""
        with self._changed:
            self._closing = True
            self._changed.wait_for(lambda: self._in_hand == 0, timeout=DRAIN_S)
        self._close()

    def trouble(self) -> str:
        """Return why no envelope can arrive, empty while one connection is open."""
        return "" if any(client.is_connected() for client in self._clients) else "has no open Socket Mode connection"

    def _close(self) -> None:
        for client in self._clients:
            hang_up(client)
        for client in self._clients:
            client.close()


class HttpIntake(Listener):
    """Signed HTTP requests from Slack at `/slack/events`, with `/healthz` and `/readyz` beside them.

    Args:
        app: the Bolt app, which checks the signature.
        host: the address to listen on.
        port: the port, 0 for any free one.
        readiness: what `/readyz` answers.
        others: what else answers there, by the beginning of the path.
    """

    def __init__(
        self,
        app: App,
        host: str,
        port: int,
        readiness: Readiness | None = None,
        others: Mapping[str, Answer] | None = None,
    ) -> None:
        self._door = _Guarded(app, readiness or Readiness(), others or {})
        super().__init__("http-intake", (host, port), self._door, threads=THREADS, closing_s=DRAIN_S)
        # The server's own limits, ten kept open and five waiting, make a burst lose seconds to new connections.
        self._server.keep_alive_conn_limit = KEPT_OPEN
        self._server.request_queue_size = BACKLOG
        self._server.max_request_body_size = _BODY_MAX

    def stop(self) -> None:
        """Refuse new requests, wait for those in hand while `/readyz` says so, then close the door."""
        self._door.drain()
        super().stop()

    def trouble(self) -> str:
        """Return why no request can arrive, empty while the door is open."""
        return "" if self._thread.is_alive() else "does not listen"


class _Guarded:
    """Answers what is not Slack's: health checks, and requests whose timestamp or body cannot be read."""

    def __init__(self, app: App, readiness: Readiness, others: Mapping[str, Answer]) -> None:
        self._slack = SlackRequestHandler(app, path=EVENTS_PATH)
        self._readiness = readiness
        self._others = others
        self._changed = threading.Condition()
        self._in_hand = 0
        self._closing = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        health = answer_health(self._readiness, environ, start_response)
        if health is not None:
            return health
        path = str(environ.get("PATH_INFO", ""))
        other = next((answer for start, answer in self._others.items() if path.startswith(start)), None)
        if other is not None:
            return self._counted(other, environ, start_response)
        if not environ.get("CONTENT_LENGTH", "0").isdecimal():
            return plain(start_response, "400 Bad Request", b"not readable")
        stamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        if not stamp.isdecimal() or len(stamp) > _STAMP_MAX:
            return plain(start_response, "401 Unauthorized", b"not signed")
        return self._counted(self._hand_over, environ, start_response)

    def _counted(self, answer: Answer, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request that is waited for when the door closes."""
        with self._changed:
            if self._closing:
                return plain(start_response, "503 Service Unavailable", b"stopping")
            self._in_hand += 1
        try:
            return answer(environ, start_response)
        finally:
            with self._changed:
                self._in_hand -= 1
                self._changed.notify_all()

    def drain(self) -> None:
        """Refuse new requests, which Slack makes again where it can, and wait for those in hand."""
        with self._changed:
            self._closing = True
            self._changed.wait_for(lambda: self._in_hand == 0, timeout=DRAIN_S)

    def _hand_over(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started = time.monotonic()
        try:
            answer = self._slack(environ, start_response)
        except ValueError:
            # Bolt reads the body before it checks who signed it.
            return plain(start_response, "400 Bad Request", b"not readable")
        if _levels.isEnabledFor(logging.DEBUG):
            _log.debug("request", path=environ.get("PATH_INFO"), ms=round((time.monotonic() - started) * 1000, 1))
        return answer


def _quiet(name: str) -> logging.Logger:
    """Return a logger that keeps warnings only: finer lines of the library quote payloads."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    return logger
