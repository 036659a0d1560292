"""Find the proposal that somebody means, as far as they may know of it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.access import Actor
from bot.domain.proposals.access import readable_by
from bot.domain.proposals.records import Proposal
from bot.domain.proposals.refs import near_references, parse_reference
from bot.errors import NotFoundError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.services import Services

_SHORT = 40
_FIRST = "P-1"


def example_reference(services: Services) -> str:
    """Return a reference to write in an example: the latest that there is."""
    with services.store.view() as view:
        return view.proposals.latest_reference() or _FIRST


def boards_on_route(view: View, proposal: Proposal) -> frozenset[str]:
    """Return the keys of the boards that a proposal has come, or is to come, before."""
    return frozenset(stage.board for stage in view.stages.of_proposal(proposal.id))


def can_read(view: View, actor: Actor, proposal: Proposal) -> bool:
    """Return whether somebody may read a proposal as it stands."""
    return readable_by(actor).allows(proposal, boards_on_route(view, proposal))


def readable(view: View, actor: Actor, proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return those of some proposals that the actor may read, in their order."""
    among = tuple(proposals)
    routes = view.stages.of_proposals([one.id for one in among]) if among else {}
    allowed = readable_by(actor)
    return tuple(one for one in among if allowed.allows(one, (stage.board for stage in routes.get(one.id, ()))))


def find_readable_proposal(view: View, services: Services, desk: Desk, written: str) -> Proposal:
    """Return the proposal that `written` names; within a unit of work it is locked.

    Raises:
        NotFoundError: no such proposal, or one the actor may not know of, with near misses they may read.
    """
    del services  # lookups of all records are called alike
    ref = parse_reference(written)
    proposal = view.proposals.find(ref) if ref else None
    if proposal is None or not can_read(view, desk.actor, proposal):
        raise _not_found(view, desk.actor, written)
    return proposal


def _not_found(view: View, actor: Actor, written: str) -> NotFoundError:
    known = [one.ref for one in readable(view, actor, view.proposals.all())]
    short = written.strip()[:_SHORT]
    return NotFoundError(
        f"There is no proposal “{short}” that you may read.",
        "Look it up with `/proposal list`.",
        near_references(written, known),
        "proposal",
    )
