"""Changes to the register, each by its form or in one line: what is refused, what is said, what is kept."""

from __future__ import annotations

import pytest

from tests.scenarios.people import (
    BOARD_MEMBER,
    DIRECTOR,
    MANAGER,
    MEMBER,
    OTHER_DIRECTOR,
    PLANNED,
    PREVENTION,
    SRO,
    UNPLANNED,
    filled,
    labels,
    refs,
    words,
)

LONG = "x" * 2001


def present(stage, ref):
    """The last review of a risk: kind, residual, inherent, target and words."""
    row = stage.books.reviews(ref)[-1]
    target = f"{row.target_l}x{row.target_s}" if row.target_l else None
    scores = (f"{row.residual_l}x{row.residual_s}", f"{row.inherent_l}x{row.inherent_s}", target)
    return (row.kind, *scores, row.update)


def test_one_line_says_back_what_it_understood(stage):
    director = stage.person(DIRECTOR)
    answer = director.types("/risk update PC11 4x3 Activity fell in October")
    assert words(answer).startswith(
        "*Saved PC11.* Residual is likelihood 4 x severity 3 = 12, amber (it was 20).\n> Activity fell in October\n"
        "It is shown in <#C0PLANNED>."
    )
    assert present(stage, "PC11") == ("reviewed", "4x3", "5x4", None, "Activity fell in October")
    event = stage.books.events("risk:PC11", "risk.reviewed")[-1]
    assert event.actor == f"person:{stage.books.person('planned-care-director').id}"
    assert (event.detail["before"]["residual"], event.detail["after"]["residual"]) == ("5x4 = 20", "4x3 = 12")
    assert event.detail["update"] == "Activity fell in October"
    history = director.asks(answer, "History")
    assert "Changed: residual 5x4 = 20 to 4x3 = 12\n> Activity fell in October" in words(history)
    assert filled(director.chooses(answer, "Correct it"))["residual"] == "4x3"
    stage.books.verify()


def test_a_score_may_be_written_in_several_ways(stage):
    director = stage.person(DIRECTOR)
    for typed, score, text in (
        ("pc 11 4x3 Fell", "4x3", "Fell"),
        ("PC11 4 x 4: rose", "4x4", "rose"),
        ("PC11 4×3=12 fell again", "4x3", "fell again"),
        ("PC11, 4*4 - rose again", "4x4", "rose again"),
        ("PC11 4X4 No change: plan on track", "4x4", "No change: plan on track"),
    ):
        director.types(f"/risk update {typed}")
        assert present(stage, "PC11") == ("reviewed", score, "5x4", None, text)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("PC11 4x3", "Residual goes down from 20 to 12 (amber). Say in a sentence what has changed."),
        ("PC11 TBC", "Residual was 20 (red) and becomes to be confirmed. Say in a sentence why it is not known"),
        ("PC11 5x5 worse", "Residual (25) is above inherent (20). A residual score is what is left after mitigation."),
        ("PC7 2x3 better", "Target (9) is above residual (6)."),
        ("PC11 6x3 more", "Likelihood 6 is outside 1 to 5. Give likelihood and severity as numbers from 1 to 5"),
        ("PC11 0x3 less", "Likelihood 0 is outside 1 to 5."),
        ("PC11 4x-3 less", "Severity -3 is outside 1 to 5."),
        ("PC11 4x3=11 fell", "4 x 3 is 12, not 11. Say which of the numbers you mean."),
        ("PC11 5x4", "PC11 already stands at 5x4 = 20, and there is nothing new to record."),
        ("PC11 fell to 12", "I don't see a score after PC11. Write it with its words"),
        (f"PC11 5x4 {LONG}", "That is 2,001 characters; a board paper takes 2,000. Shorten it"),
        ("UC1 4x4 hello", "You can't change UC1. These can: Unplanned Care SRO, Unplanned Care director"),
        ("XX9 4x4 hello", "There is no risk XX9 that you may read."),
        ("4x3 fell", "does not begin with a reference"),
    ],
)
def test_one_line_that_cannot_be_saved_says_why_and_what_to_do(reading, typed, said):
    assert said in words(reading.person(DIRECTOR).types(f"/risk update {typed}"))


def test_a_score_becomes_to_be_confirmed_with_words_and_is_set_again(stage):
    director = stage.person(DIRECTOR)
    answer = director.types("/risk update PC11 TBC The trust has withdrawn its figures")
    assert "Residual is to be confirmed (it was 20)." in words(answer)
    assert "*PC11*  ○ Not scored · NEW" in words(director.types("/risk list unscored"))
    form = director.opens("/risk update PC11")
    assert filled(form)["residual"] == "tbc"
    assert set(director.is_refused(form, {"inherent": "tbc"})) == {"update"}
    assert "Inherent is to be confirmed." in director.saves(form, {"update": "Those before mitigation too"})
    # What is on a board's report stays there, whatever its scores, until the board takes it off.
    assert "reported to City Integrated Commissioning Board" in words(director.types("/risk PC11"))
    director.types("/risk update PC11 4x3 New figures came")
    assert "○ Not scored" not in words(director.types("/risk PC11")).splitlines()[0]
    assert stage.books.reviews("PC11")[-1].inherent_l is None
    stage.books.verify()


def test_a_form_is_checked_field_by_field_corrected_and_saved(stage):
    director = stage.person(DIRECTOR)
    form = director.chooses(director.types("/risk PC7"), "Update")
    assert form["title"]["text"] == "Update PC7"
    assert filled(form) == {
        "residual": "4x4",
        "inherent": "4x4",
        "target": "3x3",
        "update": "",
        "mitigation": stage.books.reviews("PC7")[-1].mitigation,
    }
    unchanged = director.is_refused(form)
    assert unchanged["update"].startswith("PC7 already stands at 4x4 = 16")
    assert set(unchanged) == {"update"}
    errors = director.is_refused(form, {"residual": "5x4", "target": "5x5"})
    assert set(errors) == {"residual", "target"}
    assert "Residual (20) is above inherent (16)" in errors["residual"]
    assert "Target (25) is above residual (20)" in errors["target"]
    assert "Lower it" in errors["residual"]
    assert "Lower it" in errors["target"]
    assert director.is_refused(form, {"residual": "3x4", "target": "3x3"}) == {
        "update": "Residual goes down from 16 to 12 (amber). Say in a sentence what has changed."
    }
    assert set(director.is_refused(form, {"update": LONG, "mitigation": LONG})) == {"update", "mitigation"}
    assert len(stage.books.reviews("PC7")) == 2
    said = director.saves(
        form, {"update": "Straight-to-test extended", "mitigation": "Weekly meeting", "target": "tbc"}
    )
    assert said.splitlines()[0] == (
        "*Saved PC7.* Residual is likelihood 3 x severity 4 = 12, amber (it was 16). Target is to be confirmed. "
        "The mitigation plan was rewritten."
    )
    assert present(stage, "PC7") == ("reviewed", "3x4", "4x4", None, "Straight-to-test extended")
    assert len(stage.books.reviews("PC7")) == 3
    assert stage.books.reviews("PC7")[-1].mitigation == "Weekly meeting"
    stage.books.verify()


def test_a_stale_form_says_what_changed_and_keeps_what_was_typed(stage):
    director, sro = stage.person(DIRECTOR), stage.person(SRO)
    late = director.opens("/risk update PC11")
    sro.saves(sro.opens("/risk update PC11"), {"residual": "4x4", "update": "Waiting lists fell"})
    answer = director.submits(late, {"residual": "4x3", "update": "Activity fell", "mitigation": "Plan B"})
    assert answer["response_action"] == "update"
    renewed = answer["view"]
    assert renewed["title"]["text"] == "Update PC11"
    said = words(renewed)
    assert "PC11 changed while this form was open" in said
    assert "Planned Care SRO saved on Thu 1 Nov: residual 5x4 = 20 to 4x4 = 16.\n> Waiting lists fell" in said
    assert filled(renewed) == {
        "residual": "4x3",
        "inherent": "5x4",
        "target": "tbc",
        "update": "Activity fell",
        "mitigation": "Plan B",
    }
    assert len(stage.books.reviews("PC11")) == 2
    assert "(it was 16)" in director.saves(renewed)
    assert present(stage, "PC11") == ("reviewed", "4x3", "5x4", None, "Activity fell")
    assert [row.author_name for row in stage.books.reviews("PC11")[1:]] == ["Planned Care SRO", "Planned Care director"]


def test_a_form_made_stale_twice_is_renewed_twice(stage):
    director, sro = stage.person(DIRECTOR), stage.person(SRO)
    form = director.opens("/risk update PC11")
    for score, text in (("4x4", "Waiting lists fell"), ("5x4", "And rose again")):
        sro.types(f"/risk update PC11 {score} {text}")
        answer = director.submits(form, {"residual": "4x3", "update": "Activity fell"})
        form = answer["view"]
        assert text in words(form)
    assert director.saves(form)
    assert present(stage, "PC11") == ("reviewed", "4x3", "5x4", None, "Activity fell")
    assert len(stage.books.reviews("PC11")) == 4


def test_a_risk_is_closed_and_reopened_with_reasons(stage):
    director = stage.person(DIRECTOR)
    form = director.opens("/risk close PC11")
    assert form["title"]["text"] == "Close PC11"
    assert director.is_refused(form, {"update": " \u200b \u2060"}) == {
        "update": "Say why, in a sentence or two: the board will ask."
    }
    assert "PC11 is closed and leaves the register" in director.saves(form, {"update": "The contract has ended"})
    assert present(stage, "PC11")[0] == "closed"
    assert "Closed" in words(director.types("/risk PC11")).splitlines()[0]
    assert labels(director.types("/risk PC11")) == ["History", "Share here", "Follow"]
    assert "PC11" not in words(director.types("/risk list pc"))
    assert "*PC11*" in words(director.types("/risk list closed"))
    for typed in ("update PC11", "update PC11 4x3 Fell", "edit PC11"):
        assert words(director.types(f"/risk {typed}")) == (
            "PC11 is closed: Planned Care director closed it on Thu 1 Nov. Reopen it first with `/risk reopen PC11`."
        )
    assert words(director.types("/risk close PC11")) == (
        "PC11 is closed already: Planned Care director closed it on Thu 1 Nov. "
        "To bring it back, use `/risk reopen PC11`."
    )
    assert words(director.types("/risk reopen PC7")) == (
        "PC7 is open, so there is nothing to reopen. See it with `/risk PC7`."
    )

    again = director.opens("/risk reopen PC11")
    assert set(director.is_refused(again, {"update": LONG})) == {"update"}
    assert "PC11 is open again with the scores it had" in director.saves(again, {"update": "It was extended"})
    assert present(stage, "PC11") == ("reopened", "5x4", "5x4", None, "It was extended")
    assert "*PC11*" in words(director.types("/risk list pc"))
    assert [event.verb for event in stage.books.events("risk:PC11")][-2:] == ["risk.closed", "risk.reopened"]
    history = words(director.types("/risk history PC11"))
    assert history.index("reopened\n") < history.index("closed\n")
    assert "> The contract has ended" in history
    stage.books.verify()


def test_a_history_of_more_than_a_page_is_turned_in_place(stage):
    director = stage.person(DIRECTOR)
    for number in range(1, 7):
        director.types(f"/risk update PC11 5x4 Week {number}")
    newest = director.types("/risk history PC11")
    assert "8 entries, newest first · page 1 of 2" in words(newest)
    assert [f"Week {n}" in words(newest) for n in (6, 2, 1)] == [True, True, False]
    oldest = director.asks(newest, "Next")
    assert oldest["ts"] == newest["ts"]
    assert "page 2 of 2" in words(oldest)
    assert "> Week 1" in words(oldest)
    assert "New on the register" in words(oldest)
    assert "> Week 6" in words(director.asks(oldest, "Previous"))


def test_a_closed_risk_is_stale_to_a_form_that_was_open(stage):
    director, sro = stage.person(DIRECTOR), stage.person(SRO)
    form = director.opens("/risk update PC11")
    sro.saves(sro.opens("/risk close PC11"), {"update": "Done"})
    renewed = director.submits(form, {"residual": "4x3", "update": "Activity fell"})["view"]
    assert "PC11 changed while this form was open" in words(renewed)
    errors = director.is_refused(renewed)
    assert "PC11 is closed" in next(iter(errors.values()))
    assert present(stage, "PC11")[0] == "closed"


def test_details_are_edited_and_every_value_is_kept_in_the_audit(stage):
    director = stage.person(DIRECTOR)
    form = director.chooses(director.types("/risk PC7"), "Edit details")
    before = filled(form)
    assert before["summary"].startswith("The 62-day cancer standard is missed")
    assert len(before["leads"]) == 2
    assert director.is_refused(form)["summary"].startswith("Nothing has changed in this form.")
    assert set(director.is_refused(form, {"summary": "y" * 601})) == {"summary"}
    said = director.saves(form, {"summary": "Cancer waits", "project": "Cancer care", "leads": before["leads"][:1]})
    assert "Changed: leads, project, wording." in said
    risk = stage.books.risk("PC7")
    assert (risk.summary, risk.project) == ("Cancer waits", "Cancer care")
    edited = stage.books.events("risk:PC7", "risk.details_edited")[0]
    assert edited.detail["changed"]["wording"] == [before["summary"], "Cancer waits"]
    assert "Cancer commissioning lead" in edited.detail["changed"]["leads"][0]
    assert "Lead: Planned Care director ·" in words(director.types("/risk PC7"))
    stage.books.verify()


def test_a_stale_edit_says_so_and_is_saved_on_top(stage):
    director, sro = stage.person(DIRECTOR), stage.person(SRO)
    form = director.opens("/risk edit PC11")
    sro.types("/risk update PC11 4x4 Waiting lists fell")
    answer = director.submits(form, {"summary": "Elective care costs too much"})
    assert "Waiting lists fell" in words(answer["view"])
    assert stage.books.risk("PC11").summary != "Elective care costs too much"
    director.saves(answer["view"])
    assert stage.books.risk("PC11").summary == "Elective care costs too much"
    assert present(stage, "PC11")[1] == "4x4"


def test_a_stale_reason_is_asked_again_and_kept(stage):
    director, sro = stage.person(DIRECTOR), stage.person(SRO)
    form = director.opens("/risk close PC11")
    sro.types("/risk update PC11 4x4 Waiting lists fell")
    answer = director.submits(form, {"update": "The contract has ended"})
    assert "Waiting lists fell" in words(answer["view"])
    assert present(stage, "PC11")[0] == "reviewed"
    director.saves(answer["view"])
    assert present(stage, "PC11")[0] == "closed"
    assert present(stage, "PC11")[-1] == "The contract has ended"


def test_a_list_by_age_begins_with_what_was_reviewed_first_or_last(stage):
    director = stage.person(DIRECTOR)
    director.types("/risk update PC7 4x4 No change: the trust reports on Friday")
    assert refs(director.types("/risk list PC newest")) == ["PC7", "PC1", "PC11"]
    assert refs(director.types("/risk list PC oldest")) == ["PC1", "PC11", "PC7"]


def test_a_risk_is_added_with_the_next_number(stage):
    director = stage.person(DIRECTOR)
    form = director.opens("/risk add")
    assert filled(form)["workstream"] == "PC"
    lead = filled(director.opens("/risk edit PC11"))["leads"]
    form = director.opens("/risk add")
    required = director.is_refused(form, {"summary": "Too few theatre nurses"})
    assert set(required) == {"leads", "residual", "inherent"}
    values = {"leads": lead, "residual": "4x4", "inherent": "4x3", "target": "5x5", "project": "Theatres"}
    assert set(director.is_refused(form, values)) == {"residual", "target"}
    assert "summary" in director.is_refused(form, {"summary": "\u200b  \u200b"})
    said = director.saves(form, {"summary": "Too few theatre nurses", "residual": "4x3", "target": "2x3"})
    assert "*Added PC12 to Planned Care.*" in said
    assert "<#C0PLANNED>" in said
    assert present(stage, "PC12") == ("added", "4x3", "4x3", "2x3", "")
    assert [event.verb for event in stage.books.events("risk:PC12")] == ["risk.added"]
    card = words(director.types("/risk PC12"))
    assert "▲ Amber 12 · NEW" in card
    assert "Too few theatre nurses" in card
    assert len(stage.books.reviews("PC12")) == 1
    stage.books.wait_until_sent()
    assert "Too few theatre nurses" in words(director.reads(PLANNED)[-1])
    stage.books.verify()


def test_the_office_adds_to_any_workstream(stage):
    manager = stage.person(MANAGER)
    lead = filled(manager.opens("/risk edit PV4"))["leads"]
    form = manager.opens("/risk add")
    assert filled(form)["workstream"] == ""
    given = {"summary": "Flu", "leads": lead, "residual": "3x3", "inherent": "3x3"}
    assert set(manager.is_refused(form, given)) == {"workstream"}
    assert "*Added PV5 to Prevention.*" in manager.saves(form, {"workstream": "PV"})
    stage.books.wait_until_sent()
    assert "Flu" in words(manager.reads(PREVENTION)[-1])


@pytest.mark.parametrize("user", [MEMBER, BOARD_MEMBER])
def test_whoever_may_add_nowhere_is_told_who_may(reading, user):
    said = words(reading.person(user).types("/risk add"))
    assert "You can't add a risk." in said
    assert "director or SRO" in said
    assert "governance office" in said


def test_a_role_that_ends_while_a_form_is_open_counts(stage):
    other = stage.person(OTHER_DIRECTOR)
    form = other.opens("/risk update UC1")
    manager = stage.person(MANAGER)
    page = manager.types("/convenor people unplanned.care.director")
    manager.saves(manager.chooses(page, "Edit"), {"until": "2018-10-31"})
    errors = other.is_refused(form, {"update": "Still here"})
    assert "I don't know you as a member" in next(iter(errors.values()))
    assert stage.books.reviews("UC1")[-1].update != "Still here"
    assert not other.reads(UNPLANNED)
