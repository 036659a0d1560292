"""The forms of plans, filled with what is known, and anew over a newer version."""

from __future__ import annotations

from typing import Any

from bot.domain.actions.records import Source, SourceKind
from bot.domain.actions.sources import written_source
from bot.domain.plans.records import Plan, Task, may_add_task
from bot.store.unit_of_work import View
from bot.views.action_fields import ActionFields
from bot.views.plan_forms import NO_PHASE, TaskFields, UpdateFields, phase_form, plan_form, task_form, update_form
from bot.views.wording import say
from bot.workflows.actions.add_forms import add_form
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.plans.reading import find_plan, get_plan, get_task, reader_at
from bot.workflows.plans.rights import require_changing, require_shaping
from bot.workflows.services import Services


def new_plan(services: Services, identity: Identity, name: str = "") -> dict[str, Any]:
    """Return the form of a new plan.

    Raises:
        NotAllowedError: neither the office nor a director or SRO asks.
    """
    with services.store.view() as view:
        require_shaping(open_desk(view, services, identity))
    return plan_form(name)


def new_phase(services: Services, identity: Identity, plan_id: int) -> dict[str, Any]:
    """Return the form of a phase of a plan.

    Raises:
        NotAllowedError: neither the office nor a director or SRO asks.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_shaping(desk)
        return phase_form(get_plan(view, desk, plan_id))


def new_task(services: Services, identity: Identity, plan_id: int) -> dict[str, Any]:
    """Return the form of a new task of a plan, with the number that comes next.

    Raises:
        NotAllowedError: the person may add tasks in no workstream.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_shaping(desk)
        plan = get_plan(view, desk, plan_id)
    allowed = {key: name for key, name in desk.shown.workstreams.items() if may_add_task(desk.actor, key)}
    own = next(iter(allowed), "") if not desk.actor.is_office else ""
    phase = _last_phase(plan)
    fields = TaskFields(phase, _next_number(plan), agreed_on=desk.actor.day, workstream=own)
    return task_form(plan, allowed, fields, needs_workstream=not desk.actor.is_office)


def update(services: Services, identity: Identity, task_id: int) -> dict[str, Any]:
    """Return the form that updates a task.

    Raises:
        NotAllowedError: the person may not; says who may.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        task = get_task(view, desk, task_id)
        require_changing(desk, task)
        statuses = _statuses(view, task)
    return update_form(task, reader_at(desk, services), _fields(task), statuses)


def stale_update(services: Services, identity: Identity, task_id: int, fields: UpdateFields) -> dict[str, Any]:
    """Return the form anew over a newer version, with who saved it on top and what was typed below."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        task = get_task(view, desk, task_id)
        statuses = _statuses(view, task)
    on = desk.shown.moment(task.updated_at) if task.updated_at else ""
    notice = say("plans/stale", by=task.updated_by, on=on)
    return update_form(task, reader_at(desk, services), fields, statuses, notice)


def to_action(services: Services, identity: Identity, task_id: int) -> dict[str, Any]:
    """Return the form of a new action that comes out of a task, filled with what the task says.

    Raises:
        NotAllowedError: the person may not change the task, or set no action.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        task = get_task(view, desk, task_id)
        require_changing(desk, task)
    fields = ActionFields(
        summary=" ".join(task.task.split()),
        owners=tuple(f"person:{owner.person_id}" for owner in task.owners if owner.person_id is not None),
        due_on=task.due_on,
        board=task.workstream,
        workstream=task.workstream,
        source=written_source(Source(SourceKind.PLAN, task.ref)),
    )
    unlisted = ", ".join(owner.name for owner in task.owners if owner.person_id is None)
    return add_form(services, identity, fields, owners=unlisted)


def plan_id_of(services: Services, identity: Identity, written: str) -> int:
    """Return the id of the plan that somebody wrote, the only one where they wrote nothing.

    Raises:
        NotFoundError: none is, or several are; says which there are.
    """
    with services.store.view() as view:
        return find_plan(view, open_desk(view, services, identity), written).id


def _fields(task: Task) -> UpdateFields:
    done = tuple(str(one.position) for one in task.milestones if one.done_on is not None)
    return UpdateFields(task.status, "", task.due_on, "", done)


def _statuses(view: View, task: Task) -> list[str]:
    """Return the statuses that the task's plan uses, the commonest first."""
    plan = view.plans.get(task.plan_id)
    used = [one.status for one in plan.tasks if one.status] if plan else []
    return sorted(dict.fromkeys(used), key=lambda status: -used.count(status))


def _last_phase(plan: Plan) -> str:
    """Return the place of the last task's phase, as the form's option carries it."""
    names = [phase.name for phase in plan.phases]
    last = plan.tasks[-1].phase if plan.tasks else ""
    return str(names.index(last)) if last in names else NO_PHASE


def _next_number(plan: Plan) -> str:
    """Return the last task's number with one more at its end; empty where it ends in no number."""
    last = plan.tasks[-1].number if plan.tasks else "0"
    head = last.rstrip("0123456789")
    tail = last[len(head) :]
    return f"{head}{int(tail) + 1}" if tail and len(tail) < len("1000000") else ""
