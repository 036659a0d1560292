"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How it stands: the word, and the mark beside it so that neither colour nor sight alone is needed."""

    OK = ("ok", "✓")
    LOOK = ("look", "!")
    FAULT = ("fault", "✗")
    UNKNOWN = ("unknown", "?")

    @property
    def word(self) -> str:
        """The level in a word."""
        return self.value[0]

    @property
    def mark(self) -> str:
        """The level as a mark."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: which part, how it stands, what was seen, and what to do where there is something."""

    check: str
    level: Level
    said: str
    mend: str = ""


def well(check: str, said: str) -> Finding:
    """Return that a part is well."""
    return Finding(check, Level.OK, said)


def look(check: str, said: str, mend: str) -> Finding:
    """Return that a part works, and that somebody should look at it."""
    return Finding(check, Level.LOOK, said, mend)


def fault(check: str, said: str, mend: str) -> Finding:
    """Return that the bot cannot work, or not safely, until a part is mended."""
    return Finding(check, Level.FAULT, said, mend)


def unknown(check: str, said: str) -> Finding:
    """Return that a part was not looked at, and why."""
    return Finding(check, Level.UNKNOWN, said)
