"""What is done about a risk: controls that hold it and how well they work, and the actions tied to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

CONTROL_MAX = 600
OWNER_MAX = 100
NOTE_MAX = 600


class Effectiveness(StrEnum):
    """How well a control works, as somebody last judged it."""

    EFFECTIVE = "effective"
    PARTLY = "partly"
    NOT_EFFECTIVE = "not_effective"
    UNTESTED = "untested"

    @property
    def words(self) -> str:
        """How people say it."""
        return _WORDS[self]

    @property
    def shape(self) -> str:
        """The mark beside the words, so that no colour has to say it."""
        return _SHAPES[self]

    @property
    def label(self) -> str:
        """The mark with its words."""
        return f"{self.shape} {self.words}"


_WORDS = {
    Effectiveness.EFFECTIVE: "Effective",
    Effectiveness.PARTLY: "Partly effective",
    Effectiveness.NOT_EFFECTIVE: "Not effective",
    Effectiveness.UNTESTED: "Not tested",
}
_SHAPES = {
    Effectiveness.EFFECTIVE: "●",
    Effectiveness.PARTLY: "▲",
    Effectiveness.NOT_EFFECTIVE: "■",
    Effectiveness.UNTESTED: "○",
}


@dataclass(frozen=True, slots=True)
class ControlEntry:
    """What somebody said of a control: its words, who answers for it, how well it works, and why they think so."""

    at: datetime
    author: str
    words: str
    owner: str
    effectiveness: Effectiveness
    note: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """A control of a risk, numbered within it from 1; `entries` are oldest first, one at least."""

    id: int
    risk_id: int
    number: int
    entries: tuple[ControlEntry, ...]
    ended_at: datetime | None = None

    @property
    def present(self) -> ControlEntry:
        """What was last said of it."""
        return self.entries[-1]

    @property
    def stands(self) -> bool:
        """Whether it has not ended."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class LinkedAction:
    """An action that is tied to a risk."""

    ref: str
    summary: str
    is_open: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class TargetDate:
    """A target's date as somebody set it, None where they took it back."""

    set_at: datetime
    author: str
    start_on: date
    start_value: int
    target_value: int
    target_on: date | None
