"""What a workstream's channel sees: a message per risk and month kept up to date, and each change in its thread."""

from __future__ import annotations

from tests.scenarios.people import (
    DIRECTOR,
    GENERAL,
    IT_BOARD,
    MANAGER,
    PLANNED,
    PLANNED_PRIVATE,
    PREVENTION,
    PROGRAMME_DIRECTOR,
    REGION,
    SRO,
    UNPLANNED_PRIVATE,
    refs,
    words,
)


def test_one_message_a_month_is_kept_up_to_date_and_each_change_is_a_reply(stage):
    director, sro = stage.person(DIRECTOR), stage.person(SRO)
    director.types("/risk update PC11 4x4 Waiting lists fell")
    stage.books.wait_until_sent()
    (root,) = sro.reads(PLANNED)
    assert words(root).startswith("*PC11 · Planned Care · November 2018*")
    assert "■ Red 16" in words(root)
    assert "Inherent ■ Red 20 · Residual ■ Red 16 · Target ○ Not set" in words(root)

    sro.types("/risk update PC11 4x3 Activity fell")
    stage.books.wait_until_sent()
    (updated,) = director.reads(PLANNED)
    assert updated["ts"] == root["ts"]
    assert updated["edited"]
    assert "▲ Amber 12" in words(updated)
    replies = director.reads(PLANNED, root["ts"])[1:]
    assert [words(reply).splitlines() for reply in replies] == [
        ["*Planned Care director* updated PC11.", "Residual 5x4 = 20 to 4x4 = 16.", "> Waiting lists fell"],
        ["*Planned Care SRO* updated PC11.", "Residual 4x4 = 16 to 4x3 = 12.", "> Activity fell"],
    ]
    assert all(not message["pings"] for message in (updated, *replies))
    assert not director.reads(GENERAL)


def test_each_risk_has_its_own_message(stage):
    director = stage.person(DIRECTOR)
    director.types("/risk update PC11 4x4 Waiting lists fell")
    director.types("/risk update PC7 4x4 No change: the trust reports on Friday")
    stage.books.wait_until_sent()
    assert [words(root).split(" · ")[0] for root in director.reads(PLANNED)] == ["*PC11", "*PC7"]


def test_the_buttons_in_the_channel_answer_whoever_presses_them(stage):
    stage.person(DIRECTOR).types("/risk update PC11 4x4 Waiting lists fell")
    stage.books.wait_until_sent()
    sro = stage.person(SRO)
    (root,) = sro.reads(PLANNED)
    assert words(sro.asks(root, "Open")).startswith("*Risk PC11 · Planned Care · Elective care*")
    assert "Waiting lists fell" in words(sro.asks(root, "History"))
    assert len(sro.reads(PLANNED)) == 1
    assert stage.person(DIRECTOR).notes(PLANNED) == []


def test_a_new_month_begins_a_new_message_and_an_edit_is_no_review(own_stage):
    director = own_stage.person(DIRECTOR)
    director.types("/risk update PC11 4x4 Waiting lists fell")
    own_stage.books.wait_until_sent()
    version = own_stage.sandbox.set_clock("2018-12-03T09:00:00+00:00")["version"]
    own_stage.sandbox.wait_until_settled(version)
    director.saves(director.opens("/risk edit PC7"), {"project": "Cancer care"})
    assert refs(director.types("/risk list PC stale")) == ["PC11", "PC7"]
    assert "last review Thu 1 Nov · next due Fri 30 Nov (overdue)" in words(director.types("/risk PC7"))
    director.types("/risk update PC11 4x3 Activity fell")
    director.types("/risk update PC11 4x3 And stayed there")
    own_stage.books.wait_until_sent()
    november, december = (one for one in director.reads(PLANNED) if words(one).startswith("*PC11 · Planned Care"))
    assert words(november).startswith("*PC11 · Planned Care · November 2018*")
    assert "■ Red 16" in words(november)
    assert words(december).startswith("*PC11 · Planned Care · December 2018*")
    assert "▲ Amber 12" in words(december)
    assert "last review Mon 3 Dec" in words(december)
    assert len(director.reads(PLANNED, november["ts"])) == 2
    assert len(director.reads(PLANNED, december["ts"])) == 3
    assert december["at"].startswith("2018-12-03T09:00")
    card = words(director.types("/risk PC11"))
    assert "last review Mon 3 Dec · next due Fri 1 Feb 2019" in card
    own_stage.books.verify()


def test_closing_and_reopening_show_in_the_thread(stage):
    director = stage.person(DIRECTOR)
    director.saves(director.opens("/risk close PC11"), {"update": "The contract has ended"})
    director.saves(director.opens("/risk reopen PC11"), {"update": "It was extended"})
    stage.books.wait_until_sent()
    (root,) = director.reads(PLANNED)
    assert "Closed" not in words(root)
    assert [words(reply).splitlines() for reply in director.reads(PLANNED, root["ts"])[1:]] == [
        ["*Planned Care director* closed PC11.", "> The contract has ended"],
        ["*Planned Care director* reopened PC11.", "> It was extended"],
    ]


def test_share_here_posts_the_card_for_all(stage):
    director = stage.person(DIRECTOR, PLANNED)
    card = director.types("/risk PC11")
    said = words(director.asks(card, "Share here"))
    assert said.startswith("Shared PC11 here")
    stage.books.wait_until_sent()
    (shared,) = stage.person(MANAGER).reads(PLANNED)
    assert words(shared).startswith("*Risk PC11 · Planned Care · Elective care*")
    assert "Shared by Planned Care director" in words(shared)
    assert shared["pings"] == []
    (event,) = stage.books.events("risk:PC11", "risk.shared")
    assert event.detail == {"channel": PLANNED}
    assert len(stage.books.outbox()) == 1


def test_sharing_is_refused_where_somebody_may_not_see_the_risk(stage):
    for user, channel, why in (
        (PROGRAMME_DIRECTOR, REGION, "this channel is shared with another organisation"),
        (MANAGER, IT_BOARD, "one person in this channel may not see it"),
        (MANAGER, GENERAL, "I'm not in that conversation"),
    ):
        person = stage.person(user, channel)
        assert why in words(person.asks(person.types("/risk PC11"), "Share here"))
        assert person.reads(channel) == []
    assert stage.books.outbox() == []
    assert stage.books.events("risk:PC11", "risk.shared") == []


def make_non_public(stage, ref):
    director = stage.person(DIRECTOR)
    return director.saves(director.opens(f"/risk edit {ref}"), {"visibility": "non_public"})


def test_a_non_public_risk_is_shown_in_the_private_channel_only(stage):
    assert "It is shown in <#C0PLANNEDPRIV>." in make_non_public(stage, "PC11")
    director = stage.person(DIRECTOR)
    director.types("/risk update PC11 4x3 Activity fell")
    stage.books.wait_until_sent()
    (root,) = director.reads(PLANNED_PRIVATE)
    assert words(root).startswith("*PC11 · Planned Care · November 2018*")
    assert len(director.reads(PLANNED_PRIVATE, root["ts"])) == 3
    assert director.reads(PLANNED) == []
    assert [row.is_confidential for row in stage.books.outbox()] == [True] * 4


def test_a_risk_that_was_public_is_taken_out_of_the_public_channel(stage):
    director = stage.person(DIRECTOR)
    director.types("/risk update PC11 4x4 Waiting lists fell")
    stage.books.wait_until_sent()
    make_non_public(stage, "PC11")
    director.types("/risk update PC11 4x3 A confidential matter")
    stage.books.wait_until_sent()
    (root,) = director.reads(PLANNED)
    assert words(root).startswith("PC11 is no longer shown in this channel.")
    assert "Elective" not in words(root) + root["text"]
    assert all("confidential" not in words(message) for message in director.reads(PLANNED, root["ts"]))
    assert "A confidential matter" in words(
        director.reads(PLANNED_PRIVATE, director.reads(PLANNED_PRIVATE)[0]["ts"])[-1]
    )


def test_a_non_public_risk_of_a_workstream_without_a_private_channel_is_shown_nowhere(stage):
    manager = stage.person(MANAGER)
    said = manager.saves(manager.opens("/risk edit PV4"), {"visibility": "non_public"})
    assert "It is not shown in a channel" in said
    assert stage.books.outbox() == []
    assert manager.reads(PREVENTION) == []


def test_a_non_public_risk_is_not_shared_where_others_read(stage):
    make_non_public(stage, "PC11")
    for channel, why in (
        (PLANNED, "anybody of the workspace can join this channel"),
        (IT_BOARD, "anybody of the workspace can join this channel"),
        (UNPLANNED_PRIVATE, "3 people in this channel may not see it"),
    ):
        person = stage.person(MANAGER, channel)
        said = words(person.asks(person.types("/risk PC11"), "Share here"))
        assert said.startswith("PC11 wasn't shared: it is not public, and ")
        assert why in said
        assert person.reads(channel) == []
    assert stage.books.events("risk:PC11", "risk.shared") == []


def test_a_non_public_risk_may_be_shared_in_its_private_channel(stage):
    make_non_public(stage, "PC11")
    director = stage.person(DIRECTOR, PLANNED_PRIVATE)
    director.asks(director.types("/risk PC11"), "Share here")
    stage.books.wait_until_sent()
    assert "Shared by Planned Care director" in words(director.reads(PLANNED_PRIVATE)[-1])
