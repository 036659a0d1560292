"""Targets, controls, links, checks and days gone by, as people type, press and fill them in."""

from __future__ import annotations

from tests.scenarios.people import DIRECTOR, MANAGER, UNLISTED, filled, labels, refs, words


def test_what_is_done_about_a_risk_goes_through_its_forms(stage):
    director = stage.person(DIRECTOR)
    form = director.opens("/risk target pc 11")
    assert filled(form) == {"target": "tbc", "by": ""}
    refused = director.is_refused(form, {"target": "2x4", "by": "2018-10-01"})
    assert refused == {"by": "Mon 1 Oct 2018 is not in the future. Choose a later day."}
    assert "Target is 2x4 = 8 by Fri 1 Mar 2019." in director.saves(form, {"by": "2019-03-01"})
    listed = director.types("/risk controls PC11")
    assert "No control of PC11 is recorded yet." in words(listed)
    form = director.chooses(listed, "Add a control")
    said = director.saves(form, {"words": "A weekly panel", "effectiveness": "partly"})
    assert "Control 1 of PC11 is added: ▲ Partly effective." in said
    assert words(director.types("/risk link PC11 icb oct18-3")).startswith("*Linked ICBOct18-3 to PC11*")
    card = director.types("/risk PC11")
    for piece in ("8 by Fri 1 Mar 2019", "▲ Partly effective · A weekly panel", "Action ICBOct18-3"):
        assert piece in words(card)
    listed = director.asks(card, "Controls")
    form = director.chooses(listed, "End")
    assert "has ended: It was dissolved" in director.saves(form, {"note": "It was dissolved"})
    assert "Which action do you want to link?" in words(director.types("/risk link PC11"))


def test_a_day_gone_by_is_read_from_list_to_card_and_back(reading):
    reader = reading.person(UNLISTED)
    listed = reader.types("/risk list UC red as of 15 Oct 2018")
    assert "The register as it stood on Mon 15 Oct 2018" in words(listed)
    assert refs(listed) == ["UC1", "UC6", "UC15"]
    reader.presses(listed, "Open")
    card = reader.notes()[-1]
    assert "As it stood on Mon 15 Oct 2018" in words(card)
    assert labels(card) == ["Show it as it is now"]
    assert "■ Red 16" in words(reader.types("/risk uc6 as at 2018-10-15"))
    assert "▲ Amber 12" in words(reader.types("/risk uc6 as of today"))
    assert "is still to come" in words(reader.types("/risk list as of 1 Dec 2018"))
    assert "I can't read “yore” as a day." in words(reader.types("/risk PC11 as of yore"))


def test_the_check_answers_for_a_workstream(reading):
    manager = reading.person(MANAGER)
    first = manager.types("/risk check UC")
    assert "things to mend in 10 risks* of Unplanned Care" in words(first)
    assert refs(first)[0] == "UC1"
