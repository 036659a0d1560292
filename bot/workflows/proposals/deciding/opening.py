"""The forms of decisions as they are opened: filled with what is known of the stage, its board and its money."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Board
from bot.domain.proposals.decision_words import year_words
from bot.domain.proposals.money_named import asks_money
from bot.domain.proposals.records import Ask, Proposal, Stage
from bot.store.unit_of_work import View
from bot.views import decision_forms, further_decision_forms
from bot.views.blocks import Choice, clip
from bot.views.decision_forms import DecisionFrame, DecisionOrigin
from bot.views.proposal_words import asked_for
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.funds.positions import overdraw
from bot.workflows.identify import Identity
from bot.workflows.proposals.below import answers_before
from bot.workflows.proposals.deciding.between import chaired_boards, require_chair
from bot.workflows.proposals.deciding.by_vote import recommendations_of
from bot.workflows.proposals.deciding.further import decision_of
from bot.workflows.proposals.deciding.meeting import OFFICE_ONLY
from bot.workflows.proposals.deciding.money import content_before, proposed_part
from bot.workflows.proposals.deciding.recording import interest_sentences
from bot.workflows.proposals.deciding.taking_stage import stage_before
from bot.workflows.proposals.deciding.thread_votes import thread_votes
from bot.workflows.proposals.interests.recusing import kept_from, refusal
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.services import Services

_MEETINGS_SHOWN = 6
_NOTE_MAX = 300
_NO_YEAR = "none"


def meeting_form(services: Services, identity: Identity, ref: str, board: str = "") -> dict[str, Any]:
    """Return the form in which the office records what a board decided at a meeting.

    Raises:
        NotAllowedError: not the office.
        InvalidInputError: it lies before no such board.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_office(desk, OFFICE_ONLY)
        proposal = find_readable_proposal(view, services, desk, ref)
        if kept_from(view, proposal, desk.actor.person.id if desk.actor.person else None):
            raise refusal(proposal.ref)
        stage = stage_before(view, desk, proposal, board)
        return decision_forms.decision_form(_frame(view, services, desk, proposal, stage))


def chair_form(services: Services, identity: Identity, ref: str, board: str = "") -> dict[str, Any]:
    """Return the form of a chair's action.

    Raises:
        NotAllowedError: neither the chair nor the office, or a chair who takes no part.
        InvalidInputError: it lies before no board that they chair.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = find_readable_proposal(view, services, desk, ref)
        chaired = chaired_boards(desk)
        among = chaired & {one.board for one in view.stages.of_proposal(proposal.id)}
        stage = stage_before(view, desk, proposal, board, among)
        chair = require_chair(view, desk, proposal, stage)
        if kept_from(view, proposal, desk.actor.person.id if desk.actor.person else None):
            raise refusal(proposal.ref)
        frame = _frame(view, services, desk, proposal, stage, by_chair=True, asks_how=chair != desk.actor.person)
        return decision_forms.decision_form(frame)


def ratify_form(services: Services, identity: Identity, number: str) -> dict[str, Any]:
    """Return the form that records whether a board stands by its chair's action.

    Raises:
        NotAllowedError: not the office.
        NotFoundError: no such decision.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_office(desk, OFFICE_ONLY)
        decision, _ = decision_of(view, desk, number)
        board = desk.directory.boards.get(decision.board)
        held = [day for day in (board.meetings if board else ()) if decision.decided_on <= day <= desk.actor.day]
        day = max(held, default=desk.actor.day)
        name = desk.shown.board_names([decision.board])
        members = _members(desk, board) if board else {}
        return further_decision_forms.ratify_form(decision.number, decision.words, name, day, members)


def correct_form(services: Services, identity: Identity, number: str) -> dict[str, Any]:
    """Return the form of a correction.

    Raises:
        NotAllowedError: not the office.
        NotFoundError: no such decision.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_office(desk, "Only the governance office corrects a decision record.")
        decision, _ = decision_of(view, desk, number)
        return further_decision_forms.correct_form(decision.number, decision.words)


def _frame(
    view: View,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    stage: Stage,
    *,
    by_chair: bool = False,
    asks_how: bool = False,
) -> DecisionFrame:
    content = content_before(view, stage)
    board = desk.directory.boards[stage.board]
    part = proposed_part(view, stage)
    years = sorted({one.year for line in content.costs for one in line.years if one.year is not None})
    met = [day for day in sorted(board.meetings, reverse=True) if day <= desk.actor.day]
    at_meeting = stage.meets_on if not by_chair and stage.meets_on and stage.meets_on <= desk.actor.day else None
    others = [one for one in desk.directory.boards.values() if one.key != stage.board]
    return DecisionFrame(
        origin=DecisionOrigin(proposal.ref, stage.id, stage.considers, stage.sitting),
        title=proposal.title,
        board=board.name,
        ask=stage.ask,
        money=asked_for(content) if asks_money(content) else "",
        notes=_notes(view, services, desk, proposal, stage),
        items=[
            (one.number, one.words, one.ask_of(stage.board, stage.ask))
            for one in recommendations_of(content, "The proposal as it stands")
        ],
        years=[Choice(year_words(year), str(year)) for year in years],
        lines=[Choice(f"{line.number}. {clip(line.what, 60)}", str(line.number)) for line in content.costs],
        chosen_years=[_NO_YEAR if year is None else str(year) for year in part.years],
        chosen_lines=[str(line) for line in part.lines],
        members=_members(desk, board),
        meetings=[desk.shown.dated(day) for day in met[:_MEETINGS_SHOWN]],
        held_on=at_meeting or desk.actor.day,
        boards=[Choice(one.name, one.key) for one in others],
        by_chair=by_chair,
        asks_how=asks_how,
    )


def _notes(view: View, services: Services, desk: Desk, proposal: Proposal, stage: Stage) -> list[str]:
    notes = []
    over = overdraw(view, services.config, proposal) if stage.ask is Ask.APPROVE else None
    if over is not None:
        notes.append(over.sentence())
    notes += [
        f"{one.board} ({one.number}): {clip(one.words, _NOTE_MAX)}" for one in answers_before(view, desk.shown, stage)
    ]
    voted = thread_votes(view, services, stage).words
    return [*notes, *interest_sentences(view, services, desk, stage), *([voted] if voted else [])]


def _members(desk: Desk, board: Board) -> dict[str, list[Choice]]:
    """Return who sits with a board under headings: members, deputies, and others who attend it."""
    headings = {"chair": "Members", "voting": "Members", "deputy": "Deputies", "attendee": "In attendance"}
    groups: dict[str, list[Choice]] = {"Members": [], "Deputies": [], "In attendance": []}
    seen: set[int] = set()
    for member in board.members:
        person = desk.directory.people.get(member.person_id)
        if person is None or person.id in seen or not member.term.holds(desk.actor.day):
            continue
        seen.add(person.id)
        groups[headings[member.capacity.value]].append(Choice(person.name, f"person:{person.id}"))
    return {heading: people for heading, people in groups.items() if people}
