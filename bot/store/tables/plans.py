"""Joint action plans and programme plans: numbered tasks with milestones and owners."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.base import primary_key


class PlanRow(SQLModel, table=True):
    """A plan, known by its name."""

    __tablename__ = "plan"

    id: int | None = primary_key()
    name: str = Field(unique=True)


class PlanTaskRow(SQLModel, table=True):
    """A task of a plan. `number` and `status` are as the plan writes them; `stated_days` is what it prints."""

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


class PlanMilestoneRow(SQLModel, table=True):
    """A milestone of a task, in the plan's order."""

    __tablename__ = "plan_milestone"

    id: int | None = primary_key()
    task_id: int = Field(foreign_key="plan_task.id", index=True)
    position: int
    milestone: str


class PlanOwnerRow(SQLModel, table=True):
    """Who owns a task: a person of the directory, or a name such as an organisation's."""

    __tablename__ = "plan_owner"

    id: int | None = primary_key()
    task_id: int = Field(foreign_key="plan_task.id", index=True)
    position: int
    person_id: int | None = Field(default=None, foreign_key="person.id")
    name: str
