"""What became of a letter, told apart by what may be done next. None of the words names an address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taken:
    """The mail server, or the folder, has the letter."""

    message_id: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Nothing was sent: no connection, no login, or the server asks for patience. It may be tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Nothing was sent, and the same letter would be rejected again; `sentence` says why, for people."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """The letter was handed over, and the server did not say that it has it: it may arrive or not."""

    reason: str


MailOutcome = Taken | NotTaken | Rejected | Unclear
