"""Answer who asks where a proposal is on its route."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.route_showing import blocks_of_route
from bot.workflows.proposals.sections import withheld_from
from bot.workflows.services import Services

Message = dict[str, Any]


def show_route(services: Services, identity: Identity, written: str) -> Message:
    """Return where the proposal that `written` names is on its route; of a draft the route it would take."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, written)
        withheld = withheld_from(view, services, desk, proposal) is not None
        head = say("routes/title", ref=proposal.ref, title="" if withheld else proposal.title)
        built = blocks_of_route(view, services, desk, proposal, is_withheld=withheld)
    button = blocks.button(f"Show {proposal.ref}", Act.PROPOSAL_SHOW, proposal.ref)
    return blocks.message(_spoken(head, built), [blocks.section(head), *built, blocks.actions([button])])


def _spoken(head: Mrkdwn, built: Sequence[blocks.Block]) -> Mrkdwn:
    return Mrkdwn("\n".join([str(head), *(block["text"]["text"] for block in built)]))
