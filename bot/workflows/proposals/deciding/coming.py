"""What comes before a board: on its list for the agenda, brought up when its papers are due, and taken off by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.domain.people import Board
from bot.domain.proposals.conditions import ComingItem, ComingKind
from bot.domain.proposals.records import Proposal, Stage
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views import blocks, decision_coming
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.identify import Identity
from bot.workflows.office import tell_office, was_told
from bot.workflows.proposals.change import present
from bot.workflows.proposals.deciding import news
from bot.workflows.proposals.deciding.blocking import blocking
from bot.workflows.proposals.deciding.signing import desk_or_own
from bot.workflows.proposals.interests.recusing import kept_from
from bot.workflows.proposals.lookup import readable
from bot.workflows.register_paper.choosing import find_board, papers_due_on
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

Message = dict[str, Any]
_ON_ITS_STAGE = frozenset({ComingKind.DEFERRED, ComingKind.UNDECIDED})
"""What a board's open stage says itself."""


def list_coming(services: Services, identity: Identity, written: str) -> Message:
    """Return what is coming to a board for its agenda, or to the reader's boards where none is named.

    That is what lies before it, what comes back to it, and what others have left to it.

    Raises:
        NotFoundError: no board of that name; or none is named, and the reader sits on none.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        if written:
            boards = [find_board(desk.directory, written)]
        else:
            known = desk.directory.boards.items()
            boards = [one for key, one in known if desk.actor.is_office or key in desk.actor.boards]
        if not boards:
            raise NotFoundError("You sit on no board.", "Name one: `/board coming TB`.", (), "board")
        texts = [_list_of(view, desk, board) for board in boards]
        return blocks.message(Mrkdwn("\n".join(texts)), [blocks.section(text) for text in texts])


def _list_of(view: View, desk: Desk, board: Board) -> Mrkdwn:
    stages, items = view.stages.before_boards([board.key]), view.coming.of_board(board.key)
    given = view.conditions.delegated_to(board.key)
    about = [*(one.proposal_id for one in stages), *(one.proposal_id for one in given)]
    about += [one.proposal_id for one in items if one.proposal_id is not None]
    mine = _in_sight(view, desk, view.proposals.of_ids(about).values())
    dated = [
        (_day_of_stage(one), decision_coming.before_line(one, mine[one.proposal_id], desk.shown))
        for one in stages
        if one.proposal_id in mine
    ]
    has_stage = {one.proposal_id for one in stages}
    for item in items:
        if item.kind in _ON_ITS_STAGE and item.proposal_id in has_stage:
            continue
        if item.proposal_id is None or item.proposal_id in mine:
            on = item.comes_on(board.meetings, desk.actor.day)
            dated.append((on, decision_coming.item_line(item, on, desk.shown)))
    lines = [line for _, line in sorted(dated, key=lambda one: one[0] or date.max)]
    left = [
        decision_coming.delegation_line(one, mine[one.proposal_id], desk.shown)
        for one in given
        if one.proposal_id in mine
    ]
    return decision_coming.coming_words(lines, left, board.name)


def _day_of_stage(stage: Stage) -> date | None:
    """Return on which day a board answers a stage, or has it again; None for none."""
    return stage.meets_on or stage.due_on or stage.deferred_until


def _in_sight(view: View, desk: Desk, proposals: Iterable[Proposal]) -> dict[int, Proposal]:
    own = desk.actor.person.id if desk.actor.person else None
    found = readable(view, desk.actor, proposals)
    return {one.id: one for one in found if not kept_from(view, one, own)}


def take_item(services: Services, request: Request, item_id: int) -> Saved:
    """Record that a board has dealt with what came before it.

    Raises:
        NotAllowedError: not the office.
        InvalidInputError: it was taken already; or it waits for an answer that is recorded otherwise.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk, "Only the governance office keeps the boards' lists.")
        item = unit.coming.get(item_id)
        if item is None or item.state != "waiting":
            raise InvalidInputError("That was dealt with already.", "There is nothing to do.")
        _require_takable(unit, item)
        unit.coming.end(item, "taken", desk.actor.name)
        unit.record(f"slack:{desk.actor.slack_id}", "decision.item_taken", f"coming:{item.id}", words=item.words)
        return Saved("", 0, say("decisions/taken", words=item.words))

    return once(services, request, work)


def _require_takable(view: View, item: ComingItem) -> None:
    """Make sure that nothing leaves a board's list that only its own answer takes off.

    Raises:
        InvalidInputError: a chair's action that was not answered, or a condition that fell and holds up the money.
    """
    decision = view.decisions.get(item.decision_id) if item.decision_id is not None else None
    if item.kind is ComingKind.RATIFICATION and decision is not None:
        raise InvalidInputError(
            "A chair's action stays on the list until its board has answered.",
            f"Record whether the board stands by it: `/proposal ratify {decision.number}`.",
        )
    proposal = view.proposals.get(item.proposal_id) if item.proposal_id is not None else None
    if item.kind is ComingKind.LAPSED and proposal is not None and decision is not None:
        waits = any(one.decision_id == decision.id for one in blocking(view, proposal))
        if waits:
            raise InvalidInputError(
                "That stays on the list: no money is given before it is dealt with.",
                f"Waive the condition, or record that it was met: `/proposal conditions {proposal.ref}`.",
            )


def due_items(view: View, services: Services, today: date) -> tuple[int, ...]:
    """Return the ids of what waits for boards whose papers are due for the day on which it comes before them."""
    boards = view.people.directory().boards
    due = []
    for item in view.coming.waiting():
        board = boards.get(item.board)
        on = _day_of(item, board, today)
        if on is not None and _is_due(services, board, on, today):
            due.append(item.id)
    return tuple(due)


def bring_up(unit: Unit, services: Services, item_id: int) -> bool:
    """Tell that something comes before a board; return whether the office had not been told of that day before.

    The board, its chair, the proposal's author and sponsor, and the office are told when its papers are due, and again
    for each meeting that follows while it has not been dealt with.
    """
    item = unit.coming.get(item_id)
    if item is None or item.proposal_id is None or item.state != "waiting":
        return False
    desk = desk_or_own(unit, services, None)
    proposal, today = present(unit, item.proposal_id), desk.actor.day
    board = desk.directory.boards.get(item.board)
    on = _day_of(item, board, today)
    if on is None:
        return False
    told = news.News(news.COMING, item.id, on.isoformat())
    is_new = not was_told(unit, services, told.key)
    decision = unit.decisions.get(item.decision_id) if item.decision_id is not None else None
    content = decision_coming.coming_message(item, proposal, decision, on, desk.shown)
    tell_office(unit, services, told.key, content)
    people = {proposal.author_id, *(board.chairs(today) if board else ())}
    news.tell_people(unit, services, told, people | ({proposal.sponsor_id} if proposal.sponsor_id else set()))
    stage_id = decision.stage_id if decision is not None else None
    news.tell_board(unit, told, item.board, unit.stages.get(stage_id) if stage_id is not None else None)
    return is_new


def _day_of(item: ComingItem, board: Board | None, today: date) -> date | None:
    """Return on which day something comes before a board; None where that is not known.

    What was put off comes before it with its stage, which is opened again.
    """
    if item.kind is ComingKind.DEFERRED:
        return None
    return item.comes_on(board.meetings if board is not None else (), today)


def _is_due(services: Services, board: Board | None, on: date, today: date) -> bool:
    if board is None or on not in board.meetings:
        return on <= today
    return papers_due_on(services.config, board, on) <= today
