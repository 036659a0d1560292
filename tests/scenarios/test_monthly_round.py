"""A month's round from 1 November to 5 December 2018, as its people see it."""

from __future__ import annotations

from tests.scenarios.people import DIRECTOR, GENERAL, LEAD, MANAGER, OFFICER, SRO, labels, words

DIRECTORS, LEADS, SROS, OFFICE = "D0PCDIRECTOR", "D0CANCERLEAD", "D0PCSRO", "C0OFFICE"


def goes_to(stage, when):
    """Set the time machine, and wait for what that brings about."""
    stage.sandbox.wait_until_settled(stage.sandbox.set_clock(f"2018-{when}:00+00:00")["version"])
    stage.books.wait_until_sent()


def test_a_round_opens_is_answered_chased_told_of_and_closed(own_stage):
    director, lead, sro = (own_stage.person(who) for who in (DIRECTOR, LEAD, SRO))
    manager = own_stage.person(MANAGER, GENERAL)
    goes_to(own_stage, "11-13T09:06")
    (asked,) = director.reads(DIRECTORS)
    assert words(asked).startswith("*Three things need you*\n1. *PC1* monthly update, due Thu 22 Nov · ▲ Amber 12\n")
    assert "I'll ask again on Mon 19 Nov, for the last time on Fri 23 Nov." in words(asked)
    assert "Immunisation lead" in words(manager.types("/risk round"))

    form = director.chooses(asked, "No change")
    said = director.saves(form, {"update": "The budget was rebased, and holds"})
    assert "*Saved PC1.* No change: it stands at likelihood 4 x severity 3 = 12, amber." in said
    assert "It counts for the December 2018 round." in said
    open_by_both = lead.opens("/risk update PC7")
    director.saves(director.opens("/risk update PC7"), {"residual": "3x4", "update": "Two theatres opened"})
    stale = lead.submits(open_by_both, {"residual": "5x4", "update": "Nothing has opened"})
    assert "residual 4x4 = 16 to 3x4 = 12" in words(stale["view"])
    own_stage.books.wait_until_sent()
    (renewed,) = lead.reads(LEADS)
    assert words(renewed) == (
        "*Nothing here waits for you now.*\n• *PC7*: updated by Planned Care director on Tue 13 Nov"
    )

    heard = manager.opens("/risk heard CY8")
    given = {"heard": "phone", "kind": "stands", "update": "The clinics are booked"}
    assert "Immunisation lead told you by phone" in manager.saves(heard, given)
    history = words(manager.types("/risk history CY8"))
    assert "Immunisation lead, told by phone, entered by Governance manager" in history
    assert "no change" in history

    goes_to(own_stage, "11-26T09:06")
    (told,) = [m for m in sro.reads(SROS) if "owes" in words(m)]
    assert "*Planned Care owes the December 2018 round 1 update.*" in words(told)
    # The week's third message told the director of an action that is late, so the last reminder came on Monday.
    assert "• PC11 ■ Red 20, Planned Care director: asked on 13, 19, 22 and 26 Nov" in words(told)
    (late,) = [m for m in manager.reads(OFFICE) if "still missing" in words(m)]
    assert words(late).startswith("*15 updates are still missing from the December 2018 round.*")

    round_ = manager.types("/risk round")
    assert "*3 of 18 in: 1 updated, 2 no change, 15 missing*" in words(round_)
    assert "Asked 4 times, last Mon 26 Nov" in words(round_)
    close = manager.chooses(round_, "Close the round")
    assert "Nobody answered for IC5, IC9, IC10, PC11" in words(close)
    assert "*The December 2018 round is closed*: 3 of 18 in" in manager.saves(close)
    second = own_stage.person(OFFICER).types("/risk round")
    assert {"Reopen", "Refresh"} <= set(labels(second))
    assert "Close the round" not in labels(second)

    goes_to(own_stage, "12-05T09:06")
    assert [words(m) for m in sro.reads(SROS) if "ICBOct" not in words(m)] == ["*Nothing here waits for you now.*"]
    assert "the December 2018 report was closed on Mon 26 Nov" in words(director.reads(DIRECTORS)[-1])
    late_answer = words(director.types("/risk update PC11 4x4 Late, but better"))
    assert "The December 2018 report was closed on Mon 26 Nov, so this goes into the next one." in late_answer
    own_stage.books.verify()
