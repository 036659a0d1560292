"""The process: how it starts, what survives a restart or a crash, and how it ends."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from contextlib import suppress

import httpx
import pytest

from tests.sandbox.conftest import DIRECTOR, GUEST, OFFICE, OPEN, WORKSPACE
from tests.support.sandbox import ROOT, STOP_SECONDS, SandboxClient, until
from tests.support.spawning import run

HOME = {"type": "home", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "kept"}}]}


def fill(sandbox):
    sandbox.set_clock("2998-01-01T00:00:00Z")
    root = sandbox.api("chat.postMessage", channel=OPEN, text="root", metadata={"event_type": "e", "event_payload": {}})
    sandbox.api("chat.postMessage", channel=OPEN, text="reply", thread_ts=root["ts"])
    gone = sandbox.api("chat.postMessage", channel=OPEN, text="gone")
    sandbox.api("chat.delete", channel=OPEN, ts=gone["ts"])
    edited = sandbox.api("chat.postMessage", channel=OPEN, text="old words")
    sandbox.api("chat.update", channel=OPEN, ts=edited["ts"], text="new words")
    sandbox.say(DIRECTOR, "D0DIRECTOR", "hello")
    sandbox.api("conversations.open", users=OFFICE)
    sandbox.api("views.publish", user_id=DIRECTOR, view=HOME)
    sandbox.api("chat.postEphemeral", channel=OPEN, user=DIRECTOR, text="for now")
    sandbox.change_user(GUEST, is_restricted=False)
    sandbox.change_channel(OPEN, topic="Changed")


def seen(sandbox):
    channel = next(row for row in sandbox.state(DIRECTOR)["channels"] if row["id"] == OPEN)
    root = sandbox.messages(DIRECTOR, OPEN)[0]
    return {
        "open": [row for row in sandbox.messages(DIRECTOR, OPEN) if not row["ephemeral"]],
        "thread": sandbox.messages(DIRECTOR, OPEN, root["ts"]),
        "im": sandbox.messages(DIRECTOR, "D0DIRECTOR"),
        "ims": sandbox.api("conversations.list", types="im")["channels"],
        "home": sandbox.shown_home(DIRECTOR),
        "guest": sandbox.api("users.info", user=GUEST)["user"]["is_restricted"],
        "topic": channel["topic"],
        "unread": channel["unread"],
        "tokens": {name: value for name, value in sandbox.app().items() if name.endswith(("token", "secret"))},
    }


def test_what_survives_a_restart(own_process):
    process = own_process()
    sandbox = SandboxClient(process.start())
    fill(sandbox)
    assert seen(sandbox)["unread"] == 2
    before, clock = seen(sandbox), sandbox.clock()
    assert [row["text"] for row in before["open"]] == ["root", "new words"]
    sandbox.close_client()
    assert process.stop() == 0

    sandbox = SandboxClient(process.start())
    assert seen(sandbox) == before
    after = sandbox.clock()
    assert (after["version"], after["settled"]) == (clock["version"], clock["settled"])
    assert clock["now"] <= after["now"] < "2998-01-01T00:01"
    assert not any(row["ephemeral"] for row in sandbox.messages(DIRECTOR, OPEN))
    later = sandbox.api("chat.postMessage", channel=OPEN, text="later")
    assert later["ts"] > before["open"][-1]["ts"]
    sandbox.close_client()


def test_what_survives_a_crash(own_process):
    process = own_process()
    sandbox = SandboxClient(process.start())
    fill(sandbox)
    seen(sandbox)
    before = seen(sandbox)
    sandbox.close_client()
    process.kill()

    sandbox = SandboxClient(process.start())
    assert seen(sandbox) == before
    assert sandbox.clock()["now"].startswith("2998-01-01T00:00")
    sandbox.close_client()


def test_a_reset_empties_everything_but_the_clock(own_process):
    process = own_process()
    sandbox = SandboxClient(process.start())
    fill(sandbox)
    version = sandbox.clock()["version"]
    sandbox.reset()
    for _ in range(2):
        assert sandbox.messages(DIRECTOR, OPEN) == sandbox.messages(DIRECTOR, "D0DIRECTOR") == []
        assert sandbox.shown_home(DIRECTOR) is None
        assert sandbox.api("conversations.list", types="im")["channels"] == []
        assert sandbox.clock()["version"] == version
        sandbox.close_client()
        process.stop()
        sandbox = SandboxClient(process.start())
    sandbox.close_client()


def test_a_saved_clock_goes_before_the_one_asked_for(own_process):
    process = own_process(now="2018-11-01T08:50:00Z")
    sandbox = SandboxClient(process.start())
    sandbox.set_clock("2018-12-01T00:00:00Z")
    sandbox.close_client()
    process.stop()
    sandbox = SandboxClient(process.start())
    assert sandbox.clock()["now"].startswith("2018-12-01T00:0")
    sandbox.close_client()


def test_tokens_of_the_environment_are_used_and_not_kept(own_process):
    given = {"SLACK_BOT_TOKEN": "xoxb-given", "SLACK_APP_TOKEN": "xapp-given", "SLACK_SIGNING_SECRET": "given"}
    process = own_process(environment=given)
    sandbox = SandboxClient(process.start())
    tokens = sandbox.app()
    assert [tokens[name] for name in ("bot_token", "app_token", "signing_secret")] == list(given.values())
    assert sandbox.api("auth.test", token="xoxb-given")["ok"]
    sandbox.close_client()
    process.stop()
    assert b"xoxb-given" not in (process.directory / "sandbox.sqlite3").read_bytes()


def test_the_port_asked_for_is_used_and_a_taken_one_is_said(own_process, tmp_path_factory):
    process = own_process()
    port = int(process.start().rpartition(":")[2])
    other = own_process(directory=tmp_path_factory.mktemp("other"))
    refused = run(other.command(port), cwd=ROOT, seconds=20)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert f"cannot listen on 127.0.0.1, port {port}" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    process.stop()
    assert other.start(port).endswith(f":{port}")


def test_two_sandboxes_cannot_share_a_state(own_process):
    process = own_process()
    process.start()
    refused = run(process.command(), cwd=ROOT, seconds=20)
    assert refused.returncode == 2
    assert "locked" in refused.stderr


# What is wrong with the files, and the words of the sentence.
BAD_FILES = [
    ("workspace.json", "{", "cannot be read"),
    ("workspace.json", "{}", "incomplete"),
    ("workspace.json", json.dumps(WORKSPACE | {"users": [{"id": "U1", "name": "x", "hat": "red"}]}), "nobody knows"),
    ("workspace.json", json.dumps(WORKSPACE | {"users": []}), "members that are no users"),
    ("manifest.json", "{", "cannot be read"),
    ("manifest.json", '{"features": {"slash_commands": [{}]}}', "without 'command'"),
    ("sandbox.sqlite3", "this is no database, and long enough not to be taken for an empty one" * 20, "cannot be used"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD_FILES)
def test_files_that_are_no_good(own_process, name, content, words):
    process = own_process()
    (process.directory / name).write_text(content, encoding="utf-8")
    refused = run(process.command(), cwd=ROOT, seconds=20)
    assert refused.returncode == 2
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr


def hold(url, path, method="GET", **options):
    """Start a call in the background that is not answered for long."""

    def ask():
        with suppress(httpx.HTTPError):
            httpx.request(method, f"{url}{path}", timeout=30, **options)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


@pytest.mark.skipif(sys.platform == "win32", reason="signals end a process there without a word")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_even_with_calls_under_way(own_process, recorder_maker, number):
    process = own_process()
    sandbox = SandboxClient(process.start())
    app = recorder_maker(sandbox)
    app.silent = True
    token = sandbox.app()["bot_token"]
    sandbox.faults({"method": "auth.test", "kind": "timeout_before"})
    held = [
        hold(process.url, "/control/clock?after=99"),
        hold(process.url, "/api/auth.test", headers={"Authorization": f"Bearer {token}"}),
        hold(process.url, "/page/message", "POST", json={"as": DIRECTOR, "channel": OPEN, "text": "/help"}),
    ]
    app.next("slash_commands")
    until(lambda: sandbox.open_faults() == [])
    begun = time.monotonic()
    running = process._process
    running.send_signal(number)
    assert running.wait(STOP_SECONDS) == 0
    assert time.monotonic() - begun < 2.5
    for thread in held:
        thread.join(10)
    app.close()
    sandbox.close_client()
    assert process.log.read_text(encoding="utf-8") == ""
    process.stop()
