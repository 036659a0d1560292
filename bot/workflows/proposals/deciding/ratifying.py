"""Whether a board stands by its chair's action: where it does not, that was no decision, and it is asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.proposals import course
from bot.domain.proposals.conditions import ComingKind
from bot.domain.proposals.decisions import Attendance, Decision, DecisionKind
from bot.domain.proposals.granting import last_answers
from bot.domain.proposals.records import Outcome, Proposal, Stage, StageState
from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit, View
from bot.views.decision_watch import not_ratified_message
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.office import tell_office
from bot.workflows.proposals.deciding import ending, telling
from bot.workflows.proposals.deciding.attendance import present_at
from bot.workflows.proposals.deciding.further import begin_further, decision_of, further_record, seal_further
from bot.workflows.proposals.deciding.money import settle_awards
from bot.workflows.proposals.deciding.signing import key_of
from bot.workflows.proposals.rights import require_other
from bot.workflows.proposals.route_back import take_back
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class RatifyDraft:
    """What stands in the form of a ratification: the answer, in the board's words, on which day, and who was there."""

    is_ratified: bool
    words: str = ""
    held_on: date | None = None
    present: tuple[int, ...] = ()


def ratify(services: Services, request: Request, number: str, draft: RatifyDraft) -> Saved:
    """Record at which meeting, and whether, a board stands by its chair's action.

    Raises:
        NotAllowedError: not the office.
        NotFoundError: no such decision.
        InvalidInputError: it is no chair's action, was answered already, or no quorate meeting of the board did that.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk, "Only the governance office records what a meeting decided.")
        about, proposal = decision_of(unit, desk, number)
        require_other(desk, proposal)
        waiting = unit.decisions.chairs_action(about.id)
        stage = unit.stages.get(about.stage_id) if about.stage_id is not None else None
        if waiting is None or stage is None:
            raise InvalidInputError(f"{number} is no chair's action.", f"See it with `/proposal decision {number}`.")
        if waiting["ratified_by_id"] is not None:
            answer = unit.decisions.get(waiting["ratified_by_id"])
            raise InvalidInputError(f"{number} was answered already, by {answer.number if answer else 'a record'}.")
        standing = last_answers(unit.decisions.of_stage(stage.id), {stage.id}).get(stage.id)
        if stage.state is not StageState.CLOSED or standing is None or standing.id != about.id:
            raise InvalidInputError(
                f"{number} stands no more, so there is nothing to ratify.",
                f"See where it is: `/proposal route {proposal.ref}`.",
            )
        day = _day_of_meeting(desk, about, draft.held_on)
        words = clean(draft.words)
        if not draft.is_ratified and not words:
            sentence = "Write why the board does not stand by it."
            raise InvalidInputError(sentence, fields={"words": sentence})
        taken = present_at(unit, services, desk, proposal, stage, draft.present, day)
        if not taken.quorate:
            sentence = f"The meeting was not quorate, so it decided nothing. {taken.quorum_words}"
            raise InvalidInputError(sentence, "It waits for the next.", {"present": sentence})
        verb = "RATIFIED" if draft.is_ratified else "NOT RATIFIED"
        said = f"{verb}: the chair's action {about.number}{'. ' + words.rstrip('. ') if words else ''}."
        outcome = about.outcome if draft.is_ratified else Outcome.NONE
        decision = begin_further(unit, desk, about, DecisionKind.RATIFICATION, outcome, said, day)
        facts = _attendance_facts(taken)
        record = further_record(desk, proposal, decision, about, said, ratified=draft.is_ratified, **facts)
        event = "decision.ratified" if draft.is_ratified else "decision.not_ratified"
        decision = seal_further(unit, desk, proposal, about, decision, record, event)
        if not unit.decisions.ratify(about.id, decision.id):
            raise InvalidInputError(f"{number} was answered this moment by somebody else.")
        for item in unit.coming.of_proposal(proposal.id):
            if item.decision_id == about.id and item.kind is ComingKind.RATIFICATION:
                unit.coming.end(item, "taken", decision.number)
        held = () if draft.is_ratified else _undo(unit, services, desk, proposal, stage, about, decision)
        if not draft.is_ratified:
            content = not_ratified_message(decision, about, desk.shown, held)
            tell_office(unit, services, f"decision:{decision.number}:office", content)
        concerned = () if draft.is_ratified else _concerned(unit, stage)
        telling.tell_decision(unit, services, desk, proposal, stage, decision, concerned, _chairs(desk, about.board))
        told = say("decisions/ratified", number=decision.number, words=decision.words, fell=not draft.is_ratified)
        return Saved(proposal.ref, proposal.version, told)

    return once(services, request, work)


def _attendance_facts(taken: Attendance) -> dict[str, object]:
    return {
        "present": list(taken.present),
        "in_attendance": list(taken.in_attendance),
        "quorate": taken.quorate,
        "quorum": taken.quorum_words,
        "presided": "",
        "proposer": "",
        "seconder": "",
        "count": None,
        "interests": list(taken.interests),
    }


def _day_of_meeting(desk: Desk, about: Decision, chosen: date | None) -> date:
    """Return on which day a board answered its chair's action: that of a meeting since, the last where none is chosen.

    Of a board that plans no meetings any day from then on can be.

    Raises:
        InvalidInputError: the board has not met since, or not on that day.
    """
    board, today = desk.directory.boards.get(about.board), desk.actor.day
    planned = board.meetings if board is not None else ()
    met = [day for day in planned if about.decided_on <= day <= today]
    day = chosen or max(met, default=today)
    if planned and not met:
        sentence = f"The {desk.shown.board_names([about.board])} has not met since its chair's action."
    elif planned and day not in met:
        sentence = f"Choose a day on which it met since then: {', '.join(map(desk.shown.dated, met))}."
    elif not about.decided_on <= day <= today:
        sentence = "Choose the day of the meeting: after the chair's action, and not still to come."
    else:
        return day
    raise InvalidInputError(sentence, fields={"held": sentence})


def _undo(
    unit: Unit, services: Services, desk: Desk, proposal: Proposal, stage: Stage, about: Decision, decision: Decision
) -> tuple[Stage, ...]:
    """Let a chair's action that was not ratified be no decision; return the stages that wait for its board again.

    What hung on it ends, its money falls where the boards that approved are not all left, and its board is asked again.
    """
    why = f"{decision.number}: the chair's action {about.number} was not ratified"
    had_given = course.is_committed(_same_run(unit, stage))
    ending.let_go_of(unit, services, desk, proposal, about, why)
    held: tuple[Stage, ...] = ()
    answer = last_answers(unit.decisions.of_proposal(proposal.id), {stage.id}).get(stage.id)
    if answer is None or answer.id < about.id:
        held = take_back(unit, services, key_of(desk), stage, why)
    gives_still = course.is_committed(_same_run(unit, stage)) or course.is_committed(
        unit.stages.of_proposal(proposal.id)
    )
    if had_given and not gives_still:
        settle_awards(unit, proposal.id, key_of(desk), why, fallen=True)
    return held


def _concerned(view: View, stage: Stage) -> tuple[Stage, ...]:
    """Return the other stages that rest on a stage's answer or stand beside it, and came before their boards."""
    return tuple(
        one for one in _same_run(view, stage) if one.id != stage.id and one.step >= stage.step and one.considers
    )


def _same_run(view: View, stage: Stage) -> list[Stage]:
    return [one for one in view.stages.of_proposal(stage.proposal_id) if one.run == stage.run]


def _chairs(desk: Desk, board: str) -> tuple[int, ...]:
    found = desk.directory.boards.get(board)
    return found.chairs(desk.actor.day) if found is not None else ()
