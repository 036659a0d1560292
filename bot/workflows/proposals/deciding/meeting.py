"""What a board decided at its meeting, recorded by the office in one form, for each board and recommendation."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.actions.owners import OwnerWords
from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.declared import UNSAID, DeclaredLine, read_declared
from bot.domain.proposals.records import PASSING, Outcome, Proposal, Ruling, Stage
from bot.domain.text import clean_line
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.proposals.deciding.attendance import attendance_of
from bot.workflows.proposals.deciding.meeting_draft import MeetingDraft, read_draft
from bot.workflows.proposals.deciding.recording import Entry, conclude, present_proposal
from bot.workflows.proposals.deciding.taking_stage import stage_of_form
from bot.workflows.proposals.deciding.telling import following_words
from bot.workflows.proposals.deciding.thread_votes import thread_votes
from bot.workflows.proposals.interests.raising import bars
from bot.workflows.proposals.interests.recusing import require_part
from bot.workflows.proposals.interests.ruling import record_at_meeting
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.rights import require_other
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

OFFICE_ONLY = "Only the governance office records what a meeting decided."
_HOW_TO_DECLARE = "Write each as a name, a colon, the interest, a semicolon, and the ruling: note, speak or leave."
_PECUNIARY = "pecuniary"
_WITHOUT_QUORUM = frozenset({Outcome.DEFERRED, Outcome.NONE})


def record_meeting(services: Services, request: Request, draft: MeetingDraft) -> Saved:
    """Record what a board decided at a meeting; return what the office is told.

    Raises:
        NotAllowedError: not the office, or whose own proposal it is.
        OverdrawnError: the fund does not bear it, and no finance officer has allowed that.
        InvalidInputError: with a sentence for each field; among them that the meeting was not quorate.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk, OFFICE_ONLY)
        proposal = find_readable_proposal(unit, services, desk, request.ref)
        require_other(desk, proposal)
        require_part(unit, proposal, desk.actor.person.id if desk.actor.person else None)
        stage = stage_of_form(unit, proposal, draft.stage_id, draft.considers, draft.sitting)
        decision = record(unit, services, desk, proposal, stage, draft)
        return Saved(proposal.ref, proposal.version, said_of(unit, desk, decision))

    return once(services, request, work)


def record(
    unit: Unit, services: Services, desk: Desk, proposal: Proposal, stage: Stage, draft: MeetingDraft
) -> Decision:
    """Record what a board decided at a meeting, within a unit in which proposal and stage were locked; see above."""
    resolution = read_draft(unit, services, desk, proposal, stage, draft)
    voted = thread_votes(unit, services, stage)
    if resolution.outcome in PASSING:
        voted.require_none_against()
    _declare(unit, services, desk, stage, draft)
    taken = attendance_of(unit, services, desk, proposal, stage, draft, resolution)
    if not taken.quorate and resolution.outcome not in _WITHOUT_QUORUM:
        sentence = f"The meeting was not quorate, so it decided nothing. {taken.quorum_words}"
        raise InvalidInputError(sentence, "Record it as deferred.", {"present": sentence})
    more = {"how": "recorded by the office, from the meeting", **voted.facts()}
    entry = Entry(DecisionKind.BOARD, desk.actor.name, more)
    return conclude(unit, services, desk, stage, replace(resolution, attendance=taken), entry)


def said_of(unit: Unit, desk: Desk, decision: Decision) -> Mrkdwn:
    """Return what whoever recorded a decision is told."""
    stage = unit.stages.get(decision.stage_id) if decision.stage_id is not None else None
    proposal = present_proposal(unit, stage) if stage is not None else None
    following = following_words(unit, proposal, decision, desk.shown) if proposal is not None else Mrkdwn("")
    return say(
        "decisions/recorded",
        number=decision.number,
        words=decision.words,
        next=following,
        conditions=len(unit.conditions.of_decision(decision.id)),
        ref=decision.record["proposal"]["ref"],
    )


def _declare(unit: Unit, services: Services, desk: Desk, stage: Stage, draft: MeetingDraft) -> None:
    names = OwnerWords(desk.directory, desk.actor, services.home_team)
    presided = desk.directory.people.get(draft.presided or 0)
    for written in filter(None, map(clean_line, draft.interests.splitlines())):
        line = read_declared(written)
        if line is None:
            raise _not_so(_HOW_TO_DECLARE)
        person = names.find(line.name)
        if person is None or person.id is None:
            raise _not_so(f"I know nobody called “{line.name[:40]}”.")
        _require_lawful(unit, services, desk, stage, person.id, line)
        record_at_meeting(
            unit,
            services,
            desk,
            stage,
            person.id,
            words=line.words,
            kind=line.type or UNSAID,
            ruling=line.ruling,
            presided=presided.name if presided else "the chair",
            dispensation=line.dispensation,
        )


def _require_lawful(
    unit: Unit, services: Services, desk: Desk, stage: Stage, person_id: int, line: DeclaredLine
) -> None:
    """Make sure that nobody whom the law bars is written down as having stayed.

    Raises:
        InvalidInputError: they are, or the line does not say whether the law bars them.
    """
    board, name = desk.directory.boards[stage.board], desk.directory.people[person_id].name
    if line.ruling is Ruling.LEAVE or line.dispensation:
        return
    if line.type is None and bars(services, unit, board, person_id, _PECUNIARY):
        raise _not_so(
            f"The law bars {name} for a pecuniary interest. Write whether this one is: "
            f"“{name}: pecuniary, ...; leave”, or “{name}: non-pecuniary, ...; note”."
        )
    if line.type is not None and bars(services, unit, board, person_id, line.type):
        raise _not_so(
            f"The law bars {name} for such an interest: no ruling lifts that. Write “leave”, or behind the ruling "
            "“; dispensation: who granted it, and when”."
        )


def _not_so(sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, fields={"interests": sentence})
