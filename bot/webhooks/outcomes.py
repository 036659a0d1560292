"""What became of a message to a webhook, told apart by what may be done next. No address is ever part of the words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """The receiver has the message; `delivery_id` is the one it was sent under."""

    delivery_id: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The receiver has nothing, or throws a second copy away by itself. It may be tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Busy:
    """The receiver has nothing and asks to be left alone for so many seconds."""

    retry_after_s: float


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """The receiver has nothing, and the same message would be turned away again; `sentence` says why, for people."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """The message was sent, and no answer came: it may have arrived, and a second copy would be seen."""

    reason: str


HookOutcome = Accepted | NotTaken | Busy | TurnedAway | Unclear
