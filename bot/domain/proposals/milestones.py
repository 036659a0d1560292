"""What is to be done because of a decision: every approval leaves something that somebody follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.proposals.decisions import Milestone, Resolution
from bot.domain.proposals.records import GRANTING, Ask

DONE_BY = timedelta(days=92)
"""How long something has that names no day: three months."""


def followed(resolution: Resolution, ask: Ask, number: str, owner_id: int) -> tuple[Milestone, ...]:
    """Return what is to be done because of a decision, each with a day.

    An approval that names nothing leaves one thing: that it is done.

    Args:
        resolution: what was decided.
        ask: what the board was asked.
        number: of the decision.
        owner_id: who does what an approval leaves that names nothing.
    """
    due_on = resolution.decided_on + DONE_BY
    named = tuple(one if one.due_on is not None else replace(one, due_on=due_on) for one in resolution.milestones)
    approves = ask is Ask.APPROVE and resolution.outcome in GRANTING
    if named or not approves or not resolution.has_follow_up:
        return named
    return (Milestone(f"Do what {number} decided", owner_id, due_on),)
