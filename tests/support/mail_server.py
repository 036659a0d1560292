"""A mail server on a free port of this machine, which does as it is told and keeps what it took."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class MailServer:
    """What the server does, and what it took.

    Attributes:
        port: Where it listens.
        rcpt: What it says to the next receivers; it takes them when there is nothing.
        data: What it says to the next letters, or `drop` to break off after having taken one.
        taken: The letters it took, in order; what breaks off was taken too.
        users: Names and passwords; empty where nobody logs in.
    """

    port: int = 0
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    users: dict[str, str] = field(default_factory=dict)
    logins: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer in {"250 OK", "drop"}:
            self.envelopes.append(envelope)
            self.taken.append(BytesParser(policy=default).parsebytes(envelope.content or b""))  # type: ignore[arg-type]
        if answer == "drop":
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        return answer

    def _authenticated(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        name, password = data.login.decode(), data.password.decode()
        self.logins.append(name)
        return AuthResult(success=self.users.get(name) == password, handled=False)

    def session(self) -> SMTP:
        """Return the protocol of one connection."""
        return SMTP(self, hostname="mail.test", authenticator=self._authenticated, auth_require_tls=False)


@contextmanager
def mail_server(**given: Any) -> Iterator[MailServer]:
    """Run a mail server for as long as the block lasts."""
    server = MailServer(**given)
    loop = asyncio.new_event_loop()
    listening = threading.Event()
    opened: list[asyncio.Server] = []

    async def listen() -> None:
        opened.append(await loop.create_server(server.session, "127.0.0.1", 0))
        server.port = opened[0].sockets[0].getsockname()[1]
        listening.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.create_task(listen())  # noqa: RUF006 - the loop ends with the block
        loop.run_forever()

    thread = threading.Thread(target=run, name="mail-server", daemon=True)
    thread.start()
    assert listening.wait(10)

    async def close() -> None:
        opened[0].close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        loop.stop()

    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(close(), loop)
        thread.join(10)
        loop.close()
