"""Steps of Workflow Builder: done once, as the person the workflow runs for, or refused in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.chasing import NudgeStatus
from bot.domain.references import parse_reference
from bot.views.ids import Step
from bot.workflows.asked_subjects import subject_of
from bot.workflows.asked_updates import read_asked
from bot.workflows.chasing.asks import Ask
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request
from bot.workflows.risk_reviews import update_in_one_line
from bot.workflows.steps import ask_for
from tests.workflows.beside.conftest import HOME, down

MANAGER, DEPUTY, GUEST, UNLISTED, STRANGER = (
    "U0GOVMANAGER",
    "U0PCDEPUTY",
    "U0ITCONTRACTOR",
    "U0FINANALYST",
    "U0STRANGER",
)
ACTION = {"summary": "Bring the plan", "owner": "U0PCDIRECTOR", "board": "icb", "due_on": "2018-12-06"}


def run(room, step, inputs, who=MANAGER, execution="Fx1"):
    given = inputs if who is None else {**inputs, "for_person": {"id": who, "secret": "s"}}
    ask_for(room.services, step, execution, HOME, given)
    room.work()
    return room.slack.ended[-1] if room.slack.ended else None


def actions(room):
    with room.services.store.view() as view:
        return view.actions.references_of("ICBNov18-")


def test_an_action_is_added_once_however_often_it_is_asked_for(room):
    for _ in range(3):
        assert run(room, Step.ADD_ACTION, ACTION) == ("Fx1", "done", {"reference": "ICBNov18-1"})
    with room.services.store.view() as view:
        (action,) = view.actions.written("ICBNov18-1", "icbnov181")
    assert (action.summary, action.due_on, action.owners[0].name) == (
        "Bring the plan",
        date(2018, 12, 6),
        "Planned Care director",
    )


def test_one_that_slack_was_not_told_of_is_told_and_not_done_again(room, monkeypatch):
    monkeypatch.setattr("bot.worker._LONGEST_BACKOFF_S", 0)
    room.slack.faults = [down(), down()]
    for _ in range(3):
        run(room, Step.ADD_ACTION, ACTION)
    assert room.slack.ended == [("Fx1", "done", {"reference": "ICBNov18-1"})]
    assert len(actions(room)) == 1


@pytest.mark.parametrize(
    ("who", "says"),
    [
        (DEPUTY, "You can't set actions for"),
        (GUEST, "I don't know you as a member"),
        (STRANGER, "I don't know you as a member"),
        ("U0NOBODY", "Slack doesn't tell me who you are"),
        (None, "Slack did not say for whom"),
    ],
)
def test_nobody_does_by_a_workflow_what_they_may_not_do(room, who, says):
    execution, how, why = run(room, Step.ADD_ACTION, ACTION, who)
    assert (execution, how) == ("Fx1", "failed")
    assert says in why
    assert actions(room) == ()


def test_a_builder_cannot_say_for_whom(room):
    _, how, why = run(room, Step.ADD_ACTION, {**ACTION, "for_person": MANAGER}, None)
    assert (how, "Slack did not say" in why) == ("failed", True)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"board": "XYZ"}, "No board or workstream is called “XYZ”"),
        ({"owner": "U0NOBODY"}, "not in the partnership's directory"),
        ({"owner": UNLISTED}, "not in the partnership's directory"),
        ({"due_on": "31 Feb"}, "“31 Feb” is no day"),
        ({"due_on": "2018-10-01"}, "has passed"),
        ({"summary": " "}, "Say what is to be done"),
        ({"summary": "x" * 5000}, "600"),
    ],
)
def test_inputs_that_are_no_good_are_refused_in_words(room, change, says):
    _, how, why = run(room, Step.ADD_ACTION, {**ACTION, **change})
    assert how == "failed"
    assert says in why
    assert actions(room) == ()


def nudges(room, ref="PC11"):
    with room.services.store.view() as view:
        return view.nudges.of_subjects([subject_of(view.risks.find(parse_reference(ref)).id)])


def test_the_leads_of_a_risk_are_asked_in_their_next_reminder(room):
    _, how, outputs = run(room, Step.ASK_FOR_RISK_UPDATE, {"reference": "pc 11"}, DEPUTY)
    assert (how, outputs["reference"]) == ("done", "PC11")
    assert outputs["said"].startswith("Planned Care")
    (nudge,) = nudges(room)
    assert nudge.status is NudgeStatus.PLANNED
    ask = Ask(nudge.subject, nudge.person_id, nudge.person_id)
    with room.services.store.view() as view:
        line = read_asked(view, room.services, [ask], date(2018, 11, 2))[ask]
    assert line.plain.startswith("PC11 update, asked for by Planned Care deputy director")
    assert [button["text"]["text"] for button in line.buttons] == ["Update"]


def test_who_was_asked_and_has_not_answered_is_not_asked_again(room):
    run(room, Step.ASK_FOR_RISK_UPDATE, {"reference": "PC11"}, execution="Fx1")
    _, how, outputs = run(room, Step.ASK_FOR_RISK_UPDATE, {"reference": "PC11"}, execution="Fx2")
    assert (how, "asked already" in outputs["said"]) == ("done", True)
    assert len(nudges(room)) == 1


def test_an_update_answers_it_and_then_it_may_be_asked_again(room):
    run(room, Step.ASK_FOR_RISK_UPDATE, {"reference": "PC11"}, execution="Fx1")
    (nudge,) = nudges(room)
    room.services.clock.move_to(room.services.clock.now() + timedelta(hours=1))
    update_in_one_line(
        room.services, Request(Identity(MANAGER, HOME), "k", "PC11"), None, "Activity fell in October for once."
    )
    (answered,) = nudges(room)
    assert answered.status is NudgeStatus.ANSWERED
    ask = Ask(nudge.subject, nudge.person_id, nudge.person_id)
    with room.services.store.view() as view:
        line = read_asked(view, room.services, [ask], date(2018, 11, 2))[ask]
    assert (line.is_done, line.buttons) == (True, ())
    room.services.clock.move_to(room.services.clock.now() + timedelta(hours=1))
    run(room, Step.ASK_FOR_RISK_UPDATE, {"reference": "PC11"}, execution="Fx2")
    assert len(nudges(room)) == 2


@pytest.mark.parametrize(
    ("reference", "who", "says"),
    [
        ("PC11", "U0DISCHARGE", "no risk PC11 that you may read"),
        ("PC999", MANAGER, "no risk PC999 that you may read"),
        ("nonsense", MANAGER, "is not a reference"),
        ("PC7", UNLISTED, "Only people of the partnership's directory"),
        ("PC11", GUEST, "I don't know you"),
    ],
)
def test_who_may_not_ask_is_told_so(room, hidden, reference, who, says):
    _, how, why = run(room, Step.ASK_FOR_RISK_UPDATE, {"reference": reference}, who)
    assert how == "failed"
    assert says in why
