"""Actions of minutes, and items of a forward plan, into drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from bot.domain.imports.context import Context, Result
from bot.domain.imports.dated import settle
from bot.domain.imports.dates import read_day
from bot.domain.imports.drafts import ForwardDraft, MinutedDraft
from bot.domain.imports.grid import Cell
from bot.domain.imports.tables import Line
from bot.domain.imports.words import is_missing

_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9},? \d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d")


def read_minutes(context: Context) -> Result:
    """Return the actions that minutes have. The meeting is that of a column, else of the title above the table."""
    of_title = _day_in(context.titles)
    return Result(tuple(_minuted(context, line, of_title) for line in context.records))


def read_forward_plan(context: Context) -> Result:
    """Return the items of a forward plan.

    The meeting is that of a column, or of the last heading in a row of its own, such as `Meeting of 6 December 2018`.
    """
    return Result(tuple(_item(context, line) for line in context.records))


def _minuted(context: Context, line: Line, of_title: date | None) -> MinutedDraft:
    held = context.dates.read(line, "held_on")
    due = context.dates.read(line, "due_on")
    return MinutedDraft(
        row=line.row,
        board=line.line("board"),
        held_on=settle(line, "held_on", held) or (of_title if not held.doubt else None),
        paragraph=_number(line, "paragraph"),
        ref=_number(line, "ref"),
        action=line.line("action"),
        owners=", ".join(context.names(line, "owners")),
        due_on=settle(line, "due_on", due),
        questions=tuple(line.doubts),
    )


def _item(context: Context, line: Line) -> ForwardDraft:
    held = context.dates.read(line, "held_on")
    # “Unscheduled” names no day, and nothing is to be asked about it.
    day = None if held.doubt and not re.search(r"\d", held.written) else settle(line, "held_on", held)
    if day is None and not held.written:
        day = _day_in((line.section,))
    return ForwardDraft(
        row=line.row,
        board=line.line("board"),
        held_on=day,
        title=line.line("title"),
        lead=line.line("lead"),
        ref=_number(line, "ref"),
        questions=tuple(line.doubts),
    )


def _number(line: Line, name: str) -> str:
    written = line.line(name)
    return "" if is_missing(written) else written


def _day_in(texts: Iterable[str]) -> date | None:
    """Return the one day that the texts name; None where they name none, or several."""
    days = {day for text in texts for found in _DAY.findall(text) if (day := read_day(Cell(found)).day)}
    return next(iter(days)) if len(days) == 1 else None
