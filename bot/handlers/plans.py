"""Plans and the check of actions: `/action plan`, `/action check`, their buttons and forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack

from bot.domain.plans.verbs import PlanVerb
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, Handler, WordsHandler, delivery_key, private
from bot.handlers.form_fields import all_chosen_in, chosen_in, clicked_value, day_in, id_of, typed_in
from bot.handlers.risk_submissions import settle
from bot.views.ids import Act, Form
from bot.views.plan_forms import PhaseFields, TaskFields, UpdateFields
from bot.views.risk_fields import FormOrigin
from bot.views.turning import unpack_turn
from bot.workflows.identify import Identity
from bot.workflows.plans import changing, comparing, drawing, forms, reading
from bot.workflows.risk_change import Request, Saved
from bot.workflows.services import Services

_Opener = Callable[[Services, Identity, int], dict[str, Any]]


def on_plan(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List plans, show one or a task of it, or do what the first word says: chart, table, add, phase, task, update."""
    verb, _, words = rest.strip().partition(" ")
    act = _VERBS.get(verb.casefold())
    if act is not None:
        act(desk, ack, body, words.strip())
    elif verb:
        ack(**private(desk.run(body, lambda who: reading.show_meant(desk.services, who, rest.strip()))))
    else:
        ack(**private(desk.run(body, lambda who: reading.show_plans(desk.services, who))))


def on_check(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Compare minutes, tracker and forward plan: `[board]`."""
    ack(**private(desk.run(body, lambda who: comparing.check_actions(desk.services, who, rest.strip()))))


def _on_add(desk: FrontDesk, ack: Ack, body: Body, words: str) -> None:
    part, _, plan = words.partition(" ")
    if part.casefold() in {"phase", "task"}:
        _VERBS[part.casefold()](desk, ack, body, plan.strip())
        return
    desk.open(body, desk.run(body, lambda who: forms.new_plan(desk.services, who, words)))
    ack()


def _on_chart(desk: FrontDesk, ack: Ack, body: Body, words: str) -> None:
    def ask(who: Identity) -> dict[str, Any]:
        return drawing.ask_chart(desk.services, who, forms.plan_id_of(desk.services, who, words), delivery_key(body))

    ack(**private(desk.run(body, ask)))


def _on_table(desk: FrontDesk, ack: Ack, body: Body, words: str) -> None:
    key = delivery_key(body)
    ack(**private(desk.run(body, lambda who: _table(desk, who, forms.plan_id_of(desk.services, who, words), key))))


def _table(desk: FrontDesk, who: Identity, plan_id: int, key: str) -> dict[str, Any]:
    """Return a plan as a table in a message, or have a workbook made of a longer one."""
    shown = reading.show_table(desk.services, who, plan_id)
    return shown if shown is not None else drawing.ask_table(desk.services, who, plan_id, key)


def _opening(form: _Opener) -> WordsHandler:
    """Return what opens a form of the plan that is written."""

    def on_words(desk: FrontDesk, ack: Ack, body: Body, words: str) -> None:
        def view(who: Identity) -> dict[str, Any]:
            return form(desk.services, who, forms.plan_id_of(desk.services, who, words))

        desk.open(body, desk.run(body, view))
        ack()

    return on_words


def _on_update(desk: FrontDesk, ack: Ack, body: Body, words: str) -> None:
    desk.open(body, desk.run(body, lambda who: forms.update(desk.services, who, _task_id(desk, who, words))))
    ack()


def _on_history(desk: FrontDesk, ack: Ack, body: Body, words: str) -> None:
    def history(who: Identity) -> dict[str, Any]:
        return reading.show_history(desk.services, who, _task_id(desk, who, words))

    ack(**private(desk.run(body, history)))


def _task_id(desk: FrontDesk, who: Identity, words: str) -> int:
    return reading.task_id_of(desk.services, who, words)


def on_plan_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a plan, or the list of plans, at the page that the button carries."""
    subject, page = unpack_turn(clicked_value(body))
    is_turn = str(body["actions"][0].get("action_id", "")).startswith((Act.PLAN_PAGE, Act.PLAN_BACK))

    def answer(who: Identity) -> dict[str, Any]:
        if not subject:
            return reading.show_plans(desk.services, who, page)
        return reading.show_plan(desk.services, who, id_of(subject), page)

    desk.answer_click(body, desk.run(body, answer), replace=is_turn)
    ack()


def on_task_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a task."""
    task_id = id_of(clicked_value(body))
    desk.answer_click(body, desk.run(body, lambda who: reading.show_task(desk.services, who, task_id)))
    ack()


def on_history_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a page of a task's history."""
    subject, page = unpack_turn(clicked_value(body))
    task_id = id_of(subject)
    answer = desk.run(body, lambda who: reading.show_history(desk.services, who, task_id, page))
    desk.answer_click(body, answer, replace=page > 1)
    ack()


def on_chart_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have a plan drawn over time."""
    plan_id, key = id_of(clicked_value(body)), delivery_key(body)
    desk.answer_click(body, desk.run(body, lambda who: drawing.ask_chart(desk.services, who, plan_id, key)))
    ack()


def on_table_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a plan as a table."""
    plan_id, key = id_of(clicked_value(body)), delivery_key(body)
    desk.answer_click(body, desk.run(body, lambda who: _table(desk, who, plan_id, key)))
    ack()


def on_workbook_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have a workbook of a plan made."""
    plan_id, key = id_of(clicked_value(body)), delivery_key(body)
    desk.answer_click(body, desk.run(body, lambda who: drawing.ask_table(desk.services, who, plan_id, key)))
    ack()


def on_add_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a new plan."""
    desk.open(body, desk.run(body, lambda who: forms.new_plan(desk.services, who)))
    ack()


def on_drift_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of what does not agree, in place."""
    board, page = unpack_turn(clicked_value(body))
    answer = desk.run(body, lambda who: comparing.check_actions(desk.services, who, board, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_minuted_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a new action, filled with what minutes have."""
    value = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: comparing.minuted_form(desk.services, who, value)))
    ack()


def _form_click(form: _Opener) -> Handler:
    """Return what opens a form of the plan or the task that a button carries."""

    def on_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
        number = id_of(clicked_value(body))
        desk.open(body, desk.run(body, lambda who: form(desk.services, who, number)))
        ack()

    return on_click


def on_plan_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Add a plan."""
    name = typed_in(body, "name")
    settle(desk, ack, body, lambda who: changing.add_plan(desk.services, Request(who, delivery_key(body)), name), None)


def on_phase_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Add a phase, or change its days and lead."""
    fields = PhaseFields(
        typed_in(body, "name"), day_in(body, "from_on"), day_in(body, "until_on"), typed_in(body, "lead")
    )
    plan = str(body["view"]["private_metadata"])

    def save(who: Identity) -> Saved:
        return changing.save_phase(desk.services, Request(who, delivery_key(body), plan), fields)

    settle(desk, ack, body, save, None)


def on_task_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Add a task."""
    fields = TaskFields(
        phase=chosen_in(body, "phase"),
        number=typed_in(body, "number"),
        task=typed_in(body, "task"),
        workstream=chosen_in(body, "workstream"),
        owners=typed_in(body, "owners"),
        status=typed_in(body, "status"),
        agreed_on=day_in(body, "agreed_on"),
        due_on=day_in(body, "due_on"),
        milestones=typed_in(body, "milestones"),
    )
    plan = str(body["view"]["private_metadata"])

    def save(who: Identity) -> Saved:
        return changing.add_task(desk.services, Request(who, delivery_key(body), plan), fields)

    settle(desk, ack, body, save, None)


def on_update_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Update a task; a stale form comes back with who saved it and what was typed."""
    origin = FormOrigin.unpack(str(body["view"]["private_metadata"]))
    fields = UpdateFields(
        status=typed_in(body, "status"),
        update=typed_in(body, "update"),
        due_on=day_in(body, "due_on"),
        why=typed_in(body, "why"),
        done=tuple(all_chosen_in(body, "done")),
    )

    def save(who: Identity) -> Saved:
        request = Request(who, delivery_key(body), origin.ref, origin.version)
        return changing.update_task(desk.services, request, fields)

    def renew(who: Identity) -> dict[str, Any]:
        return forms.stale_update(desk.services, who, id_of(origin.ref), fields)

    settle(desk, ack, body, save, renew)


_VERBS: Mapping[str, WordsHandler] = {
    PlanVerb.ADD: _on_add,
    PlanVerb.CHART: _on_chart,
    PlanVerb.TABLE: _on_table,
    PlanVerb.PHASE: _opening(forms.new_phase),
    PlanVerb.TASK: _opening(forms.new_task),
    PlanVerb.UPDATE: _on_update,
    PlanVerb.HISTORY: _on_history,
}
AREA = Area(
    action_verbs={"plan": on_plan, "check": on_check},
    clicks={
        Act.PLAN_SHOW: on_plan_click,
        Act.PLAN_PAGE: on_plan_click,
        Act.PLAN_BACK: on_plan_click,
        Act.PLAN_ADD: on_add_click,
        Act.PLAN_CHART: on_chart_click,
        Act.PLAN_TABLE: on_table_click,
        Act.PLAN_WORKBOOK: on_workbook_click,
        Act.PLAN_PHASE_ADD: _form_click(forms.new_phase),
        Act.PLAN_TASK_ADD: _form_click(forms.new_task),
        Act.PLAN_TASK_SHOW: on_task_click,
        Act.PLAN_TASK_UPDATE: _form_click(forms.update),
        Act.PLAN_TASK_HISTORY: on_history_click,
        Act.PLAN_TASK_HISTORY_BACK: on_history_click,
        Act.PLAN_TASK_ACTION: _form_click(forms.to_action),
        Act.DRIFT_PAGE: on_drift_page,
        Act.DRIFT_BACK: on_drift_page,
        Act.DRIFT_ADD: on_minuted_click,
    },
    forms={
        Form.PLAN_ADD: on_plan_form,
        Form.PLAN_PHASE: on_phase_form,
        Form.PLAN_TASK: on_task_form,
        Form.PLAN_UPDATE: on_update_form,
    },
)
