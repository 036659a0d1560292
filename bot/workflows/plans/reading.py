"""Plans and their tasks as a person may read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.domain.actions.access import may_read_action
from bot.domain.actions.records import SourceKind
from bot.domain.listing import paginate
from bot.domain.plans.records import Plan, Task, may_change_task, may_shape_plans, owns_task, readable
from bot.errors import NotFoundError
from bot.store.unit_of_work import View
from bot.views.plans import (
    HISTORY_PAGE,
    LIST_PAGE,
    TABLE_ROWS,
    TASKS_PAGE,
    PlanReader,
    plan_list,
    plan_page,
    plan_table,
    task_card,
    task_history,
)
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.services import Services

_NAMED = 8


@dataclass(frozen=True, slots=True)
class Meant:
    """What somebody wrote: a plan, and a task of it where they named one."""

    plan: Plan
    task: Task | None = None


def reader_at(desk: Desk, services: Services) -> PlanReader:
    """Return how plans are said at a desk."""
    return PlanReader(desk.shown, services.config.imports.statuses)


def show_plans(services: Services, identity: Identity, page: int = 1) -> dict[str, Any]:
    """Return a page of the plans that this person may read, with their progress."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        plans = readable_plans(view, desk)
    can_add = may_shape_plans(desk.actor)
    return plan_list(paginate(plans, page, LIST_PAGE), reader_at(desk, services), can_add=can_add)


def show_meant(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return what `Winter plan` or `Winter plan 3.1` names: a plan's first page, or a task's card.

    Raises:
        NotFoundError: no such plan or task; says which there are.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        meant = find_meant(view, desk, written)
    return (
        show_plan(services, identity, meant.plan.id)
        if meant.task is None
        else show_task(services, identity, meant.task.id)
    )


def show_plan(services: Services, identity: Identity, plan_id: int, page: int = 1) -> dict[str, Any]:
    """Return a page of a plan.

    Raises:
        NotFoundError: there is none of this id that the person may read.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        plan = get_plan(view, desk, plan_id)
    ordered = [task for _, tasks in plan.by_phase() for task in tasks]
    can_shape = may_shape_plans(desk.actor)
    return plan_page(plan, paginate(ordered, page, TASKS_PAGE), reader_at(desk, services), can_shape=can_shape)


def show_task(services: Services, identity: Identity, task_id: int) -> dict[str, Any]:
    """Return a task's card, with the actions out of it that the person may read.

    Raises:
        NotFoundError: there is none of this id that the person may read.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        task = get_task(view, desk, task_id)
        found = view.actions.of_source(SourceKind.PLAN, task.ref)
    actions = [action.ref for action in found if may_read_action(desk.actor, action, services.config.bodies)]
    can_change = may_change_task(desk.actor, task)
    return task_card(task, reader_at(desk, services), can_change=can_change, actions=actions)


def show_history(services: Services, identity: Identity, task_id: int, page: int = 1) -> dict[str, Any]:
    """Return a page of a task's history.

    Raises:
        NotFoundError: there is none of this id that the person may read.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        task = get_task(view, desk, task_id)
        entries = view.plans.entries(task_id)
    return task_history(task, paginate(entries, page, HISTORY_PAGE), desk.shown)


def show_table(services: Services, identity: Identity, plan_id: int) -> dict[str, Any] | None:
    """Return a plan as a table in a message; None where it has more tasks than one holds.

    Raises:
        NotFoundError: there is none of this id that the person may read.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        plan = get_plan(view, desk, plan_id)
    return plan_table(plan, reader_at(desk, services)) if len(plan.tasks) <= TABLE_ROWS else None


def readable_plans(view: View, desk: Desk) -> tuple[Plan, ...]:
    """Return the plans that the person at the desk may read, as they may read them."""
    return tuple(plan for one in view.plans.all() if (plan := readable(one, desk.actor)) is not None)


def get_plan(view: View, desk: Desk, plan_id: int) -> Plan:
    """Return a plan by its id, as the person at the desk may read it.

    Raises:
        NotFoundError: there is none.
    """
    found = view.plans.get(plan_id)
    plan = readable(found, desk.actor) if found is not None else None
    if plan is None:
        raise NotFoundError("There is no such plan that you may read.", "`/action plan` lists them.")
    return plan


def get_task(view: View, desk: Desk, task_id: int) -> Task:
    """Return a task by its id.

    Raises:
        NotFoundError: there is none that the person at the desk may read.
    """
    task = view.plans.task(task_id)
    if task is not None and (not desk.actor.is_guest or owns_task(desk.actor, task)):
        return task
    if task is not None and readable(Plan(task.plan_id, task.plan, (), (task,)), desk.actor) is not None:
        return task
    raise NotFoundError("There is no such task that you may read.", "`/action plan` lists the plans.")


def find_meant(view: View, desk: Desk, written: str) -> Meant:
    """Return the plan, or the task of a plan, that somebody wrote: `Winter plan`, `winter 3.1`.

    A plan is found by its name regardless of case, or by words that only one plan's name has.

    Raises:
        NotFoundError: none is, or several are; says which there are.
    """
    plans = readable_plans(view, desk)
    words = " ".join(written.split())
    found = _named(plans, words)
    if len(found) == 1:
        return Meant(found[0])
    name, _, number = words.rpartition(" ")
    of_task = _named(plans, name) if name else plans
    if len(of_task) == 1 and any(letter.isdecimal() for letter in number):
        task = _numbered(of_task[0], number)
        if task is not None:
            return Meant(of_task[0], task)
        raise NotFoundError(
            f"{of_task[0].name} has no task {number[:40]}.", f"See its tasks with `/action plan {of_task[0].name}`."
        )
    having = [plan for plan in plans if not name and not found and _numbered(plan, number) is not None]
    if having:
        known = " or ".join(f"`{plan.name} {number}`" for plan in having[:_NAMED])
        if len(having) == 1:
            return Meant(having[0], _numbered(having[0], number))
        raise NotFoundError(f"Which plan's task {number[:40]}?", f"Write the plan's name before it: {known}.")
    known = ", ".join(plan.name for plan in (found or plans)[:_NAMED])
    if not known:
        raise NotFoundError("There is no plan yet that you may read.", "`/action plan add` adds one.")
    why = "Several plans have that in their names" if found else f"There is no plan “{words[:60]}”"
    raise NotFoundError(f"{why}.", f"{'Name one' if found else 'There are'}: {known}.")


def find_plan(view: View, desk: Desk, written: str) -> Plan:
    """Return the plan that somebody wrote; the only one where they wrote nothing.

    Raises:
        NotFoundError: as for `find_meant`; or nothing is written and there are several.
    """
    plans = readable_plans(view, desk)
    if not written.strip():
        if len(plans) == 1:
            return plans[0]
        known = ", ".join(plan.name for plan in plans[:_NAMED])
        raise NotFoundError("Which plan?", f"There are: {known}." if known else "There is none yet.")
    return find_meant(view, desk, written).plan


def _named(plans: tuple[Plan, ...], words: str) -> tuple[Plan, ...]:
    wanted = words.casefold()
    same = tuple(plan for plan in plans if plan.name.casefold() == wanted)
    if same or not wanted:
        return same
    return tuple(plan for plan in plans if all(word in plan.name.casefold() for word in wanted.split()))


def _numbered(plan: Plan, number: str) -> Task | None:
    wanted = number.casefold().rstrip(".")
    return next((task for task in plan.tasks if task.number.casefold() == wanted), None)


def whole(plan: Plan) -> Plan:
    """Return a plan with its tasks in the order of their phases."""
    return replace(plan, tasks=tuple(task for _, tasks in plan.by_phase() for task in tasks))


def task_id_of(services: Services, identity: Identity, written: str) -> int:
    """Return the id of the task that somebody wrote, such as `Winter plan 3.1`.

    Raises:
        NotFoundError: no such plan or task; says which there are.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        meant = find_meant(view, desk, written)
    if meant.task is None:
        raise NotFoundError(
            f"Which task of {meant.plan.name}?", f"Write its number: `/action plan update {meant.plan.name} 1`."
        )
    return meant.task.id
