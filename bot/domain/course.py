"""How a risk's score has run: what it was at each month's end, from its history."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.risks import Review
from bot.domain.scoring import Score

MONTHS_MAX = 24


@dataclass(frozen=True, slots=True)
class Step:
    """The residual score from a day on; None where it was to be confirmed, or `is_hidden` from who looks."""

    on: date
    score: Score | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The residual score as a month ended, or on the last day there is for the month that runs."""

    on: date
    score: Score | None
    is_hidden: bool = False


def steps(
    history: Iterable[Review], day_of: Callable[[datetime], date], hidden: Collection[int] = ()
) -> tuple[Step, ...]:
    """Return from when which score held, oldest first; those of one day in the order they were given.

    Args:
        history: a risk's reviews, in any order.
        day_of: the partnership's calendar day of an instant.
        hidden: the versions that who looks may not see.
    """
    course = [
        Step(day_of(review.at), None, is_hidden=True)
        if review.version in hidden
        else Step(day_of(review.at), review.scores.residual)
        for review in sorted(history, key=lambda review: review.version)
    ]
    return tuple(sorted(course, key=lambda step: step.on))


def changes(course: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps of a course that changed the value, the first among them."""
    changed: list[Step] = []
    for step in course:
        if not changed or _shown(step) != _shown(changed[-1]):
            changed.append(step)
    return tuple(changed)


def _shown(step: Step) -> tuple[int | None, bool]:
    return (step.score.value if step.score else None, step.is_hidden)


def month_ends(course: Sequence[Step], today: date) -> tuple[MonthEnd, ...]:
    """Return the score at the end of each month from the first step on, and today's, at most 24, oldest first.

    Args:
        course: as `steps` returns it; not empty.
        today: the last day of the picture.
    """
    days = []
    day = _end_of_month(course[0].on)
    while day < today:
        days.append(day)
        day = _end_of_month(day + timedelta(days=1))
    days.append(today)
    held = [step_on(course, on) for on in days[-MONTHS_MAX:]]
    return tuple(MonthEnd(on, step.score, step.is_hidden) for on, step in zip(days[-MONTHS_MAX:], held, strict=True))


def step_on(course: Sequence[Step], day: date) -> Step:
    """Return the step that held at the end of `day`; before the first one the score was not known."""
    held = Step(day, None)
    for step in course:
        if step.on > day:
            break
        held = step
    return held


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
