"""How payloads reach the handlers: over Socket Mode, or as signed HTTP requests; both drain when stopped."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import structlog
from cheroot.wsgi import Server
from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web import WebClient

from bot.errors import UnavailableError

EVENTS_PATH = "/slack/events"
DRAIN_S = 5.0
THREADS = 8
KEPT_OPEN = 100
BACKLOG = 128
_PATIENCE_S = 2
_BODY_MAX = 5 * 1024 * 1024
_STAMP_MAX = 12
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

    def _close(self) -> None:
        for client in self._clients:
            _hang_up(client)
        for client in self._clients:
            client.close()


class HttpIntake:
    """Signed HTTP requests from Slack at `/slack/events`; `/healthz` says that the process lives.

    Args:
        app: the Bolt app, which checks the signature.
        host: the address to listen on.
        port: the port, 0 for any free one.
    """

    def __init__(self, app: App, host: str, port: int) -> None:
        self._server = Server((host, port), _Guarded(app), numthreads=THREADS, server_name="convenor")
        self._server.shutdown_timeout = DRAIN_S
        # Slack sends a request at once; who dribbles one must not hold a thread past the time that Slack waits.
        self._server.timeout = _PATIENCE_S
        # The server's own limits, ten kept open and five waiting, make a burst lose seconds to new connections.
        self._server.keep_alive_conn_limit = KEPT_OPEN
        self._server.request_queue_size = BACKLOG
        self._server.max_request_body_size = _BODY_MAX
        self._thread = threading.Thread(target=self._server.serve, name="http-intake", daemon=True)

    @property
    def port(self) -> int:
        """The port in use once started."""
        return int(self._server.bind_addr[1])

    def start(self) -> None:
        """Listen.

        Raises:
            UnavailableError: the port is taken or the address is not ours.
        """
        try:
            self._server.prepare()
        except OSError as problem:
            raise UnavailableError(
                f"Port {self._server.bind_addr[1]} cannot be used: {problem}.", "Choose another."
            ) from problem
        self._thread.start()

    def stop(self) -> None:
        """Close the door, let the requests in hand finish, then stop."""
        self._server.stop()
        self._thread.join(timeout=DRAIN_S)


class _Guarded:
    """Answers what is not Slack's: a health check, and requests whose timestamp or body cannot be read."""

    def __init__(self, app: App) -> None:
        self._slack = SlackRequestHandler(app, path=EVENTS_PATH)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/healthz":
            return _plain(start_response, "200 OK", b"ok")
        if not environ.get("CONTENT_LENGTH", "0").isdecimal():
            return _plain(start_response, "400 Bad Request", b"not readable")
        stamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        if not stamp.isdecimal() or len(stamp) > _STAMP_MAX:
            return _plain(start_response, "401 Unauthorized", b"not signed")
        started = time.monotonic()
        try:
            answer = self._slack(environ, start_response)
        except ValueError:
            # Bolt reads the body before it checks who signed it.
            return _plain(start_response, "400 Bad Request", b"not readable")
        if _levels.isEnabledFor(logging.DEBUG):
            _log.debug("request", path=environ.get("PATH_INFO"), ms=round((time.monotonic() - started) * 1000, 1))
        return answer


def _plain(start_response: Callable[..., Any], status: str, text: bytes) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]


def _hang_up(client: SocketModeClient) -> None:
    """End the waits for bytes and for messages: the library's own close would sit them out, for seconds."""
    client.auto_reconnect_enabled = False
    # Or else the thread that reads begins anew and never ends.
    client.current_session_runner.event.set()
    client.closed = True
    client.enqueue_message("")
    client.current_session_state.terminated = True
    session = client.current_session
    if session is not None and session.sock is not None:
        with contextlib.suppress(OSError):
            session.sock.shutdown(socket.SHUT_RDWR)


def _quiet(name: str) -> logging.Logger:
    """Return a logger that keeps warnings only: finer lines of the library quote payloads."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    return logger
