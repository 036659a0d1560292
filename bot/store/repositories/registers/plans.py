"""Plans, whole: every task with its milestones and owners."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from bot.domain.registers.naming import Names
from bot.domain.registers.records import PlanTaskRecord
from bot.store.repositories.registers.shared import grouped, lock, owner_row, owner_word
from bot.store.tables import metadata

_T = metadata.tables
_PLAN, _TASK, _MILESTONE, _OWNER = _T["plan"], _T["plan_task"], _T["plan_milestone"], _T["plan_owner"]
_AS_THEY_ARE = ("phase", "number", "task", "status", "update", "agreed_on", "due_on", "stated_days", "reporting_month")


class PlanRegister:
    """Every task of every plan."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Keep other writers out."""
        lock(self._connection, _PLAN, _TASK)

    def records(self, names: Names) -> tuple[PlanTaskRecord, ...]:
        """Return all tasks in the order they came."""
        milestones = grouped(
            self._connection.execute(select(_MILESTONE).order_by(_MILESTONE.c.position)).mappings().all(), "task_id"
        )
        owners = grouped(
            self._connection.execute(select(_OWNER).order_by(_OWNER.c.position)).mappings().all(), "task_id"
        )
        tasks = select(_TASK, _PLAN.c.name.label("plan")).join(_PLAN, _PLAN.c.id == _TASK.c.plan_id)
        return tuple(
            PlanTaskRecord(
                plan=row["plan"],
                milestones=tuple(found["milestone"] for found in milestones.get(row["id"], [])),
                workstream=row["workstream_key"],
                owners=tuple(owner_word(owner, names) for owner in owners.get(row["id"], [])),
                **{name: row[name] for name in _AS_THEY_ARE},
            )
            for row in self._connection.execute(tasks.order_by(_TASK.c.id)).mappings().all()
        )

    def add(self, record: PlanTaskRecord, names: Names) -> None:
        """Add a task, and its plan where it is the first of it."""
        plan = self._connection.execute(select(_PLAN.c.id).where(_PLAN.c.name == record.plan)).scalar_one_or_none()
        if plan is None:
            plan = self._connection.execute(insert(_PLAN).values(name=record.plan).returning(_PLAN.c.id)).scalar_one()
        task_id = self._connection.execute(
            insert(_TASK).values(plan_id=plan, **_values(record)).returning(_TASK.c.id)
        ).scalar_one()
        self._attach(task_id, record, names)

    def change(self, after: PlanTaskRecord, names: Names) -> None:
        """Let a task stand as `after` has it."""
        same = (_PLAN.c.name == after.plan) & (_TASK.c.phase == after.phase) & (_TASK.c.number == after.number)
        task_id = self._connection.execute(
            select(_TASK.c.id).join(_PLAN, _PLAN.c.id == _TASK.c.plan_id).where(same)
        ).scalar_one()
        self._connection.execute(update(_TASK).where(_TASK.c.id == task_id).values(**_values(after)))
        for table in (_MILESTONE, _OWNER):
            self._connection.execute(delete(table).where(table.c.task_id == task_id))
        self._attach(task_id, after, names)

    def _attach(self, task_id: int, record: PlanTaskRecord, names: Names) -> None:
        milestones = [
            {"task_id": task_id, "position": position, "milestone": milestone}
            for position, milestone in enumerate(record.milestones)
        ]
        owners = [
            {"task_id": task_id, "position": position, **owner_row(word, names)}
            for position, word in enumerate(record.owners)
        ]
        for table, rows in ((_MILESTONE, milestones), (_OWNER, owners)):
            if rows:
                self._connection.execute(insert(table), rows)


def _values(record: PlanTaskRecord) -> dict[str, object]:
    return {"workstream_key": record.workstream, **{name: getattr(record, name) for name in _AS_THEY_ARE}}
