"""An action as the tracker holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.risks import Visibility

SUMMARY_MAX = 600
UPDATE_MAX = 2000
MINUTE_MAX = 60
OWNERS_MAX = 10


class ActionState(StrEnum):
    """Whether an action is still to be done."""

    OPEN = "open"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a closed action ended."""

    NONE = ""
    DONE = "done"
    DROPPED = "dropped"
    SPLIT = "split"


class EntryKind(StrEnum):
    """What an entry of an action's history records; an import's has none."""

    IMPORTED = ""
    SET = "set"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    EXTENDED = "extended"
    EDITED = "edited"
    REASSIGNED = "reassigned"
    DONE = "done"
    DROPPED = "dropped"
    SPLIT = "split"
    REOPENED = "reopened"


class SourceKind(StrEnum):
    """Out of what an action came; empty where nobody has said."""

    NONE = ""
    BOARD = "board"
    MEETING = "meeting"
    RISK = "risk"
    PROPOSAL = "proposal"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Source:
    """What an action came out of: `ref` is a risk's reference, a meeting's day, a plan with its task, and so on."""

    kind: SourceKind = SourceKind.NONE
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody accountable for an action; `person_id` is None for a name that the directory does not hold."""

    name: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an action's history, complete in itself.

    `version` counts from 1 without gaps. `due_on` is what held from then on; `held_on` and `minute` name the board's
    decision, where it was one. `visibility` is who could see the action from then on.
    """

    version: int
    kind: EntryKind
    at: datetime
    author: str
    author_id: int | None
    status: ActionState
    due_on: date | None
    update: str
    held_on: date | None = None
    minute: str = ""
    visibility: Visibility = Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class Action:
    """An action as its last entry left it.

    `board` is the name under which it was set (see `Bodies`), or a workstream's key. `original_due_on` is set once a
    revised date stands beside the first one, `times_moved` how often it was moved. `update` are its last words, said
    at `updated_at` by `updated_by`. `recurrence` is how it comes again, empty where it does not. `plan` numbers the
    plan of its reminders.
    """

    id: int
    ref: str
    summary: str
    board: str
    owners: tuple[Owner, ...]
    assigned_on: date | None
    due_on: date | None
    original_due_on: date | None
    times_moved: int
    status: ActionState
    status_words: str
    outcome: Outcome
    update: str
    updated_at: datetime | None
    updated_by: str
    closed_at: datetime | None
    version: int
    workstream: str
    visibility: Visibility
    source: Source
    minute: str
    message_link: str
    recurrence: str
    plan: int

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status is ActionState.OPEN

    @property
    def owner_ids(self) -> frozenset[int]:
        """The people of the directory who own it."""
        return frozenset(owner.person_id for owner in self.owners if owner.person_id is not None)

    def is_late(self, today: date) -> bool:
        """Return whether it is open and its due day has passed."""
        return self.is_open and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action that is to be added under the next reference of its board and month."""

    summary: str
    board: str
    owners: tuple[Owner, ...]
    assigned_on: date
    due_on: date | None
    workstream: str = ""
    visibility: Visibility = Visibility.PUBLIC
    source: Source = Source()
    minute: str = ""
    message_link: str = ""
    recurrence: str = ""
