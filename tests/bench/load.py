"""The load: signed slash commands over keep-alive connections, each answer looked at and timed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlencode

CONNECTIONS = 16
_ANSWER_WAIT_S = 30


@dataclass(frozen=True, slots=True)
class Target:
    """A server under load.

    Attributes:
        port: where it listens, on 127.0.0.1.
        expected: what the body of each answer must contain, empty for anything.
    """

    port: int
    expected: bytes


@dataclass(frozen=True, slots=True)
class Measure:
    """What one round came to: answers, answers a second, latencies in ms, and this process's own share of a core."""

    answers: int
    rate: float
    p50_ms: float
    p95_ms: float
    generator_load: float


class WrongAnswerError(AssertionError):
    """An answer was not 200, or lacked what it must contain."""


def signed_command(text: str, secret: str, team: str, user: str) -> bytes:
    """Return a whole HTTP request with `/risk TEXT`, signed now; Slack's signatures hold for five minutes."""
    body = urlencode(
        {
            "token": "unused",
            "team_id": team,
            "team_domain": "bench",
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "user_id": user,
            "user_name": "bench",
            "command": "/risk",
            "text": text,
            "api_app_id": "A0CONVENOR",
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1/unused",
            "trigger_id": "1.2.bench",
        }
    )
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Accept: application/json,*/*\r\n"
        "Accept-Encoding: gzip,deflate\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: v0={signature}\r\n"
        "\r\n"
    )
    return (head + body).encode()


def run(target: Target, request: bytes, *, seconds: float = 0, answers: int = 0) -> Measure:
    """Send `request` again and again over all connections.

    Args:
        target: where to.
        request: the whole request.
        seconds: how long; 0 when `answers` says when to stop.
        answers: how many to wait for; 0 when `seconds` says when to stop.

    Raises:
        WrongAnswerError: an answer was not what it must be.
    """
    return asyncio.run(_run(target, request, seconds, answers))


class _Connection(asyncio.Protocol):
    """One connection: the next request leaves when the last answer has come."""

    def __init__(self, round_: _Round) -> None:
        self._round = round_
        self._received = bytearray()
        self._sent_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self) -> None:
        """Begin."""
        self._sent_at = time.perf_counter()
        self._transport.write(self._round.request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head_ends = self._received.find(b"\r\n\r\n")
        if head_ends < 0:
            return
        head = bytes(self._received[:head_ends])
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(self._received) < head_ends + 4 + length:
            return
        latency = time.perf_counter() - self._sent_at
        body = bytes(self._received[head_ends + 4 :])
        self._received.clear()
        if not head.startswith(b"HTTP/1.1 200") or self._round.target.expected not in body:
            self._end(WrongAnswerError(f"{head!r} {body[:500]!r}"))
        elif self._round.wants_more(latency):
            self.send()
        else:
            self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(WrongAnswerError(f"the connection was closed: {exc}"))

    def _end(self, fault: WrongAnswerError | None) -> None:
        if self.done.done():
            return
        if fault is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(fault)


class _Round:
    """What all connections of a round share: latencies in seconds, and when to stop."""

    def __init__(self, target: Target, request: bytes, seconds: float, answers: int) -> None:
        self.target = target
        self.request = request
        self.latencies: list[float] = []
        self._answers = answers
        self._ends_at = time.perf_counter() + seconds if seconds else float("inf")

    def wants_more(self, latency: float) -> bool:
        """Note an answer; return whether another request shall be sent."""
        self.latencies.append(latency)
        if self._answers:
            return len(self.latencies) + CONNECTIONS <= self._answers
        return time.perf_counter() < self._ends_at


async def _run(target: Target, request: bytes, seconds: float, answers: int) -> Measure:
    loop = asyncio.get_running_loop()
    round_ = _Round(target, request, seconds, answers)
    opened = [
        await loop.create_connection(lambda: _Connection(round_), "127.0.0.1", target.port) for _ in range(CONNECTIONS)
    ]
    began, worked = time.perf_counter(), time.process_time()
    for _, connection in opened:
        connection.send()
    async with asyncio.timeout(seconds + _ANSWER_WAIT_S):
        await asyncio.gather(*(connection.done for _, connection in opened))
    took, worked = time.perf_counter() - began, time.process_time() - worked
    for transport, _ in opened:
        transport.close()
    cuts = statistics.quantiles(round_.latencies, n=20)
    return Measure(
        answers=len(round_.latencies),
        rate=len(round_.latencies) / took,
        p50_ms=statistics.median(round_.latencies) * 1000,
        p95_ms=cuts[18] * 1000,
        generator_load=worked / took,
    )
