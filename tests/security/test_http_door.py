"""The signed HTTP door against whoever else finds it."""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt import App
from slack_sdk.web import WebClient

from bot.handlers.delivery import EVENTS_PATH, THREADS, HttpIntake
from bot.handlers.health import HealthDoor, Readiness
from tests.support.ports import nobody_there
from tests.support.sandbox import until

SECRET = "not-a-real-secret"


class Door:
    def __init__(self) -> None:
        self.seen = []
        client = WebClient("xoxb-x", base_url=nobody_there("/api/"))
        app = App(
            client=client,
            token="xoxb-x",
            signing_secret=SECRET,
            process_before_response=True,
            token_verification_enabled=False,
            authorize=None,
        )

        @app.command("/risk")
        def risk(ack, body):
            self.seen.append(body)
            ack("taken")

        # Authorisation asks Slack who the bot is; the door stands before that.
        app._middleware_list = [m for m in app._middleware_list if "Authorization" not in type(m).__name__]
        self.intake = HttpIntake(app, "127.0.0.1", 0)
        self.intake.start()
        self.url = f"http://127.0.0.1:{self.intake.port}{EVENTS_PATH}"


@pytest.fixture(scope="module")
def door():
    door = Door()
    yield door
    door.intake.stop()


def signed(body: bytes, at=None, secret=SECRET):
    stamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


BODY = urlencode({"command": "/risk", "text": "PC11", "user_id": "U1", "team_id": "T1", "trigger_id": "1.2"}).encode()


def test_a_signed_request_is_taken(door):
    before = len(door.seen)
    answer = httpx.post(door.url, content=BODY, headers=signed(BODY))
    assert (answer.status_code, len(door.seen)) == (200, before + 1)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, secret="other"),
        signed(b"other"),
        {**signed(BODY), "X-Slack-Signature": ""},
        {**signed(BODY), "X-Slack-Signature": "v0="},
        {**signed(BODY), "X-Slack-Signature": "v1=" + "0" * 64},
        {**signed(BODY), "X-Slack-Request-Timestamp": "abc"},
        {**signed(BODY), "X-Slack-Request-Timestamp": "-1"},
        {**signed(BODY), "X-Slack-Request-Timestamp": "9" * 400},
        {**signed(BODY), "X-Slack-Request-Timestamp": "1e9"},
        signed(BODY, at=1),
        signed(BODY, at=int(time.time()) - 400),
        signed(BODY, at=int(time.time()) + 4000),
    ],
)
def test_what_is_not_signed_now_by_slack_is_refused(door, headers):
    before = len(door.seen)
    answer = httpx.post(
        door.url, content=BODY, headers={"Content-Type": "application/x-www-form-urlencoded", **headers}
    )
    assert answer.status_code in {400, 401}
    assert len(door.seen) == before
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "body", [b"ssl_check=1", b'{"type":"url_verification","challenge":"evil"}', b"\xff\xfe", b"payload=%7B", b""]
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
def test_unsigned_handshakes_reach_nothing_and_echo_nothing(door, body, kind):
    before = len(door.seen)
    headers = {"X-Slack-Request-Timestamp": str(int(time.time())), "Content-Type": kind}
    answer = httpx.post(door.url, content=body, headers=headers)
    assert answer.status_code < 500
    assert "evil" not in answer.text
    assert len(door.seen) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data", ""])
def test_a_signed_body_under_another_type_is_answered_without_a_fault(door, kind):
    for body in (BODY, b"{", b"payload=%7B", b"\xff\xfe", b""):
        answer = httpx.post(door.url, content=body, headers={**signed(body), "Content-Type": kind})
        assert answer.status_code < 500, (kind, body, answer.status_code, answer.text[:100])


@pytest.mark.parametrize("path", ["/", "/slack/eventsx", "/slack/events/", "//slack/events", "/healthz/"])
def test_other_paths_hold_nothing(door, path):
    before = len(door.seen)
    answer = httpx.post(door.url.replace(EVENTS_PATH, "") + path, content=BODY, headers=signed(BODY))
    assert answer.status_code in {401, 404, 400}
    assert len(door.seen) == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_other_methods_hold_nothing(door, method):
    answer = httpx.request(method, door.url, headers=signed(b""))
    assert answer.status_code < 500


def raw(door, text: bytes, seconds=5.0) -> bytes:
    with socket.create_connection(("127.0.0.1", door.intake.port), seconds) as s:
        s.sendall(text)
        s.settimeout(seconds)
        got = b""
        try:
            while chunk := s.recv(65536):
                got += chunk
        except TimeoutError:
            got += b" (time-out)"
        except ConnectionResetError:
            pass
        return got


def request(length: bytes, body: bytes = BODY, more: bytes = b"") -> bytes:
    head = b"".join(f"{n}: {v}\r\n".encode() for n, v in signed(body).items())
    return b"POST /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + head + length + more + b"\r\n" + body


@pytest.mark.parametrize(
    "length",
    [
        b"Content-Length: -1\r\n",
        b"Content-Length: x\r\n",
        b"Content-Length: 99999999999\r\n",
        b"Content-Length: 1e3\r\n",
        b"",
    ],
)
def test_a_length_that_is_not_one_is_answered_at_once(door, length):
    before = len(door.seen)
    answer = raw(door, request(length))
    assert b"time-out" not in answer, answer
    assert answer.split(b" ")[1] in {b"400", b"401", b"411", b"413"}, answer[:200]
    assert len(door.seen) == before


def test_a_chunked_body_is_answered_and_reads_as_slack_signed_it_or_not_at_all(door):
    before = len(door.seen)
    head = b"".join(f"{n}: {v}\r\n".encode() for n, v in signed(BODY).items())
    text = (
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
        + head
        + b"\r\n"
    )
    text += f"{len(BODY):x}\r\n".encode() + BODY + b"\r\n0\r\n\r\n"
    answer = raw(door, text)
    assert b"time-out" not in answer
    assert answer.split(b" ")[1] in {b"200", b"400", b"401", b"411"}
    assert len(door.seen) <= before + 1


def test_both_lengths_do_not_smuggle_a_second_request(door):
    before = len(door.seen)
    text = request(b"Content-Length: 5\r\nContent-Length: %d\r\n" % len(BODY))
    answer = raw(door, text)
    assert len(door.seen) <= before + 1
    assert b" 500 " not in answer


def test_people_who_send_slowly_do_not_keep_slack_waiting(door):
    slow = []
    try:
        for _ in range(12):
            s = socket.create_connection(("127.0.0.1", door.intake.port), 5)
            s.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\n")
            slow.append(s)
        started = time.monotonic()
        answer = httpx.post(door.url, content=BODY, headers=signed(BODY), timeout=30)
        assert answer.status_code == 200
        assert time.monotonic() - started < 3
    finally:
        for s in slow:
            s.close()


def test_a_body_promised_and_not_sent_does_not_keep_slack_waiting(door):
    slow = []
    try:
        for _ in range(12):
            s = socket.create_connection(("127.0.0.1", door.intake.port), 5)
            s.sendall(
                b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"
                b"X-Slack-Request-Timestamp: 1\r\nContent-Length: 100000\r\n\r\n"
            )
            slow.append(s)
        started = time.monotonic()
        answer = httpx.post(door.url, content=BODY, headers=signed(BODY), timeout=30)
        assert answer.status_code == 200
        assert time.monotonic() - started < 3
    finally:
        for s in slow:
            s.close()


def test_a_body_too_large_is_refused(door):
    big = b"x" * (6 * 1024 * 1024)
    try:
        answer = httpx.post(door.url, content=big, headers=signed(big), timeout=20)
    except httpx.TransportError:
        return
    assert answer.status_code in {400, 401, 413}


HEAD = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX: "
BEGUN_BODY = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Slack-Request-Timestamp: 1\r\nContent-Length: 100000\r\n\r\n"


@contextmanager
def dripping(port: int, number: int, start: bytes) -> Iterator[list[int]]:
    """Keep `number` connections open that send five bytes a second; each adds itself to the list when cut off."""
    cut: list[int] = []
    over = threading.Event()

    def drip(name: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 5) as s:
            s.sendall(start)
            s.settimeout(0.2)
            while not over.is_set():
                try:
                    s.sendall(b"a")
                    if not s.recv(65536):
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
        cut.append(name)

    threads = [threading.Thread(target=drip, args=[name]) for name in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield cut
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("start", [HEAD, BEGUN_BODY], ids=["head", "body"])
def test_who_sends_a_byte_at_a_time_is_cut_off_and_keeps_nobody_waiting(door, start):
    number = 2 * THREADS
    with dripping(door.intake.port, number, start) as cut:
        answer = httpx.post(door.url, content=BODY, headers=signed(BODY), timeout=30)
        health = httpx.get(door.url.replace(EVENTS_PATH, "/healthz"), timeout=30)
        assert (answer.status_code, health.status_code) == (200, 200)
        until(lambda: len(cut) == number, 20, "all are cut off")


def test_who_sends_a_byte_at_a_time_is_cut_off_at_the_health_door_too():
    health = HealthDoor(Readiness(), "127.0.0.1", 0)
    health.start()
    try:
        with dripping(health.port, 8, HEAD) as cut:
            assert httpx.get(f"http://127.0.0.1:{health.port}/healthz", timeout=30).status_code == 200
            until(lambda: len(cut) == 8, 20, "all are cut off")
    finally:
        health.stop()


def test_more_slow_senders_than_threads_do_not_make_each_other_last_longer(door):
    number = 10 * THREADS
    with dripping(door.intake.port, number, HEAD) as cut:
        assert httpx.post(door.url, content=BODY, headers=signed(BODY), timeout=30).status_code == 200
        until(lambda: len(cut) == number, 20, "all are cut off")
