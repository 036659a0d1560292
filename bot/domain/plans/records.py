"""A plan as it is held: phases, and tasks with their owners, dates and milestones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.access import Actor
from bot.domain.actions.records import Owner
from bot.domain.people import Role

NAME_MAX = 120
NUMBER_MAX = 20
TASK_MAX = 600
STATUS_MAX = 80
UPDATE_MAX = 2000
MILESTONE_MAX = 300
MILESTONES_MAX = 60

_CHANGING_ROLES = frozenset({Role.DIRECTOR, Role.SRO})


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a task; `position` counts from 0 in the plan's order. Its days may be missing."""

    position: int
    words: str
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of a plan: its words are what its tasks name. Days and lead may be missing."""

    name: str
    from_on: date | None = None
    until_on: date | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a plan as its last entry left it.

    `number` and `status` are in the plan's own words, `stated_days` is what it prints between its two days.
    `original_due_on` is set once a revised day stands beside the first one. `version` is 0 before the first entry.
    """

    id: int
    plan_id: int
    plan: str
    phase: str
    number: str
    task: str
    project: str
    workstream: str
    owners: tuple[Owner, ...]
    status: str
    update: str
    agreed_on: date | None
    due_on: date | None
    original_due_on: date | None
    closed_on: date | None
    stated_days: int | None
    reporting_month: str
    milestones: tuple[Milestone, ...]
    version: int
    updated_at: datetime | None = None
    updated_by: str = ""

    @property
    def ref(self) -> str:
        """What names it outside its plan: the plan and its number, with the phase where the number needs it."""
        return f"{self.plan} · {self.number}"

    @property
    def first_due_on(self) -> date | None:
        """The day it was due at first."""
        return self.original_due_on or self.due_on

    @property
    def days_between(self) -> int | None:
        """Calendar days from the day it was agreed to the day it is due."""
        return (self.due_on - self.agreed_on).days if self.agreed_on and self.due_on else None


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """One entry of a task's history, complete in itself; `note` says what was done beside the words."""

    version: int
    at: datetime
    author: str
    status: str
    update: str
    due_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with its phases in their order, and its tasks in the order they came."""

    id: int
    name: str
    phases: tuple[Phase, ...]
    tasks: tuple[Task, ...]

    def by_phase(self) -> tuple[tuple[Phase, tuple[Task, ...]], ...]:
        """Return the phases with their tasks; one that has none stands there too, tasks without a phase come first."""
        named = {phase.name: phase for phase in self.phases}
        loose = [task.phase for task in self.tasks if task.phase not in named]
        listed = [*(Phase(name) for name in dict.fromkeys(loose)), *self.phases]
        return tuple((phase, tuple(task for task in self.tasks if task.phase == phase.name)) for phase in listed)


def owns_task(actor: Actor, task: Task) -> bool:
    """Return whether the actor is one of a task's owners."""
    return actor.person is not None and any(owner.person_id == actor.person.id for owner in task.owners)


def readable(plan: Plan, actor: Actor) -> Plan | None:
    """Return a plan as the actor may read it: a guest sees only what they own or hold a role for; None for nothing."""
    if not actor.is_guest or actor.is_office:
        return plan
    own = tuple(
        task
        for task in plan.tasks
        if owns_task(actor, task)
        or (bool(task.workstream) and any(holding.workstream == task.workstream for holding in actor.roles))
    )
    phases = {task.phase for task in own}
    kept = tuple(phase for phase in plan.phases if phase.name in phases)
    return replace(plan, phases=kept, tasks=own) if own else None


def may_change_task(actor: Actor, task: Task) -> bool:
    """Return whether the actor may update a task: its owners, its workstream's director and SRO, the office."""
    return owns_task(actor, task) or may_add_task(actor, task.workstream)


def may_add_task(actor: Actor, workstream: str) -> bool:
    """Return whether the actor may add a task under a workstream (empty for none): its director and SRO, the office."""
    return actor.is_office or (bool(workstream) and actor.has_role(_CHANGING_ROLES, workstream))


def may_shape_plans(actor: Actor) -> bool:
    """Return whether the actor may add plans and phases: the office, and directors and SROs of any workstream."""
    return actor.is_office or any(holding.role in _CHANGING_ROLES for holding in actor.roles)
