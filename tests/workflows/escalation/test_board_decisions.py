"""Boards take risks off their reports each for itself, and bear one above tolerance until a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.listing import Filter, ListQuery
from bot.errors import InvalidInputError, NotAllowedError
from bot.workflows import risk_queries, risk_reviews
from bot.workflows.chasing.asks import Ask
from bot.workflows.escalation import accepted, accepting, deciding
from bot.workflows.escalation.deciding import Decided
from bot.workflows.escalation.reminding import read_acceptances
from bot.workflows.escalation.reporting import reconcile
from bot.workflows.identify import Identity
from tests.support.sound import assert_sound_message, assert_sound_view

MANAGER, DIRECTOR = "U0GOVMANAGER", "U0PCDIRECTOR"
OFFICE = Identity(MANAGER, "T0DEMO")
ICBS = {"ICB-H": "Hackney Integrated Commissioning Board", "ICB-C": "City Integrated Commissioning Board"}
OCTOBER = date(2018, 10, 11)


def decided(board="ICB-H", held_on=OCTOBER, minute="ICBOct18-6", reason="The plan holds."):
    return Decided(board, held_on, minute, reason)


def takes_off(office, choice, ref="UC6"):
    return deciding.deescalate(office.services, office.asks(MANAGER, ref), choice).said


def accepts(office, board="ICB-H", until=date(2019, 1, 31), ref="UC1", held_on=OCTOBER):
    choice = decided(board, held_on, reason="Winter plan.")
    return accepting.accept(office.services, office.asks(MANAGER, ref), choice, until).said


def written(message):
    return "\n".join(
        [block["text"]["text"] for block in message["blocks"] if "text" in block]
        + [e["text"] for block in message["blocks"] if block["type"] == "context" for e in block["elements"]]
    )


def above(office):
    return written(risk_queries.list_risks(office.services, OFFICE, ListQuery(filter=Filter.ABOVE)))


def test_a_risk_stays_on_the_report_of_each_board_until_that_board_takes_it_off(office):
    form = deciding.deescalate_form(office.services, OFFICE, "UC6")
    assert_sound_view(form, "modal")
    assert "The rule still holds" in form["blocks"][0]["text"]["text"]
    said = takes_off(office, decided("ICB-H"))
    assert f"It stays on the report of {ICBS['ICB-C']}, Transformation Board" in said
    assert "still meet the rule" in said
    assert office.risk("UC6").boards == {"TB", "ICB-C"}
    takes_off(office, decided("ICB-C"))
    office.clock.move_to(datetime(2018, 11, 20, 9, 0, tzinfo=UTC))
    assert "on no board's report any more" in takes_off(office, decided("TB", date(2018, 10, 31)))
    assert office.risk("UC6").boards == set()
    assert [event["board"] for event in office.events("risk.deescalated")] == ["ICB-H", "ICB-C", "TB"]
    with pytest.raises(
        InvalidInputError, match=r"on no board's report. Transformation Board took it off .* Wed 31 Oct"
    ):
        deciding.deescalate_form(office.services, OFFICE, "UC6")


def test_a_board_that_took_a_risk_off_hears_again_only_of_a_new_crossing(office):
    takes_off(office, decided("ICB-H"))
    office.later(days=1)
    office.scores("UC6", (3, 4))
    assert office.services.store.write(lambda unit: reconcile(unit, office.services.config.rules)) == 0
    assert "ICB-H" not in office.risk("UC6").boards
    office.scores("UC6", (4, 4))
    assert "ICB-H" in office.risk("UC6").boards


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param(decided(held_on=date(2018, 10, 12)), "meeting", id="no meeting that day"),
        pytest.param(decided(held_on=date(2018, 11, 16)), "meeting", id="a meeting to come"),
        pytest.param(decided("DSG", date(2018, 10, 30)), "meeting", id="a board that has it not"),
        pytest.param(decided("NOBODY"), "meeting", id="no such board"),
        pytest.param(decided(minute=" "), "minute", id="no minute"),
        pytest.param(decided(reason=""), "reason", id="no reason"),
        pytest.param(decided(reason="x" * 601), "reason", id="too long a reason"),
    ],
)
def test_a_decision_without_its_meeting_minute_and_reason_is_not_recorded(office, wrong, field):
    with pytest.raises(InvalidInputError) as refused:
        takes_off(office, wrong)
    assert field in refused.value.fields
    assert office.risk("UC6").boards == {"TB", "ICB-H", "ICB-C"}


def test_a_board_decides_only_of_what_it_had_on_its_report(office):
    ref = office.adds_low_risk()
    office.scores(ref, (5, 5), (5, 5))
    with pytest.raises(InvalidInputError, match="no meeting on record since it came there"):
        deciding.deescalate_form(office.services, OFFICE, ref)
    with pytest.raises(InvalidInputError, match=r"came onto its report on Thu 1 Nov, after that meeting"):
        takes_off(office, decided("TB", date(2018, 10, 31)), ref)
    with pytest.raises(InvalidInputError, match="no meeting on record since"):
        accepting.accept_form(office.services, OFFICE, ref)
    with pytest.raises(InvalidInputError, match=r"was scored 25 on Thu 1 Nov, after that meeting"):
        accepts(office, ref=ref)
    office.clock.move_to(datetime(2018, 11, 20, 9, 0, tzinfo=UTC))
    assert_sound_view(deciding.deescalate_form(office.services, OFFICE, ref), "modal")
    takes_off(office, decided("ICB-H", date(2018, 11, 16)), ref)
    accepts(office, "ICB-C", ref=ref, held_on=date(2018, 11, 16))


@pytest.mark.parametrize(
    "form", [deciding.deescalate_form, deciding.escalate_form, accepting.accept_form], ids=["off", "on", "accept"]
)
def test_only_the_office_records_what_boards_decide(office, form):
    with pytest.raises(NotAllowedError, match="recorded by the governance office"):
        form(office.services, Identity("U0UCDIRECTOR", "T0DEMO"), "UC1")


def test_a_risk_comes_back_by_hand_and_its_history_tells_the_way_up_and_down(office):
    takes_off(office, decided("ICB-H"))
    office.later(days=1)
    assert_sound_view(deciding.escalate_form(office.services, OFFICE, "UC6"), "modal")
    with pytest.raises(InvalidInputError, match="on the report of Transformation Board already"):
        deciding.escalate(office.services, office.asks(MANAGER, "UC6"), "TB", "Asked for.")
    with pytest.raises(InvalidInputError, match="There is no board NOPE"):
        deciding.escalate(office.services, office.asks(MANAGER, "UC6"), "NOPE", "Asked for.")
    deciding.escalate(office.services, office.asks(MANAGER, "UC6"), "ICB-H", "The minute was of UC5.")
    assert "ICB-H" in office.risk("UC6").boards
    history = risk_queries.show_history(office.services, OFFICE, "UC6")
    assert_sound_message(history)
    told = written(history)
    came = told.index("escalated by hand")
    went = told.index(f"{ICBS['ICB-H']} took it off its report at its meeting of Thu 11 Oct (minute ICBOct18-6)")
    first = told.index("escalated by rule")
    assert came < went < first
    assert "inherent score of 15 or more" in told


def test_a_rule_that_is_new_counts_for_risks_that_meet_it_already_and_alerts_nobody(office):
    rules = [rule for rule in office.services.config.rules if rule.measure == "residual"]
    more = type(rules[0])(rules[0].measure, 10, ("DSG",), rules[0].when)
    assert office.services.store.write(lambda unit: reconcile(unit, [more])) > 0
    assert "DSG" in office.risk("UC6").boards
    assert office.services.store.write(lambda unit: reconcile(unit, [more])) == 0
    assert office.news() == []


def test_a_risk_above_tolerance_is_accepted_when_each_deciding_board_has(office):
    assert "*UC1*" in above(office)
    assert_sound_view(accepting.accept_form(office.services, OFFICE, "UC1"), "modal")
    said = accepts(office, "ICB-H")
    assert f"counts as accepted when {ICBS['ICB-C']} has decided too" in said
    assert "*UC1*" in above(office)
    accepts(office, "ICB-C")
    assert "*UC1*" not in above(office)
    card = risk_queries.show_risk(office.services, OFFICE, "UC1")
    assert_sound_message(card)
    assert f"Accepted by {ICBS['ICB-H']} until Thu 31 Jan 2019 (minute ICBOct18-6)" in written(card)
    with pytest.raises(InvalidInputError, match="No board has to accept UC1 now"):
        accepts(office, "ICB-C")


@pytest.mark.parametrize(
    ("choice", "until", "field"),
    [
        pytest.param(decided(), None, "expires", id="no end"),
        pytest.param(decided(), date(2018, 11, 1), "expires", id="an end that is no day to come"),
        pytest.param(decided("TB", date(2018, 10, 31)), date(2019, 1, 31), "meeting", id="a lower board"),
    ],
)
def test_an_acceptance_needs_the_right_board_and_an_end(office, choice, until, field):
    with pytest.raises(InvalidInputError) as refused:
        accepting.accept(office.services, office.asks(MANAGER, "UC1"), choice, until)
    assert field in refused.value.fields


def test_what_is_within_tolerance_needs_nobody(office):
    with pytest.raises(InvalidInputError, match="UC6 is within tolerance"):
        accepting.accept_form(office.services, OFFICE, "UC6")


def test_before_it_ends_the_board_and_the_leads_are_told_and_afterwards_it_counts_again(office):
    accepts(office, "ICB-H")
    accepts(office, "ICB-C")
    with office.services.store.view() as view:
        planned = view.nudges.of_subjects(["acceptance:1", "acceptance:2"])
    assert {nudge.rule for nudge in planned} == {"before-10", "before-1"}
    office.news()
    for day, told in ((16, 0), (17, 2), (18, 0), (31, 0)):
        office.clock.move_to(datetime(2019, 1, day, 9, 0, tzinfo=UTC))
        accepted.watch_acceptances(office.services, office.clock.now())
        assert len([row for row in office.news("acceptance:") if row.channel in {"C0ICBH", "C0ICBC"}]) == told
    assert "*UC1*" not in above(office)
    office.clock.move_to(datetime(2019, 2, 1, 0, 1, tzinfo=UTC))
    assert "*UC1*" in above(office)
    for _ in range(2):
        accepted.watch_acceptances(office.services, office.clock.now())
    over = office.news("acceptance:")
    assert {"C0ICBH", "C0ICBC", "C0OFFICE", "U0UCDIRECTOR"} <= {row.channel for row in over}
    assert all("has run out" in row.content["text"] for row in over)
    assert len({row.anchor for row in over}) == len(over)
    assert len(office.events("risk.acceptance_ended")) == 2


def test_a_rise_above_the_accepted_score_ends_the_acceptance(office):
    accepts(office, "ICB-H")
    assert "acceptance" not in office.scores("UC1", (4, 4))
    said = office.scores("UC1", (4, 5), (4, 5))
    assert "20 is above the 16 that was accepted" in said
    assert [event["board"] for event in office.events("risk.acceptance_ended")] == ["ICB-H"]


def test_the_leads_line_leaves_the_house_without_marks_and_without_what_is_not_public(office):
    accepts(office, "ICB-H")
    lead = office.risk("UC1").leads[0].person_id
    ask = Ask("acceptance:1", lead, lead)
    today = date(2019, 1, 17)
    with office.services.store.view() as view:
        line = read_acceptances(view, office.services, [ask], today)[ask]
    assert line.text.startswith(f"*UC1* acceptance by {ICBS['ICB-H']} ends Thu 31 Jan 2019 - ")
    assert line.plain.startswith(f"UC1 acceptance by {ICBS['ICB-H']} ends Thu 31 Jan 2019 - ")
    office.hides("UC1")
    with office.services.store.view() as view:
        line = read_acceptances(view, office.services, [ask], today)[ask]
        nobody = replace(ask, person_id=999)
        assert read_acceptances(view, office.services, [nobody], today) == {}
    assert " - " not in line.plain
    assert " - " in line.text
    risk_reviews.close(office.services, office.asks(MANAGER, "UC1"), "Over.")
    with office.services.store.view() as view:
        assert read_acceptances(view, office.services, [ask], today) == {}


def test_who_comes_to_lead_an_accepted_risk_is_told_before_the_end_too(office):
    accepts(office, "ICB-H")
    office.clock.move_to(datetime(2019, 1, 18, 9, 0, tzinfo=UTC))
    accepted.watch_acceptances(office.services, office.clock.now())
    new = office.person(DIRECTOR)

    def work(unit):
        risk = unit.risks.find(office.risk("UC1").ref)
        unit.risks.set_leads(risk.id, [replace(risk.leads[0], person_id=new, group_id=None)], date(2019, 1, 18), 99)

    office.services.store.write(work)
    with office.services.store.view() as view:
        assert new not in {nudge.person_id for nudge in view.nudges.of_subjects(["acceptance:1"])}
    office.clock.move_to(datetime(2019, 1, 21, 9, 0, tzinfo=UTC))
    for _ in range(2):
        accepted.watch_acceptances(office.services, office.clock.now())
    with office.services.store.view() as view:
        mine = [nudge for nudge in view.nudges.of_subjects(["acceptance:1"]) if nudge.person_id == new]
    assert sorted(nudge.rule for nudge in mine) == ["before-1", "before-10"]


def test_an_acceptance_that_was_recorded_by_mistake_is_ended_with_a_reason(office):
    accepts(office, "ICB-H")
    accepts(office, "ICB-C")
    form = accepting.accept_form(office.services, OFFICE, "UC1")
    assert_sound_view(form, "modal")
    assert form["title"]["text"] == "End acceptance UC1"
    for board, reason, field in (("ICB-C", " ", "reason"), ("TB", "A slip.", "board")):
        with pytest.raises(InvalidInputError) as refused:
            accepting.end_acceptance(office.services, office.asks(MANAGER, "UC1"), board, reason)
        assert set(refused.value.fields) == {field}
    office.news()
    said = accepting.end_acceptance(
        office.services, office.asks(MANAGER, "UC1"), "ICB-C", "The year was mistyped."
    ).said
    assert "accepts UC1 no longer" in said
    assert {row.channel for row in office.news("acceptance:")} == {"C0OFFICE", "C0ICBC"}
    assert "*UC1*" in above(office)
    history = written(risk_queries.show_history(office.services, OFFICE, "UC1"))
    assert "Ended by Governance manager: The year was mistyped." in history
    accepts(office, "ICB-C")
    assert "*UC1*" not in above(office)
