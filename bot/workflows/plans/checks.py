"""What a plan's forms must hold: lengths, days, and a whole new task."""

from __future__ import annotations

from datetime import date

from bot.domain.actions.records import Owner
from bot.domain.imports.names import split_names
from bot.domain.plans.milestones import read_all
from bot.domain.plans.records import (
    MILESTONE_MAX,
    MILESTONES_MAX,
    NUMBER_MAX,
    STATUS_MAX,
    TASK_MAX,
    Plan,
)
from bot.domain.registers.naming import Names
from bot.domain.text import clean, clean_line
from bot.errors import InvalidInputError
from bot.store.repositories.plans import NewTask
from bot.store.unit_of_work import Unit
from bot.views.plan_forms import NO_PHASE, TaskFields
from bot.workflows.desk import Desk
from bot.workflows.services import Services

_LATEST, _EARLIEST = date(2099, 12, 31), date(2000, 1, 1)


def new_task(unit: Unit, services: Services, desk: Desk, plan: Plan, fields: TaskFields) -> NewTask:
    """Return a task as it can be kept, from what somebody filled in.

    Raises:
        InvalidInputError: with a sentence for each field.
    """
    number, words, status = clean_line(fields.number), clean(fields.task), clean_line(fields.status)
    problems = lengths({"number": (number, NUMBER_MAX), "task": (words, TASK_MAX), "status": (status, STATUS_MAX)})
    if not number:
        problems["number"] = "Give it a number, such as 3.1."
    elif any(task.number.casefold() == number.casefold() for task in plan.tasks):
        problems["number"] = f"The plan has a task {number} already. Choose another number."
    if not words:
        problems["task"] = "Say what is to be done."
    if fields.agreed_on and fields.due_on and fields.due_on < fields.agreed_on:
        problems["due_on"] = f"It was agreed on {desk.shown.dated(fields.agreed_on)}, after that day."
    problems |= days_within({"agreed_on": fields.agreed_on, "due_on": fields.due_on})
    lines = [line for line in map(clean_line, fields.milestones.splitlines()) if line]
    if len(lines) > MILESTONES_MAX or any(len(line) > MILESTONE_MAX for line in lines):
        problems["milestones"] = f"Up to {MILESTONES_MAX} milestones, each of up to {MILESTONE_MAX} characters."
    if problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)
    return NewTask(
        phase=_phase(plan, fields.phase),
        number=number,
        task=words,
        workstream=fields.workstream,
        owners=_owners(unit, services, desk, fields.owners),
        status=status,
        agreed_on=fields.agreed_on,
        due_on=fields.due_on,
        milestones=read_all(lines),
    )


def _owners(unit: Unit, services: Services, desk: Desk, written: str) -> tuple[Owner, ...]:
    """Return the owners that somebody typed: people of the directory, else names such as an organisation's."""
    names = Names(unit.people.directory(), services.config.imports.names, desk.actor.day)
    found: list[Owner] = []
    for name in split_names(written, names.spoken):
        lead = names.find(name)
        found.append(Owner(lead.name, lead.person_id) if lead else Owner(clean_line(name)))
    return tuple(dict.fromkeys(found))


def _phase(plan: Plan, chosen: str) -> str:
    if chosen == NO_PHASE or not chosen.isdecimal() or int(chosen) >= len(plan.phases):
        return ""
    return plan.phases[int(chosen)].name


def lengths(texts: dict[str, tuple[str, int]]) -> dict[str, str]:
    """Return a sentence for each text that is longer than fits: field -> (text, the most characters)."""
    return {
        name: f"That is longer than {most:,} characters. Shorten it."
        for name, (text, most) in texts.items()
        if len(text) > most
    }


def days_within(days: dict[str, date | None]) -> dict[str, str]:
    """Return a sentence for each day that is in no year a plan reaches."""
    return {
        name: "Choose a day within this century."
        for name, day in days.items()
        if day is not None and not _EARLIEST <= day <= _LATEST
    }
