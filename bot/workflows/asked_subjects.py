"""How reminders name what leads are asked about a risk outside the monthly round."""

from __future__ import annotations

from bot.store.unit_of_work import Unit
from bot.workflows.chasing.planning import settle

KIND = "asked"


def subject_of(risk_id: int) -> str:
    """Return the subject of what leads are asked about a risk."""
    return f"{KIND}:{risk_id}"


def answered(unit: Unit, risk_id: int) -> None:
    """Record that a risk was reviewed: nobody who was asked for it needs to be reminded."""
    settle(unit, [subject_of(risk_id)])
