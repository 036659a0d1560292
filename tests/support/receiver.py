"""A receiver of webhooks on a free port of this machine, which behaves as it is told and keeps what it was sent."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

HOST = "receiver.test"
"""The name its certificate is for."""

CERTIFICATE = Path(__file__).with_name("receiver.pem")
"""Its key and certificate, of no worth: it vouches for itself, for a name that nobody can have."""

_TLS = b"\x16\x03"
_DRIP_S = 0.02
_DRIPS_MOST = 150


@dataclass(frozen=True)
class Got:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[["Receiver", socket.socket], None]


@dataclass
class Receiver:
    """What it does, and what it was sent; when nothing is scripted it answers 200."""

    port: int = 0
    script: list[Behaviour] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def handle(self, connection: socket.socket) -> None:
        behaviour = self.script.pop(0) if self.script else answering(200)
        with suppress(OSError), connection:
            got = _read(connection)
            if got is not None:
                self.got.append(got)
                behaviour(self, connection)


def answering(status: int, head: str = "", body: bytes = b"") -> Behaviour:
    """Answer; `head` is further lines of the answer's head."""

    def behave(_: Receiver, connection: socket.socket) -> None:
        lines = f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\n{head}\r\n"
        connection.sendall(lines.encode() + body)

    return behave


def hanging(receiver: Receiver, _: socket.socket) -> None:
    """Take the request and say nothing."""
    receiver.stopped.wait(10)


def dripping(piece: bytes, first: bytes = b"") -> Behaviour:
    """Send the same piece again and again, slowly, then break off."""

    def behave(receiver: Receiver, connection: socket.socket) -> None:
        connection.sendall(first)
        for _ in range(_DRIPS_MOST):
            if receiver.stopped.wait(_DRIP_S):
                return
            connection.sendall(piece)

    return behave


def flooding(head: bytes) -> Behaviour:
    """Send megabytes after a head, until the other side has had enough."""

    def behave(_: Receiver, connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(500):
            connection.sendall(b"x" * 65_536)

    return behave


def breaking_off(_: Receiver, connection: socket.socket) -> None:
    """Close without an answer."""
    connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def receiver(*script: Behaviour, tls: bool = False) -> Iterator[Receiver]:
    """Run a receiver for as long as the block lasts."""
    one = Receiver(script=list(script))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
    if context is not None:
        context.load_cert_chain(CERTIFICATE)
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        connection.settimeout(10)
        with suppress(OSError):
            one.handle(context.wrap_socket(connection, server_side=True) if context else connection)
        connection.close()

    def accept() -> None:
        while not one.stopped.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(connection,), daemon=True))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        one.port = listening.getsockname()[1]
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield one
        finally:
            one.stopped.set()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
    for thread in (accepting, *threads):
        thread.join(10)


def _read(connection: socket.socket) -> Got | None:
    read = b""
    while b"\r\n\r\n" not in read:
        piece = connection.recv(65_536)
        if not piece:
            return None
        read += piece
        if read.startswith(_TLS):
            connection.sendall(b"HTTP/1.1 400 Not TLS\r\n\r\n")
            return None
    head, _, body = read.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65_536)
    return Got(first.split(" ")[1], headers, body)
