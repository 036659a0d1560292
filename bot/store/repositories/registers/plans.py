"""Plans, whole: every task with its phase, milestones, owners and history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from bot.domain.plans.milestones import read_all, written
from bot.domain.plans.records import Milestone
from bot.domain.registers.naming import Names
from bot.domain.registers.plan_records import PlanEntry, PlanTaskRecord
from bot.store.repositories.registers.shared import grouped, lock, owner_row, owner_word
from bot.store.tables import metadata

_T = metadata.tables
_PLAN, _PHASE, _TASK = _T["plan"], _T["plan_phase"], _T["plan_task"]
_MILESTONE, _OWNER, _ENTRY = _T["plan_milestone"], _T["plan_owner"], _T["plan_task_entry"]
_AS_THEY_ARE = (
    *("phase", "number", "task", "status", "update", "agreed_on", "due_on", "stated_days", "reporting_month"),
    *("project", "original_due_on", "closed_on"),
)


class PlanRegister:
    """Every task of every plan."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Keep other writers out."""
        lock(self._connection, _PLAN, _TASK)

    def records(self, names: Names) -> tuple[PlanTaskRecord, ...]:
        """Return all tasks in the order they came."""
        milestones, owners, entries = (
            grouped(self._connection.execute(select(table).order_by(column)).mappings().all(), "task_id")
            for table, column in (
                (_MILESTONE, _MILESTONE.c.position),
                (_OWNER, _OWNER.c.position),
                (_ENTRY, _ENTRY.c.version),
            )
        )
        phases = {
            (row["plan_id"], row["name"]): row for row in self._connection.execute(select(_PHASE)).mappings().all()
        }
        tasks = select(_TASK, _PLAN.c.name.label("plan")).join(_PLAN, _PLAN.c.id == _TASK.c.plan_id)
        return tuple(
            PlanTaskRecord(
                plan=row["plan"],
                milestones=tuple(written(_milestone(found)) for found in milestones.get(row["id"], [])),
                workstream=row["workstream_key"],
                owners=tuple(owner_word(owner, names) for owner in owners.get(row["id"], [])),
                **_phase(phases.get((row["plan_id"], row["phase"]))),
                history=tuple(_entry(entry, names) for entry in entries.get(row["id"], [])),
                **{name: row[name] for name in _AS_THEY_ARE},
            )
            for row in self._connection.execute(tasks.order_by(_TASK.c.id)).mappings().all()
        )

    def add(self, record: PlanTaskRecord, names: Names) -> None:
        """Add a task with its history, and its plan and phase where it is the first of them."""
        plan = self._connection.execute(select(_PLAN.c.id).where(_PLAN.c.name == record.plan)).scalar_one_or_none()
        if plan is None:
            plan = self._connection.execute(insert(_PLAN).values(name=record.plan).returning(_PLAN.c.id)).scalar_one()
        values = _values(record) | {"version": len(record.history)}
        task_id = self._connection.execute(
            insert(_TASK).values(plan_id=plan, **values).returning(_TASK.c.id)
        ).scalar_one()
        self._attach(task_id, record, names)
        self._set_phase(plan, record)
        self._enter(task_id, record.history, 0, names)

    def change(self, after: PlanTaskRecord, entries: Sequence[PlanEntry], names: Names) -> None:
        """Let a task stand as `after` has it, its history going on with the entries."""
        same = (_PLAN.c.name == after.plan) & (_TASK.c.phase == after.phase) & (_TASK.c.number == after.number)
        task_id, plan, version = self._connection.execute(
            select(_TASK.c.id, _TASK.c.plan_id, _TASK.c.version).join(_PLAN, _PLAN.c.id == _TASK.c.plan_id).where(same)
        ).one()
        values = _values(after) | {"version": version + len(entries)}
        self._connection.execute(update(_TASK).where(_TASK.c.id == task_id).values(**values))
        for table in (_MILESTONE, _OWNER):
            self._connection.execute(delete(table).where(table.c.task_id == task_id))
        self._attach(task_id, after, names)
        self._set_phase(plan, after)
        self._enter(task_id, entries, version, names)

    def _attach(self, task_id: int, record: PlanTaskRecord, names: Names) -> None:
        milestones = [
            {
                "task_id": task_id,
                "position": one.position,
                "milestone": one.words,
                "due_on": one.due_on,
                "done_on": one.done_on,
            }
            for one in read_all(record.milestones)
        ]
        owners = [
            {"task_id": task_id, "position": position, **owner_row(word, names)}
            for position, word in enumerate(record.owners)
        ]
        for table, rows in ((_MILESTONE, milestones), (_OWNER, owners)):
            if rows:
                self._connection.execute(insert(table), rows)

    def _set_phase(self, plan: int, record: PlanTaskRecord) -> None:
        """Let the task's phase be there, with the days and the lead that the record gives it; blanks take away none."""
        if not record.phase:
            return
        given = {
            name: value
            for name, value in (
                ("from_on", record.phase_from_on),
                ("until_on", record.phase_until_on),
                ("lead", record.phase_lead),
            )
            if value
        }
        mine = (_PHASE.c.plan_id == plan) & (_PHASE.c.name == record.phase)
        if self._connection.execute(select(_PHASE.c.id).where(mine)).first() is None:
            taken = select(func.max(_PHASE.c.position)).where(_PHASE.c.plan_id == plan)
            last = self._connection.execute(taken).scalar()
            position = 0 if last is None else last + 1
            values = {"plan_id": plan, "position": position, "name": record.phase, "lead": "", **given}
            self._connection.execute(insert(_PHASE).values(**values))
        elif given:
            self._connection.execute(update(_PHASE).where(mine).values(**given))

    def _enter(self, task_id: int, entries: Sequence[PlanEntry], version: int, names: Names) -> None:
        rows = [
            {
                "task_id": task_id,
                "version": number,
                "at": entry.at,
                "author_id": names.id_of(entry.author_key),
                "author_name": entry.author,
                "status": entry.status,
                "update": entry.update,
                "due_on": entry.due_on,
                "note": entry.note,
            }
            for number, entry in enumerate(entries, start=version + 1)
        ]
        if rows:
            self._connection.execute(insert(_ENTRY), rows)


def _values(record: PlanTaskRecord) -> dict[str, object]:
    return {"workstream_key": record.workstream, **{name: getattr(record, name) for name in _AS_THEY_ARE}}


def _milestone(row: RowMapping) -> Milestone:
    return Milestone(row["position"], row["milestone"], row["due_on"], row["done_on"])


def _phase(row: RowMapping | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {"phase_from_on": row["from_on"], "phase_until_on": row["until_on"], "phase_lead": row["lead"]}


def _entry(row: RowMapping, names: Names) -> PlanEntry:
    return PlanEntry(
        version=row["version"],
        at=row["at"],
        author=row["author_name"],
        author_key=names.key_of(row["author_id"]),
        status=row["status"],
        update=row["update"],
        due_on=row["due_on"],
        note=row["note"],
    )
