"""A chair decides between meetings: it holds at once, and waits to be ratified at the board's next meeting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.people import Person
from bot.domain.proposals.decisions import Attendance, DecisionKind
from bot.domain.proposals.records import Outcome, Proposal, Ruling, Stage
from bot.domain.proposals.seats import WhyNoVote
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit, View
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.proposals.deciding import telling
from bot.workflows.proposals.deciding.attendance import seats_at
from bot.workflows.proposals.deciding.meeting import said_of
from bot.workflows.proposals.deciding.meeting_draft import (
    DEFER,
    NO_AGREEMENT,
    MeetingDraft,
    read_draft,
)
from bot.workflows.proposals.deciding.recording import Entry, conclude, interest_sentences
from bot.workflows.proposals.deciding.taking_stage import stage_of_form
from bot.workflows.proposals.deciding.thread_votes import thread_votes
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.rights import require_other
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_NO_QUORUM = "A chair's action, between meetings."
_THEIR_OWN = frozenset({WhyNoVote.AUTHOR, WhyNoVote.SPONSOR})


@dataclass(frozen=True, slots=True)
class ChairDraft:
    """What stands in the form of a chair's action: the decision, why between meetings, and who was consulted.

    `how` is how the office heard of it, where the office enters it for the chair.
    """

    decision: MeetingDraft
    why: str = ""
    consulted: str = ""
    how: str = ""


def chaired_boards(desk: Desk) -> frozenset[str]:
    """Return the keys of the boards for which somebody may record a chair's action; for the office all."""
    if desk.actor.is_office:
        return frozenset(desk.directory.boards)
    person = desk.actor.person
    return frozenset(
        key for key, board in desk.directory.boards.items() if person and person.id in board.chairs(desk.actor.day)
    )


def chairs_action(services: Services, request: Request, draft: ChairDraft) -> Saved:
    """Record what a board's chair decided between meetings; return what whoever records it is told.

    Raises:
        NotAllowedError: neither the chair nor the office, or a chair who has no vote on it.
        InvalidInputError: with a sentence for each field; or members have voted on it already.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = find_readable_proposal(unit, services, desk, request.ref)
        form = draft.decision
        stage = stage_of_form(unit, proposal, form.stage_id, form.considers, form.sitting)
        chair = require_chair(unit, desk, proposal, stage)
        faults = {
            "why": "" if clean(draft.why) else "Say why it cannot wait for the meeting.",
            "consulted": "" if clean(draft.consulted) else "Say who was consulted.",
            "how": "" if clean(draft.how) or not desk.actor.is_office else "Say how you heard of it.",
            "outcome": "A chair's action decides: use the meeting's form for this."
            if form.outcome in (DEFER, NO_AGREEMENT)
            else "",
        }
        named = {field: fault for field, fault in faults.items() if fault}
        if named:
            raise InvalidInputError(" ".join(named.values()), fields=named)
        resolution = read_draft(unit, services, desk, proposal, stage, replace(form, held_on=None))
        if resolution.outcome is not Outcome.REFERRED_BACK:
            thread_votes(unit, services, stage).require_none()
        interests = interest_sentences(unit, services, desk, stage)
        name = chair.name
        taken = Attendance((name,), quorate=False, quorum_words=_NO_QUORUM, presided=name, interests=interests)
        more = {"chairs_action": {"reason": clean(draft.why), "consulted": clean(draft.consulted)}}
        on_behalf = f", for {name}: {clean(draft.how)}" if desk.actor.person != chair else ""
        entry = Entry(DecisionKind.CHAIRS_ACTION, f"{desk.actor.name}{on_behalf}", more)
        decision = conclude(unit, services, desk, stage, replace(resolution, attendance=taken), entry)
        unit.decisions.add_chairs_action(decision.id, clean(draft.why), clean(draft.consulted))
        if on_behalf:
            telling.tell_person(unit, services, decision, chair.id)
        said = said_of(unit, desk, decision)
        return Saved(
            proposal.ref, proposal.version, say("decisions/waits_for_ratifying", said=said, number=decision.number)
        )

    return once(services, request, work)


def require_chair(view: View, desk: Desk, proposal: Proposal, stage: Stage) -> Person:
    """Return the chair in whose name a stage is decided between meetings.

    A chair decides what they may vote on: not what they wrote or sponsor, unless their board lets authors vote, and
    nothing in which they have an interest, unless it was ruled to be noted.

    Raises:
        NotAllowedError: whoever is at the desk is neither the chair nor the office, or enters it for the chair of their
            own proposal; or the chair takes no part.
    """
    board, day, people = desk.directory.boards[stage.board], desk.actor.day, desk.directory.people
    chairs = [one for one in board.chairs(day) if one in people and desk.directory.serves(people[one], day)]
    own = desk.actor.person.id if desk.actor.person else None
    if own not in chairs and not desk.actor.is_office:
        names = ", ".join(people[one].name for one in chairs)
        raise NotAllowedError(
            f"You don't chair the {board.name}.", f"Its chair can do this: {names or 'nobody at present'}."
        )
    asked = [one for one in chairs if one == own] or chairs
    if own not in chairs:
        require_other(desk, proposal)
    seats = seats_at(view, desk, proposal, stage, day)
    interested = {one.conflict.person_id for one in view.conflicts.of_stage(stage.id) if one.effect is not Ruling.NOTE}
    acting = next((one for one in asked if seats.seat_of(one) is not None and one not in interested), None)
    if acting is not None:
        return people[acting]
    is_theirs = any(seats.why_not(one) in _THEIR_OWN for one in asked)
    why = "wrote it or sponsors it" if is_theirs else "takes no part in this because of an interest"
    raise NotAllowedError(
        f"The chair of the {board.name} {why if asked else 'is nobody at present'}.",
        "It waits for a meeting at which somebody else presides.",
    )
