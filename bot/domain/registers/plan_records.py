"""Records of plans, minutes and forward plans, complete: what an export writes is what an import can restore."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.registers.keys import LATER, Key


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One entry of a task's history. `author_key` is the person's key, empty for somebody who is not a person."""

    version: int
    at: datetime
    author: str
    author_key: str
    status: str
    update: str
    due_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class PlanTaskRecord:
    """A task of a plan, with its milestones and owners in the plan's order.

    A milestone is a line of words with its days: `Draft agreed (due 9 Nov 2018, done 12 Nov 2018)`. The days and the
    lead of its phase stand with each of the phase's tasks.
    """

    plan: str
    phase: str
    number: str
    task: str
    milestones: tuple[str, ...]
    workstream: str
    owners: tuple[str, ...]
    status: str
    update: str
    agreed_on: date | None
    due_on: date | None
    stated_days: int | None
    reporting_month: str
    project: str = field(default="", metadata={LATER: True})
    original_due_on: date | None = field(default=None, metadata={LATER: True})
    closed_on: date | None = field(default=None, metadata={LATER: True})
    phase_from_on: date | None = field(default=None, metadata={LATER: True})
    phase_until_on: date | None = field(default=None, metadata={LATER: True})
    phase_lead: str = field(default="", metadata={LATER: True})
    history: tuple[PlanEntry, ...] = field(default=(), metadata={LATER: True})

    @property
    def key(self) -> Key:
        """Its plan, phase and number."""
        return (self.plan, self.phase, self.number)

    @property
    def label(self) -> str:
        """Its number, with phase and plan."""
        return " · ".join(part for part in (self.plan, self.phase, self.number) if part)


@dataclass(frozen=True, slots=True)
class MinutedRecord:
    """An action as a board's minutes have it. `owners` are as written; `ref` is empty where the minutes give none."""

    board: str
    held_on: date
    paragraph: str
    ref: str
    action: str
    owners: str
    due_on: date | None

    @property
    def key(self) -> Key:
        """Its board, meeting and paragraph, and its words: a paragraph may set several."""
        return (self.board, self.held_on.isoformat(), self.paragraph, self.action)

    @property
    def label(self) -> str:
        """Its board, meeting and paragraph, with the reference."""
        day = f"{self.held_on.day} {self.held_on:%b %Y}"
        return " · ".join(part for part in (self.board, day, self.paragraph, self.ref) if part)


@dataclass(frozen=True, slots=True)
class ForwardRecord:
    """An item of a board's forward plan; one without a meeting is unscheduled. `ref` names the action it answers."""

    board: str
    held_on: date | None
    title: str
    lead: str
    ref: str

    @property
    def key(self) -> Key:
        """Its board, meeting and words."""
        return (self.board, self.held_on.isoformat() if self.held_on else "", self.title)

    @property
    def label(self) -> str:
        """Its board and meeting, and its words."""
        day = f"{self.held_on.day} {self.held_on:%b %Y}" if self.held_on else "unscheduled"
        return f"{self.board} · {day} · {self.title}"
