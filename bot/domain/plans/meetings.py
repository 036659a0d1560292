"""An action as minutes, tracker and forward plan have it: what is needed to compare the three."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Minuted:
    """An action as minutes have it; reference and due day may be missing. `body` is the name actions are set under."""

    body: str
    held_on: date
    paragraph: str
    ref: str
    summary: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Tracked:
    """An action of the tracker.

    `first_due_on` is the day it was due at first, `met_on` that of the meeting it was set at: None where it was set
    at none.
    """

    ref: str
    body: str
    summary: str
    assigned_on: date | None
    due_on: date | None
    first_due_on: date | None
    is_open: bool
    met_on: date | None


@dataclass(frozen=True, slots=True)
class Planned:
    """An item of a forward plan; without a meeting it is unscheduled. `ref` may name the action it answers."""

    body: str
    held_on: date | None
    title: str
    ref: str
