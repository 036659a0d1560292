"""Commands, clicks, events and answers to response URLs, over Socket Mode."""

from __future__ import annotations

import json

import httpx
import pytest
from slack_sdk.webhook import WebhookClient
from websockets.sync.client import connect

from tests.sandbox.conftest import CLOSED, DIRECTOR, ELSEWHERE, GUEST, OFFICE, OLD, OPEN, SHARED, STRANGER
from tests.support.sandbox import SandboxClient, SandboxRefusedError, until


def plain(text):
    return {"type": "plain_text", "text": text}


CHOICES = [{"text": plain(word), "value": word} for word in ("one", "two")]

PANEL = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "go", "text": plain("Go"), "value": "17", "style": "primary"},
            {"type": "static_select", "action_id": "pick", "options": CHOICES},
            {"type": "overflow", "action_id": "more", "options": CHOICES},
            {"type": "checkboxes", "action_id": "boxes", "options": CHOICES},
            {"type": "datepicker", "action_id": "day", "initial_date": "2018-11-01"},
            {"type": "users_select", "action_id": "who"},
        ],
    },
    {
        "type": "input",
        "block_id": "note",
        "label": plain("Note"),
        "dispatch_action": True,
        "element": {"type": "plain_text_input", "action_id": "note"},
    },
    {
        "type": "input",
        "block_id": "later",
        "label": plain("Later"),
        "element": {"type": "plain_text_input", "action_id": "later"},
    },
]


def posted(sandbox, recorder, channel=OPEN, user=DIRECTOR, **fields):
    recorder.web.chat_postMessage(channel=channel, text="panel", blocks=PANEL, **fields)
    return sandbox.wait_for_message(user, channel, "panel", thread_ts=fields.get("thread_ts"))


def test_a_command_reaches_the_app(sandbox, recorder):
    assert sandbox.say(DIRECTOR, OPEN, "/help  @office in #open & <more>") is None
    payload = recorder.next("slash_commands")
    assert payload["text"] == "<@U0OFFICE|office> in <#C0OPEN|open> &amp; &lt;more&gt;"
    kept = ("command", "user_id", "user_name", "channel_id", "channel_name", "team_id", "team_domain", "api_app_id")
    assert [payload[name] for name in kept] == [
        "/help",
        DIRECTOR,
        "pc.director",
        OPEN,
        "open",
        "T0HOME",
        "home",
        "A0APP",
    ]
    assert payload["response_url"].startswith(sandbox.url)


def test_a_command_that_does_not_escape_gets_its_text_as_typed(sandbox, recorder):
    sandbox.say(DIRECTOR, OPEN, "/raw @office <@U0OFFICE> a < b")
    assert recorder.next("slash_commands")["text"] == "@office <@U0OFFICE> a &lt; b"


def test_a_command_names_the_channel_as_slack_does(sandbox, recorder):
    sandbox.say(DIRECTOR, CLOSED, "/help")
    assert recorder.next("slash_commands")["channel_name"] == "privategroup"
    sandbox.say(DIRECTOR, "D0DIRECTOR", "/help")
    assert recorder.next("slash_commands")["channel_name"] == "directmessage"


def test_the_immediate_answer_to_a_command_is_seen_by_whoever_ran_it(sandbox, recorder):
    recorder.answers["slash_commands"] = {"text": "only you", "blocks": PANEL}
    reply = sandbox.say(DIRECTOR, OPEN, "/help")
    assert (reply["text"], reply["ephemeral"]) == ("only you", True)
    recorder.answers["slash_commands"] = {"text": "everybody", "response_type": "in_channel"}
    assert sandbox.say(DIRECTOR, OPEN, "/help")["ephemeral"] is False
    assert [row["text"] for row in sandbox.messages(OFFICE, OPEN)] == ["everybody"]


def test_an_answer_slack_would_refuse_is_a_failed_command(sandbox, recorder):
    recorder.answers["slash_commands"] = {"text": "x", "blocks": [{"type": "nonsense"}]}
    assert sandbox.say(DIRECTOR, OPEN, "/help")["text"] == '`/help` failed with the error "invalid_blocks"'


# Who, where, in which thread, what, and the word in the refusal.
CANNOT = [
    (DIRECTOR, OPEN, True, "/help", "not supported in threads"),
    (DIRECTOR, OPEN, False, "/nothing", "not a valid command"),
    (STRANGER, SHARED, False, "/help", "not a valid command"),
    (DIRECTOR, OLD, False, "hello", "archived"),
    (DIRECTOR, ELSEWHERE, False, "hello", "not a member"),
    (GUEST, ELSEWHERE, False, "hello", "cannot see"),
    (DIRECTOR, OPEN, False, "  ", "nothing to send"),
    ("U0NOBODY", OPEN, False, "hello", "nobody"),
    ("U0HELPER", OPEN, False, "hello", "nobody"),
]


@pytest.mark.parametrize(("user", "channel", "in_thread", "text", "word"), CANNOT)
def test_what_people_cannot_do(sandbox, web, user, channel, in_thread, text, word):
    root = web.chat_postMessage(channel=OPEN, text="root")["ts"]
    with pytest.raises(SandboxRefusedError, match=word):
        sandbox.say(user, channel, text, root if in_thread else None)


def test_a_command_without_an_app_fails_at_once(sandbox):
    reply = sandbox.say(DIRECTOR, OPEN, "/help")
    assert (reply["user"], reply["ephemeral"]) == ("USLACKBOT", True)
    assert reply["text"] == '`/help` failed with the error "dispatch_failed"'


def test_a_command_that_is_not_acknowledged_in_time_says_so(sandbox, recorder):
    recorder.silent = True
    assert sandbox.say(DIRECTOR, OPEN, "/help")["text"] == '`/help` failed with the error "operation_timeout"'
    view = {"type": "modal", "title": plain("x"), "blocks": []}
    trigger = recorder.next("slash_commands")["trigger_id"]
    assert sandbox.api("views.open", trigger_id=trigger, view=view)["error"] == "expired_trigger_id"


# Action, what the person does, and what the app gets besides ids.
PRESSES = [
    ("go", {}, {"type": "button", "value": "17", "style": "primary", "text": plain("Go") | {"emoji": True}}),
    ("pick", {"selected_option": {"value": "two"}}, {"selected_option": CHOICES[1]["value"]}),
    ("more", {"selected_option": {"value": "one"}}, {"selected_option": CHOICES[0]["value"]}),
    ("boxes", {"selected_options": [{"value": "two"}]}, {"selected_options": ["two"]}),
    ("day", {"selected_date": "2018-12-06"}, {"selected_date": "2018-12-06", "initial_date": "2018-11-01"}),
    ("who", {"selected_user": OFFICE}, {"selected_user": OFFICE}),
    ("note", {"value": "typed"}, {"type": "plain_text_input", "value": "typed"}),
]


def bare(value):
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value["value"] if isinstance(value, dict) and "value" in value else value


@pytest.mark.parametrize(("action_id", "done", "expected"), PRESSES, ids=[row[0] for row in PRESSES])
def test_a_press_in_a_message(sandbox, recorder, action_id, done, expected):
    message = posted(sandbox, recorder)
    sandbox.press(DIRECTOR, message, action_id, **done)
    payload = recorder.next("block_actions")
    action = payload["actions"][0]
    assert action["action_id"] == action_id
    assert {name: bare(action[name]) for name in expected} == expected
    assert payload["container"] == {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": OPEN,
        "is_ephemeral": False,
    }
    assert payload["channel"] == {"id": OPEN, "name": "open"}
    assert payload["message"]["ts"] == message["ts"]
    assert payload["user"]["team_id"] == "T0HOME"
    assert set(payload["state"]["values"]["row"]) == {"pick", "boxes", "day", "who"}
    name = next(iter(done), None)
    if name is not None and action_id != "more":
        where = "note" if action_id == "note" else "row"
        assert bare(payload["state"]["values"][where][action_id][name]) == bare(done[name])


def test_a_press_in_an_ephemeral_message_carries_no_message(sandbox, recorder):
    recorder.web.chat_postEphemeral(channel=OPEN, user=DIRECTOR, text="panel", blocks=PANEL)
    message = sandbox.wait_for_message(DIRECTOR, OPEN, "panel")
    sandbox.press(DIRECTOR, message, "go")
    payload = recorder.next("block_actions")
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    with pytest.raises(SandboxRefusedError, match="not there any more"):
        sandbox.press(OFFICE, message, "go")


def test_strangers_can_press_buttons_in_a_shared_channel(sandbox, recorder):
    message = posted(sandbox, recorder, SHARED, STRANGER)
    sandbox.press(STRANGER, message, "go")
    assert recorder.next("block_actions")["user"] == {
        "id": STRANGER,
        "username": "stranger",
        "name": "stranger",
        "team_id": "T0AWAY",
    }


def test_a_press_on_what_is_not_there(sandbox, recorder):
    message = posted(sandbox, recorder)
    with pytest.raises(SandboxRefusedError, match="not there any more"):
        sandbox.press(DIRECTOR, message, "gone", block_id="row")
    with pytest.raises(SandboxRefusedError, match="with the form"):
        sandbox.press(DIRECTOR, message, "later", value="x")
    with pytest.raises(SandboxRefusedError, match="not offered"):
        sandbox.press(DIRECTOR, message, "pick", selected_option={"value": "three"})
    recorder.web.chat_delete(channel=OPEN, ts=message["ts"])
    with pytest.raises(SandboxRefusedError, match="not there any more"):
        sandbox.press(DIRECTOR, message, "go")


def test_events_of_messages(sandbox, recorder):
    sandbox.say(DIRECTOR, OPEN, "hello")
    event = recorder.next("message")["event"]
    assert (event["text"], event["user"], event["channel"], event["channel_type"]) == (
        "hello",
        DIRECTOR,
        OPEN,
        "channel",
    )
    sandbox.say(DIRECTOR, "D0DIRECTOR", "psst")
    assert recorder.next("message")["event"]["channel_type"] == "im"
    sandbox.say(OFFICE, ELSEWHERE, "the app is not here")
    sandbox.say(STRANGER, SHARED, "from outside")
    wrapper = recorder.next("message")
    assert (wrapper["event"]["text"], wrapper["is_ext_shared_channel"]) == ("from outside", True)
    assert wrapper["authorizations"][0]["user_id"] == "U0HELPER"


def test_events_of_changes(sandbox, recorder):
    ts = recorder.web.chat_postMessage(channel=OPEN, text="first")["ts"]
    assert recorder.next("message")["event"]["bot_id"] == "B0HELPER"
    recorder.web.chat_update(channel=OPEN, ts=ts, text="second")
    changed = recorder.next("message")["event"]
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed",
        "second",
        "first",
    )
    recorder.web.chat_delete(channel=OPEN, ts=ts)
    deleted = recorder.next("message")["event"]
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


def test_the_deletion_of_a_message_with_replies_is_an_event_too(sandbox, recorder):
    root = recorder.web.chat_postMessage(channel=OPEN, text="root")["ts"]
    recorder.web.chat_postMessage(channel=OPEN, text="reply", thread_ts=root)
    recorder.web.chat_delete(channel=OPEN, ts=root)
    seen = [recorder.next("message")["event"] for _ in range(3)]
    assert [event.get("subtype") for event in seen] == [None, None, "message_deleted"]
    assert seen[2]["previous_message"]["text"] == "root"


def test_an_app_hears_only_what_it_subscribed_to(own_process, recorder_maker):
    process = own_process(settings={"event_subscriptions": {"bot_events": ["app_mention"]}})
    sandbox = SandboxClient(process.start())
    app = recorder_maker(sandbox)
    app.web.chat_postMessage(channel=OPEN, text="I am <@U0HELPER>")
    sandbox.say(DIRECTOR, OPEN, "hello")
    sandbox.home(DIRECTOR)
    sandbox.say(DIRECTOR, OPEN, "@helper hello")
    event = app.received.get(timeout=10)["payload"]["event"]
    assert (event["type"], event["user"]) == ("app_mention", DIRECTOR)
    app.close()
    sandbox.close_client()


def test_a_mention_is_an_event_of_its_own(sandbox, recorder):
    sandbox.say(DIRECTOR, OPEN, "@helper what now")
    event = recorder.next("app_mention")["event"]
    assert (event["type"], event["text"], event["user"]) == ("app_mention", "<@U0HELPER> what now", DIRECTOR)


def respond(payload, **body):
    return WebhookClient(payload["response_url"]).send_dict(body)


def test_a_response_url_posts_to_the_person_or_the_channel(sandbox, recorder):
    sandbox.say(DIRECTOR, OPEN, "/help")
    payload = recorder.next("slash_commands")
    assert respond(payload, text="only you").body == "ok"
    respond(payload, text="everybody", response_type="in_channel")
    assert [(row["text"], row["ephemeral"]) for row in sandbox.messages(DIRECTOR, OPEN)] == [
        ("only you", True),
        ("everybody", False),
    ]
    assert [row["text"] for row in sandbox.messages(OFFICE, OPEN)] == ["everybody"]


@pytest.mark.parametrize("ephemeral", [False, True])
def test_a_response_url_replaces_and_deletes_what_was_pressed(sandbox, recorder, ephemeral):
    if ephemeral:
        recorder.web.chat_postEphemeral(channel=OPEN, user=DIRECTOR, text="panel", blocks=PANEL)
    else:
        recorder.web.chat_postMessage(channel=OPEN, text="panel", blocks=PANEL)
    message = sandbox.wait_for_message(DIRECTOR, OPEN, "panel")
    sandbox.press(DIRECTOR, message, "go")
    payload = recorder.next("block_actions")
    respond(payload, text="done", replace_original=True)
    seen = sandbox.messages(DIRECTOR, OPEN)
    assert [(row["text"], row["ts"], row.get("blocks")) for row in seen] == [("done", message["ts"], None)]
    respond(payload, delete_original="true")
    assert sandbox.messages(DIRECTOR, OPEN) == []


def test_a_response_url_works_five_times(sandbox, recorder):
    sandbox.say(DIRECTOR, OPEN, "/help")
    payload = recorder.next("slash_commands")
    assert [respond(payload, text=str(number)).status_code for number in range(6)] == [200] * 5 + [404]
    assert "used_url" in respond(payload, text="x").body
    assert len(sandbox.messages(DIRECTOR, OPEN)) == 5


def test_a_response_url_refuses_what_slack_refuses(sandbox, recorder):
    sandbox.say(DIRECTOR, OPEN, "/help")
    payload = recorder.next("slash_commands")
    assert "no_text" in respond(payload, text="").body
    assert "invalid_blocks" in respond(payload, text="x", blocks=[{"type": "nonsense"}]).body
    assert httpx.post(payload["response_url"], content=b"nonsense").json()["error"] == "invalid_payload"
    unknown = payload["response_url"].rpartition("/")[0] + "/unknown"
    assert httpx.post(unknown, json={"text": "x"}).json()["error"] == "expired_url"


def test_each_payload_goes_to_one_of_the_connections(sandbox, recorder, recorder_maker):
    second = recorder_maker(sandbox, connections=2)
    for _ in range(6):
        sandbox.say(DIRECTOR, OPEN, "/help")
    assert recorder.received.qsize() + second.received.qsize() == 6
    assert min(recorder.received.qsize(), second.received.qsize()) == 3
    second.close()


def test_an_app_has_at_most_ten_connections(sandbox, recorder_maker):
    apps = [recorder_maker(sandbox, connections=number) for number in range(1, 11)]
    url = sandbox.api("apps.connections.open", token=sandbox.app()["app_token"])["url"]
    with connect(url, proxy=None) as eleventh:
        assert json.loads(eleventh.recv(timeout=10))["reason"] == "too_many_websockets"
    assert sandbox.app()["connections"] == 10
    for app in apps:
        app.close()
    until(lambda: sandbox.app()["connections"] == 0)


def test_connections_are_asked_to_come_again(sandbox, recorder):
    assert sandbox.state(DIRECTOR)["app"]["online"] is True
    assert sandbox.drop_connections() == 1
    assert sandbox.state(DIRECTOR)["app"]["online"] is False
    recorder.reconnect()
    sandbox.wait_for_app()
    sandbox.say(DIRECTOR, OPEN, "/help")
    assert recorder.next("slash_commands")["command"] == "/help"


def test_a_ticket_opens_one_connection(sandbox):
    url = sandbox.api("apps.connections.open", token=sandbox.app()["app_token"])["url"].replace("ws://", "http://")
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
    }
    with httpx.stream("GET", url, headers=upgrade) as first:
        assert first.status_code == 101
        assert httpx.get(url, headers=upgrade).status_code == 403
