"""Read a proposal as one may: checked for each reader, and kept that they did."""

from __future__ import annotations

from typing import Any

from bot.domain.proposals.records import Proposal, Stage
from bot.errors import NotAllowedError
from bot.store.unit_of_work import Unit
from bot.views import interest_forms
from bot.views.wording import unescape
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.interests.recusing import require_part
from bot.workflows.proposals.interests.seeing import TEXT, note_sight
from bot.workflows.proposals.interests.taking import is_over
from bot.workflows.proposals.lookup import can_read, find_readable_proposal
from bot.workflows.proposals.reading import text_blocks
from bot.workflows.proposals.sections import withheld_from
from bot.workflows.services import Services


def read(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the modal with a proposal's text and papers for one reader, and keep that they read it.

    Raises:
        NotFoundError: no such proposal that they may read.
        NotAllowedError: they leave for it, or must not read it for another reason.
    """

    def work(unit: Unit) -> dict[str, Any]:
        desk = open_desk(unit, services, identity)
        proposal = find_readable_proposal(unit, services, desk, written)
        return _read(unit, services, desk, proposal)

    return services.store.write(work)


def read_stage(services: Services, identity: Identity, stage_id: int) -> dict[str, Any]:
    """Return the same for a stage, in the version that lies before its board.

    Raises:
        NotFoundError, NotAllowedError: see `read`.
    """

    def work(unit: Unit) -> dict[str, Any]:
        desk = open_desk(unit, services, identity)
        stage = unit.stages.of_ids([stage_id]).get(stage_id)
        proposal = unit.proposals.get(stage.proposal_id) if stage else None
        if stage is None or proposal is None or not can_read(unit, desk.actor, proposal):
            raise NotAllowedError("You can't read this proposal.", "Ask the governance office if you should.")
        return _read(unit, services, desk, proposal, stage)

    return services.store.write(work)


def _read(unit: Unit, services: Services, desk: Desk, proposal: Proposal, stage: Stage | None = None) -> dict[str, Any]:
    person = desk.actor.person
    require_part(unit, proposal, person.id if person else None)
    why = withheld_from(unit, services, desk, proposal)
    if why is not None:
        raise NotAllowedError(unescape(why))
    if person is not None:
        boards = desk.directory.boards_of(person.id, desk.actor.day)
        for one in unit.stages.of_proposal(proposal.id):
            if one.board in boards and not is_over(one):
                note_sight(unit, one.id, person.id, TEXT)
    number = stage.considers if stage is not None and stage.considers else None
    body = text_blocks(unit, services, desk, proposal, number)
    can_declare = person is not None and any(
        one.board in desk.actor.boards and not is_over(one) for one in unit.stages.of_proposal(proposal.id)
    )
    return interest_forms.reading_modal(proposal.ref, body, can_declare=can_declare)
