"""What the page is given: the workspace as one person sees it, and the live connection; and who is let in."""

from __future__ import annotations

import json
import os
import re

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.sandbox.application import version
from bot.sandbox.loopback import is_loopback
from tests.sandbox.conftest import CLOSED, DIRECTOR, ELSEWHERE, GUEST, OFFICE, OLD, OPEN, SECRET, SHARED, STRANGER
from tests.support.sandbox import SandboxRefusedError

HOME = {"type": "home", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "x"}}]}

# Who, and which conversations they see.
SIGHT = [
    (DIRECTOR, [OPEN, CLOSED, SHARED, ELSEWHERE, OLD, "D0DIRECTOR"]),
    (OFFICE, [OPEN, SHARED, ELSEWHERE, OLD, SECRET, "D0OFFICE"]),
    (GUEST, [OPEN, "D0GUEST"]),
    (STRANGER, [SHARED]),
]


@pytest.mark.parametrize(("user", "channels"), SIGHT)
def test_which_conversations_people_see(sandbox, user, channels):
    assert [row["id"] for row in sandbox.state(user)["channels"]] == channels


def test_the_state_of_the_page(sandbox):
    state = sandbox.state(DIRECTOR)
    assert state["team"] == {"id": "T0HOME", "name": "Home", "domain": "home"}
    assert state["app"] == {"id": "A0APP", "name": "Helper", "bot_user_id": "U0HELPER", "online": False}
    assert state["me"]["real_name"] == "A Director"
    assert {row["id"]: row["is_bot"] for row in state["users"]} == {
        DIRECTOR: False,
        OFFICE: False,
        GUEST: False,
        STRANGER: False,
        "U0HELPER": True,
        "USLACKBOT": True,
    }
    kinds = {row["id"]: (row["kind"], row.get("user")) for row in state["channels"]}
    assert kinds[OPEN] == ("channel", None)
    assert kinds[CLOSED] == ("private", None)
    assert kinds["D0DIRECTOR"] == ("im", "U0HELPER")
    assert [row["command"] for row in state["commands"]] == ["/help", "/raw"]
    assert set(state["clock"]) == {"now", "version", "settled"}
    assert sandbox.state(STRANGER)["commands"] == []


@pytest.mark.parametrize("query", ["", "?as=U0NOBODY", "?as=U0HELPER"])
def test_when_nobody_is_named_the_first_administrator_looks(sandbox, query):
    assert httpx.get(f"{sandbox.url}/page/state{query}").json()["me"]["id"] == OFFICE


def test_unread_messages_are_counted_until_they_are_read(sandbox, web):
    def unread(user):
        return next(row["unread"] for row in sandbox.state(user)["channels"] if row["id"] == OPEN)

    root = web.chat_postMessage(channel=OPEN, text="one")["ts"]
    web.chat_postMessage(channel=OPEN, text="in a thread", thread_ts=root)
    sandbox.say(OFFICE, OPEN, "two")
    assert (unread(DIRECTOR), unread(OFFICE)) == (2, 0)
    sandbox.messages(DIRECTOR, OPEN, root)
    assert unread(DIRECTOR) == 2
    sandbox.messages(DIRECTOR, OPEN)
    assert unread(DIRECTOR) == 0


def test_people_cannot_look_where_they_are_not(sandbox):
    for user, channel in ((STRANGER, OPEN), (GUEST, CLOSED), (OFFICE, "D0DIRECTOR"), (DIRECTOR, "C0NOWHERE")):
        with pytest.raises(SandboxRefusedError, match="cannot see"):
            sandbox.messages(user, channel)


def test_an_ephemeral_message_can_be_dismissed(sandbox, web):
    web.chat_postEphemeral(channel=OPEN, user=DIRECTOR, text="x")
    message = sandbox.messages(DIRECTOR, OPEN)[0]
    with pytest.raises(SandboxRefusedError, match="not there"):
        sandbox.dismiss(OFFICE, message)
    sandbox.dismiss(DIRECTOR, message)
    assert sandbox.messages(DIRECTOR, OPEN) == []


def test_a_person_joins_a_channel_that_is_open_to_all_and_the_app_hears_of_it(own_sandbox, recorder_maker):
    recorder = recorder_maker(own_sandbox)
    own_sandbox.change_channel(OPEN, members=[DIRECTOR])
    with pytest.raises(SandboxRefusedError, match="not a member"):
        own_sandbox.say(OFFICE, OPEN, "x")
    own_sandbox.act("join", {"as": OFFICE, "channel": OPEN})
    event = recorder.next("member_joined_channel")["event"]
    assert (event["user"], event["channel"], event["channel_type"]) == (OFFICE, OPEN, "C")
    own_sandbox.say(OFFICE, OPEN, "x")
    for user, channel, words in (
        (OFFICE, OPEN, "already"),
        (OFFICE, OLD, "cannot join"),
        (OFFICE, CLOSED, "cannot see"),
    ):
        with pytest.raises(SandboxRefusedError, match=words):
            own_sandbox.act("join", {"as": user, "channel": channel})
    recorder.close()


def test_messages_in_threads(sandbox, web):
    root = web.chat_postMessage(channel=OPEN, text="root")["ts"]
    sandbox.say(DIRECTOR, OPEN, "reply", root)
    web.chat_postEphemeral(channel=OPEN, user=DIRECTOR, text="aside", thread_ts=root)
    thread = sandbox.messages(DIRECTOR, OPEN, root)
    assert [row["text"] for row in thread] == ["root", "reply", "aside"]
    assert (thread[0]["reply_count"], thread[0]["latest_reply"]) == (1, thread[1]["ts"])
    assert [row["text"] for row in sandbox.messages(DIRECTOR, OPEN)] == ["root"]
    with pytest.raises(SandboxRefusedError, match="not there"):
        sandbox.say(DIRECTOR, OPEN, "reply", "1.000000")


def live(sandbox, user):
    return connect(f"{sandbox.url.replace('http', 'ws')}/page/live?as={user}", proxy=None)


def frames(socket, *kinds):
    found = {}
    while not set(kinds) <= set(found):
        frame = json.loads(socket.recv(timeout=10))
        found[frame["type"]] = frame
    return found


def test_pages_hear_what_happens(own_sandbox, recorder_maker):
    with live(own_sandbox, DIRECTOR) as director, live(own_sandbox, STRANGER) as stranger:
        posted = own_sandbox.api("chat.postMessage", channel=OPEN, text="first")
        frame = frames(director, "message")["message"]
        assert (frame["channel"], frame["message"]["text"]) == (OPEN, "first")
        own_sandbox.api("chat.update", channel=OPEN, ts=posted["ts"], text="second")
        assert frames(director, "message_changed")["message_changed"]["message"]["text"] == "second"
        own_sandbox.say(DIRECTOR, OPEN, "reply", posted["ts"])
        heard = frames(director, "message", "message_changed")
        assert heard["message"]["message"]["thread_ts"] == posted["ts"]
        assert heard["message_changed"]["message"]["reply_count"] == 1
        other = own_sandbox.api("chat.postMessage", channel=OPEN, text="other")
        own_sandbox.api("chat.delete", channel=OPEN, ts=other["ts"])
        assert frames(director, "message", "message_deleted")["message_deleted"]["message"]["ts"] == other["ts"]
        own_sandbox.api("views.publish", user_id=DIRECTOR, view=HOME)
        assert frames(director, "home")["home"]["view"]["type"] == "home"
        own_sandbox.set_clock("2999-01-01T00:00:00Z")
        assert frames(director, "clock")["clock"]["version"] == 2
        own_sandbox.settle(2, [{"at": "2999-01-01T00:00:00Z", "tick": "t", "summary": "s"}])
        assert frames(director, "clock")["clock"]["report"][0]["tick"] == "t"
        own_sandbox.change_channel(OPEN, topic="New")
        frames(director, "state")
        app = recorder_maker(own_sandbox)
        frames(director, "state")
        own_sandbox.say(DIRECTOR, OPEN, "/help")
        view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
        app.web.views_open(trigger_id=app.next("slash_commands")["trigger_id"], view=view)
        assert len(frames(director, "views")["views"]["stack"]) == 1
        app.close()
        own_sandbox.api("chat.postMessage", channel=SHARED, text="for all")
        own_sandbox.api("chat.postEphemeral", channel=SHARED, user=DIRECTOR, text="for one")
        own_sandbox.api("chat.postMessage", channel=SHARED, text="the end")
        kinds = []
        while not kinds or kinds[-1] != "the end":
            frame = json.loads(stranger.recv(timeout=10))
            kinds.append(frame["message"]["text"] if frame["type"] == "message" else frame["type"])
        assert [kind for kind in kinds if kind not in ("state", "clock", "read", "traffic")] == ["for all", "the end"]


def test_a_page_hears_that_the_app_does_not_answer(own_sandbox):
    with live(own_sandbox, DIRECTOR) as director:
        own_sandbox.home(DIRECTOR)
        assert "does not answer" in frames(director, "notice")["notice"]["text"]


def test_a_channel_can_vanish_and_people_can_change(own_sandbox):
    own_sandbox.change_channel(OPEN, deleted=True)
    assert OPEN not in [row["id"] for row in own_sandbox.state(DIRECTOR)["channels"]]
    assert own_sandbox.api("chat.postMessage", channel=OPEN, text="x")["error"] == "channel_not_found"
    ts = own_sandbox.api("chat.postMessage", channel=CLOSED, text="x")["ts"]
    own_sandbox.change_channel(CLOSED, is_archived=True)
    assert own_sandbox.api("chat.update", channel=CLOSED, ts=ts, text="y")["error"] == "is_inactive"
    assert own_sandbox.api("chat.postMessage", channel=CLOSED, text="x")["error"] == "is_archived"
    own_sandbox.change_channel(ELSEWHERE, app_is_member=True, members=[DIRECTOR])
    assert own_sandbox.api("conversations.members", channel=ELSEWHERE)["members"] == [DIRECTOR, "U0HELPER"]
    own_sandbox.change_user(OFFICE, deleted=True)
    assert own_sandbox.api("conversations.open", users=OFFICE)["error"] == "user_disabled"
    with pytest.raises(SandboxRefusedError, match="nobody"):
        own_sandbox.home(OFFICE)
    assert own_sandbox.state(OFFICE)["me"]["id"] == DIRECTOR
    for refused in ({"hat": "red"}, {"is_archived": "yes"}, {"id": "C1"}, {"members": ["U0NOBODY"]}):
        with pytest.raises(SandboxRefusedError):
            own_sandbox.change_channel(CLOSED, **refused)
    with pytest.raises(SandboxRefusedError, match="no user"):
        own_sandbox.change_user("U0NOBODY", name="x")


# Path, headers, and whether it is let in.
DOORS = [
    ("/control/app", {}, 200),
    ("/control/app", {"Host": "localhost:8787"}, 200),
    ("/control/app", {"Host": "[::1]:8787"}, 200),
    ("/control/app", {"Host": "sandbox.example.org"}, 403),
    ("/control/app", {"Host": "127.0.0.1.example.org"}, 403),
    ("/control/app", {"Host": "localhost.example.org"}, 403),
    ("/control/app", {"Origin": "http://127.0.0.1:8787"}, 200),
    ("/control/app", {"Origin": "https://example.org"}, 403),
    ("/control/app", {"Origin": "null"}, 403),
    (f"/page/state?as={DIRECTOR}", {}, 200),
    (f"/page/state?as={DIRECTOR}", {"Host": "example.org"}, 403),
    ("/control/nothing", {}, 404),
    ("/control/nothing", {"Host": "example.org"}, 403),
]


@pytest.mark.parametrize(("path", "headers", "status"), DOORS)
def test_only_this_machine_is_let_in(sandbox, path, headers, status):
    assert httpx.get(f"{sandbox.url}{path}", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10:80", True),
        ("[::1]:80", True),
        ("[::ffff:127.0.0.1]", True),
        ("localhost", True),
        ("10.0.0.1", False),
        ("[::ffff:10.0.0.1]", False),
        ("0.0.0.0", False),
        ("", False),
        ("127.0.0.1.example.org", False),
    ],
)
def test_what_is_this_machine(host, here):
    assert is_loopback(host) is here


def test_the_web_api_is_for_everybody(sandbox):
    answer = httpx.post(f"{sandbox.url}/api/api.test", headers={"Host": "sandbox:8787"})
    assert answer.json()["ok"] is True


def test_a_page_of_another_site_cannot_listen(sandbox):
    url = f"{sandbox.url.replace('http', 'ws')}/page/live?as={DIRECTOR}"
    with pytest.raises(InvalidStatus, match="403"), connect(url, origin="https://example.org", proxy=None):
        pass


def test_the_page_may_load_nothing_from_elsewhere(sandbox):
    for path in ("/", f"/page/state?as={DIRECTOR}", "/static/nothing.js"):
        headers = httpx.get(f"{sandbox.url}{path}").headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_pages_files_are_kept_by_browsers_and_what_tells_their_addresses_is_not(sandbox):
    page = httpx.get(f"{sandbox.url}/")
    addresses = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assert {address.rsplit("/", 1)[1] for address in addresses} >= {"main.js", "base.css", "icon.svg"}
    for address in addresses:
        kept = httpx.get(f"{sandbox.url}{address}")
        assert (kept.status_code, kept.headers["cache-control"]) == (200, "max-age=31536000, immutable")
    for path in ("/", f"/page/state?as={DIRECTOR}", "/static/old/nothing.js"):
        assert httpx.get(f"{sandbox.url}{path}").headers["cache-control"] == "no-cache"


def test_a_changed_file_of_the_page_has_another_address(tmp_path):
    (tmp_path / "app").mkdir()
    file = tmp_path / "app" / "main.js"
    file.write_text("1", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    before = version(tmp_path)
    assert version(tmp_path) == before
    os.utime(file, ns=(2, 2))
    assert version(tmp_path) != before


# Method, path, body, and a word of the refusal.
NONSENSE = [
    ("POST", "/control/clock", b"{", "not JSON"),
    ("POST", "/control/clock", b"[]", "JSON object"),
    ("POST", "/control/clock", b"{}", "not a date"),
    ("POST", "/control/clock/settled", b'{"version": "x"}', "whole number"),
    ("GET", "/control/clock?after=x", b"", "numbers"),
    ("GET", "/control/traffic?after=x", b"", "whole number"),
    ("PUT", "/control/faults", b"{}", "JSON array"),
    ("PUT", "/control/rates", b'{"enforced": 1}', "true or false"),
    ("PUT", "/control/app", b'{"delivery": "pigeon"}', "socket"),
    ("PUT", "/control/app", b'{"event_retry_seconds": [-1]}', "negative"),
    ("GET", "/page/views?as=U0NOBODY", b"", "nobody"),
    ("GET", f"/page/messages?as={DIRECTOR}&channel=C0NOWHERE", b"", "cannot see"),
]


@pytest.mark.parametrize(("method", "path", "body", "word"), NONSENSE)
def test_nonsense_is_refused_with_a_sentence(sandbox, method, path, body, word):
    answer = httpx.request(method, f"{sandbox.url}{path}", content=body)
    assert answer.status_code == 400
    assert word in answer.json()["error"]
