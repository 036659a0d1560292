"""The limits of delivery, each from both sides: time to acknowledge, rates, uses, connections, late calls."""

from __future__ import annotations

import json
import threading
import time

import httpx
import pytest
from websockets.sync.client import connect

from bot.sandbox.delivery.courier import RETRY_DELAYS
from bot.sandbox.delivery.outcome import ACK_SECONDS
from bot.sandbox.delivery.socket import CONNECTION_SECONDS
from bot.sandbox.errors import ApiError
from bot.sandbox.rates import POST_PER_CHANNEL, POST_PER_WORKSPACE, TIER_1, TIER_2, TIER_3, TIER_4, Rates
from bot.sandbox.triggers import Responses, ResponseTarget, Triggers
from tests.sandbox.conftest import DIRECTOR, OPEN
from tests.sandbox.suites.content import note
from tests.sandbox.test_sandbox_bolt import http_server
from tests.support.sandbox import SandboxRefusedError, until


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


# Name, the rate, how many calls pass at once, and the seconds until the next one does.
RATES = [
    ("tier 1", TIER_1, 10, 60),
    ("tier 2", TIER_2, 20, 3),
    ("tier 3", TIER_3, 50, 2),
    ("tier 4", TIER_4, 100, 1),
    ("posting in a channel", POST_PER_CHANNEL, 10, 1),
    ("posting in the workspace", POST_PER_WORKSPACE, 300, 1),
]


@pytest.mark.parametrize(("rate", "burst", "wait"), [row[1:] for row in RATES], ids=[row[0] for row in RATES])
def test_rates(rate, burst, wait):
    clock = Clock()
    rates = Rates(clock)
    assert [rates.take(("m",), rate) for _ in range(burst + 1)] == [0] * burst + [wait]
    clock.now = 60 / rate.per_minute - 0.01
    assert rates.take(("m",), rate) == 1
    clock.now = 60 / rate.per_minute
    assert rates.take(("m",), rate) == 0


def trigger_at(seconds):
    clock = Clock()
    triggers = Triggers(clock)
    issued = triggers.issue("U1")
    clock.now = seconds
    return lambda: triggers.redeem(issued)


def trigger_used(times):
    triggers = Triggers(Clock())
    issued = triggers.issue("U1")
    for _ in range(times):
        triggers.redeem(issued)
    return lambda: triggers.redeem(issued)


def response_at(seconds):
    clock = Clock()
    responses = Responses(clock)
    issued = responses.issue(ResponseTarget(user="U1", channel="C1"))
    clock.now = seconds
    return lambda: responses.redeem(issued)


def response_used(times):
    responses = Responses(Clock())
    issued = responses.issue(ResponseTarget(user="U1", channel="C1"))
    for _ in range(times):
        responses.redeem(issued)
    return lambda: responses.redeem(issued)


# Name, what makes the case, the last value that passes, the first that does not, and the error.
KEYS = [
    ("age of a trigger id", trigger_at, 3.0, 3.001, "expired_trigger_id"),
    ("uses of a trigger id", trigger_used, 0, 1, "exchanged_trigger_id"),
    ("age of a response URL", response_at, 1800.0, 1800.001, "expired_url"),
    ("uses of a response URL", response_used, 4, 5, "used_url"),
]


@pytest.mark.parametrize(("make", "last", "first", "error"), [row[1:] for row in KEYS], ids=[row[0] for row in KEYS])
def test_keys(make, last, first, error):
    assert make(last)()
    with pytest.raises(ApiError) as caught:
        make(first)()
    assert caught.value.code == error


def test_the_numbers_slack_names():
    assert (ACK_SECONDS, RETRY_DELAYS, CONNECTION_SECONDS) == (3.0, (0.0, 60.0, 300.0), 18_060.0)


# How long the app takes, and what the person reads.
SLOW = [("in time", 2.0, "done"), ("too late", 3.6, '`/help` failed with the error "operation_timeout"')]


@pytest.mark.parametrize(("seconds", "text"), [row[1:] for row in SLOW], ids=[row[0] for row in SLOW])
def test_three_seconds_to_acknowledge(sandbox, seconds, text):
    def slowly(*_):
        threading.Event().wait(seconds)
        return 200, {"Content-Type": "text/plain"}, "done"

    try:
        with http_server(slowly) as (url, _):
            sandbox.deliver_to(url)
            assert sandbox.say(DIRECTOR, OPEN, "/help")["text"] == text
    finally:
        sandbox.deliver_by_socket()


def test_three_modals_in_a_stack(sandbox, recorder):
    sandbox.shortcut(DIRECTOR, "raise")
    view = recorder.web.views_open(trigger_id=recorder.next("shortcut")["trigger_id"], view=note())["view"]
    for expected in (True, True, False):
        sandbox.press(DIRECTOR, view, "deeper")
        trigger = recorder.next("block_actions")["trigger_id"]
        answer = sandbox.api("views.push", trigger_id=trigger, view=note())
        assert answer["ok"] is expected
        view = answer.get("view", view)
    assert answer["error"] == "push_limit_reached"


def test_the_greeting_and_the_end_of_a_connection(own_sandbox, recorder_maker):
    own_sandbox.end_connections_after(0.2)
    url = own_sandbox.api("apps.connections.open", token=own_sandbox.app()["app_token"])["url"]
    with connect(url, proxy=None) as socket:
        hello = json.loads(socket.recv(timeout=10))
        assert (hello["num_connections"], hello["connection_info"]) == (1, {"app_id": "A0APP"})
        assert hello["debug_info"]["approximate_connection_time"] == 0
        reasons = [json.loads(socket.recv(timeout=10))["reason"] for _ in range(2)]
    assert reasons == ["warning", "refresh_requested"]
    url = own_sandbox.api("apps.connections.open", token=own_sandbox.app()["app_token"])["url"]
    with connect(f"{url}&debug_reconnects=true", proxy=None) as socket:
        assert json.loads(socket.recv(timeout=10))["debug_info"]["approximate_connection_time"] == 360
        until(lambda: own_sandbox.app()["connections"] == 1)
        assert own_sandbox.drop_connections("warning") == 1
        assert json.loads(socket.recv(timeout=10))["reason"] == "warning"
        assert own_sandbox.app()["connections"] == 1
        assert own_sandbox.drop_connections("link_disabled") == 1
        assert json.loads(socket.recv(timeout=10))["reason"] == "link_disabled"
    with pytest.raises(SandboxRefusedError, match="is one of"):
        own_sandbox.drop_connections("boredom")


def post(sandbox, text):
    headers = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    return httpx.post(f"{sandbox.url}/api/chat.postMessage", data={"channel": OPEN, "text": text}, headers=headers)


def test_a_call_lands_late(sandbox):
    sandbox.faults({"method": "chat.postMessage", "kind": "late_landing", "seconds": 1.0})
    begun = time.monotonic()
    with pytest.raises(httpx.RemoteProtocolError):
        post(sandbox, "late")
    assert sandbox.messages(DIRECTOR, OPEN) == []
    sandbox.wait_for_message(DIRECTOR, OPEN, "late")
    assert time.monotonic() - begun >= 1.0
    assert any(row["status"] == "ok (landed late)" for row in sandbox.traffic())
    assert sandbox.open_faults() == []


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
def test_the_history_is_delayed(sandbox, method):
    root = sandbox.api("chat.postMessage", channel=OPEN, text="root")["ts"]
    sandbox.api("chat.postMessage", channel=OPEN, text="reply", thread_ts=root)

    def read():
        asked = {"ts": root} if method.endswith("replies") else {}
        return len(sandbox.api(method, channel=OPEN, **asked)["messages"])

    whole = read()
    sandbox.faults({"method": method, "kind": "delayed_history", "seconds": 600, "times": 2})
    assert [read(), read(), read()] == [whole - 1, whole - 1, whole]
    sandbox.faults({"method": "*", "kind": "delayed_history", "seconds": 600})
    assert [read(), read(), read()] == [whole - 1] * 3
    assert sandbox.messages(DIRECTOR, OPEN) != []
    sandbox.faults()
    assert read() == whole


def test_faults_are_switched_method_by_method(sandbox):
    sandbox.faults({"method": "chat.update", "kind": "drop_before"})
    one = sandbox.control("PUT", "faults/chat.delete", [{"kind": "server_error"}])
    assert [row["method"] for row in one] == ["chat.update", "chat.delete"]
    assert [row["method"] for row in sandbox.control("DELETE", "faults/chat.update")] == ["chat.delete"]
    for order in (
        {"method": "chat.delete", "kind": "delayed_history"},
        {"method": "interactive", "kind": "late_landing"},
    ):
        with pytest.raises(SandboxRefusedError, match="can"):
            sandbox.faults(order)


def test_one_exchange_in_full_without_secrets(sandbox, recorder):
    last = sandbox.traffic()[-1]["n"]
    tokens = sandbox.app()
    sandbox.api("chat.postMessage", channel=OPEN, text=f"a secret {tokens['bot_token']} {tokens['signing_secret']}")
    sandbox.say(DIRECTOR, OPEN, "/help")
    rows = {row["name"]: row for row in sandbox.traffic(last)}
    call, delivery = (sandbox.exchange(rows[name]["n"]) for name in ("chat.postMessage", "slash_commands"))
    assert (call["direction"], delivery["direction"]) == ("call", "delivery")
    assert json.loads(call["request"])["body"]["text"] == "a secret … …"
    assert json.loads(call["response"])["body"]["ok"] is True
    envelope = json.loads(delivery["request"])
    assert (envelope["payload"]["command"], envelope["payload"]["token"]) == ("/help", "…")
    assert envelope["payload"]["response_url"] == f"{sandbox.url}/response/…"
    assert json.loads(delivery["response"])["envelope_id"] == envelope["envelope_id"]
    shown = json.dumps([call, delivery])
    assert not any(tokens[name] in shown for name in ("bot_token", "app_token", "signing_secret"))
    with pytest.raises(SandboxRefusedError, match="not remembered"):
        sandbox.exchange(10_000_000)


# The method, the token, and Slack's error.
TOKENS = [
    ("auth.test", "app_token", "not_allowed_token_type"),
    ("apps.connections.open", "bot_token", "not_allowed_token_type"),
    ("auth.test", "xoxp-1-unknown", "invalid_auth"),
    ("apps.connections.open", "xapp-1-unknown", "invalid_auth"),
    ("auth.test", "", "not_authed"),
]


@pytest.mark.parametrize(("method", "token", "error"), TOKENS)
def test_tokens_of_the_wrong_kind(sandbox, method, token, error):
    headers = {"Authorization": f"Bearer {sandbox.app().get(token, token)}".strip()}
    answer = httpx.post(f"{sandbox.url}/api/{method}", headers=headers).json()
    assert (answer["ok"], answer["error"]) == (False, error)
