"""slack_sdk's client, unmodified, against the Web API; and the refusals, by Slack's names."""

from __future__ import annotations

import json

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.conftest import CLOSED, DIRECTOR, ELSEWHERE, GUEST, OFFICE, OLD, OPEN, SECRET, SHARED, STRANGER

UNKNOWN_TS = "1500000000.000000"


def test_who_the_token_belongs_to(web):
    answer = web.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0HELPER", "B0HELPER", "T0HOME")


def test_the_app_and_the_workspaces(web):
    assert web.team_info()["team"]["domain"] == "home"
    assert web.team_info(team="T0AWAY")["team"]["name"] == "Away"


def test_people(web):
    director = web.users_info(user=DIRECTOR)["user"]
    assert director["name"] == "pc.director"
    assert director["tz"] == "Europe/London"
    assert director["profile"]["email"] == "director@example.org"
    assert web.users_info(user=GUEST)["user"]["is_restricted"] is True
    stranger = web.users_info(user=STRANGER)["user"]
    assert (stranger["team_id"], stranger["is_stranger"], stranger["profile"].get("email")) == ("T0AWAY", True, None)
    assert web.users_lookupByEmail(email="Director@example.org")["user"]["id"] == DIRECTOR
    listed = [user["id"] for page in web.users_list(limit=2) for user in page["members"]]
    assert listed == [DIRECTOR, OFFICE, GUEST, "U0HELPER", "USLACKBOT"]


def test_conversations(web):
    found = web.conversations_info(channel=OPEN, include_num_members=True)["channel"]
    assert (found["name"], found["is_member"], found["num_members"], found["topic"]["value"]) == (
        "open",
        True,
        4,
        "All",
    )
    shared = web.conversations_info(channel=SHARED)["channel"]
    assert (shared["is_ext_shared"], shared["shared_team_ids"]) == (True, ["T0AWAY", "T0HOME"])
    public = [channel["id"] for page in web.conversations_list(limit=2) for channel in page["channels"]]
    assert public == [OPEN, SHARED, ELSEWHERE, OLD]
    assert [row["id"] for row in web.conversations_list(exclude_archived=True)["channels"]] == [OPEN, SHARED, ELSEWHERE]
    assert [row["id"] for row in web.conversations_list(types="private_channel")["channels"]] == [CLOSED]
    members = [member for page in web.conversations_members(channel=OPEN, limit=3) for member in page["members"]]
    assert members == [DIRECTOR, OFFICE, GUEST, "U0HELPER"]


def test_direct_conversations(web):
    assert web.conversations_list(types="im")["channels"] == []
    opened = web.conversations_open(users=DIRECTOR)
    again = web.conversations_open(users=[DIRECTOR], return_im=True)
    assert opened["channel"]["id"] == again["channel"]["id"] == "D0DIRECTOR"
    assert again["already_open"] is True
    assert again["channel"]["user"] == DIRECTOR
    assert [row["id"] for row in web.conversations_list(types="im")["channels"]] == ["D0DIRECTOR"]
    assert web.chat_postMessage(channel=OFFICE, text="x")["channel"] == "D0OFFICE"


def test_a_message_is_posted_changed_found_and_deleted(web):
    metadata = {"event_type": "seen", "event_payload": {"key": "k1"}}
    posted = web.chat_postMessage(channel=OPEN, text="first", metadata=metadata)
    ts = posted["ts"]
    link = web.chat_getPermalink(channel=OPEN, message_ts=ts)["permalink"]
    assert link == f"https://home.slack.com/archives/{OPEN}/p{ts.replace('.', '')}"
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "second"}}
    changed = web.chat_update(channel=OPEN, ts=ts, text="second", blocks=[block])
    assert changed["message"]["edited"]["user"] == "U0HELPER"
    found = web.conversations_history(channel=OPEN, include_all_metadata=True)["messages"]
    assert [(row["text"], row["metadata"], row["ts"]) for row in found] == [("second", metadata, ts)]
    assert found[0]["bot_profile"]["app_id"] == "A0APP"
    assert "metadata" not in web.conversations_history(channel=OPEN)["messages"][0]
    web.chat_update(channel=OPEN, ts=ts, attachments=[{"text": "more", "fallback": "more"}])
    kept = web.conversations_history(channel=OPEN)["messages"][0]
    assert (kept["text"], len(kept["blocks"])) == ("second", 1)
    web.chat_update(channel=OPEN, ts=ts, text="third")
    replaced = web.conversations_history(channel=OPEN)["messages"][0]
    assert (replaced["text"], "blocks" in replaced) == ("third", False)
    web.chat_update(channel=OPEN, ts=ts, text="fourth", blocks=[], metadata={})
    bare = web.conversations_history(channel=OPEN, include_all_metadata=True)["messages"][0]
    assert "blocks" not in bare
    assert "metadata" not in bare
    web.chat_delete(channel=OPEN, ts=ts)
    assert web.conversations_history(channel=OPEN)["messages"] == []


def test_threads(web):
    root = web.chat_postMessage(channel=OPEN, text="root")["ts"]
    first = web.chat_postMessage(channel=OPEN, text="one", thread_ts=root)["ts"]
    web.chat_postMessage(channel=OPEN, text="two", thread_ts=root, reply_broadcast=True)
    top = web.conversations_history(channel=OPEN)["messages"]
    assert [(row["text"], row.get("subtype")) for row in top] == [("two", "thread_broadcast"), ("root", None)]
    assert (top[1]["reply_count"], top[1]["thread_ts"]) == (2, root)
    thread = [
        row["text"] for page in web.conversations_replies(channel=OPEN, ts=root, limit=1) for row in page["messages"]
    ]
    assert thread == ["root", "one", "root", "two"]
    web.chat_delete(channel=OPEN, ts=root)
    left = web.conversations_replies(channel=OPEN, ts=root)["messages"]
    assert [row["text"] for row in left] == ["This message was deleted.", "one", "two"]
    assert left[0]["subtype"] == "tombstone"
    assert web.chat_getPermalink(channel=OPEN, message_ts=first)["permalink"].endswith(f"?thread_ts={root}&cid={OPEN}")


def test_history_between_two_times(web):
    ts = [web.chat_postMessage(channel=OPEN, text=str(number))["ts"] for number in range(4)]

    def texts(**bounds):
        return [row["text"] for row in web.conversations_history(channel=OPEN, **bounds)["messages"]]

    assert texts(oldest=ts[1]) == ["3", "2"]
    assert texts(oldest=ts[1], inclusive=True) == ["3", "2", "1"]
    assert texts(oldest=ts[0], latest=ts[3]) == ["2", "1"]
    assert texts(limit=1) == ["3"]
    pages = [row["text"] for page in web.conversations_history(channel=OPEN, limit=3) for row in page["messages"]]
    assert pages == ["3", "2", "1", "0"]


def test_an_ephemeral_message_is_seen_by_one_person_and_cannot_be_updated(web, sandbox):
    ts = web.chat_postEphemeral(channel=OPEN, user=DIRECTOR, text="only you")["message_ts"]
    assert [row["text"] for row in sandbox.messages(DIRECTOR, OPEN)] == ["only you"]
    assert sandbox.messages(OFFICE, OPEN) == []
    assert web.conversations_history(channel=OPEN)["messages"] == []
    with pytest.raises(SlackApiError, match="message_not_found"):
        web.chat_update(channel=OPEN, ts=ts, text="x")


# Method, arguments, error.
REFUSALS = [
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": SECRET, "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": STRANGER, "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": ELSEWHERE, "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": OLD, "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": OPEN}, "no_text"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": OPEN, "text": "x", "thread_ts": UNKNOWN_TS}, "thread_not_found"),
    ("chat.postEphemeral", {"channel": OPEN, "text": "x", "user": STRANGER}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": OPEN, "text": "x", "user": "U0NOBODY"}, "user_not_found"),
    ("chat.update", {"channel": OPEN, "ts": UNKNOWN_TS, "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": DIRECTOR, "ts": UNKNOWN_TS, "text": "x"}, "channel_not_found"),
    ("chat.delete", {"channel": OPEN, "ts": UNKNOWN_TS}, "message_not_found"),
    ("chat.getPermalink", {"channel": OPEN, "message_ts": UNKNOWN_TS}, "message_not_found"),
    ("conversations.info", {"channel": SECRET}, "channel_not_found"),
    ("conversations.history", {"channel": ELSEWHERE}, "not_in_channel"),
    ("conversations.history", {"channel": OPEN, "oldest": "yesterday"}, "invalid_ts_oldest"),
    ("conversations.history", {"channel": OPEN, "cursor": "x"}, "invalid_cursor"),
    ("conversations.history", {"channel": OPEN, "limit": "many"}, "invalid_arguments"),
    ("conversations.replies", {"channel": OPEN, "ts": UNKNOWN_TS}, "thread_not_found"),
    ("conversations.list", {"types": "street"}, "invalid_types"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("conversations.open", {"users": STRANGER}, "user_not_visible"),
    ("conversations.open", {"users": "U0HELPER"}, "cannot_dm_bot"),
    ("conversations.open", {"channel": OPEN}, "method_not_supported_for_channel_type"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("users.lookupByEmail", {"email": "nobody@example.org"}, "users_not_found"),
    ("users.lookupByEmail", {"email": "s@example.net"}, "users_not_found"),
    ("bots.info", {"bot": "B0OTHER"}, "bot_not_found"),
    ("views.open", {"view": {"type": "modal"}}, "invalid_arguments"),
    ("views.update", {"view_id": "V0NONE", "view": {"type": "modal"}}, "not_found"),
    ("views.publish", {"user_id": "U0NOBODY", "view": {"type": "home", "blocks": []}}, "user_not_found"),
    ("stars.add", {}, "unknown_method"),
    ("api.test", {"error": "my_error"}, "my_error"),
]


@pytest.mark.parametrize(("method", "arguments", "error"), REFUSALS)
def test_refusals(sandbox, method, arguments, error):
    assert sandbox.api(method, **arguments)["error"] == error


def test_a_reply_cannot_be_replied_to(web, sandbox):
    root = web.chat_postMessage(channel=OPEN, text="root")["ts"]
    reply = web.chat_postMessage(channel=OPEN, text="one", thread_ts=root)["ts"]
    answer = sandbox.api("chat.postMessage", channel=OPEN, text="x", thread_ts=reply)
    assert answer["error"] == "cannot_reply_to_message"


def test_messages_of_people_are_not_the_apps_to_change(web, sandbox):
    sandbox.say(DIRECTOR, OPEN, "mine")
    ts = sandbox.messages(DIRECTOR, OPEN)[0]["ts"]
    assert sandbox.api("chat.update", channel=OPEN, ts=ts, text="x")["error"] == "cant_update_message"
    assert sandbox.api("chat.delete", channel=OPEN, ts=ts)["error"] == "cant_delete_message"


def test_tokens(sandbox):
    tokens = sandbox.app()
    assert httpx.get(f"{sandbox.url}/api/auth.test").json()["error"] == "not_authed"
    assert sandbox.api("auth.test", token="xoxb-other")["error"] == "invalid_auth"
    assert sandbox.api("auth.test", token=tokens["app_token"])["error"] == "not_allowed_token_type"
    assert sandbox.api("apps.connections.open")["error"] == "not_allowed_token_type"
    assert sandbox.api("apps.connections.open", token=tokens["app_token"])["url"].startswith("ws://127.0.0.1:")
    in_body = httpx.post(f"{sandbox.url}/api/auth.test", data={"token": tokens["bot_token"]})
    assert in_body.json()["ok"] is True


def test_a_missing_scope_is_named(own_process, sandbox):
    process = own_process()
    body = json.loads((process.directory / "manifest.json").read_text(encoding="utf-8"))
    body["oauth_config"]["scopes"]["bot"] = ["chat:write", "users:read"]
    (process.directory / "manifest.json").write_text(json.dumps(body), encoding="utf-8")
    client = type(sandbox)(process.start())
    try:
        missing = client.api("conversations.info", channel=OPEN)
        assert (missing["error"], missing["needed"], missing["provided"]) == (
            "missing_scope",
            "channels:read",
            "chat:write,users:read",
        )
        assert client.api("conversations.history", channel=CLOSED)["needed"] == "groups:history"
        assert client.api("conversations.list", types="im")["needed"] == "im:read"
        assert client.api("users.lookupByEmail", email="director@example.org")["needed"] == "users:read.email"
        assert "email" not in client.api("users.info", user=DIRECTOR)["user"]["profile"]
        assert client.api("chat.postMessage", channel=OPEN, text="x")["ok"]
    finally:
        client.close_client()


# Headers, body, error.
BODIES = [
    ({"Content-Type": "application/json"}, b"{", "invalid_json"),
    ({"Content-Type": "application/json"}, b"[]", "json_not_object"),
    ({"Content-Type": "application/xml"}, b"<a/>", "invalid_post_type"),
    ({"Content-Type": "application/json; charset=klingon"}, b"{}", "invalid_charset"),
    ({"Content-Type": ""}, b"text=x", "missing_post_type"),
    ({"Content-Type": "application/json; charset=utf-8"}, b'{"channel": "C0OPEN", "text": ["x"]}', "invalid_arguments"),
]


@pytest.mark.parametrize(("headers", "body", "error"), BODIES)
def test_bodies(sandbox, headers, body, error):
    bearer = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    answer = httpx.post(f"{sandbox.url}/api/chat.postMessage", content=body, headers=bearer | headers)
    assert answer.json()["error"] == error


def test_json_is_read_where_slack_reads_it(sandbox):
    bearer = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    posted = httpx.post(f"{sandbox.url}/api/chat.postMessage", json={"channel": OPEN, "text": "x"}, headers=bearer)
    assert posted.json()["ok"] is True
    asked = httpx.post(f"{sandbox.url}/api/users.info", json={"user": DIRECTOR}, headers=bearer)
    assert asked.json()["error"] == "user_not_found"


def test_multipart_forms_are_read(sandbox):
    bearer = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    parts = {"channel": (None, OPEN), "text": (None, "häus")}
    assert (
        httpx.post(f"{sandbox.url}/api/chat.postMessage", files=parts, headers=bearer).json()["message"]["text"]
        == "häus"
    )
