"""The same app, written with each unmodified library and run in each way, does the same for people."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import DIRECTOR, GUEST, OFFICE, OPEN
from tests.sandbox.suites.hosting import HOSTS
from tests.support.sandbox import SandboxClient, SandboxRefusedError, until


@pytest.fixture(scope="module", params=HOSTS)
def online(request, shared_process):
    """Hold one app online for all tests of a way of running it."""
    client = SandboxClient(shared_process.url)
    client.rates(enforced=False)
    with HOSTS[request.param](client):
        if "HTTP" not in request.param:
            client.wait_for_app()
        yield
    client.deliver_by_socket()
    until(lambda: client.app()["connections"] == 0)
    client.close_client()


@pytest.fixture
def desk(online, sandbox):
    return sandbox


def opened(desk):
    desk.say(DIRECTOR, OPEN, "/help")
    return desk.wait_for_modal(DIRECTOR, "note")


def test_commands(desk):
    reply = desk.say(DIRECTOR, OPEN, "/help me")
    assert (reply["text"], reply["ephemeral"]) == ("got me", True)
    assert desk.wait_for_message(DIRECTOR, OPEN, "and later")["ephemeral"] is True
    assert desk.messages(OFFICE, OPEN) == []


def test_modals_are_submitted(desk):
    view = opened(desk)
    answer = desk.submit(DIRECTOR, view, {"text": "bad"})
    assert (answer["response_action"], answer["errors"]) == ("errors", {"text": "Not that."})
    assert desk.submit(DIRECTOR, view, {"text": "A note"})["response_action"] is None
    assert desk.wait_for_message(OFFICE, OPEN, "A note for nobody")["ephemeral"] is False
    assert desk.stack(DIRECTOR) == []


def test_modals_are_replaced_by_the_answer(desk):
    answer = desk.submit(DIRECTOR, opened(desk), {"text": "turn"})
    assert (answer["response_action"], answer["view"]["title"]["text"]) == ("update", "Turned")
    assert [view["callback_id"] for view in desk.stack(DIRECTOR)] == ["turned"]


def test_modals_are_stacked_by_the_answer(desk):
    assert desk.submit(DIRECTOR, opened(desk), {"text": "stack"})["response_action"] == "push"
    assert [view["callback_id"] for view in desk.stack(DIRECTOR)] == ["note", "deep"]


def test_modals_are_cleared_by_the_answer(desk):
    view = opened(desk)
    desk.press(DIRECTOR, view, "deeper")
    desk.close(DIRECTOR, desk.wait_for_modal(DIRECTOR, "deep"))
    assert desk.submit(DIRECTOR, view, {"text": "clear"})["response_action"] == "clear"
    assert desk.stack(DIRECTOR) == []


def test_modals_are_updated_and_pushed_by_buttons_and_closed(desk):
    view = opened(desk)
    desk.press(DIRECTOR, view, "more")
    until(lambda: desk.stack(DIRECTOR)[-1]["title"]["text"] == "More")
    desk.press(DIRECTOR, desk.stack(DIRECTOR)[-1], "deeper")
    desk.wait_for_modal(DIRECTOR, "deep")
    assert len(desk.stack(DIRECTOR)) == 2
    desk.close(DIRECTOR, view)
    desk.wait_for_message(OFFICE, OPEN, "note closed")


def test_buttons(desk):
    desk.submit(DIRECTOR, opened(desk), {"text": "A note"})
    message = desk.wait_for_message(DIRECTOR, OPEN, "A note")
    desk.press(GUEST, message, "agree")
    desk.wait_for_message(OFFICE, OPEN, "agreed", thread_ts=message["ts"])
    assert desk.wait_for_message(OFFICE, OPEN, "closed")["ts"] == message["ts"]


def test_shortcuts(desk):
    desk.shortcut(DIRECTOR, "raise")
    assert desk.wait_for_modal(DIRECTOR)["callback_id"] == "note"
    desk.say(OFFICE, OPEN, "words")
    message = desk.wait_for_message(DIRECTOR, OPEN, "words")
    desk.shortcut(DIRECTOR, "keep", message)
    assert desk.wait_for_message(DIRECTOR, OPEN, "kept words")["ephemeral"] is True


def test_suggestions(desk):
    view = opened(desk)
    answer = desk.suggest(DIRECTOR, view, "pick", "An")
    assert [option["value"] for option in answer["options"]] == ["ann", "anton"]
    assert desk.suggest(DIRECTOR, view, "pick", "nobody")["options"] == []
    assert len(desk.suggest(DIRECTOR, view, "pick", "group")["option_groups"][0]["options"]) == 3
    assert desk.submit(DIRECTOR, view, {"text": "A note", "owner": "anton"})["response_action"] is None
    desk.wait_for_message(OFFICE, OPEN, "A note for anton")


def ended(desk, text):
    """Run a step and return the run once it is over."""
    step = desk.step(DIRECTOR, "double", text=text)

    def over():
        found = next(row for row in desk.steps(DIRECTOR) if row["id"] == step["id"])
        return None if found["status"] == "running" else found

    return until(over)


def test_steps(desk):
    done = ended(desk, "ab")
    assert (done["status"], done["outputs"]) == ("completed", {"text": "abab"})
    failed = ended(desk, "bad")
    assert (failed["status"], failed["error"]) == ("failed", "Not that.")


def test_events(desk):
    desk.say(DIRECTOR, OPEN, "@helper hello")
    desk.wait_for_message(DIRECTOR, OPEN, f"heard <@{DIRECTOR}>")
    root = desk.messages(DIRECTOR, OPEN)[0]
    desk.say(OFFICE, OPEN, "ping", root["ts"])
    desk.wait_for_message(DIRECTOR, OPEN, "pong", thread_ts=root["ts"])
    desk.react(DIRECTOR, root, "eyes")
    desk.wait_for_message(DIRECTOR, OPEN, "saw eyes")


def test_files(desk):
    desk.upload(DIRECTOR, b"12345", "five.txt", channel=OPEN)
    desk.wait_for_message(DIRECTOR, OPEN, "read 5 bytes")
    desk.say(DIRECTOR, OPEN, "/raw the words")
    message = desk.wait_for_message(OFFICE, OPEN, "here it is")
    assert desk.file(OFFICE, message["files"][0]["id"]).content == b"the words"


def test_home(desk):
    assert desk.wait_for_home(DIRECTOR, "Welcome")["type"] == "home"


def test_a_connection_is_refreshed_without_loss(desk, request):
    if "HTTP" in request.node.name:
        assert desk.drop_connections() == 0
    else:
        assert desk.drop_connections() == 1
        desk.wait_for_app()
    assert desk.say(DIRECTOR, OPEN, "/help again")["text"] == "got again"


def test_what_a_person_may_not_choose(desk):
    view = opened(desk)
    with pytest.raises(SandboxRefusedError, match="at least 1 character"):
        desk.suggest(DIRECTOR, view, "pick", "")
    with pytest.raises(SandboxRefusedError, match="not offered"):
        desk.submit(DIRECTOR, view, {"text": "A note", "owner": "zoe"})
