"""What a proposal was copied from: named to who may read that, and as closed as that is."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.proposals.access import may_edit
from bot.domain.proposals.records import Proposal
from bot.domain.risks import Visibility
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.proposals.filling import Filled
from bot.workflows.proposals.lookup import can_read


def named_origin(view: View, desk: Desk, proposal: Proposal) -> str:
    """Return the reference of what a proposal was copied from; empty where whoever is at the desk may not read that."""
    origin = next(_origins(view, proposal), None)
    return origin.ref if origin is not None and can_read(view, desk.actor, origin) else ""


def keep_closed(view: View, desk: Desk, proposal: Proposal, read: Filled) -> None:
    """Take the word that a proposal is public back, where it was copied from one that is not.

    Only who may open that one may open its copies: its author and sponsor, and the office.
    """
    if proposal.visibility is Visibility.PUBLIC or read.columns.get("visibility") != Visibility.PUBLIC.value:
        return
    closed = (one for one in _origins(view, proposal) if one.visibility is not Visibility.PUBLIC)
    origin = next((one for one in closed if not may_edit(desk.actor, one)), None)
    if origin is None:
        return
    named = origin.ref if can_read(view, desk.actor, origin) else "a proposal"
    read.problems["visibility"] = (
        f"It was copied from {named}, which is not public, and stays so. The governance office can open it."
    )
    for name in ("visibility", "exempt_ground", "exempt_reason", "exempt_until_on"):
        read.columns.pop(name, None)


def _origins(view: View, proposal: Proposal) -> Iterator[Proposal]:
    """Give what a proposal was copied from, what that was copied from, and so on: each is older than its copy."""
    ref = view.proposals.copied_from(proposal.id)
    while ref and (origin := view.proposals.find(ref)) is not None:
        yield origin
        ref = view.proposals.copied_from(origin.id)
