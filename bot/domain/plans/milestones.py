"""A milestone as one line of words: `Draft agreed (due 9 Nov 2018, done 12 Nov 2018)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from bot.domain.imports.dates import read_day
from bot.domain.imports.grid import Cell
from bot.domain.plans.records import Milestone

_DUE, _DONE = r"(?:due:?\s+(?P<due>[^,;)\]]+?))?", r"(?:(?:done|completed?|met):?\s+(?P<done>[^)\]]+?))?"
_MARKED = re.compile(rf"(?P<words>.*?)\s*[(\[]\s*{_DUE}\s*[,;]?\s*{_DONE}\s*[)\]]", re.IGNORECASE)
_ANY_DAY = r"\d{1,2}[ /.\-][A-Za-z0-9]{1,9}[ /.\-]\d{2,4}|\d{4}-\d\d-\d\d"
_ENDING = re.compile(rf"(?P<words>.+?)\s*(?:[-–—:,]|\bby|\bdue|\()\s*(?P<due>{_ANY_DAY})\)?", re.IGNORECASE)


def written(milestone: Milestone) -> str:
    """Return a milestone as one line."""
    marks = [
        f"{word} {day.day} {day:%b %Y}" for word, day in (("due", milestone.due_on), ("done", milestone.done_on)) if day
    ]
    return f"{milestone.words} ({', '.join(marks)})" if marks else milestone.words


def read(line: str, position: int = 0) -> Milestone:
    """Return what `written` gave, or what a plan's line says; a day that cannot be read stays among the words."""
    marked = _MARKED.fullmatch(line)
    if marked and (marked["due"] or marked["done"]):
        due, done = (_day(marked[name]) if marked[name] else None for name in ("due", "done"))
        if (due or not marked["due"]) and (done or not marked["done"]):
            return Milestone(position, marked["words"], due, done)
    ending = _ENDING.fullmatch(line)
    if ending and (due := _day(ending["due"])):
        return Milestone(position, ending["words"], due)
    return Milestone(position, line)


def read_all(lines: Iterable[str]) -> tuple[Milestone, ...]:
    """Return the milestones of lines, in their order."""
    return tuple(read(line, position) for position, line in enumerate(lines))


def keeping_days(lines: Iterable[str], held: Iterable[str]) -> tuple[str, ...]:
    """Return the lines a file has, with the days that are held of a milestone of the same words where it says none."""
    known: Mapping[str, Milestone] = {one.words.casefold(): one for one in read_all(held)}
    kept = []
    for one in read_all(lines):
        before = known.get(one.words.casefold())
        if before is not None:
            one = Milestone(one.position, one.words, one.due_on or before.due_on, one.done_on or before.done_on)  # noqa: PLW2901 - the same milestone
        kept.append(written(one))
    return tuple(kept)


def _day(words: str) -> date | None:
    return read_day(Cell(words.strip())).day
