"""How far a plan has come: by its tasks and milestones, and by how much it has slipped from its first dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.imports.states import read_state
from bot.domain.imports.words import heading_words
from bot.domain.plans.records import Task


class TaskState(StrEnum):
    """Where a task stands today."""

    DONE = "done"
    LATE = "late"
    UNDER_WAY = "under way"
    AHEAD = "not begun"
    UNDATED = "no date"


@dataclass(frozen=True)
class StatusWords:
    """Which statuses of a plan's own words are open or closed.

    Args:
        said: what the partnership has settled: words regardless of case -> True for open.
    """

    said: Mapping[str, bool]

    def is_open(self, status: str) -> bool | None:
        """Return whether a status is open, None where neither the partnership nor plain English says so."""
        words = heading_words(status)
        told = {heading_words(one): is_open for one, is_open in self.said.items()}
        return told[words] if words in told else read_state(status)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan, or a phase of it, has come.

    `slipped` counts the tasks that are, or were done, after their first due day; `most_days` is by how many calendar
    days at most, `most` which task that is.
    """

    tasks: int
    done: int
    late: int
    undated: int
    milestones: int
    milestones_done: int
    slipped: int
    most_days: int
    most: str

    @property
    def percent(self) -> int:
        """The share of tasks that are done, in whole per cent, never 100 before all are."""
        return self.done * 100 // self.tasks if self.tasks else 0


def is_done(task: Task, words: StatusWords) -> bool:
    """Return whether a task is done: its status says so, or it has a day on which it was closed."""
    said = words.is_open(task.status)
    return task.closed_on is not None if said is None else not said


def state_of(task: Task, today: date, words: StatusWords) -> TaskState:
    """Return where a task stands today."""
    if is_done(task, words):
        return TaskState.DONE
    if task.due_on is not None and task.due_on < today:
        return TaskState.LATE
    if task.agreed_on is not None and task.agreed_on > today:
        return TaskState.AHEAD
    return TaskState.UNDATED if task.due_on is None else TaskState.UNDER_WAY


def slippage(task: Task, today: date, words: StatusWords) -> int | None:
    """Return by how many calendar days a task is later than its first due day; negative when it was done early.

    An open one is as late as its present due day, or as today where that has passed. None without a first due day,
    and for one that was done nobody knows when.
    """
    first = task.first_due_on
    if first is None:
        return None
    if is_done(task, words):
        return (task.closed_on - first).days if task.closed_on else None
    # A day that lies ahead is the present word; one that has passed is overtaken by today.
    return (max(task.due_on or first, today) - first).days


def progress_of(tasks: Iterable[Task], today: date, words: StatusWords) -> Progress:
    """Return how far these tasks have come together. The milestones of a task that is done count as done."""
    listed = list(tasks)
    states = {task.id: state_of(task, today, words) for task in listed}
    late_by = {task.id: days for task in listed if (days := slippage(task, today, words)) is not None and days > 0}
    most = max(listed, key=lambda task: late_by.get(task.id, 0), default=None)
    return Progress(
        tasks=len(listed),
        done=sum(state is TaskState.DONE for state in states.values()),
        late=sum(state is TaskState.LATE for state in states.values()),
        undated=sum(state is TaskState.UNDATED for state in states.values()),
        milestones=sum(len(task.milestones) for task in listed),
        milestones_done=sum(
            states[task.id] is TaskState.DONE or milestone.done_on is not None
            for task in listed
            for milestone in task.milestones
        ),
        slipped=len(late_by),
        most_days=max(late_by.values(), default=0),
        most=most.number if most is not None and late_by else "",
    )


def unread(tasks: Iterable[Task], words: StatusWords) -> tuple[str, ...]:
    """Return the statuses that nothing reads as open or closed, each once; their tasks count as open."""
    said = (task.status for task in tasks if task.status and words.is_open(task.status) is None)
    return tuple(dict.fromkeys(said))
