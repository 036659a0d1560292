"""Who took part in a meeting, as its record keeps it: members, deputies for absent ones, others in attendance."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.people import DecidesIn
from bot.domain.proposals.attended import Attended, attended
from bot.domain.proposals.counts import Counted
from bot.domain.proposals.decisions import Attendance, Resolution
from bot.domain.proposals.quorum import forecast, forecast_sentences
from bot.domain.proposals.records import Proposal, Stage
from bot.domain.proposals.seats import Seats, seats_of
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.proposals.deciding.meeting_draft import MeetingDraft
from bot.workflows.proposals.deciding.recording import interest_sentences
from bot.workflows.proposals.interests.recusing import recused
from bot.workflows.services import Services


def attendance_of(
    view: View,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    stage: Stage,
    draft: MeetingDraft,
    resolution: Resolution,
) -> Attendance:
    """Return who took part in a meeting, and whether they were enough.

    Members who may vote are counted, and deputies for absent ones; whoever else was there is in attendance. Who left
    for an interest is named among the interests, and nowhere else.

    Raises:
        InvalidInputError: with a sentence for each field: the chair or a mover was not there as a member, one person
            both moved and seconded, or more votes were counted than there were people to vote.
    """
    left = recused(view, stage).left
    seats = seats_at(view, desk, proposal, stage, resolution.decided_on)
    there = attended(seats, draft.present, left)
    faults = _faults(desk, draft, seats, there, left, _most_counted(resolution))
    if faults:
        raise InvalidInputError(" ".join(faults.values()), fields=faults)
    return replace(
        present_at(view, services, desk, proposal, stage, draft.present, resolution.decided_on),
        proposer=_name(desk, draft.proposer),
        seconder=_name(desk, draft.seconder),
        presided=_name(desk, draft.presided),
    )


def present_at(
    view: View,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    stage: Stage,
    present: Sequence[int],
    day: date,
) -> Attendance:
    """Return who was at a meeting, by their ids, and whether they were enough to decide on a stage."""
    seats = seats_at(view, desk, proposal, stage, day)
    there = attended(seats, present, recused(view, stage).left)
    met, words = _quorum(services, desk, stage, seats, there)
    return Attendance(
        present=tuple(_name(desk, one) + _part(there, one) for one in present if one in there.members),
        in_attendance=tuple(_name(desk, one) for one in present if one in there.others),
        quorate=met,
        quorum_words=words,
        interests=interest_sentences(view, services, desk, stage),
    )


def seats_at(view: View, desk: Desk, proposal: Proposal, stage: Stage, day: date) -> Seats:
    """Return the seats of a stage's board at a meeting; a board that decides at meetings knows no delegates."""
    out, board = recused(view, stage), desk.directory.boards[stage.board]
    has_delegates = board.decides_in is DecidesIn.THREAD
    return seats_of(
        board,
        desk.directory.people,
        day,
        deputies_count=stage.rules.quorum.deputies_count,
        author_votes=stage.rules.author_votes,
        author_id=proposal.author_id,
        sponsor_id=proposal.sponsor_id,
        former_sponsors=proposal.former_sponsors,
        no_vote=out.silent,
        left=out.left,
        delegates=view.votes.delegates_on(stage.board, day) if has_delegates else None,
    )


def _faults(
    desk: Desk, draft: MeetingDraft, seats: Seats, there: Attended, left: Collection[int], counted: int
) -> dict[str, str]:
    faults = {}
    if draft.presided is not None and draft.presided not in there.members:
        faults["presided"] = f"{_why_not(desk, draft.presided, seats, left)} Choose a member who was there."
    for field, person_id in (("proposer", draft.proposer), ("seconder", draft.seconder)):
        if person_id is not None and person_id not in there.voting:
            faults[field] = f"{_why_not(desk, person_id, seats, left)} A motion is its members' who may vote."
    if draft.proposer is not None and draft.proposer == draft.seconder:
        faults["seconder"] = f"{_name(desk, draft.seconder)} moved it. Somebody else seconds it."
    many = len(there.voting) if draft.present else len(seats.entitled)
    if counted > many:
        faults["count"] = f"That is more votes than the {many} who were there and may vote."
    return faults


def _most_counted(resolution: Resolution) -> int:
    return Counted(resolution.count, {one.number: one.count for one in resolution.items if one.count}).most


def _why_not(desk: Desk, person_id: int, seats: Seats, left: Collection[int]) -> str:
    name = _name(desk, person_id) or "That person"
    if person_id in left:
        return f"{name} left for an interest."
    if seats.seat_of(person_id) is not None:
        return f"{name} is not marked as present."
    return f"{name} has no vote here."


def _quorum(services: Services, desk: Desk, stage: Stage, seats: Seats, there: Attended) -> tuple[bool, str]:
    """Return whether those present make a quorum, and how that was reckoned."""
    stands = forecast(stage.rules.quorum, seats.entitled, there.seats)
    organisations = {one.key: one.name for one in services.config.organisations}
    people = {person.key: person.name for person in desk.directory.people.values()}
    stood_in = [f"{_name(desk, one)} for {seat.name}" for one, seat in there.voting.items() if one != seat.person_id]
    said = "; ".join([f"{len(there.seats)} of {len(seats.entitled)} members with a vote", *stood_in])
    missing = "" if stands.is_met else " " + " ".join(forecast_sentences(stands, organisations, people))
    return stands.is_met, f"{said}.{missing}"


def _part(there: Attended, person_id: int) -> str:
    seat = there.voting.get(person_id)
    if seat is None:
        return " (no vote)"
    return "" if seat.person_id == person_id else f" (for {seat.name})"


def _name(desk: Desk, person_id: int | None) -> str:
    person = desk.directory.people.get(person_id) if person_id is not None else None
    return person.name if person else ""
