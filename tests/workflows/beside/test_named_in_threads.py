"""Records named beside the bot: said where everybody may read them, elsewhere not even that they are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.domain.references import parse_reference
from bot.store.claims import Place
from bot.workflows.deferred import compose_deferred
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.mentions import hear
from bot.workflows.threads import Thread, say_in_thread
from bot.workflows.told_in_channels import take_out
from tests.workflows.beside.conftest import HOME

PLANNED, PRIVATE, BOARD, REGION, GENERAL = "C0PLANNED", "C0PLANNEDPRIV", "C0ITEB", "C0REGION", "C0GENERAL"
HIDDEN = "PC11"
ACTION = "ICBOct18-3"


def asked(room, text, channel=PLANNED, ts="1541062200.000100"):
    hear(room.services, Thread(channel, ts), ts, f"<@U0CONVENOR> {text}")
    room.work()


def answers(room):
    rows = [row for row in room.outbox() if row["anchor"].startswith("answer:")]
    return [(row["channel"], row["under"], said(room, row), bool(row["is_confidential"])) for row in rows]


def said(room, row, *, stands=False):
    content = json.loads(row["content"])
    if "deferred" not in content:
        return content
    return compose_deferred(
        room.services, content["deferred"], channel=row["channel"], stands=stands, waited=timedelta(0)
    )


def only(room):
    ((_, _, content, _),) = answers(room)
    return content["text"]


def test_what_is_named_is_answered_in_the_thread(room):
    asked(room, "how is pc 11, and ICB Oct 18-3?")
    ((channel, under, content, confidential),) = answers(room)
    assert (channel, under, confidential) == (PLANNED, f"thread:{PLANNED}:1541062200.000100", False)
    shown = json.dumps(content["blocks"])
    assert "*PC11*" in shown
    assert ACTION in shown
    assert [element["accessory"]["value"] for element in content["blocks"]] == ["PC11", ACTION]
    with room.services.store.view() as view:
        place = view.place_of(under)
    assert (place.channel, place.ts) == (PLANNED, "1541062200.000100")


def test_a_thread_below_a_message_of_the_bots_keeps_its_name(room):
    def stand(unit):
        unit.outbox.adopt(Place(PLANNED, "1541062200.000100"))

    room.services.store.write(stand)
    with room.services.store.engines.write.begin() as connection:
        connection.execute(text("UPDATE posted_message SET anchor = 'risk:PC11:2018-11'"))
    asked(room, "PC11")
    ((_, under, _, _),) = answers(room)
    assert under == "risk:PC11:2018-11"
    with room.services.store.engines.read.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM posted_message")).scalar() == 1


def test_a_message_is_answered_once(room):
    for _ in range(3):
        asked(room, "PC11")
    assert len(answers(room)) == 1


def test_the_message_itself_is_not_kept(room):
    asked(room, "PC11 is what the minister told me about in confidence")
    with room.services.store.engines.read.connect() as connection:
        kept = connection.execute(text("SELECT payload FROM job")).scalars().all()
    assert "PC11" in str(kept)
    assert "confidence" not in str(kept)


def test_a_hidden_risk_is_said_where_everybody_may_read_it(room, hidden):
    asked(room, HIDDEN, PRIVATE)
    ((_, _, content, confidential),) = answers(room)
    assert confidential
    assert HIDDEN in json.dumps(content["blocks"])


def test_what_is_not_public_any_more_goes_out_of_answers_that_wait_and_that_stand(room):
    asked(room, f"PC11 {ACTION}")
    asked(room, "PC11", ts="1541062200.000200")
    asked(room, ACTION, ts="1541062200.000300")
    both, of_risk, of_action = [row for row in room.outbox() if row["anchor"].startswith("answer:")]
    with room.services.store.engines.write.begin() as connection:
        connection.execute(text("UPDATE risk SET visibility = 'non_public' WHERE prefix = 'PC' AND number = 11"))
        connection.execute(
            text(
                "INSERT INTO posted_message (anchor, address, channel, ts)"
                " SELECT anchor, channel, channel, '1541062300.' || id FROM outbox WHERE anchor LIKE 'answer:%'"
            )
        )
        connection.execute(text("UPDATE outbox SET status = 'sent'"))
    assert "Elective" not in json.dumps(said(room, both)), "one that waits"
    assert ACTION in json.dumps(said(room, both)["blocks"])
    with room.services.store.view() as view:
        risk = view.risks.find(parse_reference("PC11"))
    room.services.store.write(lambda unit: take_out(unit, risk))
    again = [row for row in room.outbox() if row["status"] == "pending"]
    assert {row["anchor"] for row in again} == {both["anchor"], of_risk["anchor"]}
    for row in again:
        assert (row["channel"], row["is_confidential"]) == (PLANNED, 0)
        message = said(room, row, stands=True)
        assert "I can say nothing here of PC11" in message["text"]
        assert (ACTION in message["text"]) == (row["anchor"] == both["anchor"])
    assert of_action["anchor"] not in {row["anchor"] for row in again}
    with room.services.store.engines.write.begin() as connection:
        connection.execute(text("UPDATE outbox SET status = 'sent'"))
    with room.services.store.view() as view:
        action = view.actions.find(ACTION)
    # Another record of the same answer, closed at the version that the first was at.
    room.services.store.write(lambda unit: take_out(unit, replace(action, version=risk.version)))
    later = {row["anchor"] for row in room.outbox() if row["status"] == "pending"}
    assert later == {both["anchor"], of_action["anchor"]}


def test_an_answer_that_stands_is_not_worded_anew_with_what_is_not_public(room, hidden):
    asked(room, HIDDEN, PRIVATE)
    (row,) = [row for row in room.outbox() if row["anchor"].startswith("answer:")]
    assert "I can say nothing here" in said(room, row, stands=True)["text"], "who is there by now was not asked"


@pytest.mark.parametrize("channel", [PLANNED, BOARD, REGION])
def test_elsewhere_it_is_as_if_it_were_not(room, hidden, channel):
    asked(room, HIDDEN, channel, "1541062200.000100")
    asked(room, "PC999", channel, "1541062200.000200")
    (_, _, hidden, _), (_, _, unknown, _) = answers(room)
    assert hidden["text"].replace(HIDDEN, "PC999") == unknown["text"]
    assert f"I can say nothing here of {HIDDEN}." in hidden["text"]


def test_a_private_channel_that_turned_public_or_shared_is_told_nothing_hidden(room, hidden):
    for number, change in enumerate([{"is_private": False}, {"is_ext_shared": True}]):
        room.slack.changes[PRIVATE] = change
        asked(room, HIDDEN, PRIVATE, f"1541062200.00010{number}")
    assert all("I can say nothing here" in content["text"] for _, _, content, _ in answers(room))


def test_a_channel_shared_with_others_is_told_nothing(room):
    asked(room, "PC11", REGION)
    assert "shared with another organisation" in only(room)


def test_a_stranger_or_an_unknown_account_among_the_members_is_enough(room):
    room.slack.changes["members"] = ("U0PCDIRECTOR", "U0NOBODY")
    asked(room, "PC11 ICBOct18-3")
    assert "I can say nothing here of PC11, ICBOct18-3" in only(room)


def test_five_are_answered_and_the_rest_is_owned_up_to(room):
    asked(room, " ".join(f"PC{number}" for number in range(901, 909)))
    assert "PC905" in only(room)
    assert "PC906" not in only(room)
    assert "five at a time" in only(room)


def test_a_mention_that_names_nothing_gets_a_hint_once_a_day(room):
    asked(room, "thank you", ts="1541062200.000100")
    asked(room, "thank you again", ts="1541062200.000200")
    assert "Name a risk or an action beside me" in only(room)


def test_where_the_bot_is_not_nothing_is_said(room):
    asked(room, "PC11", GENERAL)
    asked(room, "PC11", "C0NOWHERE")
    assert answers(room) == []


def made(room, ref, channel):
    def work(unit):
        desk = open_desk(unit, room.services, Identity("U0GOVMANAGER", HOME))
        say_in_thread(unit, desk, ref, Thread(channel, "1541062200.000100"))

    room.services.store.write(work)
    room.work()


def test_a_thread_is_told_what_was_made_out_of_its_message(room):
    made(room, ACTION, PLANNED)
    assert only(room).startswith("Governance manager made this an action: ")


def test_whoever_asked_hears_why_it_is_not(room):
    made(room, ACTION, REGION)
    assert answers(room) == []
    (row,) = [row for row in room.outbox() if row["anchor"].endswith(":unsaid")]
    assert row["channel"] == "U0GOVMANAGER"
    assert "I did not say so in the thread" in row["content"]
