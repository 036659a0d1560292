"""One message to one webhook: to an address that was checked, never redirected, bounded in time and size."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

from bot.clock import wall_now
from bot.webhooks.addresses import Resolve, UnknownHostError, UnusableAddressError, checked_addresses, look_up
from bot.webhooks.outcomes import Accepted, Busy, HookOutcome, NotTaken, TurnedAway, Unclear
from bot.webhooks.signing import delivery_id, signed_headers

TIMEOUT_S = 10.0
"""Seconds until one step is given up: the look-up, the connection, a read."""

WHOLE_S = 20.0
"""Seconds until a whole exchange is given up."""

PRIVATE = (
    "Its address leads into a private network, where Convenor sends nothing. If that is meant, set `allow_private` "
    "for this webhook."
)
"""What people are told where a webhook leads to an address that is not public."""

_ADDRESSES_MOST = 2
_RETRY_AFTER_MOST_S = 3600
_BODY_MOST = 200_000
_DEFAULT_PORT = {"https": 443, "http": 80}
_OK = range(200, 300)
_REDIRECTS = range(300, 400)
_LATER = frozenset({408, 421, 423, 425, 429})
_WORDS = {
    400: "It does not understand the message.",
    401: "It does not take the signature or the address.",
    403: "It does not take the signature or the address.",
    404: "There is nothing at its address.",
    405: "It takes no messages at its address.",
    410: "It says that it is gone for good.",
    413: "It says that the message is too large.",
}


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it is sent to. `is_safe_twice`: its receiver throws a second copy away, by its id.

    Nothing of the address or the secrets may be said or logged: either may let others in.
    """

    name: str
    url: str = field(repr=False)
    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    allow_private: bool = False
    is_safe_twice: bool = True


class Postman:
    """Sends to webhooks, each message over a connection of its own.

    Args:
        timeout_s: seconds until one step is given up.
        whole_s: seconds until a message is given up, however the receiver behaves: nothing of it leaves after that.
        resolve: looks a host up.
        context: which certificates are trusted; the machine's by default.
        transport: what carries requests; the network by default.
    """

    def __init__(
        self,
        timeout_s: float = TIMEOUT_S,
        whole_s: float = WHOLE_S,
        *,
        resolve: Resolve = look_up,
        context: ssl.SSLContext | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._timeout_s = min(timeout_s, whole_s)
        self._whole_s = whole_s
        self._resolve = resolve
        self._context = context
        self._transport = transport

    def post(self, hook: Hook, key: str, body: bytes) -> HookOutcome:
        """Send a JSON body once, under the id that `key` gives; never raises."""
        if len(body) > _BODY_MOST:
            return TurnedAway("The message is too large to be sent.")
        named = delivery_id(key)
        url = httpx.URL(hook.url)
        host, port = url.raw_host.decode("ascii"), port_of(url)
        with _Deadline(self._whole_s) as deadline:
            try:
                addresses = checked_addresses(
                    host, port, allow_private=hook.allow_private, within_s=self._timeout_s, resolve=self._resolve
                )
            except UnusableAddressError:
                return TurnedAway(PRIVATE)
            except UnknownHostError as fault:
                return NotTaken(str(fault))
            outcome: HookOutcome = NotTaken("it was not reached")
            for address in addresses[:_ADDRESSES_MOST]:
                headers = {
                    **signed_headers(hook.secrets, named, wall_now(), body),
                    "content-type": "application/json; charset=utf-8",
                    "user-agent": "Convenor",
                    "host": url.netloc.decode("ascii"),
                }
                request = _Request(url, address, headers, body)
                with self._client() as client:
                    outcome, is_over = self._try(client, request, deadline, named, hook)
                if is_over:
                    break
            return outcome

    def _client(self) -> httpx.Client:
        return httpx.Client(
            verify=self._context or ssl.create_default_context(),
            timeout=self._timeout_s,
            follow_redirects=False,
            # A proxy would look the name up again, and may stand in another network.
            trust_env=False,
            transport=self._transport,
        )

    def _try(
        self, client: httpx.Client, request: _Request, deadline: _Deadline, named: str, hook: Hook
    ) -> tuple[HookOutcome, bool]:
        """Send to one address; return what became of it, and whether the others need not be tried."""
        try:
            # The answer is left unread but for its head: its words are of no use, and it may never end.
            with client.stream(**request.as_sent(deadline.watch)) as response:
                return _outcome(response, named), True
        except (httpx.ConnectError, httpx.ConnectTimeout) as fault:
            return NotTaken(_unreached(fault, is_late=deadline.is_over)), deadline.is_over
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
            late = deadline.is_over or isinstance(fault, httpx.TimeoutException)
            reason = "it did not answer in time" if late else "the connection broke off"
            return (NotTaken(reason) if hook.is_safe_twice or not deadline.has_sent else Unclear(reason)), True


def port_of(url: httpx.URL) -> int:
    """Return the port an address leads to."""
    return url.port or _DEFAULT_PORT[url.scheme]


@dataclass(frozen=True, slots=True)
class _Request:
    url: httpx.URL
    address: str
    headers: Mapping[str, str]
    body: bytes

    def as_sent(self, trace: Callable[[str, Mapping[str, Any]], None]) -> dict[str, Any]:
        """Return the request to the address itself; its certificate is checked for the name all the same."""
        return {
            "method": "POST",
            "url": self.url.copy_with(host=self.address),
            "headers": self.headers,
            "content": self.body,
            "extensions": {"sni_hostname": self.url.raw_host.decode("ascii"), "trace": trace},
        }


class _Deadline:
    """Cuts the connection off when its time is over, whatever it is at: a timeout of reads is renewed by each byte."""

    def __init__(self, whole_s: float) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(whole_s, self._cut_off)
        self._timer.daemon = True
        self.is_over = False
        self.has_sent = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._drop()

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Hear from httpx how far it has come.

        Raises:
            httpx.ConnectTimeout: time is over.
        """
        if event == "http11.send_request_headers.started":
            self.has_sent = True
        if event != "connection.connect_tcp.complete":
            return
        with self._lock:
            self._drop()
            if self.is_over:
                raise httpx.ConnectTimeout("time is over")
            # Its own handle: what carries TLS later takes the first one away.
            self._socket = info["return_value"].get_extra_info("socket").dup()

    def _cut_off(self) -> None:
        with self._lock:
            self.is_over = True
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _outcome(response: httpx.Response, named: str) -> HookOutcome:
    status = response.status_code
    if status in _OK:
        return Accepted(named)
    if status in _REDIRECTS:
        return TurnedAway(
            f"It sends on to another address ({status}), where Convenor does not follow. Set the address that is meant."
        )
    if status in _LATER or status >= 500:
        waits = response.headers.get("retry-after", "")
        if status in {429, 503} and waits.isascii() and waits.isdigit() and len(waits) < 9 and int(waits):
            return Busy(min(int(waits), _RETRY_AFTER_MOST_S))
        return NotTaken(f"it answers that it cannot take it now ({status})")
    return TurnedAway(f"{_WORDS.get(status, 'It turned the message away.')} ({status})")


def _unreached(fault: httpx.TransportError, *, is_late: bool) -> str:
    """Return in words why there is no connection."""
    if is_late or isinstance(fault, httpx.TimeoutException):
        return "it was not reached in time"
    causes: list[BaseException] = []
    cause: BaseException | None = fault
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    certificate = next((one for one in causes if isinstance(one, ssl.SSLCertVerificationError)), None)
    if certificate is not None:
        return f"its certificate is not trusted ({certificate.verify_message})"
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return "it does not speak TLS there"
    return "it was not reached"
