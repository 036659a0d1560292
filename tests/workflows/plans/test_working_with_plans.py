"""Plans in people's hands: read, added to, updated with a history, drawn, laid out, and made actions."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import openpyxl
import pytest

from bot.domain.actions.records import Owner
from bot.domain.plans.records import Task
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError, NotFoundError, StaleRecordError
from bot.views.plan_forms import PhaseFields, TaskFields, UpdateFields
from bot.workflows.file_orders import FileOrder
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.plans import changing, drawing, forms, reading
from bot.workflows.risk_change import Request, Saved
from tests.support.partnership import HOME, Partnership

MANAGER, DIRECTOR, UC_DIRECTOR, DEPUTY, ANALYST, GUEST = (
    Identity(name, HOME)
    for name in ("U0GOVMANAGER", "U0PCDIRECTOR", "U0UCDIRECTOR", "U0PCDEPUTY", "U0FINANALYST", "U0HEALTHWATCH")
)
_KEYS = count()


def said(message: dict[str, Any]) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False)


def task_of(house: Partnership, number: str) -> Task:
    with house.services.store.view() as view:
        return next(task for plan in view.plans.all() for task in plan.tasks if task.number == number)


def request(who: Identity, ref: object = "", version: int | None = None) -> Request:
    return Request(who, f"key-{next(_KEYS)}", str(ref), version)


def fields_of(task: Task, **changes: Any) -> UpdateFields:
    done = tuple(str(one.position) for one in task.milestones if one.done_on)
    return replace(UpdateFields(task.status, "", task.due_on, "", done), **changes)


def update(house: Partnership, who: Identity, number: str, **changes: Any) -> Saved:
    task = task_of(house, number)
    return changing.update_task(house.services, request(who, task.id, task.version), fields_of(task, **changes))


def test_a_plan_and_its_tasks_are_found_as_people_write_them(house: Partnership) -> None:
    services = house.services
    assert "1 of 3 done" in said(reading.show_meant(services, ANALYST, "NEIGHBOURHOOD  care plan"))
    card = said(reading.show_meant(services, ANALYST, "neighbourhood 1.2"))
    assert "95 days between (the plan says 81)" in card
    assert "■ Late, 13 days" in card
    assert "27 days behind its first day" in card
    assert "due Fri 28 Sep · *late*" in card
    assert "Update" not in card, "only those who may change it are given the button"
    for written, why in (("winter", "There is no plan “winter”"), ("neighbourhood 9.9", "has no task 9.9")):
        with pytest.raises(NotFoundError, match=why):
            reading.show_meant(services, ANALYST, written)
    with pytest.raises(NotFoundError, match="Which task"):
        reading.task_id_of(services, ANALYST, "neighbourhood")


def test_an_update_moves_the_day_beside_the_first_and_is_kept_in_the_history(house: Partnership) -> None:
    told = update(
        house, DEPUTY, "1.2", status="In  progress", due_on=date(2018, 11, 23), why="One was on leave", done=("0", "1")
    )
    assert "due Fri 23 Nov (first Fri 5 Oct)" in told.said
    assert "49 days behind its first day" in told.said
    task = task_of(house, "1.2")
    assert (task.original_due_on, task.due_on, task.version) == (date(2018, 10, 5), date(2018, 11, 23), 2)
    assert [one.done_on for one in task.milestones] == [date(2018, 8, 1), date(2018, 11, 1)]
    assert task.update == "Two of the four providers have sent their figures.", "no new words, so the last ones stay"
    history = said(reading.show_history(house.services, ANALYST, task.id))
    assert "Due day moved from Fri 19 Oct 2018 to Fri 23 Nov 2018: One was on leave." in history
    assert "Milestone met: Figures in from every provider." in history
    assert history.index("Milestone met") < history.index("Brought in with the plan")
    with house.services.store.view() as view:
        view.verify_audit()


def test_a_task_first_moved_keeps_its_first_day(house: Partnership) -> None:
    update(house, MANAGER, "1.3", due_on=date(2018, 12, 7), why="Too soon")
    update(house, MANAGER, "1.3", due_on=date(2018, 12, 14), why="Still too soon")
    assert task_of(house, "1.3").original_due_on == date(2018, 11, 23)


def test_closing_and_opening_again_follow_the_status_in_its_own_words(house: Partnership) -> None:
    update(house, MANAGER, "1.3", status="Completed")
    assert task_of(house, "1.3").closed_on == date(2018, 11, 1)
    update(house, MANAGER, "1.3", status="Waiting for advice", update="Not sure")
    assert task_of(house, "1.3").closed_on == date(2018, 11, 1), "words that say neither leave it"
    update(house, MANAGER, "1.3", status="Agreed to progress")
    assert task_of(house, "1.3").closed_on is None


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({}, "update", "Nothing has changed"),
        ({"due_on": date(2018, 12, 7)}, "why", "Say why"),
        ({"due_on": None}, "why", "Say why"),
        ({"due_on": date(2018, 1, 1), "why": "x"}, "due_on", "agreed on"),
        ({"due_on": date(2118, 1, 1), "why": "x"}, "due_on", "within this century"),
        ({"status": "x" * 81}, "status", "longer than"),
        ({"update": "x" * 2001}, "update", "longer than"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field(
    house: Partnership, changes: dict[str, Any], field: str, why: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        update(house, MANAGER, "1.3", **changes)
    assert why in refused.value.fields[field]
    assert task_of(house, "1.3").version == 1


def test_of_two_who_save_the_second_is_told(house: Partnership) -> None:
    task = task_of(house, "1.2")
    update(house, DIRECTOR, "1.2", update="Three of four")
    late = fields_of(task, update="All four")
    with pytest.raises(
        StaleRecordError, match=r"Task 1\.2 changed while this form was open: Planned Care director saved"
    ):
        changing.update_task(house.services, request(DEPUTY, task.id, task.version), late)
    form = forms.stale_update(house.services, DEPUTY, task.id, late)
    assert "Planned Care director saved this task" in json.dumps(form)
    assert "All four" in json.dumps(form)


def test_a_delivery_that_comes_twice_saves_once(house: Partnership) -> None:
    task = task_of(house, "1.3")
    once = request(MANAGER, task.id)
    first = changing.update_task(house.services, once, fields_of(task, update="Begun"))
    again = changing.update_task(house.services, once, fields_of(task, update="Begun"))
    assert first == again
    assert task_of(house, "1.3").version == 2


def test_who_may_not_is_refused_and_told_who_may(house: Partnership) -> None:
    plan = task_of(house, "1.1").plan_id
    new = TaskFields(number="9", task="x", workstream="UC")
    tries = [
        lambda: update(house, ANALYST, "1.2", update="x"),
        lambda: update(house, UC_DIRECTOR, "1.2", update="x"),
        lambda: forms.to_action(house.services, ANALYST, task_of(house, "1.2").id),
        lambda: changing.add_plan(house.services, request(ANALYST), "Mine"),
        lambda: changing.save_phase(house.services, request(DEPUTY, plan), PhaseFields("Late")),
        lambda: changing.add_task(house.services, request(DIRECTOR, plan), new),
        lambda: changing.add_task(house.services, request(DIRECTOR, plan), replace(new, workstream="")),
        lambda: forms.new_task(house.services, ANALYST, plan),
    ]
    for attempt in tries:
        with pytest.raises(NotAllowedError) as refused:
            attempt()
        assert "Governance manager" in str(refused.value)


def test_a_guest_sees_the_tasks_of_their_own_work_and_no_others(house: Partnership) -> None:
    plan = task_of(house, "1.1").plan_id
    changing.add_task(house.services, request(MANAGER, plan), TaskFields(number="2.5", task="Belongs to nobody"))
    seen = said(reading.show_meant(house.services, GUEST, "neighbourhood"))
    assert "Settle how voluntary organisations are paid" in seen
    assert "1 task:" in seen
    assert "Design" not in seen
    assert "2.5" not in seen
    assert "Design" not in product(house, drawing.CHART_KIND, GUEST).files[0].alt_text
    assert reading.show_task(house.services, GUEST, task_of(house, "2.4").id)
    with pytest.raises(NotFoundError):
        reading.show_meant(house.services, GUEST, "neighbourhood 1.2")
    with pytest.raises(NotFoundError):
        reading.show_task(house.services, GUEST, task_of(house, "1.2").id)
    with pytest.raises(NotFoundError):
        reading.show_history(house.services, GUEST, task_of(house, "1.2").id)


def test_a_plan_grows_by_phases_and_tasks(house: Partnership) -> None:
    services = house.services
    plan = changing.add_plan(services, request(DIRECTOR), "Winter  plan").ref
    assert "Winter plan" in said(reading.show_plans(services, ANALYST))
    empty = reading.show_table(services, ANALYST, int(plan))
    assert empty is not None
    assert "has no tasks yet" in said(empty)
    assert "workbook" not in said(empty)
    assert "95 days between" in said(reading.show_meant(services, ANALYST, "1.2")), "one plan alone has such a task"
    phase = PhaseFields("Before Christmas", date(2018, 11, 1), date(2018, 12, 21), "Somebody")
    changing.save_phase(services, request(DIRECTOR, plan), phase)
    changing.save_phase(services, request(DIRECTOR, plan), replace(phase, name="before CHRISTMAS", lead="Else"))
    fields = TaskFields(
        phase="0",
        number="1",
        task="Open ten beds",
        workstream="PC",
        owners="Planned Care director, City Council",
        status="Agreed",
        due_on=date(2018, 12, 1),
        milestones="Staff found by 9 Nov 2018\nBeds made",
    )
    changing.add_task(services, request(DIRECTOR, plan), replace(fields, number="1.2"))
    with pytest.raises(NotFoundError, match=r"Which plan's task 1\.2"):
        reading.show_meant(services, ANALYST, "1.2")
    changing.add_task(services, request(DIRECTOR, plan), fields)
    with services.store.view() as view:
        held = view.plans.get(int(plan))
        director = view.people.directory().person_of(DIRECTOR.slack_id)
    assert held is not None
    assert director is not None
    assert [(one.name, one.lead) for one in held.phases] == [("Before Christmas", "Else")]
    task = next(one for one in held.tasks if one.number == "1")
    assert task.owners == (Owner("Planned Care director", director.id), Owner("City Council"))
    assert [(one.words, one.due_on) for one in task.milestones] == [
        ("Staff found", date(2018, 11, 9)),
        ("Beds made", None),
    ]
    assert '"initial_value": "2"' in json.dumps(forms.new_task(services, DIRECTOR, int(plan))), "the next number"


@pytest.mark.parametrize("name", ["", "neighbourhood CARE plan", "chart of winter", "x" * 121])
def test_a_name_that_could_not_be_asked_for_is_refused(house: Partnership, name: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        changing.add_plan(house.services, request(MANAGER), name)
    assert "name" in refused.value.fields


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"),
        ({"number": "1.1"}, "number"),
        ({"task": ""}, "task"),
        ({"agreed_on": date(2018, 12, 1), "due_on": date(2018, 11, 1)}, "due_on"),
        ({"milestones": "\n".join(map(str, range(61)))}, "milestones"),
    ],
)
def test_a_task_that_could_not_stand_is_refused(house: Partnership, changes: dict[str, Any], field: str) -> None:
    plan = task_of(house, "1.1").plan_id
    fields = replace(TaskFields(number="9", task="Something"), **changes)
    with pytest.raises(InvalidInputError) as refused:
        changing.add_task(house.services, request(MANAGER, plan), fields)
    assert set(refused.value.fields) == {field}


def test_a_task_becomes_an_action_that_names_it(house: Partnership) -> None:
    form = json.dumps(forms.to_action(house.services, MANAGER, task_of(house, "2.2").id), ensure_ascii=False)
    assert "Appoint a lead for each neighbourhood" in form
    assert "plan Neighbourhood care plan · 2.2" in form
    assert '"2018-12-21"' in form


def product(house: Partnership, kind: str, who: Identity = MANAGER) -> Any:
    maker = {drawing.CHART_KIND: drawing.CHART, drawing.TABLE_KIND: drawing.TABLE}[kind]
    nothing: Any = None
    wish = {"plan": task_of(house, "1.1").plan_id}
    order = FileOrder(kind, "key", who, who.slack_id, "the plan", wish)
    return maker.make(Hands(house.services, nothing, nothing, nothing), order, lambda _done, _of: None)


def test_the_chart_and_the_workbook_hold_the_plan(house: Partnership) -> None:
    chart = product(house, drawing.CHART_KIND)
    assert [file.name for file in chart.files] == ["plan-neighbourhood-care-plan-2018-11-01.png"]
    assert "1.2 Count the community staff" in chart.files[0].alt_text
    table = product(house, drawing.TABLE_KIND)
    sheet = openpyxl.load_workbook(io.BytesIO(table.files[0].content)).active
    rows = list(sheet.values)
    assert len(rows) == 11
    assert dict(zip(rows[0], rows[2], strict=True))["Days behind"] == 27
    empty = int(changing.add_plan(house.services, request(MANAGER), "Empty").ref)
    with pytest.raises(ConvenorError, match="no task yet"):
        drawing.ask_chart(house.services, MANAGER, empty, "chart-key")


def test_a_plan_that_is_too_long_is_drawn_in_part_and_says_so(
    house: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "PAGES_MAX", 1)
    plan = task_of(house, "1.1").plan_id
    for number in range(8):
        fields = TaskFields(number=f"9.{number}", task="Something more")
        changing.add_task(house.services, request(MANAGER, plan), fields)
    made = product(house, drawing.CHART_KIND)
    assert len(made.files) == 1
    assert "2 more tasks are not on the pictures" in made.said
