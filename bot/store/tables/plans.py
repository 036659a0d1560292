"""Joint action plans and programme plans: numbered tasks with milestones and owners."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.base import none_yet, plain_text, primary_key


class PlanRow(SQLModel, table=True):
    """A plan, known by its name."""

    __tablename__ = "plan"

    id: int | None = primary_key()
    name: str = Field(unique=True)


class PlanPhaseRow(SQLModel, table=True):
    """A phase of a plan with its dates and who leads it. Tasks name their phase by its words."""

    __tablename__ = "plan_phase"
    __table_args__ = (UniqueConstraint("plan_id", "name"),)

    id: int | None = primary_key()
    plan_id: int = Field(foreign_key="plan.id")
    position: int
    name: str
    from_on: date | None = None
    until_on: date | None = None
    lead: str


class PlanTaskRow(SQLModel, table=True):
    """A task of a plan. `number` and `status` are as the plan writes them; `stated_days` is what it prints.

    `original_due_on` is set once a revised date stands beside the first one. `version` is that of its last entry.
    """

    __tablename__ = "plan_task"
    __table_args__ = (UniqueConstraint("plan_id", "phase", "number"),)

    id: int | None = primary_key()
    plan_id: int = Field(foreign_key="plan.id")
    phase: str
    number: str
    task: str
    workstream_key: str
    status: str
    update: str
    agreed_on: date | None = None
    due_on: date | None = None
    stated_days: int | None = None
    reporting_month: str
    project: str = plain_text()
    original_due_on: date | None = None
    closed_on: date | None = None
    version: int = none_yet()


class PlanTaskEntryRow(SQLModel, table=True):
    """One entry of a task's history, complete in itself; `note` is what was done beside the words."""

    __tablename__ = "plan_task_entry"
    __table_args__ = (UniqueConstraint("task_id", "version"),)

    id: int | None = primary_key()
    task_id: int = Field(foreign_key="plan_task.id")
    version: int
    at: datetime
    author_id: int | None = Field(default=None, foreign_key="person.id")
    author_name: str
    status: str
    update: str
    due_on: date | None = None
    note: str


class PlanMilestoneRow(SQLModel, table=True):
    """A milestone of a task, in the plan's order; its days may be missing."""

    __tablename__ = "plan_milestone"

    id: int | None = primary_key()
    task_id: int = Field(foreign_key="plan_task.id", index=True)
    position: int
    milestone: str
    due_on: date | None = None
    done_on: date | None = None


class PlanOwnerRow(SQLModel, table=True):
    """Who owns a task: a person of the directory, or a name such as an organisation's."""

    __tablename__ = "plan_owner"

    id: int | None = primary_key()
    task_id: int = Field(foreign_key="plan_task.id", index=True)
    position: int
    person_id: int | None = Field(default=None, foreign_key="person.id")
    name: str
