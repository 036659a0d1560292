"""Reactions: of the app over the Web API, of people on the page, and what the app hears of them."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.conftest import CLOSED, DIRECTOR, ELSEWHERE, GUEST, OFFICE, OLD, OPEN, SECRET
from tests.support.sandbox import SandboxRefusedError

BOT = "U0HELPER"
UNKNOWN_TS = "1500000000.000000"


@pytest.fixture
def posted(sandbox) -> dict[str, Any]:
    """Return what a person said in the open channel."""
    sandbox.say(DIRECTOR, OPEN, "hello")
    return dict(sandbox.messages(DIRECTOR, OPEN)[-1])


def reactions(web: Any) -> list[dict[str, Any]]:
    return list(web.conversations_history(channel=OPEN)["messages"][0].get("reactions", []))


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


def test_the_app_and_people_react(sandbox, web, posted):
    web.reactions_add(channel=OPEN, timestamp=posted["ts"], name="eyes")
    sandbox.react(OFFICE, posted, "eyes")
    sandbox.react(OFFICE, posted, ":tada:")
    assert reactions(web) == [
        {"name": "eyes", "users": [BOT, OFFICE], "count": 2},
        {"name": "tada", "users": [OFFICE], "count": 1},
    ]
    got = web.reactions_get(channel=OPEN, timestamp=posted["ts"])
    assert (got["type"], got["message"]["reactions"]) == ("message", reactions(web))
    assert sandbox.messages(GUEST, OPEN)[-1]["reactions"] == reactions(web)
    web.reactions_remove(channel=OPEN, timestamp=posted["ts"], name="eyes")
    sandbox.react(OFFICE, posted, "tada", remove=True)
    assert reactions(web) == [{"name": "eyes", "users": [OFFICE], "count": 1}]
    sandbox.react(OFFICE, posted, "eyes", remove=True)
    assert reactions(web) == []


def test_two_names_of_one_emoji(web, posted):
    web.reactions_add(channel=OPEN, timestamp=posted["ts"], name="thumbsup::skin-tone-3")
    web.reactions_add(channel=OPEN, timestamp=posted["ts"], name="thumbsup")
    assert [row["name"] for row in reactions(web)] == ["+1::skin-tone-3", "+1"]
    assert refusal(web.reactions_add, channel=OPEN, timestamp=posted["ts"], name="+1") == "already_reacted"


def test_an_edit_keeps_reactions(web):
    ts = web.chat_postMessage(channel=OPEN, text="first")["ts"]
    web.reactions_add(channel=OPEN, timestamp=ts, name="eyes")
    web.chat_update(channel=OPEN, ts=ts, text="second")
    assert [row["name"] for row in reactions(web)] == ["eyes"]


def test_the_app_hears_of_reactions(sandbox, recorder, posted):
    sandbox.react(OFFICE, posted, "eyes")
    added = recorder.next("reaction_added")["event"]
    assert added["item"] == {"type": "message", "channel": OPEN, "ts": posted["ts"]}
    assert (added["user"], added["reaction"], added["item_user"]) == (OFFICE, "eyes", DIRECTOR)
    sandbox.react(OFFICE, posted, "eyes", remove=True)
    removed = recorder.next("reaction_removed")["event"]
    assert (removed["user"], removed["reaction"], removed["item"]) == (OFFICE, "eyes", added["item"])


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"channel": OPEN, "timestamp": UNKNOWN_TS}, "invalid_name"),
    ({"channel": OPEN, "timestamp": UNKNOWN_TS, "name": ":eyes:"}, "invalid_name"),
    ({"channel": OPEN, "timestamp": UNKNOWN_TS, "name": "Eyes here"}, "invalid_name"),
    ({"channel": OPEN, "timestamp": UNKNOWN_TS, "name": "+1::skin-tone-7"}, "invalid_name"),
    ({"name": "eyes", "timestamp": UNKNOWN_TS}, "no_item_specified"),
    ({"name": "eyes", "channel": OPEN}, "no_item_specified"),
    ({"name": "eyes", "channel": "C0NONE", "timestamp": UNKNOWN_TS}, "channel_not_found"),
    ({"name": "eyes", "channel": SECRET, "timestamp": UNKNOWN_TS}, "channel_not_found"),
    ({"name": "eyes", "channel": ELSEWHERE, "timestamp": UNKNOWN_TS}, "not_in_channel"),
    ({"name": "eyes", "channel": OPEN, "timestamp": "yesterday"}, "bad_timestamp"),
    ({"name": "eyes", "channel": OPEN, "timestamp": UNKNOWN_TS}, "message_not_found"),
]


@pytest.mark.parametrize("method", ["reactions.add", "reactions.remove"])
@pytest.mark.parametrize(("arguments", "error"), REFUSALS)
def test_refusals(sandbox, method, arguments, error):
    assert sandbox.api(method, **arguments)["error"] == error


def test_only_once_and_only_ones_own(sandbox, web, posted):
    sandbox.react(OFFICE, posted, "eyes")
    item = {"channel": OPEN, "timestamp": posted["ts"], "name": "eyes"}
    assert refusal(web.reactions_remove, **item) == "no_reaction"
    web.reactions_add(**item)
    assert refusal(web.reactions_add, **item) == "already_reacted"


def test_not_in_an_archived_channel(own_sandbox):
    ts = own_sandbox.api("chat.postMessage", channel=CLOSED, text="x")["ts"]
    own_sandbox.change_channel(CLOSED, is_archived=True)
    answer = own_sandbox.api("reactions.add", channel=CLOSED, timestamp=ts, name="eyes")
    assert answer["error"] == "is_archived"


def test_how_many_reactions_one_person_and_one_message_take(sandbox, web, posted):
    item = {"channel": OPEN, "timestamp": posted["ts"]}
    for number in range(23):
        web.reactions_add(**item, name=f"bot{number}")
    assert refusal(web.reactions_add, **item, name="bot23") == "too_many_reactions"
    for number in range(23):
        sandbox.react(OFFICE, posted, f"office{number}")
    for number in range(4):
        sandbox.react(GUEST, posted, f"guest{number}")
    assert len(reactions(web)) == 50
    sandbox.react(GUEST, posted, "bot0")
    with pytest.raises(SandboxRefusedError, match="as many different reactions"):
        sandbox.react(GUEST, posted, "guest4")
    web.reactions_remove(**item, name="bot0")
    assert refusal(web.reactions_add, **item, name="bot23") == "too_many_emoji"


def test_what_people_are_refused(sandbox, posted):
    sandbox.react(OFFICE, posted, "eyes")
    with pytest.raises(SandboxRefusedError, match="You have reacted with that already"):
        sandbox.react(OFFICE, posted, "eyes")
    with pytest.raises(SandboxRefusedError, match="You have not reacted with that"):
        sandbox.react(GUEST, posted, "eyes", remove=True)
    with pytest.raises(SandboxRefusedError, match="no such emoji"):
        sandbox.react(GUEST, posted, "no emoji")
    with pytest.raises(SandboxRefusedError, match="not there any more"):
        sandbox.react(GUEST, {**posted, "ts": UNKNOWN_TS}, "eyes")
    with pytest.raises(SandboxRefusedError, match="cannot see"):
        sandbox.react(GUEST, {**posted, "channel": CLOSED}, "eyes")
    with pytest.raises(SandboxRefusedError, match="archived"):
        sandbox.react(DIRECTOR, {**posted, "channel": OLD}, "eyes")
