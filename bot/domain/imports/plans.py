"""Rows of a joint action plan or a programme plan into drafts."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.imports.context import Context, Result
from bot.domain.imports.dated import settle
from bot.domain.imports.dates import Day, month_said, read_day
from bot.domain.imports.drafts import PlanTaskDraft, Refused
from bot.domain.imports.grid import Cell
from bot.domain.imports.tables import Line
from bot.domain.imports.words import cut, is_missing, items
from bot.domain.plans.milestones import read, written


def read_plan(context: Context) -> Result:
    """Return the plan's tasks. A plan without numbers has its tasks numbered in their order."""
    default = context.title or (context.titles[0] if context.titles else "")
    has_numbers = any(not is_missing(line.line("number")) for line in context.records)
    drafts: list[PlanTaskDraft] = []
    refused: list[Refused] = []
    taken: dict[tuple[str, str], int] = {}
    for line in context.records:
        number = line.line("number").rstrip(".") if has_numbers else str(len(drafts) + 1)
        number = f"{context.prefix or ''}{number}"
        plan = line.line("plan") or default
        reason = _refusal(line, number, taken.get((plan.casefold(), number.casefold())))
        if reason:
            refused.append(Refused(line.row, cut(number or line.label), reason))
            continue
        taken[plan.casefold(), number.casefold()] = line.row
        drafts.append(_draft(context, line, number, plan))
    notes = () if has_numbers or not drafts else ("The plan has no numbers: its tasks were numbered in their order.",)
    return Result(tuple(drafts), tuple(refused), notes=notes)


def _refusal(line: Line, number: str, earlier: int | None) -> str:
    if is_missing(number):
        return "It has no number."
    if line.cell("number").day is not None:
        return "A date stands where its number should be; a spreadsheet may have turned it into one."
    if not line.text("task") and not line.text("milestones"):
        return "It says nothing beside its number."
    return f"Number {cut(number, 20)} stands on row {earlier} already." if earlier else ""


def _draft(context: Context, line: Line, number: str, plan: str) -> PlanTaskDraft:
    dates = context.dates
    printed, revised, original = (dates.read(line, name) for name in ("due_on", "revised_due_on", "original_due_on"))
    if revised.day is not None:
        original, printed = (original if original.written else printed), revised
    agreed, due = dates.in_order(dates.read(line, "agreed_on"), printed, ("Agreed", "due"))
    days = _days(line)
    if days is not None and agreed.day and due.day and (due.day - agreed.day).days != days:
        line.ask("stated_days", str(days), f"Between its two dates lie {(due.day - agreed.day).days} days, not {days}.")
    return PlanTaskDraft(
        row=line.row,
        number=number,
        plan=plan,
        phase=line.line("phase") or ("" if "phase" in context.fields else line.section),
        task=line.text("task"),
        milestones=_milestones(line),
        status=line.line("status"),
        update=line.text("update"),
        workstream=line.line("workstream"),
        owners=context.names(line, "owners"),
        agreed_on=settle(line, "agreed_on", agreed),
        due_on=settle(line, "due_on", due),
        stated_days=days,
        reporting_month=month_said(line.cell("reporting_month")),
        project=line.line("project"),
        original_due_on=settle(line, "original_due_on", original),
        closed_on=settle(line, "closed_on", dates.read(line, "closed_on")),
        phase_from_on=settle(line, "phase_from_on", dates.read(line, "phase_from_on")),
        phase_until_on=settle(line, "phase_until_on", dates.read(line, "phase_until_on")),
        phase_lead=line.line("phase_lead"),
        questions=tuple(line.doubts),
    )


def _milestones(line: Line) -> tuple[str, ...]:
    """Return the milestones of a task, each as a line with its days.

    A column of days goes with that of the milestones row by row, and line by line where a cell holds several.
    """
    found: list[str] = []
    cells = line.cells.get("milestones", ())
    for place, cell in enumerate(cells):
        named = [item for item in items(cell.text) if not is_missing(item)]
        due, done = (_days_beside(line, name, place, len(named)) for name in ("milestone_due_on", "milestone_done_on"))
        for number, item in enumerate(named):
            one = read(item)
            one = replace(one, due_on=due[number].day or one.due_on, done_on=done[number].day or one.done_on)
            found.append(written(one))
    return tuple(found)


def _days_beside(line: Line, name: str, place: int, number: int) -> list[Day]:
    """Return the days that stand beside a cell of milestones, one for each; what cannot be read is asked about."""
    cells = line.cells.get(name, ())
    cell = cells[place] if place < len(cells) else Cell()
    lines = items(cell.text)
    days = [read_day(cell)] if number == 1 or len(lines) < 2 else [read_day(Cell(one)) for one in lines]
    for day in days:
        if day.doubt:
            line.ask(name, day.written, day.doubt)
    if lines and len(days) != number:
        line.ask(name, cell.text, f"{number} milestones stand beside {len(days)} days.")
        return [Day()] * number
    return [*days, *[Day()] * number][:number]


def _days(line: Line) -> int | None:
    words = line.line("stated_days")
    figures = words.split()[0] if words else ""
    if re.fullmatch(r"-?[0-9]{1,6}", figures):
        return int(figures)
    if words and not is_missing(words):
        line.ask("stated_days", words, "It is not a number of days.")
    return None
