"""Begin a proposal from another: its text, costs, recommendations and papers, as a draft of whoever copies."""

from __future__ import annotations

from typing import Any

from bot.domain.proposals.access import may_edit
from bot.domain.risks import Visibility
from bot.store.unit_of_work import Unit
from bot.views.wording import say
from bot.workflows.desk import open_desk
from bot.workflows.proposals.change import content_of, draft_of
from bot.workflows.proposals.drafting import begin, require_author
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.reading import papers_of
from bot.workflows.proposals.sections import require_sight
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services


def copy(services: Services, request: Request) -> Saved:
    """Begin a draft from a proposal; what its author has not submitted yet is copied only by who may edit it.

    Raises:
        NotAllowedError: the asker may not write proposals, or must not read this one.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        author = require_author(desk)
        proposal = find_readable_proposal(unit, services, desk, request.ref)
        require_sight(unit, services, desk, proposal, "copy")
        may = may_edit(desk.actor, proposal)
        content = draft_of(unit, proposal) if may else content_of(unit, proposal)
        exemption = proposal.exemption
        closed: dict[str, Any] = (
            {} if proposal.visibility is Visibility.PUBLIC else {"visibility": Visibility.NON_PUBLIC.value}
        )
        if exemption is not None and closed:
            closed |= {"exempt_ground": exemption.ground, "exempt_reason": exemption.reason}
            closed |= {"exempt_until_on": exemption.until_on}
        made = begin(
            unit,
            desk,
            author,
            content,
            fund_key=proposal.fund,
            kind=proposal.kind,
            workstream_key=proposal.workstream,
            organisation_key=proposal.organisation,
            sponsor_id=proposal.sponsor_id if may else None,
            copied_from=proposal.ref,
            **closed,
        )
        papers = papers_of(unit, proposal, 0 if may else proposal.submitted)
        unit.proposal_papers.copy(papers, made.id, by=desk.actor.name, at=unit.now)
        return Saved(made.ref, made.version, say("proposals/said_copied", ref=made.ref, copied=proposal.ref))

    return once(services, request, work)
