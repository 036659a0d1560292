"""The form of an action made out of a message: what it is filled with, and how private words are handled."""

from __future__ import annotations

import json

import pytest

from bot.errors import NotAllowedError
from bot.handlers.shortcuts import message_met
from bot.workflows.identify import Identity
from bot.workflows.shortcuts import action_from_message
from tests.workflows.beside.conftest import HOME

MANAGER = Identity("U0GOVMANAGER", HOME)
TS = "1541062200.000100"


def used_on(channel=("C0PLANNED", "planned-care"), text="Bring the plan", **message):
    place = {"id": channel[0], "name": channel[1]}
    team = {"id": HOME, "domain": "demo"}
    return message_met({"channel": place, "team": team, "message": {"ts": TS, "text": text, **message}})


def form(room, message, who=MANAGER):
    view = action_from_message(room.services, who, message)
    fields = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    notes = [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]
    return fields, notes, json.loads(view["private_metadata"])


def test_words_and_link_of_a_message_in_the_open(room):
    fields, notes, kept = form(room, used_on(text="<@U0PCDIRECTOR>: bring\nthe plan &amp; costs"))
    assert fields["summary"]["element"]["initial_value"] == "Planned Care director: bring the plan & costs"
    assert fields["visibility"]["element"]["initial_option"]["value"] == "public"
    assert notes == []
    assert kept == ["https://demo.slack.com/archives/C0PLANNED/p1541062200000100", "C0PLANNED", TS]


def test_a_reply_is_linked_in_its_thread_and_answered_there(room):
    _, _, (link, channel, thread) = form(room, used_on(thread_ts="1541062100.000100"))
    assert link.endswith("/p1541062200000100?thread_ts=1541062100.000100&cid=C0PLANNED")
    assert (channel, thread) == ("C0PLANNED", "1541062100.000100")


@pytest.mark.parametrize(
    ("channel", "asks"),
    [
        (("C0PLANNEDPRIV", "privategroup"), True),
        (("G0OLD", "old-private"), True),
        (("D0TWO", "directmessage"), False),
        (("C0THREE", "mpdm-ann--ben--cat-1"), False),
    ],
)
def test_private_words_are_taken_to_be_not_public_and_it_is_said_who_reads_them(room, channel, asks):
    fields, notes, (_, place, _) = form(room, used_on(channel))
    assert fields["visibility"]["element"]["initial_option"]["value"] == "non_public"
    assert "private conversation" in notes[0]
    assert ("tell" in fields, bool(place)) == (asks, asks)


def test_what_is_too_long_or_missing_is_said(room):
    fields, notes, _ = form(room, used_on(text="word " * 400))
    assert len(fields["summary"]["element"]["initial_value"]) <= 600
    assert "longer than an action may be" in notes[0]
    _, notes, _ = form(room, used_on(text=""))
    assert "no words" in notes[0]


def test_who_may_set_no_action_makes_none_of_a_message(room):
    with pytest.raises(NotAllowedError, match="You can't add an action"):
        form(room, used_on(), Identity("U0CANCERLEAD", HOME))
