"""Open a round of bids, and put a proposal into one or take it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.bids import BidRoundState, read_criteria, round_ref
from bot.domain.proposals.records import Proposal, ProposalState
from bot.domain.risks import SHORT_MAX
from bot.domain.text import clean_line
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views import bids as said
from bot.views.blocks import Choice
from bot.views.risk_inputs import people_choices
from bot.views.wording import say
from bot.workflows.bids.lookup import find_round
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.funds.lookup import find_fund
from bot.workflows.identify import Identity
from bot.workflows.proposals.change import save, take
from bot.workflows.proposals.rights import EDIT
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_ONLY_OFFICE = "Rounds of bids are run by the governance office."


@dataclass(frozen=True, slots=True)
class RoundFields:
    """What stands in the form of a new round."""

    fund: str
    title: str
    closes_on: date | None
    scores_due_on: date | None
    board: str
    panel: tuple[int, ...]
    criteria: str
    is_blind: bool


def open_form(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form of a new round, for the fund that is named.

    Raises:
        NotAllowedError: somebody else than the office asks.
        NotFoundError: no such fund.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    require_office(desk, _ONLY_OFFICE)
    funds = [Choice(f"{one.key} · {one.name}", one.key) for one in services.config.funds]
    if not funds:
        raise InvalidInputError("No fund is set up.", "The governance office names funds in the configuration.")
    fund = find_fund(services, written).key if written.strip() else funds[0].value
    boards = [Choice(board.name, board.key) for board in desk.directory.boards.values()]
    return said.open_form(funds, fund, boards, people_choices(desk.directory, desk.shown, ()))


def open_round(services: Services, request: Request, filled: RoundFields) -> Saved:
    """Open a round.

    Raises:
        InvalidInputError: with a sentence for each field.
        NotAllowedError: somebody else than the office asks.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk, _ONLY_OFFICE)
        fund = find_fund(services, filled.fund)
        problems = _problems(desk, filled)
        try:
            criteria = read_criteria(filled.criteria)
        except InvalidInputError as problem:
            problems["criteria"] = str(problem)
            criteria = ()
        if problems:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        number = unit.bids.next_number()
        round_id = unit.bids.add(
            number,
            criteria,
            fund_key=fund.key,
            title=clean_line(filled.title),
            board_key=filled.board,
            closes_on=filled.closes_on,
            scores_due_on=filled.scores_due_on,
            is_blind=filled.is_blind,
            panel=sorted(set(filled.panel)),
            opened_at=unit.now,
            opened_by=desk.actor.name,
        )
        ref = round_ref(number)
        unit.record(
            actor_key(desk),
            "bids.opened",
            f"bids:{ref}",
            fund=fund.key,
            board=filled.board,
            closes_on=str(filled.closes_on),
            panel=sorted(set(filled.panel)),
            criteria=[[one.name, one.weight, one.most] for one in criteria],
            is_blind=filled.is_blind,
        )
        return Saved(ref, round_id, say("bids/said_opened", ref=ref, title=clean_line(filled.title), fund=fund.key))

    return once(services, request, work)


def enter(services: Services, request: Request, written: str) -> Saved:
    """Put a proposal that was not submitted yet into a round.

    Raises:
        InvalidInputError: the round takes no more bids, or the proposal asks another fund or was submitted.
        NotFoundError, NotAllowedError: see `take`.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = take(unit, services, desk, request, EDIT)
        found = find_round(unit, desk, written)
        if found.state_on(desk.shown.today) is not BidRoundState.OPEN:
            raise InvalidInputError(f"{found.ref} took bids until {desk.shown.dated(found.closes_on)}.")
        if proposal.fund != found.fund:
            raise InvalidInputError(
                f"{proposal.ref} asks {proposal.fund or 'no fund'}, and {found.ref} is a round of {found.fund}.",
                f"Write a proposal to it: `/proposal new {found.fund}`.",
            )
        _require_fresh(proposal)
        if proposal.round_id == found.id:
            raise InvalidInputError(f"{proposal.ref} is in {found.ref} already.")
        save(unit, desk, proposal, "entered", detail={"round": found.ref}, round_id=found.id)
        closes = desk.shown.dated(found.closes_on)
        return Saved(proposal.ref, 0, say("bids/said_entered", ref=proposal.ref, round=found.ref, closes=closes))

    return once(services, request, work)


def leave(services: Services, request: Request) -> Saved:
    """Take a proposal out of its round, as long as no board has it; it is a proposal of its own again.

    Raises:
        InvalidInputError: it is in none, or the round is ranked.
        NotFoundError, NotAllowedError: see `take`.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = take(unit, services, desk, request, EDIT)
        found = None if proposal.round_id is None else unit.bids.get(proposal.round_id)
        if found is None:
            raise InvalidInputError(f"{proposal.ref} is in no round.")
        if found.state in {BidRoundState.RANKED, BidRoundState.DECIDED}:
            raise InvalidInputError(
                f"{found.ref} is ranked.", f"Withdraw the proposal in its place: `/proposal withdraw {proposal.ref}`."
            )
        values: dict[str, object] = {"round_id": None}
        if proposal.state is ProposalState.UNDER_WAY:
            # Submitted into the round it has no route: it waits as one that was withdrawn, to be submitted again.
            values |= {"state": ProposalState.WITHDRAWN.value, "ended_at": unit.now}
        save(unit, desk, proposal, "left_round", detail={"round": found.ref}, **values)
        return Saved(proposal.ref, 0, say("bids/said_left", ref=proposal.ref, round=found.ref))

    return once(services, request, work)


def _require_fresh(proposal: Proposal) -> None:
    if proposal.state is not ProposalState.DRAFT:
        raise InvalidInputError(
            f"{proposal.ref} was submitted already: it goes its own way.",
            f"For a bid, copy it: `/proposal copy {proposal.ref}`.",
        )


def _problems(desk: Desk, filled: RoundFields) -> dict[str, str]:
    problems: dict[str, str] = {}
    title, today = clean_line(filled.title), desk.shown.today
    if not title or len(title) > SHORT_MAX:
        problems["title"] = f"Say what it is for, in at most {SHORT_MAX} characters."
    if filled.closes_on is None or filled.closes_on < today:
        problems["closes_on"] = "Give a day to come: bids are taken up to its end."
    elif filled.scores_due_on is not None and filled.scores_due_on <= filled.closes_on:
        problems["scores_due_on"] = "The panel scores after the last day for bids: give a later day."
    if filled.board not in desk.directory.boards:
        problems["board"] = "Choose the board that decides on the bids."
    people = desk.directory.people
    serving = [one for one in filled.panel if one in people and people[one].term.holds(today)]
    if not serving or len(serving) != len(filled.panel):
        problems["panel"] = "Name people who serve today: who scores?"
    return problems
