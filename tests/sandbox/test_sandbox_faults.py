"""Faults on order: before and after the effect, for calls and for deliveries."""

from __future__ import annotations

import time

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.conftest import DIRECTOR, OPEN
from tests.support.sandbox import SandboxRefusedError, until


def call(sandbox, text="x"):
    headers = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    data = {"channel": OPEN, "text": text}
    return httpx.post(f"{sandbox.url}/api/chat.postMessage", data=data, headers=headers, timeout=5)


def texts(sandbox):
    return [row["text"] for row in sandbox.messages(DIRECTOR, OPEN)]


def test_a_call_is_told_to_wait(sandbox, web):
    sandbox.faults({"method": "chat.postMessage", "kind": "ratelimited", "retry_after": 7, "times": 2})
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            web.chat_postMessage(channel=OPEN, text="x")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
        assert caught.value.response["error"] == "ratelimited"
    assert web.users_info(user=DIRECTOR)["ok"]
    assert web.chat_postMessage(channel=OPEN, text="x")["ok"]
    assert texts(sandbox) == ["x"]
    assert sandbox.open_faults() == []


def test_a_call_meets_a_broken_server(sandbox):
    sandbox.faults({"method": "*", "kind": "server_error"})
    assert call(sandbox).status_code == 500
    assert texts(sandbox) == []


# The fault, and whether the message is there afterwards.
LOST = [
    ({"kind": "drop_before"}, []),
    ({"kind": "drop_after"}, ["x"]),
    ({"kind": "timeout_before", "seconds": 0.2}, []),
    ({"kind": "timeout_after", "seconds": 0.2}, ["x"]),
]


@pytest.mark.parametrize(("fault", "there"), LOST, ids=[row[0]["kind"] for row in LOST])
def test_the_answer_never_comes(sandbox, fault, there):
    sandbox.faults({"method": "chat.postMessage", **fault})
    begun = time.monotonic()
    with pytest.raises(httpx.RemoteProtocolError):
        call(sandbox)
    assert time.monotonic() - begun >= fault.get("seconds", 0)
    assert texts(sandbox) == there
    assert call(sandbox, "next").json()["ok"]


def test_a_caller_that_gives_up_ends_the_wait(sandbox):
    sandbox.faults({"method": "chat.postMessage", "kind": "timeout_after"})
    headers = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(
            f"{sandbox.url}/api/chat.postMessage", data={"channel": OPEN, "text": "x"}, headers=headers, timeout=0.2
        )
    assert texts(sandbox) == ["x"]


@pytest.mark.parametrize("kind", ["slash_commands", "*"])
def test_a_delivery_comes_twice(sandbox, recorder, kind):
    sandbox.faults({"method": kind, "kind": "duplicate"})
    sandbox.say(DIRECTOR, OPEN, "/help")
    first, second = recorder.next_envelope("slash_commands"), recorder.next_envelope("slash_commands")
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]


def test_an_event_comes_twice_with_the_same_id(sandbox, recorder):
    sandbox.faults({"method": "events_api", "kind": "duplicate"})
    sandbox.say(DIRECTOR, OPEN, "hello")
    assert recorder.next("message")["event_id"] == recorder.next("message")["event_id"]


# The fault, what the person reads, and how many payloads reach the app.
UNDELIVERED = [
    ("drop_before", "dispatch_failed", 0),
    ("drop_after", "operation_timeout", 1),
    ("timeout_before", "operation_timeout", 0),
    ("timeout_after", "operation_timeout", 1),
]


@pytest.mark.parametrize(("kind", "word", "count"), UNDELIVERED)
def test_a_delivery_is_lost(sandbox, recorder, kind, word, count):
    sandbox.faults({"method": "slash_commands", "kind": kind, "seconds": 0.1})
    assert sandbox.say(DIRECTOR, OPEN, "/help")["text"] == f'`/help` failed with the error "{word}"'
    # What reached the app stands before what it hears of the next command.
    sandbox.say(DIRECTOR, OPEN, "/help again")
    texts = [recorder.next("slash_commands")["text"] for _ in range(count + 1)]
    assert texts[-1] == "again"


def test_a_lost_submission_leaves_the_modal_open(sandbox, recorder):
    sandbox.say(DIRECTOR, OPEN, "/help")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
    view["submit"] = view["title"]
    trigger = recorder.next("slash_commands")["trigger_id"]
    opened = recorder.web.views_open(trigger_id=trigger, view=view)["view"]
    sandbox.faults({"method": "interactive", "kind": "timeout_after", "seconds": 0})
    with pytest.raises(SandboxRefusedError, match="trouble connecting"):
        sandbox.submit(DIRECTOR, opened)
    assert recorder.next("view_submission")["view"]["id"] == opened["id"]
    assert sandbox.stack(DIRECTOR) == [opened]
    assert sandbox.submit(DIRECTOR, opened)["response_action"] is None


def test_a_lost_event_is_sent_again_at_once(sandbox, recorder):
    sandbox.faults({"method": "events_api", "kind": "drop_before"})
    sandbox.say(DIRECTOR, OPEN, "hello")
    envelope = recorder.next_envelope("message")
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (1, "connection_failed")


# An order, and the word in its refusal.
NO_FAULTS = [
    ({"method": "*", "kind": "meteor"}, "no fault of the kind"),
    ({"kind": "drop_before"}, "no fault"),
    ({"method": "*", "kind": "drop_before", "colour": "red"}, "no fault"),
    ({"method": "slash_commands", "kind": "ratelimited"}, "cannot have"),
    ({"method": "chat.update", "kind": "duplicate"}, "Only deliveries"),
    ({"method": "*", "kind": "drop_before", "times": 0}, "at least once"),
    ({"method": "*", "kind": "drop_before", "seconds": -1}, "negative"),
    ({"method": "*", "kind": "drop_before", "times": "many"}, "negative"),
    ("drop_before", "object"),
]


@pytest.mark.parametrize(("order", "word"), NO_FAULTS)
def test_what_is_no_fault(sandbox, order, word):
    sandbox.faults({"method": "api.test", "kind": "server_error"})
    with pytest.raises(SandboxRefusedError, match=word):
        sandbox.faults(order)
    assert sandbox.open_faults() == [{"method": "api.test", "kind": "server_error", "times": 1, "retry_after": 1}]


def test_orders_are_withdrawn(sandbox):
    sandbox.faults({"method": "*", "kind": "server_error", "times": 5})
    assert httpx.delete(f"{sandbox.url}/control/faults").json() == []
    assert call(sandbox).status_code == 200


def test_the_traffic_shows_faults_and_no_tokens(sandbox, recorder):
    last = sandbox.traffic()[-1]["n"]
    sandbox.faults(
        {"method": "chat.postMessage", "kind": "server_error"}, {"method": "slash_commands", "kind": "duplicate"}
    )
    call(sandbox)
    sandbox.say(DIRECTOR, OPEN, "/help")
    entries = sandbox.traffic(last)
    seen = [(row["direction"], row["name"], row["status"]) for row in entries]
    assert ("call", "chat.postMessage", "internal_error (server_error)") in seen
    assert ("delivery", "slash_commands", "acked (duplicate)") in seen
    tokens = sandbox.app()
    assert not any(tokens[name] in str(entries) for name in ("bot_token", "app_token", "signing_secret"))
    until(lambda: sandbox.traffic(entries[-1]["n"]) == [])
