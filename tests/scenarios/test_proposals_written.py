"""Proposals as people write them: from the form's first step to a version that lies before a board."""

from __future__ import annotations

from tests.scenarios.people import (
    DIRECTOR,
    GENERAL,
    GUEST,
    IT_BOARD,
    MANAGER,
    OTHER_DIRECTOR,
    SRO,
    UNLISTED,
    filled,
    labels,
    refs,
    words,
)
from tests.support.sandbox import until

CASE = {"q_case_for_change": "Delayed transfers rose to 48 a day", "q_impact": "Twelve fewer a day"}
DUTIES = {"q_inequalities": "Beds are offered in both boroughs"}


def test_a_proposal_goes_from_its_first_step_to_its_board(stage):
    director, sro = stage.person(DIRECTOR), stage.person(SRO)
    form = director.opens("/proposal new")
    assert "Step 1 of 5" in words(form)
    answer = director.submits(form, {"title": "Discharge to Assess beds", "summary": "Five beds this winter"})
    assert "Step 2 of 5" in words(answer["view"])
    assert "saved as P-1" in words(answer["view"])
    refused = director.is_refused(director.form(), {"risks": "PC11, soon", "visibility": "non_public"})
    assert set(refused) == {"risks", "ground", "reason"}
    director.submits(director.form(), {"risks": "pc 11", "visibility": "public"})
    sandbox, third = stage.sandbox, director.form()
    assert "Step 3 of 5" in words(third)
    director.submits(third, CASE)
    block, act = next(
        (one["block_id"], element["action_id"])
        for one in director.form()["blocks"]
        for element in one.get("elements", ())
        if element.get("action_id") == "proposal.step.back"
    )
    typed = {"q_inequalities": {"value": {"type": "plain_text_input", "value": "In both boroughs"}}}
    sandbox.press(DIRECTOR, director.form(), act, block_id=block, state=typed)
    assert "Step 3 of 5" in words(director.form())
    director.submits(director.form())
    assert filled(director.form())["q_inequalities"] == "In both boroughs"
    director.submits(director.form(), DUTIES)
    file = sandbox.upload(DIRECTOR, b"The business case", "case.txt")["file"]["id"]
    saved = director.submits(
        director.form(),
        {
            "recommendations": "Approve £104,000 for 2018/19\nNote the evaluation",
            "links": "https://example.org/d2a The evaluation",
            "files": [file],
        },
    )
    assert "is saved as a draft" in words(saved["view"])
    assert "Nobody but you" in words(saved["view"])
    assert "There is no proposal “P-1” that you may read" in words(stage.person(OTHER_DIRECTOR).types("/proposal P-1"))
    sandbox.close(DIRECTOR, saved["view"])
    # While its file is being fetched it cannot be submitted, and says so.
    until(lambda: sandbox.say(DIRECTOR, GENERAL, "/proposal submit p1") is None, what="the file kept with the draft")
    send = director.form()
    assert "Hackney" in words(send)
    said = director.saves(send, {"why": "As agreed with the trust"})
    assert "Version 1 of P-1 is submitted" in said
    card = sro.types("/proposal P-1")
    assert "Under way · version 1" in words(card)
    assert "2 papers" in words(card)
    assert "I’m sending you 1 file" in words(sro.types("/proposal papers p1"))
    stage.sandbox.wait_for_message(SRO, "D0PCSRO", "case.txt")
    assert refs(director.types("/proposal list mine")) == ["P-1"]
    assert "submitted version 1" in words(director.asks(director.types("/proposal P-1"), "Timeline"))
    gone = director.saves(director.opens("/proposal withdraw P-1"), {"why": "The trust pays for them"})
    assert "P-1 is withdrawn" in gone
    assert "Withdrawn" in words(sro.types("/proposal P-1"))


def test_what_cannot_be_taken_is_answered_with_what_can_be_done(reading):
    reader, manager = reading.person(UNLISTED), reading.person(MANAGER)
    assert "Only people of the partnership's directory can write proposals" in words(reader.types("/proposal new"))
    assert "Do you mean `/proposal submit`?" in words(manager.types("/proposal submti"))
    assert "Give its reference: `/proposal diff P-" in words(manager.types("/proposal diff"))
    assert "There is no proposal “P-99” that you may read." in words(manager.types("/proposal show p 99"))
    assert "There is no fund “moon”" in words(manager.types("/proposal new moon"))
    assert "No proposal waits for you" in words(manager.types("/proposal"))
    assert "`/proposal timeline P-7`" in words(manager.types("/proposal help"))
    assert "`/proposal new` opens" not in words(reader.types("/proposal help"))
    assert "Nothing was saved" in words(manager.types("/proposal P-1 looks good"))
    assert "No proposals" in words(reading.person(DIRECTOR, GENERAL).types("/proposal list deferred"))
    assert "I don't know you" in words(reading.person(GUEST, IT_BOARD).types("/proposal"))
    assert labels(manager.types("/proposal")) == ["All proposals"]


def test_a_step_left_open_puts_nothing_old_over_what_a_colleague_saved(stage):
    director, office = stage.person(DIRECTOR), stage.person(MANAGER)
    director.submits(director.opens("/proposal new"), {"title": "Stairlifts", "summary": "Ten"})
    left = director.submits(director.form(), {})["view"]
    office.submits(office.opens("/proposal edit P-1 3"), {**CASE, "q_not_started": "Delays go on"})
    again = director.submits(left, {**CASE, "q_impact": "Thirteen"})["view"]
    assert "“Expected impact” changed on both sides" in words(again)
    assert CASE["q_impact"] in words(again)
    shown = {block.partition("~")[0]: value for block, value in filled(again).items()}
    wanted = {**CASE, "q_impact": "Thirteen", "q_not_started": "Delays go on"}
    assert shown | wanted == shown
    director.submits(director.form(), {})
    for view in reversed(stage.sandbox.stack(MANAGER)):
        stage.sandbox.close(MANAGER, view)
    saved = filled(office.opens("/proposal edit P-1 3"))
    assert saved | wanted == saved
