"""Lists of proposals, and what waits for somebody. Nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.listing import paginate
from bot.domain.proposals.access import concerns, may_draft
from bot.domain.proposals.listing import ProposalQuery, in_order, read_query
from bot.domain.proposals.records import Proposal, ProposalState
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views.proposal_list import LIST_PAGE, ListFacts, proposal_list, waiting_list
from bot.views.proposal_words import asked_for
from bot.workflows.bids.rules import kept_while_open
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.lookup import readable
from bot.workflows.proposals.reading import fund_names
from bot.workflows.proposals.sections import WAITING
from bot.workflows.services import Services

Message = dict[str, Any]
_LENGTH_MAX = 300


def what_waits(services: Services, identity: Identity) -> Message:
    """Return what waits for whoever asks: their drafts, what boards sent back to them, what others wait for."""
    return turn_list(services, identity, ProposalQuery(waiting=True))


def list_proposals(services: Services, identity: Identity, written: str) -> Message:
    """Return the first page of a list as people ask for it.

    Raises:
        InvalidInputError: that is too much to look for.
    """
    if len(written) > _LENGTH_MAX:
        raise InvalidInputError("That is too much to look for.", "Give a few words of the title.")
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        query = read_query(written, desk.directory, fund_names(services.config))
        return _listed(view, services, desk, query)


def turn_list(services: Services, identity: Identity, query: ProposalQuery) -> Message:
    """Return another page of a list."""
    with services.store.view() as view:
        return _listed(view, services, open_desk(view, services, identity), query)


def _listed(view: View, services: Services, desk: Desk, query: ProposalQuery) -> Message:
    proposals = readable(view, desk.actor, view.proposals.all())
    routes = view.stages.of_proposals([one.id for one in proposals]) if proposals else {}
    waits = waiting_for(view, services, desk, proposals)
    person_id = desk.actor.person.id if desk.actor.person else None
    hidden = _hidden(view, services, desk, proposals)
    wanted = [
        one
        for one in proposals
        # Words are looked for in titles, and an answer would say that they stand in one that is withheld.
        if query.holds(one, routes.get(one.id, ()), person_id, waits) and not (query.words and one.id in hidden)
    ]
    page = paginate(in_order(wanted), query.page, LIST_PAGE)
    people = {key: one.name for key, one in desk.directory.people.items()}
    facts = ListFacts(routes, waits, people, fund_names(services.config), _asked(view, page.items), hidden)
    is_waiting = query == replace(ProposalQuery(waiting=True), page=query.page)
    show = waiting_list if is_waiting else proposal_list
    return show(page, query.on_page(page.number), facts, desk.shown, can_draft=may_draft(desk.actor))


def _hidden(view: View, services: Services, desk: Desk, proposals: tuple[Proposal, ...]) -> frozenset[int]:
    """Return the ids of the proposals of which a list tells whoever is at the desk only that they are there."""
    person_id = desk.actor.person.id if desk.actor.person else None
    left = view.conflicts.left_by(person_id) if person_id is not None else frozenset()
    return frozenset(
        one.id
        for one in proposals
        if (one.id in left and not concerns(person_id, one))
        or (one.round_id is not None and kept_while_open(view, services, desk, one) is not None)
    )


def waiting_for(view: View, services: Services, desk: Desk, proposals: tuple[Proposal, ...]) -> Mapping[int, str]:
    """Return what waits for whoever is at the desk: a phrase by the proposal's id."""
    person_id = desk.actor.person.id if desk.actor.person else None
    own = [one for one in proposals if concerns(person_id, one) and one.state is ProposalState.DRAFT]
    found: dict[int, str] = {one.id: "your draft" for one in own}
    known = {one.id for one in proposals}
    for more in WAITING:
        found |= {key: words for key, words in more(view, services, desk).items() if key in known}
    return found


def _asked(view: View, proposals: Sequence[Proposal]) -> Mapping[int, str]:
    """Return what proposals ask for in words, by their ids: as submitted last, a draft as it stands."""
    pairs = {(one.id, one.submitted) for one in proposals if one.submitted}
    found = {key: asked_for(content) for (key, _), content in view.proposals.contents(pairs).items()} if pairs else {}
    drafts = view.proposals.drafts([one.id for one in proposals if not one.submitted])
    return {**found, **{key: asked_for(content) for key, content in drafts.items()}}
