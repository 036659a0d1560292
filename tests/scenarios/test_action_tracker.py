"""The tracker as people type, press and fill it in: from one line to a card that a channel reads."""

from __future__ import annotations

from tests.scenarios.people import DIRECTOR, GENERAL, MANAGER, PLANNED, SRO, UNLISTED, filled, labels, refs, words


def test_an_action_goes_from_one_line_to_its_card(stage):
    manager = stage.person(MANAGER)
    form = manager.opens("/action add ICB: @planned.care.sro by 16/11 to bring the recovery plan for elective care")
    assert "*I understood:* Planned Care SRO, due *Fri 16 Nov 2018*, set by ICB." in words(form)
    given = filled(form)
    assert given["summary"] == "Bring the recovery plan for elective care"
    assert (given["due"], given["board"], given["assigned"]) == ("2018-11-16", "ICB", "2018-11-01")
    assert manager.is_refused(form, {"due": "2018-10-31"}) == {
        "due": "Wed 31 Oct 2018 has passed. Choose today or a later day, or leave it empty."
    }
    said = manager.saves(form, {"due": "2018-11-16", "source": "pc 11"})
    assert "*Added ICBNov18-1* for ICB: Bring the recovery plan for elective care" in said
    sro = stage.person(SRO)
    told = stage.sandbox.wait_for_message(SRO, "D0PCSRO", "ICBNov18-1")
    assert "Update" in labels(told)
    card = sro.types("/action icb nov 18 1", PLANNED)
    assert "Risk PC11" in words(card)
    assert labels(card)[:4] == ["Done", "Update", "Extend", "Hand over"]
    assert "Edit details" not in labels(card)
    assert "Shared ICBNov18-1" in words(sro.asks(card, "Share here"))
    shared = stage.sandbox.wait_for_message(DIRECTOR, PLANNED, "Bring the recovery plan")
    assert "1 entry" in words(stage.person(DIRECTOR, PLANNED).asks(shared, "History"))
    edit = manager.chooses(manager.types("/action show ICBNov18-1"), "Edit details")
    assert "is saved" in manager.saves(edit, {"summary": "Bring the plan"})
    stage.sandbox.wait_for_message(DIRECTOR, PLANNED, "Bring the plan")
    told = words(sro.types("/action update ICBOct18-1 @governance.manager put it into #general: http://example.com"))
    assert "@governance.manager put it into #general: http://example.com" in told
    assert refs(sro.types("/action")) == ["ICBNov18-1", "ICBOct18-1", "ICBOct18-2"]
    assert refs(sro.types("/action list no date")) == ["ICBOct18-3"]
    assert refs(sro.types("/action search recovery bring")) == ["ICBOct18-1"]


def test_what_cannot_be_taken_is_answered_with_what_can_be_done(reading):
    manager, reader = reading.person(MANAGER), reading.person(UNLISTED)
    refused = words(manager.types("/action add @planned.care.sro by 31 Feb bring the plan"))
    assert "There is no 31 February." in refused
    assert "Your line was: `/action add @planned.care.sro by 31 Feb bring the plan`" in refused
    assert "belongs to another organisation's workspace" in words(
        manager.types("/action add @regional.officer by 16 Nov bring the plan", GENERAL)
    )
    assert "is a guest here who holds no role" in words(manager.types("/action add @it.contractor bring the plan"))
    assert "You can't add an action." in words(reader.types("/action add"))
    assert "Do you mean `/action list`?" in words(reader.types("/action lst"))
    assert "Nothing was saved." in words(reader.types("/action ICBOct18-3 the region answered"))
    assert "`/action done ICBOct18-3`" in words(reader.types("/action ICBOct18-3 done"))
    assert "`/action done ICBOct18-3` or `/action drop ICBOct18-3`" in words(reader.types("/action close ICBOct18-3"))
    assert "put off with *Snooze*" in words(reader.types("/action snooze ICBOct18-3"))
    missing = reader.types("/action ICBOct18-33")
    assert "*History of ICBOct18-3*" in words(reader.asks(reader.asks(missing, "Did you mean ICBOct18-3?"), "History"))
    assert "shows what I understood before it is saved" in words(manager.types("/action help"))
    assert "`/action done" in words(reader.types("/action help"))
