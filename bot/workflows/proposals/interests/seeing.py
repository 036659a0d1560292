"""Who may see what lies before a board, and that they saw it."""

from __future__ import annotations

from bot.domain.access import Actor
from bot.domain.proposals.records import Proposal, Stage
from bot.store.unit_of_work import Unit, View
from bot.workflows.proposals.interests.recusing import kept_from
from bot.workflows.proposals.lookup import can_read
from bot.workflows.services import Services

TEXT = "text"


def may_see_stage(view: View, services: Services, actor: Actor, proposal: Proposal, stage: Stage | None = None) -> bool:
    """Return whether somebody may read a proposal's text and papers now; see `kept_from`."""
    del services, stage  # whoever leaves for one stage reads it nowhere until that one is over
    return can_read(view, actor, proposal) and not kept_from(view, proposal, actor.person.id if actor.person else None)


def note_sight(unit: Unit, stage_id: int, person_id: int, what: str) -> None:
    """Keep that somebody saw something of a stage; see `Sight`."""
    unit.conflicts.see(stage_id, [person_id], what, unit.now)
