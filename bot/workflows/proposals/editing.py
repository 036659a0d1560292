"""Find the proposal that somebody wants to work on: they may edit it, and nothing keeps them from reading it."""

from __future__ import annotations

from bot.domain.proposals.records import Proposal
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.rights import EDIT
from bot.workflows.proposals.sections import require_sight
from bot.workflows.services import Services


def editable(view: View, services: Services, desk: Desk, written: str) -> Proposal:
    """Return the proposal that `written` names, for whoever may work on it; within a unit of work it is locked.

    Raises:
        NotFoundError: no such proposal, or one they may not know of.
        NotAllowedError: they may not edit it, or leave when it is dealt with.
    """
    proposal = find_readable_proposal(view, services, desk, written)
    EDIT.require(desk, proposal)
    require_sight(view, services, desk, proposal, EDIT.verb)
    return proposal
