"""Slack may deliver the same thing twice: each change is made once, recorded once and shown once."""

from __future__ import annotations

from tests.scenarios.people import DIRECTOR, MANAGER, PLANNED, filled, words

COMMAND = {"method": "slash_commands", "kind": "duplicate"}
INTERACTION = {"method": "interactive", "kind": "duplicate"}
EVENT = {"method": "events_api", "kind": "duplicate"}


def twice(stage, fault):
    """Deliver the next thing of that kind twice."""
    stage.sandbox.faults(fault)


def was_twice(stage):
    assert stage.sandbox.open_faults() == []
    twice = [entry for entry in stage.sandbox.traffic() if "duplicate" in entry["status"]]
    assert twice
    return twice[-1]["status"]


def test_a_one_line_update(stage_each_way):
    stage = stage_each_way
    director = stage.person(DIRECTOR)
    before = stage.books.counts()
    twice(stage, COMMAND)
    answer = director.types("/risk update PC11 4x3 Activity fell in October")
    assert was_twice(stage) == "acked (duplicate)"
    assert words(answer).startswith("*Saved PC11.*")
    stage.books.wait_until_sent()
    assert [row.update for row in stage.books.reviews("PC11")][1:] == ["Activity fell in October"]
    assert len(stage.books.events("risk:PC11", "risk.reviewed")) == 1
    assert stage.books.counts() == {
        **before,
        "risk_review": before["risk_review"] + 1,
        "audit_event": before["audit_event"] + 1,
        "inbox": before["inbox"] + 1,
        "outbox": before["outbox"] + 2,
    }
    (root,) = director.reads(PLANNED)
    assert len(director.reads(PLANNED, root["ts"])) == 2
    assert len(director.notes()) == 1
    stage.books.verify()


def test_a_submitted_update(stage_each_way):
    stage = stage_each_way
    director = stage.person(DIRECTOR)
    form = director.opens("/risk update PC11")
    twice(stage, INTERACTION)
    assert "*Saved PC11.*" in director.saves(form, {"residual": "4x3", "update": "Activity fell"})
    assert was_twice(stage) == "acked (duplicate)"
    stage.books.wait_until_sent()
    assert len(stage.books.reviews("PC11")) == 2
    assert len(stage.books.events("risk:PC11", "risk.reviewed")) == 1
    (root,) = director.reads(PLANNED)
    assert len(director.reads(PLANNED, root["ts"])) == 2


def test_every_other_form(stage_both_ways):
    stage = stage_both_ways
    director, manager = stage.person(DIRECTOR), stage.person(MANAGER)
    lead = filled(director.opens("/risk edit PC11"))["leads"]
    before = stage.books.counts()
    new = {"summary": "Too few theatre nurses", "leads": lead, "residual": "3x3", "inherent": "4x3"}
    for person, typed, values in (
        (director, "/risk add", new),
        (director, "/risk edit PC12", {"summary": "Too few nurses"}),
        (director, "/risk close PC12", {"update": "They were found"}),
        (director, "/risk reopen PC12", {"update": "They left"}),
        (manager, "/convenor people add", {"name": "Theatre manager"}),
    ):
        form = person.opens(typed)
        twice(stage, INTERACTION)
        person.saves(form, values)
        assert was_twice(stage) == "acked (duplicate)"
    assert [row.kind for row in stage.books.reviews("PC12")] == ["added", "edited", "closed", "reopened"]
    assert [event.verb for event in stage.books.events("risk:PC12")] == [
        "risk.added",
        "risk.details_edited",
        "risk.edited",
        "risk.closed",
        "risk.reopened",
    ]
    assert len(stage.books.people("Theatre manager")) == 1
    after = stage.books.counts()
    gained = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert gained == {
        "risk": 1,
        "risk_review": 4,
        "risk_lead": 1,
        "person": 1,
        "audit_event": 6,
        "inbox": 5,
        "outbox": 8,
    }
    stage.books.verify()


def test_share_here_and_the_buttons_that_open_and_show(stage_both_ways):
    stage = stage_both_ways
    director = stage.person(DIRECTOR, PLANNED)
    card = director.types("/risk PC11")
    twice(stage, INTERACTION)
    director.presses(card, "Share here")
    assert was_twice(stage) == "acked (duplicate)"
    stage.books.wait_until_sent()
    assert len(stage.books.outbox()) == 1
    assert len(stage.books.events("risk:PC11", "risk.shared")) == 1
    assert len(director.reads(PLANNED)) == 1

    twice(stage, INTERACTION)
    director.presses(card, "Update")
    assert was_twice(stage) == "acked (duplicate)"
    (form,) = director.forms()
    assert form["title"]["text"] == "Update PC11"


def test_a_command_that_opens_a_form(stage):
    director = stage.person(DIRECTOR)
    for typed in ("/risk update PC11", "/risk add", "/risk close PC11", "/risk edit PC11"):
        twice(stage, COMMAND)
        stage.sandbox.say(DIRECTOR, director.channel, typed)
        assert was_twice(stage) == "acked (duplicate)"
        assert len(director.forms()) == 1


def test_home_opened(stage):
    twice(stage, EVENT)
    assert "PC11" in words(stage.sandbox.wait_for_home(DIRECTOR, "PC11"))
    assert was_twice(stage) == "acked (duplicate)"


def test_a_form_corrected_after_field_errors_is_the_same_form_and_is_saved(stage_both_ways):
    stage = stage_both_ways
    director = stage.person(DIRECTOR)
    form = director.opens("/risk update PC11")
    twice(stage, INTERACTION)
    assert set(director.is_refused(form, {"residual": "5x5"})) == {"residual"}
    assert was_twice(stage) == "acked (duplicate)"
    twice(stage, INTERACTION)
    assert "*Saved PC11.*" in director.saves(form, {"residual": "4x3", "update": "Activity fell"})
    assert was_twice(stage) == "acked (duplicate)"
    assert len(stage.books.reviews("PC11")) == 2


def test_two_people_who_save_at_the_same_version_are_both_heard(stage_both_ways):
    stage = stage_both_ways
    director, sro = stage.person(DIRECTOR), stage.person("U0PCSRO")
    first, second = director.opens("/risk update PC11"), sro.opens("/risk update PC11")
    twice(stage, INTERACTION)
    director.saves(first, {"residual": "4x3", "update": "Activity fell"})
    twice(stage, INTERACTION)
    renewed = sro.submits(second, {"residual": "4x4", "update": "Waiting lists fell"})["view"]
    assert "Activity fell" in words(renewed)
    twice(stage, INTERACTION)
    sro.saves(renewed)
    assert [row.update for row in stage.books.reviews("PC11")][1:] == ["Activity fell", "Waiting lists fell"]
