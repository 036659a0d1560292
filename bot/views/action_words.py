"""What is said of an action in a phrase, alike wherever it is said."""

from __future__ import annotations

from bot.domain.actions.records import Action, Outcome
from bot.views.presentation import Presentation
from bot.views.wording import counted

_TIMES = {1: "once", 2: "twice"}
_ENDED = {Outcome.DONE: "done", Outcome.DROPPED: "dropped", Outcome.SPLIT: "split into parts"}


def owner_names(action: Action) -> list[str]:
    """Return the names of an action's owners."""
    return [owner.name for owner in action.owners]


def owners_of(action: Action) -> str:
    """Return the owners in a phrase."""
    return ", ".join(owner_names(action)) or "nobody yet"


def set_by(board: str, shown: Presentation) -> str:
    """Return the name of what sets actions: a board, boards in common, or a workstream."""
    return shown.boards.get(board) or shown.workstreams.get(board) or board


def ended_words(action: Action) -> str:
    """Return how a closed action ended: `done`, `dropped`, `split into parts`, or `closed` where nobody has said."""
    return _ENDED.get(action.outcome, "closed")


def state_of(action: Action, shown: Presentation) -> str:
    """Return how an action stands, in a word or a few: `3 days late`, `Due today`, `Open`, `No date`, `Done`."""
    if not action.is_open:
        return ended_words(action).capitalize()
    if action.due_on is None:
        return "No date"
    return late_words(action, shown) or ("Due today" if action.due_on == shown.today else "Open")


def late_words(action: Action, shown: Presentation) -> str:
    """Return `3 days late`, or nothing where its day has not passed."""
    days = (shown.today - action.due_on).days if action.due_on else 0
    return f"{counted(days, 'day')} late" if days > 0 else ""


def due_words(action: Action, shown: Presentation) -> str:
    """Return when an action is due: `due Fri 16 Nov (moved twice, first due Fri 2 Nov)`, or `no date yet`."""
    if action.due_on is None:
        return "no date yet" if action.is_open else "no date"
    is_past = not action.is_open or action.is_late(shown.today)
    return f"{'was due' if is_past else 'due'} {day_words(action, shown)}"


def day_words(action: Action, shown: Presentation) -> str:
    """Return the day an action is due, with what it was before: `Fri 16 Nov (moved twice, first due Fri 2 Nov)`."""
    if action.due_on is None:
        return "No date yet"
    moved = moved_words(action, shown)
    return f"{shown.day(action.due_on)}{f' ({moved})' if moved else ''}"


def moved_words(action: Action, shown: Presentation) -> str:
    """Return `moved twice, first due Fri 2 Nov`, or nothing where the day stands as it was set."""
    if not action.times_moved or action.original_due_on is None:
        return ""
    return f"moved {times_words(action.times_moved)}, first due {shown.day(action.original_due_on)}"


def times_words(number: int) -> str:
    """Return `once`, `twice`, `3 times`."""
    return _TIMES.get(number, f"{number} times")
