"""A risk's course: its residual score month by month, with the line to its target, as a PNG and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from bot.domain.course import MonthEnd, Step, changes, month_ends, step_on
from bot.domain.references import Reference
from bot.domain.scoring import HIGHEST, BandScale, Score
from bot.domain.trajectory import Progress, Trajectory, expected, progress
from bot.domain.trajectory import shown as said_score
from bot.papers.palette import ACCENT, INK, MUTED, RULE, colours
from bot.papers.typesetting import typeset

_TOP = HIGHEST * HIGHEST
_MONTHS_NAMED = 8


@dataclass(frozen=True, slots=True)
class Trend:
    """What a risk's course shows.

    Attributes:
        ref: the risk.
        workstream: its workstream's name.
        day: the last day, in words.
        today: the last day.
        course: from when which residual score held, oldest first; not empty.
        bands: the partnership's bands.
        target: the target score, None where none is set.
        trajectory: the line to the target, None where no date is set for it.
        slipping_margin: by how many points a score above the line slips.
    """

    ref: Reference
    workstream: str
    day: str
    today: date
    course: tuple[Step, ...]
    bands: BandScale
    target: Score | None = None
    trajectory: Trajectory | None = None
    slipping_margin: int = 2

    @property
    def months(self) -> tuple[MonthEnd, ...]:
        """The score at each month's end."""
        return month_ends(self.course, self.today)


def trend(shown: Trend) -> bytes:
    """Return the course as a PNG, 1,080 pixels wide."""
    return typeset("trend", _values(shown), "png")


def alt_text(shown: Trend, most: int = 1_000) -> str:
    """Return in words what the course shows, for people who do not see it; older months give way to `most`."""
    head = f"{shown.ref}, {shown.workstream}: residual score month by month, up to {shown.day}."
    target = f" {aim(shown)}."
    months = [f"{point.on:%b %Y} {_told(shown, point)}" for point in shown.months]
    kept = list(months)
    while True:
        left_out = len(months) - len(kept)
        earlier = f" ({left_out} earlier months left out)" if left_out else ""
        text = f"{head} {', '.join(kept)}{earlier}.{target}"
        if len(text) <= most or len(kept) <= 1:
            return text[:most]
        kept = kept[1:]


def summary(shown: Trend) -> str:
    """Return in a phrase how the score has come to where it is, such as `from 16 in Oct 2018 to 12 in Nov 2018`."""
    months = shown.months
    course = [step for step in _seen(shown) if not step.is_hidden]
    if not course:
        return _said(shown, months[-1])
    first, last = course[0], months[-1]
    start, end = _said(shown, first), _said(shown, last)
    if len(months) == 1:
        return f"{end}, its first month" if len(course) == 1 else f"from {start} to {end} in its first month"
    return f"from {start} in {first.on:%b %Y} to {end} in {last.on:%b %Y}{_between(shown, course, last)}"


def _between(shown: Trend, course: Sequence[Step], last: MonthEnd) -> str:
    """Return how far the score went beyond both its ends; empty where it did not."""
    known = [step for step in course if step.score is not None]
    ends = [one.score.value for one in (course[0], last) if one.score is not None]
    if not known or not ends:
        return ""
    lowest, highest = (pick(known, key=_value) for pick in (min, max))
    low = f"as low as {_said(shown, lowest)}" if _value(lowest) < min(ends) else ""
    high = f"as high as {_said(shown, highest)}" if _value(highest) > max(ends) else ""
    words = " and ".join(filter(None, (low, high)))
    return f", {words} in between" if words else ""


def _value(step: Step) -> int:
    return step.score.value if step.score else 0


def _seen(shown: Trend) -> tuple[Step, ...]:
    """Return the steps of the months shown, beginning with what held as the first of them began."""
    return _changes(shown, max(shown.months[0].on.replace(day=1), shown.course[0].on))


def aim(shown: Trend) -> str:
    """Return in a phrase where the score should be by when, and what is expected of today."""
    line = shown.trajectory
    if line is not None:
        now = said_score(expected(line, shown.today))
        said = f"Target {line.target_value} by {line.target_on.day} {line.target_on:%b %Y}; expected now {now}"
        state = progress(line, shown.course[-1].score, shown.today, shown.slipping_margin)
        return f"{said}; {state}" if state in {Progress.SLIPPING, Progress.MISSED} else said
    return "Target not set" if shown.target is None else f"Target {shown.target.value}, without a date"


def _told(shown: Trend, month: MonthEnd) -> str:
    """Return the score a month ended with, after those it had in the course of it where they were several."""
    first = month.on.replace(day=1)
    said = [_said(shown, step) for step in changes(shown.course) if first <= step.on <= month.on]
    return " then ".join(said) if len(said) > 1 else _said(shown, month)


def _said(shown: Trend, at: Step | MonthEnd) -> str:
    if at.is_hidden:
        return "not shown"
    return "not scored" if at.score is None else f"{shown.bands.band_of(at.score).name} {at.score.value}"


def _values(shown: Trend) -> dict[str, Any]:
    months = shown.months
    first = max(months[0].on.replace(day=1), min(shown.course[0].on, months[0].on))
    last = shown.today if shown.trajectory is None else max(shown.today, shown.trajectory.target_on)
    return {
        "ink": INK,
        "muted": MUTED,
        "rule": RULE,
        "accent": ACCENT,
        "title": f"{shown.ref}: residual score",
        "scope": f"{shown.workstream}, up to {shown.day}",
        "summary": summary(shown)[:1].upper() + summary(shown)[1:],
        "aim": aim(shown),
        "top": _TOP,
        # Room for the label of a step made today.
        "days": max((last - first).days * 1.08, 1.0),
        "bands": [
            {"from": band.lowest, "to": end, "fill": colours(band).fill, "strong": colours(band).strong}
            | {"shape": band.shape.name.lower(), "name": band.name.capitalize()}
            for band, end in zip(shown.bands.bands, _ends(shown.bands), strict=True)
        ],
        "months": [
            {"at": (start - first).days, "word": f"{start:%b}", "year": str(start.year)}
            for start in _month_starts(first, last)
        ],
        "runs": _runs(shown, first),
        "points": [
            {"at": (month.on - first).days, "value": month.score.value} for month in months if month.score is not None
        ],
        "labels": [
            {"at": (step.on - first).days, "value": step.score.value} for step in _changes(shown, first) if step.score
        ],
        "unknown": [(point.on - first).days for point in months if point.score is None],
        "unknown_word": "not shown" if any(point.is_hidden for point in months) else "not scored",
        "target": _target(shown, first, last),
        "today": (shown.today - first).days,
    }


def _ends(bands: BandScale) -> list[int]:
    """Return where each band ends on the scale: where the next begins."""
    return [band.lowest for band in bands.bands[1:]] + [_TOP + 1]


def _month_starts(first: date, last: date) -> list[date]:
    """Return the first days of the months to name, all of them or so many that the names fit."""
    starts: list[date] = []
    day = first.replace(day=1)
    while day <= last:
        if day >= first or not starts:
            starts.append(max(day, first))
        day = (day.replace(day=28) + _FIVE_DAYS).replace(day=1)
    return starts[:: -(-len(starts) // _MONTHS_NAMED)]


_ONE_DAY, _FIVE_DAYS = timedelta(days=1), timedelta(days=5)


def _runs(shown: Trend, first: date) -> list[list[dict[str, int]]]:
    """Return the step line as runs of corners, broken where the score was not known."""
    runs: list[list[dict[str, int]]] = []
    for here, after in pairwise([*_changes(shown, first), Step(shown.today, None)]):
        if here.score is None:
            continue
        start, end, value = (here.on - first).days, (after.on - first).days, here.score.value
        corners = [{"at": start, "value": value}, {"at": end, "value": value}]
        if runs and runs[-1][-1]["at"] == start:
            runs[-1] += corners
        else:
            runs.append(corners)
    return runs


def _changes(shown: Trend, first: date) -> tuple[Step, ...]:
    """Return the steps from `first` on that changed the value, what held as that day began among them."""
    held = step_on(shown.course, first - _ONE_DAY)
    later = [step for step in shown.course if step.on >= first]
    begins = [replace(held, on=first)] if shown.course[0].on < first else []
    return changes([*begins, *later])


def _target(shown: Trend, first: date, last: date) -> list[dict[str, float]]:
    """Return the corners of the line to the target, none where there is no target."""
    line = shown.trajectory
    if line is not None:
        days = sorted({max(line.start_on, first), line.target_on, last})
        return [{"at": (day - first).days, "value": float(expected(line, day))} for day in days if day >= first]
    if shown.target is None:
        return []
    return [{"at": at, "value": shown.target.value} for at in (0, (last - first).days)]
