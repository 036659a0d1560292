"""A target by a day, controls with how well they work, and linked actions: set, shown, kept, and refused kindly."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from bot.domain.listing import Filter, ListQuery
from bot.domain.risks import ReviewKind
from bot.domain.scoring import Score
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError, NotFoundError, StaleRecordError
from bot.views.control_forms import ControlFields, ControlOrigin
from bot.views.ids import Form
from bot.views.risk_fields import FormOrigin
from bot.views.target_form import TargetFields
from bot.workflows import risk_queries, risk_reviews
from bot.workflows.identify import Identity
from bot.workflows.treatment import controls, linking, targets
from bot.workflows.treatment.targets import Target

MANAGER, DIRECTOR, OTHER = "U0GOVMANAGER", "U0PCDIRECTOR", "U0UCDIRECTOR"
EIGHT, TEN = Score(2, 4), Score(2, 5)
MARCH = date(2019, 3, 1)
PANEL = ControlFields("A weekly panel looks at referrals", "Finance officer", "partly", "Audit in June")


def who(slack_id):
    return Identity(slack_id, "T0DEMO")


def aims(house, score, by, ref="PC11", person=DIRECTOR, **request):
    return targets.set_target(house.services, house.asks(person, ref, **request), Target(score, by))


def shown(message):
    return json.dumps(message, ensure_ascii=False)


def card(house, ref="PC11", person=DIRECTOR):
    return shown(risk_queries.show_risk(house.services, who(person), ref))


def slipping(house):
    query = ListQuery(filter=Filter.SLIPPING)
    return shown(risk_queries.list_risks(house.services, who(MANAGER), query))


def audited(house):
    return [row.verb for row in house.rows("select verb from audit_event order by seq desc limit 2")]


def test_a_target_by_a_day_slips_before_the_day_does(house):
    said = aims(house, EIGHT, MARCH).said
    assert "Target is 2x4 = 8 by Fri 1 Mar 2019." in said
    assert audited(house) == ["risk.edited", "risk.target_set"]
    assert "On track: residual is 20, and 20 is expected by now." in card(house)
    assert "behind the line" in slipping(house)
    house.clock.move_to(datetime(2018, 12, 10, 9, tzinfo=UTC))
    assert "*Slipping*: residual is 20, and 16.1 is expected by now." in card(house)
    assert "*slipping, 16.1 expected by now*" in slipping(house)
    house.clock.move_to(datetime(2019, 3, 2, 9, tzinfo=UTC))
    assert "*Missed*: residual is 20." in card(house)
    assert "*target 8 missed, due Fri 1 Mar*" in slipping(house)


def test_the_line_follows_the_score_aimed_at_and_ends_with_the_day(house):
    aims(house, EIGHT, MARCH)
    aims(house, TEN, MARCH)
    assert house.risk("PC11").trajectory.target_value == 10
    aims(house, TEN, None)
    assert house.risk("PC11").trajectory is None
    aims(house, None, None)
    assert house.risk("PC11").scores.target is None
    with house.services.store.view() as view:
        kept = [(one.target_value, one.target_on) for one in view.treatment.target_dates(house.risk("PC11").id)]
        words = [one.update for one in view.risks.history(house.risk("PC11").id) if one.kind is ReviewKind.EDITED]
    assert kept == [(10, None), (8, MARCH)]
    assert words == [
        "Target: not set.",
        "Target: 2x5 = 10, with no day set.",
        "Target: 2x5 = 10 by Fri 1 Mar 2019.",
        "Target: 2x4 = 8 by Fri 1 Mar 2019.",
    ]
    form = shown(targets.form(house.services, who(DIRECTOR), "PC11"))
    assert "Set before" in form
    assert "no day any more" in form


def test_a_target_that_makes_no_sense_is_refused_in_its_field(house):
    for score, by, field, said in [
        (Score(5, 5), MARCH, "target", "Target (25) is above residual (20)."),
        (None, MARCH, "target", "a day needs a score to reach"),
        (EIGHT, date(2018, 11, 1), "by", "Thu 1 Nov 2018 is not in the future."),
        (EIGHT, date(2100, 1, 1), "by", "too far off"),
        (None, None, "target", "That is the target it has."),
    ]:
        with pytest.raises(InvalidInputError) as refused:
            aims(house, score, by)
        assert said in refused.value.fields[field]
    assert house.rows("select * from trajectory") == []


def test_a_target_needs_a_residual_score_to_start_from(house):
    risk_reviews.update_in_one_line(house.services, house.asks(DIRECTOR, "PC11"), None, "Not known any more")
    with pytest.raises(InvalidInputError) as refused:
        aims(house, EIGHT, MARCH)
    assert "no residual score yet" in refused.value.fields["by"]


def test_a_target_over_a_newer_version_comes_back_with_what_was_chosen(house):
    seen = house.risk("PC11").version
    risk_reviews.update_in_one_line(house.services, house.asks(MANAGER, "PC11"), Score(4, 4), "It fell")
    with pytest.raises(StaleRecordError):
        aims(house, EIGHT, MARCH, version=seen)
    form = targets.stale_form(house.services, who(DIRECTOR), FormOrigin("PC11", seen), TargetFields("2x4", MARCH))
    assert "It fell" in shown(form)
    assert "2019-03-01" in shown(form)


def test_who_may_not_change_a_risk_sets_no_target_control_or_link(house):
    for change in (
        lambda: aims(house, EIGHT, MARCH, person=OTHER),
        lambda: targets.form(house.services, who(OTHER), "PC11"),
        lambda: controls.add(house.services, house.asks(OTHER, "PC11"), PANEL),
        lambda: controls.form(house.services, who(OTHER), Form.CONTROL_ADD, "PC11"),
        lambda: linking.link(house.services, house.asks(OTHER, "PC11"), "ICBOct18-3"),
        lambda: linking.unlink(house.services, house.asks(OTHER, "PC11"), "ICBOct18-1"),
    ):
        with pytest.raises(NotAllowedError, match="You can't change PC11"):
            change()
    assert "Add a control" not in shown(controls.show_controls(house.services, who(OTHER), "PC11"))


def test_a_control_is_added_judged_and_ended_and_every_word_is_kept(house):
    request = house.asks(DIRECTOR, "PC11")
    first = controls.add(house.services, request, PANEL)
    assert controls.add(house.services, request, PANEL) == first, "a second delivery adds nothing"
    assert "▲ Partly effective · A weekly panel looks at referrals (Finance officer)" in card(house)
    better = ControlFields("A weekly panel looks at referrals", "Finance officer", "effective", "Fewer since June")
    house.clock.move_to(datetime(2018, 11, 20, 9, tzinfo=UTC))
    controls.assess(house.services, house.asks(DIRECTOR, "PC11"), ControlOrigin("PC11", 1, 1), better)
    listed = shown(controls.show_controls(house.services, who(DIRECTOR), "PC11"))
    assert "1 control of PC11" in listed
    assert "● Effective" in listed
    assert "Last assessed Tue 20 Nov by Planned Care director" in listed
    assert "ICBOct18-1" in listed
    house.clock.move_to(datetime(2018, 12, 3, 9, tzinfo=UTC))
    controls.end(house.services, house.asks(DIRECTOR, "PC11"), ControlOrigin("PC11", 1, 2), "The panel is dissolved")
    assert audited(house)[0] == "control.ended"
    assert "A weekly panel" not in card(house)
    listed = shown(controls.show_controls(house.services, who(OTHER), "PC11"))
    assert "0 controls of PC11" in listed
    assert "The panel is dissolved" in listed
    with house.services.store.view() as view:
        risk_id = house.risk("PC11").id
        (control,) = view.treatment.controls(risk_id)
        (then,) = view.treatment.controls(risk_id, datetime(2018, 11, 10, tzinfo=UTC))
        assert view.treatment.controls(risk_id, datetime(2018, 10, 10, tzinfo=UTC)) == ()
    assert [entry.note for entry in control.entries] == ["Audit in June", "Fewer since June", "The panel is dissolved"]
    assert then.stands
    assert then.present.effectiveness.words == "Partly effective"


def test_two_who_judge_a_control_at_once_see_each_other(house):
    controls.add(house.services, house.asks(DIRECTOR, "PC11"), PANEL)
    seen = ControlOrigin("PC11", 1, 1)
    worse = ControlFields(PANEL.words, PANEL.owner, "not_effective", "It did not meet")
    controls.assess(house.services, house.asks(MANAGER, "PC11"), seen, worse)
    mine = ControlFields(PANEL.words, PANEL.owner, "effective", "I think it works")
    with pytest.raises(StaleRecordError):
        controls.assess(house.services, house.asks(DIRECTOR, "PC11"), seen, mine)
    form = controls.stale_form(house.services, who(DIRECTOR), Form.CONTROL_ASSESS, seen, mine)
    assert "Governance manager saved on Thu 1 Nov: ■ Not effective." in shown(form)
    assert "I think it works" in shown(form)
    controls.assess(house.services, house.asks(DIRECTOR, "PC11"), ControlOrigin.unpack(form["private_metadata"]), mine)


def test_a_control_that_says_too_little_or_too_much_is_refused_in_its_field(house):
    for fields, field in [
        (ControlFields("", "", "effective", ""), "words"),
        (ControlFields("A panel", "", "", ""), "effectiveness"),
        (ControlFields("x" * 601, "", "effective", ""), "words"),
        (ControlFields("A panel", "x" * 101, "effective", ""), "owner"),
        (ControlFields("A panel", "", "effective", "x" * 601), "note"),
    ]:
        with pytest.raises(InvalidInputError) as refused:
            controls.add(house.services, house.asks(DIRECTOR, "PC11"), fields)
        assert set(refused.value.fields) == {field}


def test_a_control_is_not_judged_in_the_same_words_nor_ended_twice_or_without_a_reason(house):
    controls.add(house.services, house.asks(DIRECTOR, "PC11"), PANEL)
    origin = ControlOrigin("PC11", 1, 1)
    same = ControlFields(PANEL.words, PANEL.owner, PANEL.effectiveness, " ")
    with pytest.raises(InvalidInputError, match="Nothing new is said"):
        controls.assess(house.services, house.asks(DIRECTOR, "PC11"), origin, same)
    with pytest.raises(InvalidInputError, match="why it is no longer"):
        controls.end(house.services, house.asks(DIRECTOR, "PC11"), origin, " ")
    controls.end(house.services, house.asks(DIRECTOR, "PC11"), origin, "Gone")
    with pytest.raises(InvalidInputError, match="Control 1 of PC11 has ended: Gone"):
        controls.end(house.services, house.asks(DIRECTOR, "PC11"), ControlOrigin("PC11", 1, 2), "Gone")
    with pytest.raises(NotFoundError, match="PC11 has no control 2"):
        controls.form(house.services, who(DIRECTOR), Form.CONTROL_END, "PC11", 2)


def test_an_action_is_linked_however_its_reference_is_written(house):
    for written in ("ICBOct18-3", "icb oct18-3", "ICB Oct 18 - 3"):
        said = linking.link(house.services, house.asks(DIRECTOR, "PC11"), written).said
        assert said.startswith("*Linked ICBOct18-3 to PC11*")
        assert [record.ref for record in house.risk("PC11").linked if record.kind == "action"] == [
            "ICBOct18-1",
            "ICBOct18-3",
        ]
        with pytest.raises(InvalidInputError, match="ICBOct18-3 is linked to PC11 already"):
            linking.link(house.services, house.asks(DIRECTOR, "PC11"), written)
        linking.unlink(house.services, house.asks(DIRECTOR, "PC11"), written)
        assert audited(house)[0] == "risk.unlinked"
        with pytest.raises(InvalidInputError, match=r"is not linked to PC11\. Linked are: ICBOct18-1\."):
            linking.unlink(house.services, house.asks(DIRECTOR, "PC11"), written)


def test_an_action_that_is_not_there_is_never_guessed(house):
    for written in ("ICBOct18-33", "–", "PC11"):
        with pytest.raises(NotFoundError) as refused:
            linking.link(house.services, house.asks(DIRECTOR, "PC11"), written)
        assert f"There is no action “{written}”" in str(refused.value)
        assert ("ICBOct18-3" in refused.value.suggestions) is (written == "ICBOct18-33")


def test_a_closed_risk_is_left_as_it_is(house):
    risk_reviews.close(house.services, house.asks(DIRECTOR, "PC11"), "Done with")
    for change in (
        lambda: aims(house, EIGHT, MARCH),
        lambda: controls.add(house.services, house.asks(DIRECTOR, "PC11"), PANEL),
    ):
        with pytest.raises(ConvenorError, match="PC11 is closed"):
            change()
