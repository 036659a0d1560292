"""How chasing names what it says of actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.actions.records import Action

ACTION, LATE, LATE_LIST = "action", "action-late", "late-list"


class Step(StrEnum):
    """Who is told that an action is late, in their order."""

    DIRECTOR = "director"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class LateListSubject:
    """A board's late list, as its chair is told of it when the papers of a meeting are due."""

    board: str
    meeting: date


def action_subject(action_id: int) -> str:
    """Name what an action's owners are reminded of."""
    return f"{ACTION}:{action_id}"


def late_subject(action_id: int, step: Step) -> str:
    """Name what somebody is told of a late action."""
    return f"{LATE}:{action_id}:{step}"


def told_number(action: Action) -> int:
    """Return the number of what is told of an action's due day, so that it is told once for each."""
    return action.due_on.toordinal() if action.due_on else 0


def subjects_of(action_id: int) -> tuple[str, ...]:
    """Return every name under which an action stands in messages of reminders."""
    return action_subject(action_id), *(late_subject(action_id, step) for step in Step)


def action_of(subject: str) -> int:
    """Return the id of the action that a subject is about."""
    return int(subject.split(":")[1])


def step_of(subject: str) -> Step:
    """Return by which step somebody is told, from a name that `late_subject` gave."""
    return Step(subject.split(":")[2])


def list_subject(board: str, meeting: date) -> str:
    """Name a board's late list before a meeting."""
    return f"{LATE_LIST}:{board}:{meeting.isoformat()}"


def read_list_subject(subject: str) -> LateListSubject:
    """Return what the name of a late list says."""
    _, board, meeting = subject.split(":")
    return LateListSubject(board, date.fromisoformat(meeting))
