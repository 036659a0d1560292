"""Slack, the disk or the database fail: the person hears so, nothing is lost, and nothing is said twice."""

from __future__ import annotations

import threading

import pytest

from tests.scenarios.people import DIRECTOR, MANAGER, PLANNED, PREVENTION, SRO, words

POST = "chat.postMessage"
OPEN = "views.open"


def direct_messages(stage, user):
    im = next(channel["id"] for channel in stage.sandbox.state(user)["channels"] if channel["kind"] == "im")
    return stage.sandbox.messages(user, im)


@pytest.mark.parametrize(
    ("change", "texts", "why"),
    [
        pytest.param({"is_archived": True}, ("No money yet", "A bid is in"), "The channel is archived.", id="archived"),
        pytest.param({"deleted": True}, ("No money yet",), "The channel does not exist any more", id="removed"),
        pytest.param(
            {"app_is_member": False}, ("No money yet",), "Convenor is not a member of the channel", id="bot put out"
        ),
    ],
)
def test_a_channel_that_is_gone_parks_the_message_and_tells_an_administrator_once(stage, change, texts, why):
    back = {name: not value for name, value in change.items()}
    stage.sandbox.change_channel(PREVENTION, **change)
    try:
        manager = stage.person(MANAGER)
        for text in texts:
            assert "*Saved PV4.*" in words(manager.types(f"/risk update PV4 5x2 {text}"))
        stage.books.wait_until_sent()
    finally:
        stage.sandbox.change_channel(PREVENTION, **back)
    assert tuple(row.update for row in stage.books.reviews("PV4")[2:]) == texts
    assert len(stage.books.outbox("parked")) == 2 * len(texts)
    (notice,) = direct_messages(stage, MANAGER)
    assert why in words(notice)
    assert "PV4" in words(notice)
    assert "The record itself is saved" in words(notice)

    manager.types("/risk update PV4 5x2 No change: we wait")
    stage.books.wait_until_sent()
    (root,) = manager.reads(PREVENTION)
    assert "> No change: we wait" in words(manager.reads(PREVENTION, root["ts"])[-1])
    assert f"> {texts[-1]}" in words(manager.types("/risk history PV4"))
    assert len(direct_messages(stage, MANAGER)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "ratelimited", "retry_after": 1}, id="429"),
        pytest.param({"kind": "server_error"}, id="500"),
        pytest.param({"kind": "drop_before"}, id="dropped before"),
        pytest.param({"kind": "drop_after"}, id="dropped after"),
        pytest.param({"kind": "timeout_before", "seconds": 0.2}, id="time-out before"),
        pytest.param({"kind": "timeout_after", "seconds": 0.2}, id="time-out after"),
        pytest.param({"kind": "server_error", "times": 4}, id="500 four times"),
    ],
)
def test_a_message_that_slack_failed_on_is_shown_once(stage, fault):
    stage.sandbox.faults({"method": POST, **fault})
    director = stage.person(DIRECTOR)
    assert "*Saved PC11.*" in words(director.types("/risk update PC11 4x3 Activity fell"))
    stage.books.wait_until_sent(30)
    assert stage.sandbox.open_faults() == []
    (root,) = director.reads(PLANNED)
    assert [words(message).splitlines()[-1] for message in director.reads(PLANNED, root["ts"])[1:]] == [
        "> Activity fell"
    ]
    assert {row.status for row in stage.books.outbox()} == {"sent"}
    assert direct_messages(stage, MANAGER) == []


def test_a_form_that_slack_does_not_open_is_explained(stage):
    director = stage.person(DIRECTOR)
    card = director.types("/risk PC11")
    for fault, why in (
        ({"kind": "ratelimited", "retry_after": 5}, "Slack is asking us to slow down"),
        ({"kind": "server_error"}, "Slack answered with HTTP 500"),
        ({"kind": "drop_before"}, "the connection broke off"),
    ):
        stage.sandbox.faults({"method": OPEN, **fault})
        said = words(director.types("/risk update PC11"))
        assert said.startswith("The form could not be opened: ")
        assert why in said
        assert said.endswith("Try again in a minute.")
        stage.sandbox.faults({"method": OPEN, **fault})
        assert why in words(director.asks(card, "Update"))
        assert director.forms() == []
    director.chooses(card, "Update")


def test_a_form_that_slack_is_slow_to_open_is_explained_before_slack_gives_up(stage):
    stage.sandbox.faults({"method": OPEN, "kind": "timeout_before"})
    said = words(stage.person(DIRECTOR).types("/risk update PC11"))
    assert said == "The form could not be opened: no answer in time. Try again in a minute."


def test_a_change_whose_answer_came_too_late_is_kept_and_can_be_looked_up(stage):
    stage.sandbox.faults({"method": "slash_commands", "kind": "timeout_after", "seconds": 0.1})
    director = stage.person(DIRECTOR)
    assert "operation_timeout" in words(director.types("/risk update PC11 4x3 Activity fell"))
    assert "> Activity fell" in words(director.types("/risk history PC11"))
    assert len(stage.books.reviews("PC11")) == 2


def test_a_share_that_cannot_be_checked_is_not_made(stage):
    director = stage.person(DIRECTOR, PLANNED)
    card = director.types("/risk PC11")
    for method in ("conversations.info", "conversations.members"):
        stage.sandbox.faults({"method": method, "kind": "server_error"})
        assert "Try again in a minute." in words(director.asks(card, "Share here"))
    assert stage.books.outbox() == []
    director.asks(card, "Share here")
    stage.books.wait_until_sent()
    assert len(director.reads(PLANNED)) == 1


def test_many_changes_at_once_are_all_kept_and_shown_in_order(stage_both_ways):
    stage = stage_both_ways
    people = [stage.person(user) for user in (DIRECTOR, SRO, MANAGER)]
    answers = []

    def update(person, number):
        answers.append(words(person.types(f"/risk update PC11 5x4 Note {number}")))

    threads = [threading.Thread(target=update, args=(person, n)) for n, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all("*Saved PC11.*" in answer for answer in answers)
    assert len(stage.books.reviews("PC11")) == 4
    stage.books.wait_until_sent(30)
    (root,) = people[0].reads(PLANNED)
    shown = [words(message).splitlines()[-1] for message in people[0].reads(PLANNED, root["ts"])[1:]]
    assert shown == [f"> {row.update}" for row in stage.books.reviews("PC11")[1:]]
    stage.books.verify()
