"""A port of this machine that answers HTTP on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from cheroot.wsgi import Server

from bot.errors import UnavailableError
from bot.handlers.patience import PATIENCE_S, HurriedConnection, stamp

# Who sends a request slowly holds a thread until the patience is over. These are there for them, so that others find
# one that is free; they cost nothing while they wait.
_SPARE = 24


class Listener:
    """Serves a WSGI application. A request that has not arrived whole within two seconds is cut off.

    Args:
        name: of the thread.
        address: host and port; port 0 takes any free one.
        application: what answers.
        threads: how many requests are answered at once.
        closing_s: the longest wait for the requests in hand when it stops.
    """

    def __init__(
        self,
        name: str,
        address: tuple[str, int],
        application: Callable[..., Iterable[bytes]],
        *,
        threads: int,
        closing_s: float,
    ) -> None:
        self._closing_s = closing_s
        self._application = application
        self._hands = threading.BoundedSemaphore(threads)
        self._server = _Server(address, self._answer_whole, numthreads=threads + _SPARE, server_name="convenor")
        self._server.ConnectionClass = HurriedConnection
        self._server.timeout = PATIENCE_S
        self._server.shutdown_timeout = closing_s
        self._thread = threading.Thread(target=self._server.serve, name=name, daemon=True)

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
            raise UnavailableError(f"Port {self.port} cannot be used: {problem}.", "Choose another.") from problem
        self._thread.start()

    def stop(self) -> None:
        """Close."""
        self._server.stop()
        self._thread.join(timeout=self._closing_s)

    def _answer_whole(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer once the body is there, so that a slow one takes no turn from the others."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length):
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))
        with self._hands:
            return self._application(environ, start_response)


class _Server(Server):  # type: ignore[misc,unused-ignore]
    def process_conn(self, conn: Any) -> None:
        stamp(conn)
        super().process_conn(conn)
