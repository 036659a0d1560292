"""Rows of a joint action plan or a programme plan into drafts."""

from __future__ import annotations

import re

from bot.domain.imports.context import Context, Result
from bot.domain.imports.dated import settle
from bot.domain.imports.dates import month_said
from bot.domain.imports.drafts import PlanTaskDraft, Refused
from bot.domain.imports.tables import Line
from bot.domain.imports.words import cut, is_missing, items


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
    agreed, due = dates.in_order(dates.read(line, "agreed_on"), dates.read(line, "due_on"), ("Agreed", "due"))
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
        questions=tuple(line.doubts),
    )


def _milestones(line: Line) -> tuple[str, ...]:
    cells = line.cells.get("milestones", ())
    return tuple(item for cell in cells for item in items(cell.text) if not is_missing(item))


def _days(line: Line) -> int | None:
    words = line.line("stated_days")
    figures = words.split()[0] if words else ""
    if re.fullmatch(r"-?[0-9]{1,6}", figures):
        return int(figures)
    if words and not is_missing(words):
        line.ask("stated_days", words, "It is not a number of days.")
    return None
