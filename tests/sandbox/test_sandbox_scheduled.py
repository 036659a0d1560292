"""Scheduled messages: posted by real time, listed and deleted before it, and lost where Slack loses them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.sandbox.conftest import DIRECTOR, ELSEWHERE, OLD, OPEN, SECRET
from tests.support.sandbox import SandboxClient, until

DAY = 24 * 3600
FAR = 10**10


def soon(seconds: float = 3600) -> int:
    return int(time.time() + seconds)


def texts(sandbox: SandboxClient, channel: str = OPEN) -> list[str]:
    return [message["text"] for message in sandbox.messages(DIRECTOR, channel)]


def listed(sandbox: SandboxClient, **arguments: Any) -> list[str]:
    answer = sandbox.api("chat.scheduledMessages.list", **arguments)
    assert answer["ok"], answer
    return [row["text"] for row in answer["scheduled_messages"]]


def test_a_message_comes_in_its_time(sandbox, web):
    root = web.chat_postMessage(channel=OPEN, text="root")["ts"]
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "in blocks"}}
    at = int(time.time()) + 2
    answer = web.chat_scheduleMessage(channel=OPEN, post_at=at, text="later", blocks=[block])
    below = web.chat_scheduleMessage(channel="#open", post_at=at, text="below", thread_ts=root, reply_broadcast=True)
    assert (answer["channel"], answer["post_at"], answer["message"]["text"]) == (OPEN, at, "later")
    assert (answer["message"]["bot_id"], "ts" in answer["message"]) == ("B0HELPER", False)
    assert answer["scheduled_message_id"].startswith("Q")
    assert below["channel"] == OPEN
    until(lambda: len(top(web)) == 3)
    posted = {row["text"]: row for row in top(web)}
    assert posted["later"]["blocks"][0]["text"]["text"] == "in blocks"
    assert (posted["below"]["thread_ts"], posted["below"]["subtype"]) == (root, "thread_broadcast")
    assert min(float(posted[text]["ts"]) for text in ("later", "below")) >= at
    assert listed(sandbox) == []


def top(web: Any) -> list[dict[str, Any]]:
    return list(web.conversations_history(channel=OPEN)["messages"])


def test_one_with_metadata_never_comes(sandbox, web):
    at = int(time.time()) + 2
    metadata = {"event_type": "seen", "event_payload": {}}
    web.chat_scheduleMessage(channel=OPEN, post_at=at, text="lost", metadata=metadata)
    web.chat_scheduleMessage(channel=OPEN, post_at=at, text="found")
    until(lambda: "found" in texts(sandbox))
    assert (texts(sandbox), listed(sandbox)) == (["found"], [])


def test_one_for_a_channel_that_is_shut_by_then(own_sandbox):
    at = int(time.time()) + 2
    for channel in (SECRET, OPEN):
        own_sandbox.change_channel(channel, app_is_member=True)
        assert own_sandbox.api("chat.scheduleMessage", channel=channel, post_at=at, text="x")["ok"]
    own_sandbox.change_channel(SECRET, is_archived=True)
    until(lambda: texts(own_sandbox) == ["x"])
    assert listed(own_sandbox) == []
    assert own_sandbox.api("conversations.history", channel=SECRET)["messages"] == []


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"post_at": FAR}, "no_text"),
    ({"text": "x"}, "invalid_arguments"),
    ({"text": "x", "post_at": "tomorrow"}, "invalid_time"),
    ({"text": "x", "post_at": 1_500_000_000}, "time_in_past"),
    ({"text": "x", "post_at": FAR}, "time_too_far"),
    ({"text": "x", "post_at": FAR, "channel": "C0NONE"}, "channel_not_found"),
    ({"text": "x", "post_at": FAR, "channel": ELSEWHERE}, "not_in_channel"),
    ({"text": "x", "post_at": FAR, "channel": OLD}, "is_archived"),
    ({"text": "x", "post_at": FAR, "blocks": [{"type": "header"}]}, "invalid_blocks"),
    ({"text": "x", "post_at": FAR, "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
    ({"text": "x", "post_at": FAR, "markdown_text": "x"}, "markdown_text_conflict"),
]


@pytest.mark.parametrize(("arguments", "error"), REFUSALS)
def test_what_is_refused(sandbox, arguments, error):
    assert sandbox.api("chat.scheduleMessage", **{"channel": OPEN, **arguments})["error"] == error


def test_a_hundred_and_twenty_days_and_not_a_minute_more(sandbox):
    def schedule(seconds: float) -> dict[str, Any]:
        return sandbox.api("chat.scheduleMessage", channel=OPEN, text="x", post_at=soon(seconds))

    assert schedule(120 * DAY - 60)["ok"]
    assert schedule(120 * DAY + 60)["error"] == "time_too_far"


def test_thirty_in_five_minutes_of_one_channel(sandbox):
    at = soon()

    def schedule(moment: int, channel: str = OPEN) -> str:
        return str(sandbox.api("chat.scheduleMessage", channel=channel, text="x", post_at=moment).get("error", "ok"))

    assert {schedule(at + number) for number in range(30)} == {"ok"}
    assert schedule(at) == "restricted_too_many"
    assert schedule(at - 270) == "restricted_too_many"
    assert schedule(at - 271) == "ok"
    assert schedule(at + 300) == "ok"
    assert schedule(at, DIRECTOR) == "ok"


def test_the_list_and_its_pages(sandbox):
    at = soon()
    for number, channel in enumerate((OPEN, DIRECTOR, OPEN)):
        assert sandbox.api("chat.scheduleMessage", channel=channel, text=str(number), post_at=at - number)["ok"]
    assert listed(sandbox) == ["2", "1", "0"]
    assert listed(sandbox, channel=OPEN) == ["2", "0"]
    assert listed(sandbox, oldest=at - 1) == ["1", "0"]
    assert listed(sandbox, latest=at - 1) == ["2", "1"]
    first = sandbox.api("chat.scheduledMessages.list", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    assert listed(sandbox, limit=2, cursor=cursor) == ["0"]
    row = first["scheduled_messages"][0]
    assert (row["channel_id"], row["post_at"], row["id"][0]) == (OPEN, at - 2, "Q")
    assert sandbox.api("chat.scheduledMessages.list", channel="C0NONE")["error"] == "invalid_channel"
    assert sandbox.api("chat.scheduledMessages.list", cursor="x")["error"] == "invalid_cursor"
    assert sandbox.api("chat.scheduledMessages.list", oldest=at, latest=at)["error"] == "invalid_arguments"


def test_deleting(sandbox):
    entry = sandbox.api("chat.scheduleMessage", channel=OPEN, text="x", post_at=soon())["scheduled_message_id"]
    near = sandbox.api("chat.scheduleMessage", channel=OPEN, text="near", post_at=soon(50))["scheduled_message_id"]

    def delete(**arguments: Any) -> dict[str, Any]:
        return sandbox.api("chat.deleteScheduledMessage", **arguments)

    refused = "invalid_scheduled_message_id"
    assert delete(channel="C0NONE", scheduled_message_id=entry)["error"] == "channel_not_found"
    assert delete(channel=ELSEWHERE, scheduled_message_id=entry)["error"] == refused
    assert delete(channel=OPEN, scheduled_message_id="Q0NONE")["error"] == refused
    assert delete(channel=OPEN, scheduled_message_id=near)["error"] == refused
    assert delete(channel=OPEN)["error"] == "invalid_arguments"
    assert delete(channel=OPEN, scheduled_message_id=entry)["ok"]
    assert delete(channel=OPEN, scheduled_message_id=entry)["error"] == refused
    assert listed(sandbox) == ["near"]


def test_what_is_due_while_the_sandbox_is_off_comes_at_its_start(own_process):
    process = own_process()
    sandbox = SandboxClient(process.start())
    # Far enough ahead for a slow machine to order both, and to stop, before it is due.
    at = int(time.time()) + 3
    assert sandbox.api("chat.scheduleMessage", channel=OPEN, text="missed", post_at=at)["ok"]
    sandbox.api("chat.scheduleMessage", channel=OPEN, text="to come", post_at=at + 3600)
    sandbox.close_client()
    process.stop()
    until(lambda: time.time() > at)
    sandbox = SandboxClient(process.start())
    try:
        until(lambda: texts(sandbox) == ["missed"])
        assert listed(sandbox) == ["to come"]
        sandbox.reset()
        assert listed(sandbox) == []
    finally:
        sandbox.close_client()
