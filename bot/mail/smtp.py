"""A mail server over SMTP, encrypted unless it is on this machine; each letter is handed over once."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import SecretStr

from bot.clock import Clock
from bot.errors import InvalidInputError, UnavailableError
from bot.mail.letters import Letter, Sender, address_of, message_of
from bot.mail.outcomes import MailOutcome, NotTaken, Rejected, Taken, Unclear

TIMEOUT_S = 10.0
"""Seconds until one answer of the server is given up."""

WHOLE_S = 20.0
"""Seconds until a whole conversation is given up."""

_ENHANCED = re.compile(rb"^([245]\.\d{1,3}\.\d{1,3})\b")
_LEADING_POINT = re.compile(rb"^\.", re.MULTILINE)
_GO_AHEAD = 354
_TEMPORARY = 400
_PERMANENT = 500
_WORDS = {
    550: "The mail server says that the address does not exist or takes no mail from here.",
    551: "The mail server says that the person is somewhere else.",
    552: "The mail server says that the mailbox is full or the letter too large.",
    553: "The mail server does not take the address.",
    554: "The mail server turned the letter away.",
}
_FAULTS: dict[type[Exception], str] = {
    ssl.SSLError: "it does not speak TLS there",
    TimeoutError: "no answer in time",
    smtplib.SMTPServerDisconnected: "the connection broke off",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how it is spoken to. `tls` is `starttls`, `tls` from the first byte, or `none`."""

    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    username: str | None = None
    password: SecretStr | None = None


class ServerError(UnavailableError):
    """The mail server cannot be worked with; nothing was sent."""


class SmtpMailer:
    """Sends letters through a mail server, each over a connection of its own.

    Args:
        server: the mail server.
        sender: who the letters come from.
        clock: what dates them.
        timeout_s: seconds until an answer of the server is given up.
        whole_s: seconds until a letter is given up, however many answers came: nothing of it leaves after that.
        context: which certificates are trusted; the machine's by default.
    """

    def __init__(
        self,
        server: Server,
        sender: Sender,
        clock: Clock,
        timeout_s: float = TIMEOUT_S,
        whole_s: float = WHOLE_S,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = sender
        self._clock = clock
        self._timeout_s = timeout_s
        self._whole_s = whole_s
        self._context = context

    def send(self, letter: Letter) -> MailOutcome:
        """Hand a letter over."""
        try:
            message = message_of(letter, self._sender, self._clock.now())
            whole = bytes(message)
            envelope = (address_of(self._sender.address).addr_spec, address_of(letter.to).addr_spec)
        except (InvalidInputError, ValueError, UnicodeError):
            return Rejected("The letter or its address cannot be written as mail.")
        try:
            with connected(self._server, self._timeout_s, self._whole_s, self._context) as server:
                return _hand_over(server, envelope, whole) or Taken(str(message["Message-ID"]))
        except ServerError as fault:
            return NotTaken(fault.message)


def _hand_over(server: smtplib.SMTP, envelope: tuple[str, str], whole: bytes) -> MailOutcome | None:
    """Give the server the envelope (from, to) and the letter; return what is wrong, None when it has taken it."""
    sender, to = envelope
    try:
        for command in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>"):
            code, said = server.docmd(command)
            if code >= _TEMPORARY:
                return _turned_away(code, said)
        code, said = server.docmd("DATA")
        if code != _GO_AHEAD:
            return _turned_away(code, said)
    except (OSError, smtplib.SMTPException) as problem:
        return NotTaken(_broken(problem))
    try:
        # A line that is a point alone would end the letter.
        server.send(_LEADING_POINT.sub(b"..", whole) + b".\r\n")
        code, said = server.getreply()
    except (OSError, smtplib.SMTPException) as problem:
        return Unclear(_broken(problem))
    return _turned_away(code, said) if code >= _TEMPORARY else None


class _Timed(smtplib.SMTP):
    """A connection that is cut off `whole_s` seconds after it was begun, whatever it is at."""

    def __init__(self, host: str, port: int, timeout: float, whole_s: float, **more: Any) -> None:
        self._is_over = threading.Event()
        self._timer = threading.Timer(whole_s, self._cut_off)
        self._timer.daemon = True
        self._timer.start()
        try:
            super().__init__(host, port, timeout=timeout, **more)
        except BaseException:
            self.close()
            raise

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's next answer."""
        answer = (-1, b"") if self._is_over.is_set() else super().getreply()
        # Half an answer reads like a whole one.
        if self._is_over.is_set():
            raise TimeoutError
        return answer

    def close(self) -> None:
        """End the connection."""
        # The library closes a connection that was never made, too.
        self._timer.cancel()
        super().close()

    def _cut_off(self) -> None:
        self._is_over.set()
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _TimedTls(_Timed, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


@contextmanager
def connected(
    server: Server,
    timeout_s: float = TIMEOUT_S,
    whole_s: float = WHOLE_S,
    context: ssl.SSLContext | None = None,
) -> Iterator[smtplib.SMTP]:
    """Yield a connection on which a letter may be handed over: encrypted as asked for, and logged in.

    It is cut off when `whole_s` seconds have passed.

    Raises:
        ServerError: it cannot be reached, does not encrypt, or does not take the login.
    """
    trusted = context or ssl.create_default_context()
    try:
        if server.tls == "tls":
            connection: _Timed = _TimedTls(server.host, server.port, timeout_s, whole_s, context=trusted)
        else:
            connection = _Timed(server.host, server.port, timeout_s, whole_s)
    except (OSError, smtplib.SMTPException) as problem:
        raise ServerError(f"the mail server was not reached: {_broken(problem)}") from problem
    try:
        _greet(connection, server, trusted)
        yield connection
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
        connection.close()


def _greet(connection: smtplib.SMTP, server: Server, trusted: ssl.SSLContext) -> None:
    try:
        if server.tls == "starttls":
            connection.starttls(context=trusted)
        connection.ehlo_or_helo_if_needed()
    except smtplib.SMTPNotSupportedError as problem:
        raise ServerError("the mail server offers no encryption (STARTTLS), so nothing is sent to it") from problem
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        raise ServerError(f"no encrypted connection to the mail server: {_broken(problem)}") from problem
    if server.username is None or server.password is None:
        return
    try:
        connection.login(server.username, server.password.get_secret_value())
    except smtplib.SMTPAuthenticationError as problem:
        raise ServerError(f"the mail server does not take the user name and password ({problem.smtp_code})") from None
    except smtplib.SMTPNotSupportedError:
        raise ServerError("the mail server asks nobody to log in, yet mail.username is set") from None
    except (OSError, smtplib.SMTPException) as problem:
        # The library's own words may hold what was sent.
        raise ServerError(f"the login failed: {_broken(problem)}") from None


def _turned_away(code: int, said: bytes) -> MailOutcome:
    """Return what a refusal means. Of the server's words only its codes are kept: the others name addresses."""
    enhanced = _ENHANCED.match(said)
    codes = f"{code} {enhanced[1].decode()}" if enhanced else str(code)
    if code < _PERMANENT:
        return NotTaken(f"the mail server asks to try again later ({codes})")
    return Rejected(f"{_WORDS.get(code, 'The mail server turned the letter away.')} ({codes})")


def _broken(problem: Exception) -> str:
    """Return in words what went wrong with a connection; of what the server said only its code."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({problem.verify_message})"
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"it answered {problem.smtp_code}"
    # The library calls an answer that does not come a connection that broke off.
    meant = problem.__context__ if isinstance(problem.__context__, TimeoutError) else problem
    kind = next((words for known, words in _FAULTS.items() if isinstance(meant, known)), None)
    return kind or (problem.strerror if isinstance(problem, OSError) else None) or type(problem).__name__
