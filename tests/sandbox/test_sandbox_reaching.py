"""Shortcuts, menus that the app fills, steps of workflows: who may use them and what the app is sent."""

from __future__ import annotations

import threading

import pytest

from bot.sandbox.errors import SetupError
from bot.sandbox.manifest import parse_manifest
from tests.sandbox.conftest import CLOSED, DIRECTOR, ELSEWHERE, GUEST, OFFICE, OPEN, SHARED, STRANGER
from tests.sandbox.suites.content import note, plain
from tests.support.sandbox import SandboxClient, SandboxRefusedError, until


def menu(**fields):
    element = {"type": "external_select", "action_id": "pick", **fields}
    return [{"type": "actions", "block_id": "row", "elements": [element]}]


def option(number=0, text="x", value=None):
    return {"text": plain(text), "value": value or f"v{number}"}


def options(count):
    return [option(number) for number in range(count)]


def group(count, label="x"):
    return {"label": plain(label), "options": options(count)}


def posted(sandbox, recorder, channel=OPEN, user=DIRECTOR, **fields):
    recorder.web.chat_postMessage(channel=channel, text="menu", blocks=menu(**fields))
    return sandbox.wait_for_message(user, channel, "menu")


def test_a_shortcut_of_the_workspace(sandbox, recorder):
    sandbox.shortcut(DIRECTOR, "raise")
    payload = recorder.next("shortcut")
    assert set(payload) == {
        "type",
        "token",
        "action_ts",
        "team",
        "user",
        "enterprise",
        "is_enterprise_install",
        "callback_id",
        "trigger_id",
    }
    assert (payload["callback_id"], payload["user"]["id"]) == ("raise", DIRECTOR)
    assert recorder.web.views_open(trigger_id=payload["trigger_id"], view=note())["ok"]


def test_a_shortcut_of_a_message(sandbox, recorder):
    sandbox.say(OFFICE, ELSEWHERE, "the app is not here")
    message = sandbox.wait_for_message(OFFICE, ELSEWHERE, "not here")
    sandbox.shortcut(OFFICE, "keep", message)
    payload = recorder.next("message_action")
    assert (payload["message_ts"], payload["channel"]["id"]) == (message["ts"], ELSEWHERE)
    assert payload["message"]["text"] == "the app is not here"
    assert payload["response_url"].startswith(f"{sandbox.url}/response/app/T0HOME/")


# Who, which shortcut, where, and the word in the refusal.
NOT_THEIRS = [
    (STRANGER, "raise", None, "no such shortcut"),
    (STRANGER, "keep", SHARED, "no such shortcut"),
    (DIRECTOR, "keep", None, "no such shortcut"),
    (DIRECTOR, "raise", OPEN, "no such shortcut"),
    (DIRECTOR, "gone", None, "no such shortcut"),
    (GUEST, "keep", CLOSED, "cannot see"),
]


@pytest.mark.parametrize(("user", "callback_id", "channel", "word"), NOT_THEIRS)
def test_shortcuts_that_are_not_theirs(sandbox, recorder, user, callback_id, channel, word):
    message = channel and {"ts": recorder.web.chat_postMessage(channel=channel, text="x")["ts"], "channel": channel}
    with pytest.raises(SandboxRefusedError, match=word):
        sandbox.shortcut(user, callback_id, message)


def test_what_each_person_is_offered(sandbox):
    def offered(user):
        state = sandbox.state(user)
        return [len(state[name]) for name in ("commands", "shortcuts", "steps")]

    assert [offered(user) for user in (DIRECTOR, GUEST, STRANGER)] == [[2, 2, 1], [2, 2, 0], [0, 0, 0]]
    with pytest.raises(SandboxRefusedError, match="no such step"):
        sandbox.step(GUEST, "double", text="x")


def test_a_stranger_sees_shared_channels_only(own_sandbox):
    assert SHARED in {row["id"] for row in own_sandbox.state(STRANGER)["channels"]}
    own_sandbox.change_channel(SHARED, is_ext_shared=False)
    assert own_sandbox.state(STRANGER)["channels"] == []


def test_a_private_line_has_no_shortcuts(sandbox, recorder):
    recorder.web.chat_postEphemeral(channel=OPEN, user=DIRECTOR, text="private")
    with pytest.raises(SandboxRefusedError, match="no shortcuts"):
        sandbox.shortcut(DIRECTOR, "keep", sandbox.wait_for_message(DIRECTOR, OPEN, "private"))


def test_a_shortcut_that_is_not_acknowledged_says_so(sandbox, recorder):
    sandbox.faults({"method": "interactive", "kind": "timeout_after", "seconds": 0})
    with pytest.raises(SandboxRefusedError, match="operation_timeout"):
        sandbox.shortcut(DIRECTOR, "raise")
    sandbox.faults({"method": "interactive", "kind": "drop_before"})
    with pytest.raises(SandboxRefusedError, match="dispatch_failed"):
        sandbox.shortcut(DIRECTOR, "raise")


@pytest.mark.parametrize("user", [DIRECTOR, STRANGER])
def test_options_in_a_message(sandbox, recorder, user):
    message = posted(sandbox, recorder, SHARED, user)
    recorder.answers["block_suggestion"] = {"options": options(2)}
    assert sandbox.suggest(user, message, "pick", "abc")["options"] == options(2)
    payload = recorder.next("block_suggestion")
    asked = ("block_id", "action_id", "value")
    assert [payload[name] for name in asked] == ["row", "pick", "abc"]
    assert (payload["container"]["message_ts"], payload["message"]["ts"]) == (message["ts"], message["ts"])
    assert "trigger_id" not in payload
    sandbox.press(user, message, "pick", selected_option={"value": "v1"})
    assert recorder.next("block_actions")["actions"][0]["selected_option"] == option(1)


def test_options_in_home(sandbox, recorder):
    recorder.web.views_publish(user_id=DIRECTOR, view={"type": "home", "blocks": menu()})
    recorder.answers["block_suggestion"] = {"options": options(1)}
    view = sandbox.wait_for_home(DIRECTOR)
    assert sandbox.suggest(DIRECTOR, view, "pick", "abc")["options"] == options(1)
    assert recorder.next("block_suggestion")["container"] == {"type": "view", "view_id": view["id"]}


def test_an_option_must_have_been_offered_to_this_person(sandbox, recorder):
    message = posted(sandbox, recorder)
    recorder.answers["block_suggestion"] = {"options": options(1)}
    sandbox.suggest(DIRECTOR, message, "pick", "abc")
    with pytest.raises(SandboxRefusedError, match="not offered"):
        sandbox.press(OFFICE, message, "pick", selected_option={"value": "v0"})


# Name, what the app answers at the most, and what is one too much.
SUGGESTED = [
    ("options", {"options": options(100)}, {"options": options(101)}),
    ("groups", {"option_groups": [group(1)] * 100}, {"option_groups": [group(1)] * 101}),
    ("options of a group", {"option_groups": [group(100)]}, {"option_groups": [group(101)]}),
    ("group label", {"option_groups": [group(1, "x" * 75)]}, {"option_groups": [group(1, "x" * 76)]}),
    ("option text", {"options": [option(text="x" * 75)]}, {"options": [option(text="x" * 76)]}),
    ("option value", {"options": [option(value="x" * 150)]}, {"options": [option(value="x" * 151)]}),
    ("one kind", {"options": []}, {"options": [], "option_groups": []}),
    ("any answer", {"options": []}, None),
    ("plain text", {"options": [option()]}, {"options": [{"text": {"type": "mrkdwn", "text": "x"}, "value": "v"}]}),
]


@pytest.mark.parametrize(("good", "bad"), [row[1:] for row in SUGGESTED], ids=[row[0] for row in SUGGESTED])
def test_the_answer_is_checked(sandbox, recorder, good, bad):
    message = posted(sandbox, recorder)
    recorder.answers["block_suggestion"] = good
    assert {"ok": True, **good} == sandbox.suggest(DIRECTOR, message, "pick", "abc")
    recorder.answers["block_suggestion"] = bad
    with pytest.raises(SandboxRefusedError, match="cannot be shown"):
        sandbox.suggest(DIRECTOR, message, "pick", "abc")


# What the menu says, the least that is asked for, and what is too little.
LEAST = [({}, "abc", "ab"), ({"min_query_length": 1}, "a", ""), ({"min_query_length": 5}, "abcde", "abcd")]


@pytest.mark.parametrize(("fields", "enough", "little"), LEAST)
def test_the_least_that_is_typed(sandbox, recorder, fields, enough, little):
    message = posted(sandbox, recorder, **fields)
    recorder.answers["block_suggestion"] = {"options": []}
    assert sandbox.suggest(DIRECTOR, message, "pick", enough)["options"] == []
    with pytest.raises(SandboxRefusedError, match="Type at least"):
        sandbox.suggest(DIRECTOR, message, "pick", little)


def test_options_that_come_too_late(sandbox, recorder):
    message = posted(sandbox, recorder)
    sandbox.faults({"method": "interactive", "kind": "timeout_after", "seconds": 0})
    with pytest.raises(SandboxRefusedError, match="operation_timeout"):
        sandbox.suggest(DIRECTOR, message, "pick", "abc")


def test_a_step_is_an_event(own_process, recorder_maker):
    sandbox = SandboxClient(own_process().start())
    app = recorder_maker(sandbox)
    step = sandbox.step(DIRECTOR, "double", text="ab", times=2, who="")
    event = app.next("function_executed")["event"]
    assert (event["function_execution_id"], event["inputs"]) == (step["id"], {"text": "ab", "times": 2})
    assert (event["function"]["callback_id"], event["function"]["input_parameters"][0]["name"]) == ("double", "text")
    done = sandbox.api(
        "functions.completeSuccess",
        token=event["bot_access_token"],
        function_execution_id=step["id"],
        outputs={"text": "abab"},
    )
    assert done["ok"]
    assert [row["status"] for row in sandbox.steps(DIRECTOR)] == ["completed"]
    assert sandbox.steps(OFFICE) == []
    app.close()
    sandbox.close_client()


# What is filled in, and the word in the refusal.
MISFILLED = [
    ({}, "Text is needed"),
    ({"text": 5}, "must be of the type string"),
    ({"text": "x", "times": "many"}, "must be of the type integer"),
    ({"text": "x", "times": True}, "must be of the type integer"),
    ({"text": "x", "who": "U0NOBODY"}, "must be of the type slack#/types/user_id"),
    ({"text": "x", "colour": "red"}, "takes no 'colour'"),
]


@pytest.mark.parametrize(("inputs", "word"), MISFILLED)
def test_a_step_that_is_filled_in_badly(sandbox, inputs, word):
    with pytest.raises(SandboxRefusedError, match=word):
        sandbox.step(DIRECTOR, "double", **inputs)
    assert sandbox.steps(DIRECTOR) == []


# A part of a manifest, and the words in the refusal.
BROKEN = [
    ({"features": {"shortcuts": [{"type": "global", "name": "x"}]}}, "a shortcut without 'callback_id'"),
    ({"features": {"shortcuts": [{"type": "odd", "name": "x", "callback_id": "x"}]}}, "of the type 'odd'"),
    ({"functions": {"f": {"input_parameters": {"a": {"title": "A"}}}}}, "a parameter without 'type'"),
    ({"functions": {"f": {"title": "F"}}}, "settings.org_deploy_enabled"),
    ({"functions": {"f": {"title": "F"}}, "settings": {"org_deploy_enabled": True}}, "settings.function_runtime"),
]


@pytest.mark.parametrize(("body", "words"), BROKEN)
def test_manifests_that_are_no_good(body, words):
    with pytest.raises(SetupError, match=words):
        parse_manifest(body)


def test_an_event_needs_its_scope():
    subscribed = {"event_subscriptions": {"bot_events": ["message.im"]}}
    manifest = parse_manifest({"oauth_config": {"scopes": {"bot": ["im:history"]}}, "settings": subscribed})
    assert manifest.hears("message.im", "im:history")
    assert manifest.hears("message.im")
    assert not manifest.hears("message.im", "channels:history")
    assert not manifest.hears("message.channels", "im:history")


def test_a_reply_tells_of_its_thread(sandbox, recorder):
    root = recorder.web.chat_postMessage(channel=OPEN, text="root")["ts"]
    sandbox.say(DIRECTOR, OPEN, "@helper reply", root)
    heard = recorder.next("app_mention")["event"]
    assert (heard["thread_ts"], heard["parent_user_id"]) == (root, "U0HELPER")


def test_two_browsers_of_one_person_submit_the_same_modal(sandbox, recorder):
    sandbox.shortcut(DIRECTOR, "raise")
    view = recorder.web.views_open(trigger_id=recorder.next("shortcut")["trigger_id"], view=note())["view"]
    assert sandbox.submit(DIRECTOR, view, {"text": "once"})["response_action"] is None
    with pytest.raises(SandboxRefusedError, match="not open any more"):
        sandbox.submit(DIRECTOR, view, {"text": "twice"})


def test_a_page_left_open_over_a_restart(own_process, recorder_maker):
    process = own_process()
    sandbox = SandboxClient(process.start())
    app = recorder_maker(sandbox)
    message = posted(sandbox, app)
    sandbox.shortcut(DIRECTOR, "raise")
    view = app.web.views_open(trigger_id=app.next("shortcut")["trigger_id"], view=note())["view"]
    app.close()
    sandbox.close_client()
    process.stop()
    sandbox = SandboxClient(process.start())
    app = recorder_maker(sandbox)
    with pytest.raises(SandboxRefusedError, match="not open any more"):
        sandbox.submit(DIRECTOR, view, {"text": "late"})
    app.answers["block_suggestion"] = {"options": options(1)}
    assert sandbox.suggest(DIRECTOR, message, "pick", "abc")["options"] == options(1)
    app.close()
    sandbox.close_client()


def test_a_socket_that_dies_in_mid_modal(sandbox, recorder):
    sandbox.shortcut(DIRECTOR, "raise")
    view = recorder.web.views_open(trigger_id=recorder.next("shortcut")["trigger_id"], view=note())["view"]
    assert sandbox.drop_connections("none") == 1
    until(lambda: sandbox.app()["connections"] == 0)
    with pytest.raises(SandboxRefusedError, match="trouble connecting"):
        sandbox.submit(DIRECTOR, view, {"text": "kept"})
    recorder.reconnect()
    sandbox.wait_for_app()
    assert sandbox.submit(DIRECTOR, view, {"text": "kept"})["response_action"] is None
    assert recorder.next("view_submission")["view"]["state"]["values"]["text"]["in"]["value"] == "kept"


def test_two_browsers_push_one_modal(sandbox, recorder):
    sandbox.shortcut(DIRECTOR, "raise")
    view = recorder.web.views_open(trigger_id=recorder.next("shortcut")["trigger_id"], view=note())["view"]
    recorder.answers["view_submission"] = {"response_action": "push", "view": note()}
    answers = []

    def submit():
        try:
            answers.append(sandbox.submit(DIRECTOR, view, {"text": "x"})["response_action"])
        except SandboxRefusedError as refusal:
            answers.append(str(refusal))

    browsers = [threading.Thread(target=submit) for _ in range(2)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    assert "push" in answers
    assert len(sandbox.stack(DIRECTOR)) == 2
