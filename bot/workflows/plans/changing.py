"""Change plans: add one, a phase or a task; update a task, its day with why, and its milestones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.plans.records import (
    NAME_MAX,
    STATUS_MAX,
    UPDATE_MAX,
    Milestone,
    Phase,
    Task,
    may_add_task,
)
from bot.domain.plans.verbs import PlanVerb
from bot.domain.text import clean, clean_line
from bot.errors import InvalidInputError, NotAllowedError, StaleRecordError
from bot.store.repositories.plans import NewTaskEntry
from bot.store.unit_of_work import Unit
from bot.views.plan_forms import PhaseFields, TaskFields, UpdateFields
from bot.views.plans import PlanReader
from bot.views.wording import counted, say
from bot.workflows.desk import Desk, office_names, open_desk
from bot.workflows.plans.checks import days_within, lengths, new_task
from bot.workflows.plans.reading import get_plan, get_task, reader_at
from bot.workflows.plans.rights import require_changing, require_shaping
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services


def add_plan(services: Services, request: Request, name: str) -> Saved:
    """Add a plan.

    Raises:
        NotAllowedError: neither the office nor a director or SRO asks.
        InvalidInputError: no name, one that another has, or one that begins with a word of the command.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_shaping(desk)
        words = clean_line(name)
        unit.plans.lock()
        taken = {known.casefold() for known in unit.plans.names().values()}
        if not words or len(words) > NAME_MAX:
            raise _refused("name", f"Give a name of up to {NAME_MAX} characters.")
        if words.casefold() in taken:
            raise _refused("name", "There is a plan of this name already. Choose another.")
        if words.split()[0].casefold() in set(PlanVerb):
            raise _refused("name", f"“{words.split()[0]}” is a word of the command. Begin the name with another.")
        plan_id = unit.plans.add(words)
        unit.record(actor_key(desk), "plan.added", f"plan:{words}", name=words)
        said = f"{words} is there. Add its phases and tasks from `/action plan {words}`."
        return Saved(str(plan_id), 1, say("plans/saved", said=said, slipped=""))

    return once(services, request, work)


def save_phase(services: Services, request: Request, fields: PhaseFields) -> Saved:
    """Add a phase to a plan (`request.ref` is its id), or give the one of this name other days and another lead.

    Raises:
        NotAllowedError: neither the office nor a director or SRO asks.
        InvalidInputError: no name, or its end lies before its beginning.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_shaping(desk)
        plan = get_plan(unit, desk, int(request.ref))
        name = clean_line(fields.name)
        if not name or len(name) > NAME_MAX:
            raise _refused("name", f"Give a name of up to {NAME_MAX} characters.")
        if fields.from_on and fields.until_on and fields.until_on < fields.from_on:
            raise _refused("until_on", f"It would end before it begins, on {desk.shown.dated(fields.from_on)}.")
        known = next((phase for phase in plan.phases if phase.name.casefold() == name.casefold()), None)
        phase = Phase(known.name if known else name, fields.from_on, fields.until_on, clean_line(fields.lead))
        if known is None:
            unit.plans.add_phase(plan.id, phase)
        else:
            unit.plans.change_phase(plan.id, phase)
        days = [day.isoformat() if day else None for day in (phase.from_on, phase.until_on)]
        verb = "plan.phase_added" if known is None else "plan.phase_changed"
        unit.record(actor_key(desk), verb, f"plan:{plan.name}", phase=phase.name, days=days, lead=phase.lead)
        said = f"{phase.name} of {plan.name} {'is there' if known is None else 'has these days and this lead now'}."
        return Saved(request.ref, 1, say("plans/saved", said=said, slipped=""))

    return once(services, request, work)


def add_task(services: Services, request: Request, fields: TaskFields) -> Saved:
    """Add a task to a plan (`request.ref` is its id).

    Raises:
        NotAllowedError: the person may not add one in this workstream.
        InvalidInputError: with a sentence for each field.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        plan = get_plan(unit, desk, int(request.ref))
        if not may_add_task(desk.actor, fields.workstream):
            raise NotAllowedError(
                "You can't add a task there: its workstream's director and SRO, and the governance office, can.",
                f"Ask {office_names(desk)}.",
            )
        new = new_task(unit, services, desk, plan, fields)
        note = f"Added to the plan, due {desk.shown.dated(new.due_on)}." if new.due_on else "Added to the plan."
        task_id = unit.plans.add_task(plan.id, new, _entry(unit, desk, note=note))
        unit.record(
            actor_key(desk),
            "plan_task.added",
            f"plan:{plan.name} · {new.number}",
            task=new.task,
            owners=[owner.name for owner in new.owners],
            due_on=new.due_on.isoformat() if new.due_on else None,
        )
        said = f"Task {new.number} of {plan.name} is there."
        return Saved(str(task_id), 1, say("plans/saved", said=said, slipped=""))

    return once(services, request, work)


def update_task(services: Services, request: Request, fields: UpdateFields) -> Saved:
    """Update a task (`request.ref` is its id): its status, words, milestones, and its day, with why it is moved.

    Raises:
        NotAllowedError: the person may not; says who may.
        InvalidInputError: nothing is changed, or a day is moved without a reason.
        StaleRecordError: somebody changed the task meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        task = get_task(unit, desk, int(request.ref))
        require_changing(desk, task)
        if request.version is not None and request.version != task.version:
            on = f" on {desk.shown.moment(task.updated_at)}" if task.updated_at else ""
            raise StaleRecordError(
                f"Task {task.number} changed while this form was open: {task.updated_by} saved it{on}.",
                "Look at it again, then save.",
                task.version,
            )
        return _updated(unit, services, desk, task, fields)

    return once(services, request, work)


def _updated(unit: Unit, services: Services, desk: Desk, task: Task, fields: UpdateFields) -> Saved:
    status, words, why = clean_line(fields.status), clean(fields.update), clean_line(fields.why)
    milestones, met = _milestones_met(task, fields, desk.actor.day)
    moved = fields.due_on != task.due_on
    problems = lengths({"status": (status, STATUS_MAX), "update": (words, UPDATE_MAX), "why": (why, UPDATE_MAX)})
    if moved and task.due_on is not None and not why:
        problems["why"] = "Say why the day is moved: the plan keeps it beside the first day."
    if moved and fields.due_on is not None and task.agreed_on is not None and fields.due_on < task.agreed_on:
        problems["due_on"] = f"It was agreed on {desk.shown.dated(task.agreed_on)}, after that day."
    problems |= days_within({"due_on": fields.due_on})
    is_same = status == task.status and not words and not moved and milestones == task.milestones
    if is_same:
        problems["update"] = "Nothing has changed. Change something, or close the form."
    if problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)
    note = " ".join(part for part in (_moved_words(task, fields.due_on, why, desk), *met) if part)
    after = {
        "status": status,
        "due_on": fields.due_on,
        "original_due_on": task.original_due_on or (task.due_on if moved else None),
        "closed_on": _closed_on(task, status, desk.actor.day, reader_at(desk, services)),
    }
    version = unit.plans.change_task(task, _entry(unit, desk, words, note), **after)
    if milestones != task.milestones:
        unit.plans.set_milestones(task.id, milestones)
    unit.record(
        actor_key(desk),
        "plan_task.updated",
        f"plan:{task.ref}",
        version=version,
        status=[task.status, status],
        due_on=[day.isoformat() if day else None for day in (task.due_on, fields.due_on)],
        update=words,
        note=note,
    )
    present = unit.plans.task(task.id) or task
    reader = reader_at(desk, services)
    late = reader.late(present)
    slipped = f"It is {counted(late, 'day')} behind its first day." if late else ""
    said = f"Task {task.number} of {task.plan}: {reader.mark(present)}, {reader.due(present)}."
    return Saved(str(task.id), version, say("plans/saved", said=said, slipped=slipped))


def _closed_on(task: Task, status: str, today: date, reader: PlanReader) -> date | None:
    """Return the day a task was closed on: today when its status begins to say so, none once it is open again."""
    is_open = reader.words.is_open(status)
    if is_open is None:
        # Words that say neither leave it as it is.
        return task.closed_on
    return None if is_open else task.closed_on or today


def _milestones_met(task: Task, fields: UpdateFields, today: date) -> tuple[tuple[Milestone, ...], list[str]]:
    """Return the milestones as they are to stand, and a sentence on each that was met or is no longer."""
    chosen = set(fields.done)
    after, said = [], []
    for one in task.milestones:
        is_met = str(one.position) in chosen
        if is_met and one.done_on is None:
            said.append(f"Milestone met: {one.words}.")
        elif not is_met and one.done_on is not None:
            said.append(f"Milestone not met after all: {one.words}.")
        after.append(replace(one, done_on=(one.done_on or today) if is_met else None))
    return tuple(after), said


def _moved_words(task: Task, due_on: date | None, why: str, desk: Desk) -> str:
    if due_on == task.due_on:
        return ""
    before, after = (desk.shown.dated(day) if day else "no day" for day in (task.due_on, due_on))
    return f"Due day moved from {before} to {after}" + (f": {why.rstrip('.')}." if why else ".")


def _entry(unit: Unit, desk: Desk, update: str = "", note: str = "") -> NewTaskEntry:
    person = desk.actor.person
    return NewTaskEntry(unit.now, person.id if person else None, desk.actor.name, update, note)


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, fields={field: sentence})
