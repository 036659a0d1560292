"""Rows of an action tracker into drafts."""

from __future__ import annotations

from bot.domain.imports.context import Context, Result
from bot.domain.imports.dated import settle
from bot.domain.imports.drafts import ActionDraft, RegisterKind
from bot.domain.imports.refs import refer
from bot.domain.imports.states import read_state
from bot.domain.imports.tables import Line
from bot.domain.imports.words import heading_words


def read_actions(context: Context) -> Result:
    """Return the tracker's actions.

    Raises:
        InvalidInputError: it has no references and no prefix was given, or the prefix cannot be one.
    """
    referred = refer(
        RegisterKind.ACTIONS,
        context.records,
        context.prefix,
        lambda line: line.text("action"),
        has_column="ref" in context.fields,
    )
    drafts = tuple(_draft(context, line, ref) for line, ref in referred.lines)
    return Result(drafts, referred.refused, notes=referred.notes)


def _draft(context: Context, line: Line, ref: str) -> ActionDraft:
    dates = context.dates
    assigned = dates.in_month_of(dates.read(line, "assigned_on"), ref)
    due = dates.read(line, "due_on")
    revised = dates.read(line, "revised_due_on")
    original = dates.read(line, "original_due_on")
    if revised.written and line.cell("revised_due_on").text.strip():
        original, due = (due, revised) if not original.written else (original, revised)
    assigned, due = dates.in_order(assigned, due, ("Assigned", "due"))
    status = line.line("status")
    return ActionDraft(
        row=line.row,
        ref=ref,
        action=line.text("action"),
        owners=context.names(line, "owners"),
        board=line.line("board"),
        assigned_on=settle(line, "assigned_on", assigned),
        due_on=settle(line, "due_on", due),
        original_due_on=settle(line, "original_due_on", original),
        status=status,
        is_open=_is_open(line, status),
        update=line.text("update"),
        questions=tuple(line.doubts),
    )


def _is_open(line: Line, status: str) -> bool | None:
    is_open = read_state(status)
    if is_open is None and heading_words(status):
        line.ask("status", status, "It says neither open nor closed.")
    return is_open
