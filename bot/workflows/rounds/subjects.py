"""How chasing names what a round asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoundSubject:
    """What a nudge of a round is about: a risk whose update is asked for, or a workstream whose updates are late."""

    round_id: int
    risk_id: int | None = None
    workstream: str = ""


def risk_subject(round_id: int, risk_id: int) -> str:
    """Name a risk's update in a round."""
    return f"round:{round_id}:risk:{risk_id}"


def late_subject(round_id: int, workstream: str) -> str:
    """Name the updates that a workstream still owes a round."""
    return f"round:{round_id}:late:{workstream}"


def read_subject(subject: str) -> RoundSubject:
    """Return what a subject names."""
    _, round_id, kind, rest = subject.split(":", 3)
    if kind == "risk":
        return RoundSubject(int(round_id), risk_id=int(rest))
    return RoundSubject(int(round_id), workstream=rest)
