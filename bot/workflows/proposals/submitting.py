"""Submit a proposal: its draft becomes a version that is kept as it is, and takes its route."""

from __future__ import annotations

from typing import Any

from bot.domain.proposals.costs import asked_pence
from bot.domain.proposals.money_named import with_money_named
from bot.domain.proposals.records import Proposal, ProposalState
from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit, View
from bot.views.proposal_submit import Way, submit_form
from bot.views.proposal_words import ASK_WORDS
from bot.views.wording import Mrkdwn, say
from bot.workflows.bids.rules import before_submit
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals import route_showing, routing
from bot.workflows.proposals.change import draft_of, present, save, take
from bot.workflows.proposals.deciding.watching import version_submitted
from bot.workflows.proposals.drafting import row_of_draft
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.openness import visibility_changed
from bot.workflows.proposals.readiness import fault_words, lacks_of, require_approval_asked
from bot.workflows.proposals.reading import papers_of
from bot.workflows.proposals.rights import SUBMIT
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_WHY_MAX = 1000
_NEED_A_CHANGE = frozenset({ProposalState.UNDER_WAY, ProposalState.DECIDED})


def form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form by which a proposal is submitted: what its sums say, and which way it will go.

    Raises:
        InvalidInputError: something is missing, or nothing was changed since the last version.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, written)
        SUBMIT.require(desk, proposal)
        content = draft_of(view, proposal)
        require_ready(view, services, proposal)
        faults = fault_words(services, desk, proposal, content)
        way = _way(view, services, desk, proposal)
    return submit_form(proposal, content, faults, way)


def submit(services: Services, request: Request, why: str) -> Saved:
    """Submit what a proposal's author works on as its next version; `why` says what is new in it.

    Raises:
        InvalidInputError: something is missing, no route fits, or a further version says not what has changed.
        StaleRecordError: it changed while the form was open.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = take(unit, services, desk, request, SUBMIT)
        after = submit_in(unit, services, desk, proposal, why)
        stages = unit.stages.of_proposal(after.id)
        before = [desk.shown.boards.get(one.board, one.board) for one in stages if one.is_before_board]
        said = say("proposals/said_submitted", ref=after.ref, number=after.submitted, boards=before)
        return Saved(after.ref, after.version, said)

    return once(services, request, work)


def submit_in(unit: Unit, services: Services, desk: Desk, proposal: Proposal, why: str) -> Proposal:
    """Submit within a unit of work that holds the proposal; return it as it stands then. See `submit`."""
    require_ready(unit, services, proposal)
    words = clean(why)
    if proposal.submitted and not words:
        sentence = f"Say what is new in version {proposal.submitted + 1}: boards that have read the last one see it."
        raise InvalidInputError(sentence, fields={"why": sentence})
    if len(words) > _WHY_MAX:
        sentence = f"That is {len(words):,} characters; at most {_WHY_MAX:,} fit. Shorten it."
        raise InvalidInputError(sentence, fields={"why": sentence})
    content, number = with_money_named(draft_of(unit, proposal)), proposal.submitted + 1
    require_approval_asked(unit, services, desk, proposal, content)
    person = desk.actor.person
    version = unit.proposals.add_version(
        proposal.id,
        number,
        content,
        at=unit.now,
        by_id=person.id if person else None,
        by=desk.actor.name,
        why=words,
    )
    unit.proposal_papers.submit(proposal.id, number)
    is_decided = proposal.state is ProposalState.DECIDED
    row = _taken_over(unit, proposal)
    papers = {one.title: one.digest for one in unit.proposal_papers.of_version(proposal.id, number)}
    after = save(
        unit,
        desk,
        proposal,
        "submitted",
        detail={"number": number, "digest": version.digest, "papers": papers, "why": words, "changed": sorted(row)},
        state=(proposal.state if is_decided else ProposalState.UNDER_WAY).value,
        title=content.title,
        submitted=number,
        asked_pence=asked_pence(content),
        starts_on=content.starts_on,
        submitted_at=unit.now,
        ended_at=proposal.ended_at if is_decided else None,
        draft=None,
        draft_row=None,
        **row,
    )
    if after.visibility is not proposal.visibility:
        visibility_changed(unit, services, desk, after)
    # What was decided stands on the version it was decided on; where details were left to somebody, these are kept.
    if not is_decided and not before_submit(unit, services, proposal):
        goes_on = routing.resubmit if proposal.state is ProposalState.UNDER_WAY else routing.begin_route
        goes_on(unit, services, desk, after, number)
    version_submitted(unit, services, desk, present(unit, after.id), content)
    return present(unit, after.id)


def _taken_over(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    """Return the columns that the next version brings with it; a sponsor who goes stays known as one."""
    row = dict(row_of_draft(unit, proposal))
    if "sponsor_id" in row and proposal.sponsor_id is not None:
        row["former_sponsors"] = sorted({*proposal.former_sponsors, proposal.sponsor_id})
    return row


def require_ready(view: View, services: Services, proposal: Proposal) -> None:
    """Make sure that a proposal can be submitted.

    Raises:
        InvalidInputError: something is missing, a file is still being fetched, or nothing was changed.
    """
    if proposal.state is ProposalState.DECIDED and not view.conditions.watched(proposal.id):
        raise InvalidInputError(
            f"{proposal.ref} is decided.", f"To ask for something else: `/proposal copy {proposal.ref}`."
        )
    if proposal.submitted and not proposal.has_draft and proposal.state in _NEED_A_CHANGE:
        raise InvalidInputError(
            f"Nothing was changed in {proposal.ref} since version {proposal.submitted} was submitted.",
            f"Change it first: `/proposal edit {proposal.ref}`.",
        )
    lacks = lacks_of(services, proposal, draft_of(view, proposal))
    if lacks:
        raise InvalidInputError(
            f"{proposal.ref} can't be submitted yet. It lacks: {'; '.join(lacks)}.",
            f"Go on with it: `/proposal edit {proposal.ref}`.",
        )
    waiting = [one.title for one in papers_of(view, proposal, 0) if not one.is_fetched]
    if waiting:
        raise InvalidInputError(f"“{waiting[0]}” is still being fetched from Slack.", "Submit it again in a minute.")


def _way(view: View, services: Services, desk: Desk, proposal: Proposal) -> Way:
    """Return which boards it will come before, step by step, by when, and what stands against that."""
    if proposal.state in _NEED_A_CHANGE or before_submit(view, services, proposal):
        return Way()
    planned = route_showing.planned_route(view, services, proposal, draft_of(view, proposal))
    steps: dict[int, list[str]] = {}
    for stage in planned.stages:
        board = desk.shown.boards.get(stage.board, stage.board)
        steps.setdefault(stage.step, []).append(f"{board} {ASK_WORDS[stage.ask]}")
    by_when = Mrkdwn("") if planned.fault else route_showing.planned_foot(view, services, desk, proposal)
    return Way(tuple(" and ".join(asked) for _, asked in sorted(steps.items())), planned.fault, by_when)
