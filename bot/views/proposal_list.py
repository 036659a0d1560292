"""Proposals as a list, page by page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.listing import Page
from bot.domain.proposals.listing import ProposalQuery
from bot.domain.proposals.records import Proposal, ProposalState, Stage, StageState
from bot.domain.risks import Visibility
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.proposal_words import NO_SUM, state_words
from bot.views.turning import outdated_button, turn_buttons
from bot.views.wording import Mrkdwn, counted, say

LIST_PAGE = 10
_WORDS_MAX = 500


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the lines of a list say beside the proposals.

    Attributes:
        routes: stages by proposal.
        waits: what waits for the reader, by proposal.
        people: names by id; `funds`: by key.
        asked: what each asks for, in words, by its id.
        hidden: ids of those of which nothing is said but that they are there: the reader leaves, or scores them blind.
    """

    routes: Mapping[int, Sequence[Stage]]
    waits: Mapping[int, str]
    people: Mapping[int, str]
    funds: Mapping[str, str]
    asked: Mapping[int, str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()


def proposal_list(
    page: Page[Proposal], query: ProposalQuery, facts: ListFacts, shown: Presentation, *, can_draft: bool
) -> dict[str, Any]:
    """Return a page of a list with buttons to the next and to each proposal."""
    what = _narrowed(query, facts, shown)
    if not page.items:
        empty = say("proposals/list_empty", what=what, can_draft=can_draft)
        return blocks.message(empty, [blocks.section(empty)])
    total = counted(page.total, "proposal")
    head = say("proposals/list_head", counted=total, what=what, page=page.number, pages=page.pages)
    return _listed(head, page, query, facts, shown)


def waiting_list(
    page: Page[Proposal], query: ProposalQuery, facts: ListFacts, shown: Presentation, *, can_draft: bool
) -> dict[str, Any]:
    """Return a page of what waits for whoever asks."""
    head = say(
        "proposals/waiting_head",
        any=bool(page.items),
        counted=counted(page.total, "proposal"),
        one=page.total == 1,
        page=page.number,
        pages=page.pages,
    )
    foot = blocks.context(say("proposals/waiting_foot", can_draft=can_draft))
    if not page.items:
        every = blocks.button("All proposals", Act.PROPOSAL_LIST_PAGE, pack_proposal_query(ProposalQuery()))
        return blocks.message(head, [blocks.section(head), foot, blocks.actions([every])])
    message = _listed(head, page, query, facts, shown)
    return {**message, "blocks": [*message["blocks"], foot]}


def pack_proposal_query(query: ProposalQuery) -> str:
    """Return a list as a button carries it."""
    words = " ".join(query.words)[:_WORDS_MAX]
    packed = [query.mine, query.waiting, query.state, query.board, query.fund, query.workstream, words, query.page]
    return json.dumps(packed, ensure_ascii=False)


def unpack_proposal_query(value: str) -> ProposalQuery:
    """Return the list that a button carried.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        mine, waiting, state, board, fund, workstream, words, page = json.loads(value)
        return ProposalQuery(
            bool(mine),
            bool(waiting),
            str(state),
            str(board),
            str(fund),
            str(workstream),
            tuple(str(words).split()),
            int(page),
        )
    except (ValueError, TypeError) as problem:
        raise outdated_button() from problem


def proposal_line(proposal: Proposal, facts: ListFacts, shown: Presentation) -> Mrkdwn:
    """Return a proposal in three lines."""
    stages = facts.routes.get(proposal.id, ())
    open_at = [shown.boards.get(one.board, one.board) for one in stages if one.state is StageState.OPEN]
    return say(
        "proposals/list_line",
        ref=proposal.ref,
        state=state_words(proposal, stages),
        is_hidden=proposal.id in facts.hidden,
        title=proposal.title,
        asked=_begun(facts.asked.get(proposal.id, NO_SUM)),
        fund=facts.funds.get(proposal.fund, proposal.fund),
        author=facts.people.get(proposal.author_id, ""),
        where=f"before {', '.join(open_at)}" if open_at else "",
        waits=facts.waits.get(proposal.id, ""),
        public=proposal.visibility is Visibility.PUBLIC,
    )


def _listed(
    head: Mrkdwn, page: Page[Proposal], query: ProposalQuery, facts: ListFacts, shown: Presentation
) -> dict[str, Any]:
    lines = [
        blocks.section(proposal_line(one, facts, shown), blocks.button("Open", Act.PROPOSAL_SHOW, one.ref))
        for one in page.items
    ]
    turns = turn_buttons(
        page,
        Act.PROPOSAL_LIST_BACK,
        Act.PROPOSAL_LIST_PAGE,
        lambda number: pack_proposal_query(query.on_page(number)),
    )
    heard = "; ".join(one.ref if one.id in facts.hidden else f"{one.ref} {one.title}" for one in page.items)
    return blocks.message(
        Mrkdwn(f"{head}: {say('proposals/plain', words=heard)}"),
        [blocks.section(head), blocks.divider(), *lines, *blocks.action_row(turns)],
    )


def _begun(words: str) -> str:
    """Return words with a capital, as a line begins."""
    return words[:1].upper() + words[1:]


def _narrowed(query: ProposalQuery, facts: ListFacts, shown: Presentation) -> str:
    """Return what a list was narrowed to, in a phrase that follows a number of proposals."""
    parts = []
    if query.state:
        parts.append("in draft" if query.state == ProposalState.DRAFT.value else query.state.replace("_", " "))
    if query.mine:
        parts.append("of yours")
    if query.waiting:
        parts.append("waiting for you")
    if query.board:
        parts.append(f"with {shown.boards.get(query.board, query.board)}")
    if query.fund:
        parts.append(f"to {facts.funds.get(query.fund, query.fund)}")
    if query.workstream:
        parts.append(f"in {shown.workstream(query.workstream)}")
    if query.words:
        parts.append(f"with “{' '.join(query.words)}” in the title")
    return ", ".join(parts)
