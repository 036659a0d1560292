"""The words of `/action plan`, which no plan's name begins with."""

from __future__ import annotations

from enum import StrEnum


class PlanVerb(StrEnum):
    """What follows `/action plan` before a plan's name."""

    ADD = "add"
    CHART = "chart"
    TABLE = "table"
    PHASE = "phase"
    TASK = "task"
    UPDATE = "update"
    HISTORY = "history"
