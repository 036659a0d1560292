"""The chair of a board that votes in its thread, or the office, sends an item back, puts it off, or closes the vote.

Sending back and putting off are the board's, recorded as its decision with the reason. Votes of that sitting are kept
with the record, and count no more once it comes before the board again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.domain.people import DecidesIn
from bot.domain.proposals.decisions import Attendance, Decision, DecisionKind, Resolution
from bot.domain.proposals.records import Outcome, StageState
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit
from bot.views.chair_form import chair_moves_form
from bot.views.vote_values import SeenStage
from bot.workflows.desk import Desk, office_names, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding.meeting import said_of
from bot.workflows.proposals.deciding.recording import Entry, conclude, interest_sentences
from bot.workflows.proposals.deciding.thread_votes import thread_votes
from bot.workflows.proposals.rights import require_other
from bot.workflows.proposals.voting.closing import close_vote
from bot.workflows.proposals.voting.finding import see_poll, take_poll
from bot.workflows.proposals.voting.forecasts import forecast_of
from bot.workflows.proposals.voting.polls import Poll
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services


class Move(StrEnum):
    """What becomes of an item before its vote is over."""

    REFER = "refer"
    DEFER = "defer"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class ChairMove:
    """What stands in the form: `questions` go back to the author, one a line; `until` is the day it is put off to."""

    move: Move
    why: str = ""
    questions: str = ""
    until: date | None = None


def form(
    services: Services,
    identity: Identity,
    ref: str,
    filled: ChairMove,
    *,
    board: str = "",
    stage_id: int | None = None,
) -> dict[str, Any]:
    """Return the form, filled with what was typed.

    Args:
        services: what every use case is handed.
        identity: who asks.
        ref: of the proposal; not read where `stage_id` is given.
        filled: what stands in it at first.
        board: key of the board, empty where it need not be named.
        stage_id: which stage, where a button names it.

    Raises:
        NotAllowedError: neither the board's chair nor the office, or it is theirs, or an interest keeps them out.
        InvalidInputError: it lies before no board that votes in its thread.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        poll = see_poll(view, services, desk, ref, stage_id, board)
        _require_chair(desk, poll)
        stands = forecast_of(poll, services, desk.directory)
    return chair_moves_form(
        poll.stage,
        poll.proposal,
        poll.board.name,
        poll.tally,
        stands,
        filled.move.value,
        filled.questions,
        filled.why,
        filled.until,
    )


def move(services: Services, request: Request, seen: SeenStage, wanted: ChairMove) -> Saved:
    """Send an item back with questions, put it off, or close its vote; return what whoever did it is told.

    Args:
        services: what every use case is handed.
        request: who, and the key of the form.
        seen: the stage, as it lay before the board when the form was opened.
        wanted: what was asked for.

    Raises:
        NotAllowedError: see `form`.
        InvalidInputError: something is missing, said by field; or it came before the board anew meanwhile.
    """
    if wanted.move is Move.CLOSE:
        return close_vote(services, request, stage_id=seen.stage_id)

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        poll = take_poll(unit, services, desk, request.ref, seen.stage_id)
        name = _require_chair(desk, poll)
        if (poll.stage.sitting, poll.stage.considers) != seen.seen:
            raise InvalidInputError(
                f"{poll.proposal.ref} came before the board anew since this form was opened.",
                "Look at where it stands, then open the form again.",
            )
        decision = _decide(unit, services, desk, poll, wanted, name)
        return Saved(poll.proposal.ref, poll.proposal.version, said_of(unit, desk, decision))

    return once(services, request, work)


def _decide(unit: Unit, services: Services, desk: Desk, poll: Poll, wanted: ChairMove, chair: str) -> Decision:
    why, questions = clean(wanted.why), tuple(filter(None, map(clean, wanted.questions.splitlines())))
    refers = wanted.move is Move.REFER
    faults = {
        "why": "" if why else "Give the reason: the board and the author read it.",
        "questions": "" if questions or not refers else "Write at least one question: the author answers it.",
        "until": "" if refers or wanted.until else "Choose the day it is put off to.",
    }
    named = {field: fault for field, fault in faults.items() if fault}
    if named:
        raise InvalidInputError(" ".join(named.values()), fields=named)
    taken = Attendance(
        quorum_words="No vote was taken on it.",
        presided=chair,
        interests=interest_sentences(unit, services, desk, poll.stage),
    )
    resolution = Resolution(
        Outcome.REFERRED_BACK if refers else Outcome.DEFERRED,
        desk.actor.day,
        attendance=taken,
        has_follow_up=False,
        questions=questions if refers else (),
        until=None if refers else wanted.until,
        reason=why,
    )
    more = {"how": f"for the board, by {chair}", **thread_votes(unit, services, poll.stage).facts()}
    return conclude(unit, services, desk, poll.stage, resolution, Entry(DecisionKind.BOARD, desk.actor.name, more))


def _require_chair(desk: Desk, poll: Poll) -> str:
    """Return the name of who does it for the board: its chair, who must have a part in it, or one of the office."""
    board, proposal = poll.board, poll.proposal
    if poll.stage.decides_in is DecidesIn.MEETING:
        raise InvalidInputError(
            f"{board.name} decides at its meetings, so the office records what it did with {proposal.ref}.",
            f"The office does so with `/proposal decide {proposal.ref} {board.key}`.",
        )
    if poll.stage.state is not StageState.OPEN:
        raise InvalidInputError(
            f"{proposal.ref} does not lie before {board.name} now.",
            f"See where it is: `/proposal route {proposal.ref}`.",
        )
    person = desk.actor.person
    is_chair = person is not None and person.id in board.chairs(desk.actor.day)
    if is_chair and poll.seats.seat_of(person.id if person else 0):
        return desk.actor.name
    if not desk.actor.is_office:
        raise NotAllowedError(
            f"Only the chair of {board.name} and the governance office send it back or put it off."
            if not is_chair
            else f"You take no part in {proposal.ref}, so you don't send it back or put it off.",
            f"Ask {office_names(desk)}. To ask the author something: `/proposal ask {proposal.ref}`.",
        )
    require_other(desk, proposal)
    return desk.actor.name
