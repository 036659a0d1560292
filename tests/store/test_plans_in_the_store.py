"""Plans on each kind of database: added, changed task by task with a history, and read whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.clock import ManualClock
from bot.domain.actions.records import Owner
from bot.domain.plans.records import Milestone, Phase
from bot.store.engines import open_engines
from bot.store.repositories.plans import NewTask, NewTaskEntry
from bot.store.unit_of_work import Store, Unit

NOW = datetime(2018, 11, 1, 9, tzinfo=UTC)
NEW = NewTask(
    phase="Design",
    number="1",
    task="Do it",
    workstream="PC",
    owners=(Owner("City Council"),),
    status="Agreed",
    agreed_on=date(2018, 10, 1),
    due_on=date(2018, 11, 9),
    milestones=(Milestone(0, "Begun"), Milestone(1, "Ended", date(2018, 11, 9))),
)


def test_a_plan_is_kept_with_its_history(partnership_url: str) -> None:
    store = Store(open_engines(partnership_url), ManualClock(NOW))

    def add(unit: Unit) -> tuple[int, int]:
        unit.plans.lock()
        plan = unit.plans.add("Winter plan")
        unit.plans.add_phase(plan, Phase("Design"))
        unit.plans.add_phase(plan, Phase("Run", date(2019, 1, 1)))
        unit.plans.change_phase(plan, Phase("Design", None, date(2018, 12, 1), "Somebody"))
        return plan, unit.plans.add_task(plan, NEW, NewTaskEntry(NOW, None, "Manager", note="Added."))

    plan_id, task_id = store.write(add)

    def change(unit: Unit) -> int:
        assert unit.plans.get(plan_id) is not None
        task = unit.plans.task(task_id)
        assert task is not None
        met = (Milestone(0, "Begun", None, date(2018, 11, 1)), task.milestones[1])
        unit.plans.set_milestones(task_id, met)
        entry = NewTaskEntry(NOW, None, "Manager", "Half done")
        return unit.plans.change_task(task, entry, due_on=date(2018, 12, 1), original_due_on=task.due_on)

    assert store.write(change) == 2
    with store.view() as view:
        (plan,) = view.plans.all()
        entries = view.plans.entries(task_id)
        assert view.plans.names() == {plan_id: "Winter plan"}
        assert view.plans.get(plan_id + 1) is None
    assert plan.phases == (Phase("Design", None, date(2018, 12, 1), "Somebody"), Phase("Run", date(2019, 1, 1)))
    (task,) = plan.tasks
    assert (task.version, task.update, task.updated_by) == (2, "Half done", "Manager")
    assert (task.due_on, task.original_due_on) == (date(2018, 12, 1), date(2018, 11, 9))
    assert [one.done_on for one in task.milestones] == [date(2018, 11, 1), None]
    assert task.owners == (Owner("City Council"),)
    assert [(one.version, one.due_on, one.note) for one in entries] == [
        (2, date(2018, 12, 1), ""),
        (1, date(2018, 11, 9), "Added."),
    ]
    store.close()
