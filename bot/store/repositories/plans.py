"""Plans as people work with them: read whole, changed task by task, each change an entry of the task's history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, select, update

from bot.domain.actions.records import Owner
from bot.domain.plans.records import Milestone, Phase, Plan, Task, TaskEntry
from bot.store.repositories.registers.shared import lock
from bot.store.tables import metadata

_T = metadata.tables
_PLAN, _PHASE, _TASK = _T["plan"], _T["plan_phase"], _T["plan_task"]
_MILESTONE, _OWNER, _ENTRY = _T["plan_milestone"], _T["plan_owner"], _T["plan_task_entry"]
_READ = (
    select(
        _TASK,
        _PLAN.c.name.label("plan"),
        _ENTRY.c.at.label("updated_at"),
        _ENTRY.c.author_name.label("updated_by"),
    )
    .join(_PLAN, _PLAN.c.id == _TASK.c.plan_id)
    .outerjoin(_ENTRY, and_(_ENTRY.c.task_id == _TASK.c.id, _ENTRY.c.version == _TASK.c.version))
)


@dataclass(frozen=True, slots=True)
class NewTaskEntry:
    """What is said of a task, by whom and when; `note` says what was done beside the words."""

    at: datetime
    author_id: int | None
    author: str
    update: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task that is to be added."""

    phase: str
    number: str
    task: str
    workstream: str
    owners: tuple[Owner, ...]
    status: str
    agreed_on: date | None
    due_on: date | None
    milestones: tuple[Milestone, ...]
    project: str = ""


class Plans:
    """The plans.

    Args:
        connection: the transaction.
        for_change: lock the task that is read by its id.
    """

    def __init__(self, connection: Connection, *, for_change: bool = False) -> None:
        self._connection = connection
        self._for_change = for_change

    def all(self) -> tuple[Plan, ...]:
        """Return every plan by its name."""
        return self._plans()

    def lock(self) -> None:
        """Keep others from adding plans until the unit of work ends."""
        lock(self._connection, _PLAN)

    def names(self) -> Mapping[int, str]:
        """Return the name of every plan by its id."""
        rows = self._connection.execute(select(_PLAN.c.id, _PLAN.c.name).order_by(_PLAN.c.name))
        return {row[0]: row[1] for row in rows}

    def get(self, plan_id: int) -> Plan | None:
        """Return the plan of an id; in a unit of work others wait who would add to it."""
        return next(iter(self._plans(plan_id)), None)

    def task(self, task_id: int) -> Task | None:
        """Return the task of an id."""
        return next(iter(self._tasks(_TASK.c.id == task_id, lock=self._for_change)), None)

    def entries(self, task_id: int) -> tuple[TaskEntry, ...]:
        """Return a task's history, the newest first."""
        mine = select(_ENTRY).where(_ENTRY.c.task_id == task_id).order_by(_ENTRY.c.version.desc())
        return tuple(
            TaskEntry(
                row["version"],
                row["at"],
                row["author_name"],
                row["status"],
                row["update"],
                row["due_on"],
                row["note"],
            )
            for row in self._connection.execute(mine).mappings()
        )

    def add(self, name: str) -> int:
        """Add a plan; return its id. Its name is nobody else's."""
        made = insert(_PLAN).values(name=name).returning(_PLAN.c.id)
        return int(self._connection.execute(made).scalar_one())

    def add_phase(self, plan_id: int, phase: Phase) -> None:
        """Add a phase after the others."""
        last = self._connection.execute(select(func.max(_PHASE.c.position)).where(_PHASE.c.plan_id == plan_id)).scalar()
        self._connection.execute(
            insert(_PHASE).values(
                plan_id=plan_id,
                position=0 if last is None else last + 1,
                name=phase.name,
                from_on=phase.from_on,
                until_on=phase.until_on,
                lead=phase.lead,
            )
        )

    def change_phase(self, plan_id: int, phase: Phase) -> None:
        """Let a phase of this name have these days and this lead."""
        mine = (_PHASE.c.plan_id == plan_id) & (_PHASE.c.name == phase.name)
        values = {"from_on": phase.from_on, "until_on": phase.until_on, "lead": phase.lead}
        self._connection.execute(update(_PHASE).where(mine).values(**values))

    def add_task(self, plan_id: int, new: NewTask, entry: NewTaskEntry) -> int:
        """Add a task with its first entry; return its id."""
        values = {
            "plan_id": plan_id,
            "phase": new.phase,
            "number": new.number,
            "task": new.task,
            "workstream_key": new.workstream,
            "status": new.status,
            "update": entry.update,
            "agreed_on": new.agreed_on,
            "due_on": new.due_on,
            "reporting_month": "",
            "project": new.project,
            "version": 1,
        }
        task_id = int(self._connection.execute(insert(_TASK).values(values).returning(_TASK.c.id)).scalar_one())
        self._insert_milestones(task_id, new.milestones)
        self._insert_owners(task_id, new.owners)
        self._insert_entry(task_id, 1, new.status, new.due_on, entry)
        return task_id

    def change_task(self, task: Task, entry: NewTaskEntry, **values: object) -> int:
        """Let a task stand otherwise, with the entry that says so; return its new version.

        Args:
            task: as it was read for change.
            entry: what is said of it.
            values: columns of the task: `status`, `due_on`, `original_due_on`, `closed_on` and so on.
        """
        version = task.version + 1
        after = {"update": entry.update or task.update, "version": version, **values}
        self._connection.execute(update(_TASK).where(_TASK.c.id == task.id).values(**after))
        self._insert_entry(
            task.id, version, str(after.get("status", task.status)), after.get("due_on", task.due_on), entry
        )
        return version

    def set_milestones(self, task_id: int, milestones: Sequence[Milestone]) -> None:
        """Let these be a task's milestones. The entry that says so is the caller's."""
        self._connection.execute(delete(_MILESTONE).where(_MILESTONE.c.task_id == task_id))
        self._insert_milestones(task_id, milestones)

    def _insert_milestones(self, task_id: int, milestones: Iterable[Milestone]) -> None:
        rows = [
            {
                "task_id": task_id,
                "position": position,
                "milestone": one.words,
                "due_on": one.due_on,
                "done_on": one.done_on,
            }
            for position, one in enumerate(milestones)
        ]
        if rows:
            self._connection.execute(insert(_MILESTONE), rows)

    def _insert_owners(self, task_id: int, owners: Iterable[Owner]) -> None:
        rows = [
            {"task_id": task_id, "position": position, "person_id": owner.person_id, "name": owner.name}
            for position, owner in enumerate(owners)
        ]
        if rows:
            self._connection.execute(insert(_OWNER), rows)

    def _insert_entry(self, task_id: int, version: int, status: str, due_on: object, entry: NewTaskEntry) -> None:
        self._connection.execute(
            insert(_ENTRY).values(
                task_id=task_id,
                version=version,
                at=entry.at,
                author_id=entry.author_id,
                author_name=entry.author,
                status=status,
                update=entry.update,
                due_on=due_on,
                note=entry.note,
            )
        )

    def _plans(self, plan_id: int | None = None) -> tuple[Plan, ...]:
        of_plan = [] if plan_id is None else [_PLAN.c.id == plan_id]
        query = select(_PLAN).where(*of_plan).order_by(_PLAN.c.name)
        if self._for_change and of_plan:
            query = query.with_for_update()
        plans = self._connection.execute(query).mappings().all()
        ids = [row["id"] for row in plans]
        phases: dict[int, list[Phase]] = defaultdict(list)
        ordered = select(_PHASE).where(_PHASE.c.plan_id.in_(ids)).order_by(_PHASE.c.position)
        for row in self._connection.execute(ordered).mappings():
            phases[row["plan_id"]].append(Phase(row["name"], row["from_on"], row["until_on"], row["lead"]))
        tasks: dict[int, list[Task]] = defaultdict(list)
        for task in self._tasks(*([] if plan_id is None else [_TASK.c.plan_id == plan_id])):
            tasks[task.plan_id].append(task)
        return tuple(Plan(row["id"], row["name"], tuple(phases[row["id"]]), tuple(tasks[row["id"]])) for row in plans)

    def _tasks(self, *conditions: Any, lock: bool = False) -> tuple[Task, ...]:
        query = _READ.where(*conditions).order_by(_TASK.c.id)
        if lock:
            query = query.with_for_update(of=_TASK)
        rows = self._connection.execute(query).mappings().all()
        # Of the same tasks by the same conditions: as ids they might be more than a statement takes.
        chosen = select(_TASK.c.id).where(*conditions)
        milestones, owners = self._of(_MILESTONE, chosen), self._of(_OWNER, chosen)
        return tuple(_task(row, milestones.get(row["id"], ()), owners.get(row["id"], ())) for row in rows)

    def _of(self, table: Any, chosen: Any) -> Mapping[int, list[RowMapping]]:
        found: dict[int, list[RowMapping]] = defaultdict(list)
        query = select(table).where(table.c.task_id.in_(chosen)).order_by(table.c.task_id, table.c.position)
        for row in self._connection.execute(query).mappings():
            found[row["task_id"]].append(row)
        return found


def _task(row: RowMapping, milestones: Sequence[RowMapping], owners: Sequence[RowMapping]) -> Task:
    return Task(
        id=row["id"],
        plan_id=row["plan_id"],
        plan=row["plan"],
        phase=row["phase"],
        number=row["number"],
        task=row["task"],
        project=row["project"],
        workstream=row["workstream_key"],
        owners=tuple(Owner(owner["name"], owner["person_id"]) for owner in owners),
        status=row["status"],
        update=row["update"],
        agreed_on=row["agreed_on"],
        due_on=row["due_on"],
        original_due_on=row["original_due_on"],
        closed_on=row["closed_on"],
        stated_days=row["stated_days"],
        reporting_month=row["reporting_month"],
        milestones=tuple(
            Milestone(place, one["milestone"], one["due_on"], one["done_on"]) for place, one in enumerate(milestones)
        ),
        version=row["version"],
        updated_at=row["updated_at"],
        updated_by=row["updated_by"] or "",
    )
