"""A plan over time: bars of tasks by phase, milestones, moved days and the line of today, as PNGs and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.plans.progress import TaskState
from bot.domain.plans.records import Milestone, Phase
from bot.domain.scoring import Band, Shape
from bot.papers.palette import ACCENT, INK, MUTED, NEUTRAL, RULE, Colours, colours
from bot.papers.typesetting import typeset

PAGE_TASKS = 16
"""Tasks on one picture: more could not be read on a phone."""

_MONTHS_NAMED = 9
_WORDS_MAX = 140
_PHASE_MAX = 52
_EDGE = timedelta(days=3)
_FAR = timedelta(days=120)
_LATE = colours(Band("red", Shape.SQUARE, 1))
_MOVED = colours(Band("amber", Shape.TRIANGLE, 1))
_DONE = colours(Band("green", Shape.CIRCLE, 1))


@dataclass(frozen=True, slots=True)
class Bar:
    """A task on the chart: by how many days it is past its due day, and later than its first one (None unknown)."""

    number: str
    words: str
    phase: str
    status: str
    state: TaskState
    agreed_on: date | None
    due_on: date | None
    first_due_on: date | None
    closed_on: date | None
    overdue: int
    slipped: int | None
    milestones: tuple[Milestone, ...]

    @property
    def has_moved(self) -> bool:
        """Whether its day is another than the first one."""
        return self.first_due_on != self.due_on

    @property
    def said(self) -> str:
        """Where it stands, in a few words."""
        late = self.slipped if self.slipped and self.slipped > 0 else 0
        if self.state is TaskState.DONE:
            return f"done, {_days(late)} after its first day" if late else "done"
        if self.state is TaskState.LATE:
            return f"late, {_days(self.overdue)}"
        if late:
            return f"moved by {_days(late)}"
        return self.state.value


@dataclass(frozen=True, slots=True)
class Gantt:
    """What a chart shows.

    Attributes:
        plan: its name.
        day: the day it is as of, in words.
        today: that day.
        summary: how far the plan has come, in a phrase.
        phases: with their days, in their order; one without a name holds tasks without a phase.
        bars: tasks in the order of their phases.
    """

    plan: str
    day: str
    today: date
    summary: str
    phases: tuple[Phase, ...]
    bars: tuple[Bar, ...]


def pages(shown: Gantt) -> int:
    """Return how many pictures the chart takes."""
    return max(1, -(-len(shown.bars) // PAGE_TASKS))


def gantt(shown: Gantt, page: int = 1) -> bytes:
    """Return a page of the chart as a PNG, 1,080 pixels wide; all pages have the same scale of days."""
    return typeset("gantt", _values(shown, page), "png")


def alt_text(shown: Gantt, page: int = 1, most: int = 1_000) -> str:
    """Return in words what a page shows, for people who do not see it; the tasks' words give way to `most`."""
    of = pages(shown)
    part = f", picture {page} of {of}" if of > 1 else ""
    head = f"Chart of {shown.plan} over time as of {shown.day}{part}. {shown.summary}."
    bars = _of_page(shown, page)
    for room in (60, 30, 12, 0):
        text = " ".join([head, *(f"{_heard(bar, room)}." for bar in bars)])
        if len(text) <= most:
            return text
    return text[: most - 1].rstrip() + "…"


def _heard(bar: Bar, room: int) -> str:
    words = f" {_cut(bar.words, room)}" if room else ""
    due = f", due {_short(bar.due_on)}" if bar.due_on else ""
    first = f" (first {_short(bar.first_due_on)})" if bar.has_moved and bar.first_due_on else ""
    done = sum(one.done_on is not None for one in bar.milestones)
    milestones = f", {done} of {len(bar.milestones)} milestones" if bar.milestones and room else ""
    return f"{bar.number}{words}: {bar.said}{due}{first}{milestones}"


def _values(shown: Gantt, page: int) -> dict[str, Any]:
    first, last = _range(shown)
    of = pages(shown)
    bars = _of_page(shown, page)
    by_phase = list(dict.fromkeys(bar.phase for bar in bars))
    phases = {phase.name: phase for phase in shown.phases}

    def at(day: date | None) -> int | None:
        return None if day is None else (day - first).days

    return {
        "ink": INK,
        "muted": MUTED,
        "rule": RULE,
        "accent": ACCENT,
        "title": shown.plan,
        "scope": f"As of {shown.day}" + (f", picture {page} of {of}" if of > 1 else ""),
        "summary": shown.summary,
        "days": max((last - first).days, 1),
        "today": at(shown.today) if first <= shown.today <= last else None,
        "months": [
            {"at": (day - first).days, "word": f"{day:%b}", "year": str(day.year)} for day in _months(first, last)
        ],
        "phases": [
            {
                "name": _cut(name, _PHASE_MAX),
                "days": _span(phases.get(name)),
                "from": at(phases[name].from_on) if name in phases else None,
                "until": at(phases[name].until_on) if name in phases else None,
                "bars": [_bar(bar, at) for bar in bars if bar.phase == name],
            }
            for name in by_phase
        ],
        "has_moved": any(bar.has_moved for bar in bars),
        "has_late": any(bar.state is TaskState.LATE for bar in bars),
        "has_milestones": any(bar.milestones for bar in bars),
    }


def _bar(bar: Bar, at: Any) -> dict[str, Any]:
    tint, shape = _look(bar)
    ends = bar.due_on or bar.closed_on
    return {
        "number": bar.number,
        "words": _cut(bar.words, _WORDS_MAX),
        "said": bar.said,
        "status": _cut(bar.status, 26) if bar.status.casefold() != bar.said else "",
        "fill": tint.fill,
        "strong": tint.strong,
        "shape": shape.name.lower(),
        "from": at(bar.agreed_on if ends and bar.agreed_on and bar.agreed_on <= ends else ends),
        "to": at(ends),
        "due": _short(ends) if ends else "",
        "first": at(bar.first_due_on) if bar.has_moved else None,
        "late": bar.state is TaskState.LATE,
        "milestones": [
            {"at": at(one.due_on or one.done_on), "done": one.done_on is not None}
            for one in bar.milestones
            if one.due_on or one.done_on
        ],
    }


def _look(bar: Bar) -> tuple[Colours, Shape]:
    if bar.state is TaskState.DONE:
        return _DONE, Shape.CIRCLE
    if bar.state is TaskState.LATE:
        return _LATE, Shape.SQUARE
    if bar.slipped is not None and bar.slipped > 0:
        return _MOVED, Shape.TRIANGLE
    return NEUTRAL, Shape.OPEN_CIRCLE


def _of_page(shown: Gantt, page: int) -> Sequence[Bar]:
    return shown.bars[(page - 1) * PAGE_TASKS : page * PAGE_TASKS]


def _range(shown: Gantt) -> tuple[date, date]:
    """Return the first and the last day of the scale, today among them unless it is far off."""
    days = [day for phase in shown.phases for day in (phase.from_on, phase.until_on) if day]
    for bar in shown.bars:
        days += [day for day in (bar.agreed_on, bar.due_on, bar.first_due_on, bar.closed_on) if day]
        days += [day for one in bar.milestones for day in (one.due_on, one.done_on) if day]
    days = days or [shown.today]
    first, last = min(days), max(days)
    if first - _FAR <= shown.today <= last + _FAR:
        first, last = min(first, shown.today), max(last, shown.today)
    return first - _EDGE, last + _EDGE


def _months(first: date, last: date) -> list[date]:
    """Return the first days of months within the scale, all of them or so many that their names fit."""
    found: list[date] = []
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = (day.replace(day=28) + timedelta(days=5)).replace(day=1)
    return found[:: max(1, -(-len(found) // _MONTHS_NAMED))]


def _span(phase: Phase | None) -> str:
    if phase is None:
        return ""
    days = " to ".join(f"{day.day} {day:%b %Y}" for day in (phase.from_on, phase.until_on) if day)
    return ", ".join(part for part in (days, _cut(phase.lead, 34)) if part)


def _short(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _cut(words: str, most: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
