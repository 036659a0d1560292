"""The forms of plans: a plan, a phase, a task, and the update of a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.plans.records import Milestone, Plan, Task
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.ids import VALUE, Form
from bot.views.plans import PlanReader
from bot.views.risk_fields import FormOrigin
from bot.views.wording import Mrkdwn, say

NO_PHASE = "-"
_WORDS_MAX = 300


@dataclass(frozen=True, slots=True)
class TaskFields:
    """What stands in the form of a new task; owners and milestones as typed."""

    phase: str = NO_PHASE
    number: str = ""
    task: str = ""
    workstream: str = ""
    owners: str = ""
    status: str = ""
    agreed_on: date | None = None
    due_on: date | None = None
    milestones: str = ""


@dataclass(frozen=True, slots=True)
class UpdateFields:
    """What stands in the form that updates a task. `done` are the positions of milestones that are met."""

    status: str
    update: str
    due_on: date | None
    why: str
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhaseFields:
    """What stands in the form of a phase."""

    name: str = ""
    from_on: date | None = None
    until_on: date | None = None
    lead: str = ""


def plan_form(name: str = "") -> dict[str, Any]:
    """Return the form of a new plan."""
    body = [
        blocks.labelled(
            "What is the plan called?",
            "name",
            blocks.text_input(VALUE, name),
            "As people will write it: /action plan Winter plan. Phases and tasks come next.",
        )
    ]
    return blocks.modal("Add a plan", Form.PLAN_ADD, body, submit="Add")


def phase_form(plan: Plan) -> dict[str, Any]:
    """Return the form of a phase: a new one, or one that has the name of another gets new days and lead."""
    known = ", ".join(phase.name for phase in plan.phases if phase.name)
    body = [
        blocks.labelled(
            "Phase",
            "name",
            blocks.text_input(VALUE),
            f"The name of one that is there changes its days and its lead: {known}." if known else "",
        ),
        blocks.labelled("Begins", "from_on", blocks.date_picker(VALUE, None), optional=True),
        blocks.labelled("Ends", "until_on", blocks.date_picker(VALUE, None), optional=True),
        blocks.labelled("Who leads it?", "lead", blocks.text_input(VALUE), optional=True),
    ]
    return blocks.modal("Phase of a plan", Form.PLAN_PHASE, body, metadata=str(plan.id), submit="Save")


def task_form(
    plan: Plan, workstreams: Mapping[str, str], fields: TaskFields, *, needs_workstream: bool
) -> dict[str, Any]:
    """Return the form of a new task; `workstreams` are those in which the person may add one, by key."""
    phases = [Choice("Without a phase", NO_PHASE)]
    phases += [Choice(phase.name, str(place)) for place, phase in enumerate(plan.phases) if phase.name][:99]
    body = [
        blocks.labelled("Phase", "phase", blocks.select(VALUE, phases, fields.phase)),
        blocks.labelled("Number", "number", blocks.text_input(VALUE, fields.number)),
        blocks.labelled("What is to be done?", "task", blocks.text_input(VALUE, fields.task, multiline=True)),
        blocks.labelled(
            "Owners",
            "owners",
            blocks.text_input(VALUE, fields.owners, placeholder="Planned Care director, City Council"),
            "People by name or post, or organisations; several with commas.",
            optional=True,
        ),
        blocks.labelled(
            "Workstream",
            "workstream",
            blocks.select(VALUE, [Choice(name, key) for key, name in workstreams.items()], fields.workstream or None),
            optional=not needs_workstream,
        ),
        blocks.labelled(
            "Status", "status", blocks.text_input(VALUE, fields.status), "In the plan's own words.", optional=True
        ),
        blocks.labelled("Agreed on", "agreed_on", blocks.date_picker(VALUE, _iso(fields.agreed_on)), optional=True),
        blocks.labelled("Due on", "due_on", blocks.date_picker(VALUE, _iso(fields.due_on)), optional=True),
        blocks.labelled(
            "Milestones",
            "milestones",
            blocks.text_input(VALUE, fields.milestones, multiline=True, placeholder="Draft agreed by 9 Nov 2018"),
            "One on each line; a day at its end is its due day.",
            optional=True,
        ),
    ]
    return blocks.modal("Add a task", Form.PLAN_TASK, body, metadata=str(plan.id), submit="Add")


def update_form(
    task: Task, reader: PlanReader, fields: UpdateFields, statuses: Sequence[str], notice: Mrkdwn | None = None
) -> dict[str, Any]:
    """Return the form that updates a task; `statuses` are the words its plan uses, `notice` stands on top."""
    told = say("plans/form_update", task=task, words=blocks.clip(task.task, _WORDS_MAX), due=reader.due(task))
    used = f"In the plan's own words, such as: {', '.join(statuses[:8])}." if statuses else "In the plan's own words."
    body = [
        *([blocks.section(notice), blocks.divider()] if notice else []),
        blocks.section(told),
        blocks.labelled("Status", "status", blocks.text_input(VALUE, fields.status), used, optional=True),
        blocks.labelled(
            "What has happened?", "update", blocks.text_input(VALUE, fields.update, multiline=True), optional=True
        ),
        *([_met(task, fields)] if task.milestones else []),
        blocks.labelled("Due on", "due_on", blocks.date_picker(VALUE, _iso(fields.due_on)), optional=True),
        blocks.labelled(
            "Why is the day moved?",
            "why",
            blocks.text_input(VALUE, fields.why),
            "Only if you move it. The first day stays beside the new one.",
            optional=True,
        ),
    ]
    origin = FormOrigin(str(task.id), task.version).pack()
    title = blocks.clip(f"Update {task.number}", blocks.TITLE_MAX)
    return blocks.modal(title, Form.PLAN_UPDATE, body, metadata=origin, submit="Save")


def _met(task: Task, fields: UpdateFields) -> blocks.Block:
    choices = [Choice(_milestone_label(one), str(one.position)) for one in task.milestones]
    return blocks.labelled(
        "Milestones that are met",
        "done",
        blocks.multi_select(VALUE, {"Milestones": choices}, fields.done, "Choose those that are met"),
        "One that you take out again is not met.",
        optional=True,
    )


def _milestone_label(one: Milestone) -> str:
    return blocks.clip(f"{one.position + 1}. {one.words}", blocks.OPTION_MAX)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
