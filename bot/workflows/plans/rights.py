"""Who may change plans and their tasks, and whom they are sent to when they may not."""

from __future__ import annotations

from bot.domain.plans.records import (
    Task,
    may_change_task,
    may_shape_plans,
)
from bot.errors import NotAllowedError
from bot.workflows.desk import Desk, office_names


def require_changing(desk: Desk, task: Task) -> None:
    """Make sure that the person at the desk may change a task.

    Raises:
        NotAllowedError: they may not; says who may.
    """
    if not may_change_task(desk.actor, task):
        owners = ", ".join(owner.name for owner in task.owners)
        raise NotAllowedError(
            f"You can't change task {task.number}. Its owners{f' ({owners})' if owners else ''}, its workstream's "
            "director and SRO, and the governance office can.",
            f"Ask them, or {office_names(desk)}.",
        )


def require_shaping(desk: Desk) -> None:
    """Make sure that the person at the desk may add plans and phases.

    Raises:
        NotAllowedError: they may not; says who may.
    """
    if not may_shape_plans(desk.actor):
        raise NotAllowedError(
            "Plans and their phases are added by the governance office, and by directors and SROs.",
            f"Ask {office_names(desk)}.",
        )
