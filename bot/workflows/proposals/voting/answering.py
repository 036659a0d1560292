"""Author and sponsor are reminded of questions until the board decides; the office hears of those that stay open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.chasing import NudgeStatus, is_reminder, plan
from bot.domain.people import DecidesIn
from bot.domain.proposals.records import Proposal, Stage, StageState
from bot.domain.proposals.words import StageWord
from bot.store.unit_of_work import Unit, View
from bot.views.vote_asked import open_questions
from bot.workflows.chasing.planning import cancel, plan_nudges
from bot.workflows.office import tell_office, was_told
from bot.workflows.proposals.voting.subjects import question_subject
from bot.workflows.services import Services


def plan_answers(unit: Unit, services: Services, proposal: Proposal, stage: Stage, word_ids: Sequence[int]) -> None:
    """Plan the reminders of questions towards the day on which a stage is decided; called again, it changes nothing."""
    day = stage.meets_on or stage.due_on
    if day is None or not word_ids:
        return
    today, working = services.today(unit.now), services.config.working
    planned = plan(day, services.config.chase_rules(stage.board).offsets, working, today)
    ids = [one for one in (proposal.author_id, proposal.sponsor_id) if one is not None]
    asks = [(question_subject(word), one) for word in word_ids for one in ids]
    plan_nudges(unit, services, asks, planned, day.toordinal())


def replan_answers(unit: Unit, services: Services, stage: Stage) -> None:
    """Plan the reminders of a stage's open questions anew, for the day on which it is decided now."""
    waiting = _waiting(unit, stage) if stage.state is StageState.OPEN else ()
    if not waiting:
        return
    day = stage.meets_on or stage.due_on
    known = unit.nudges.of_subjects([question_subject(word.id) for word in waiting])
    number = day.toordinal() if day else 1
    moved = {one.subject for one in known if one.status is NudgeStatus.PLANNED and is_reminder(one.rule)}
    planned_for = {one.plan for one in known if one.subject in moved and is_reminder(one.rule)}
    if planned_for - {number}:
        cancel(unit, sorted(moved))
    proposal = unit.proposals.get(stage.proposal_id)
    if proposal is not None:
        plan_answers(unit, services, proposal, stage, [word.id for word in waiting])


def has_unanswered(view: View, services: Services, stage: Stage) -> bool:
    """Return whether the office is to hear now of questions nobody has answered: the meeting's papers are due."""
    if stage.state is not StageState.OPEN or stage.decides_in is not DecidesIn.MEETING or stage.meets_on is None:
        return False
    today = services.today(view.now)
    if not _papers_due(services, stage, stage.meets_on) <= today <= stage.meets_on:
        return False
    return bool(_waiting(view, stage)) and not was_told(view, services, _key(stage))


def tell_unanswered(unit: Unit, services: Services, proposal: Proposal, stage: Stage) -> bool:
    """Tell the office of the questions that stand open when the papers of the meeting are due."""
    shown = services.presentation(unit.people.directory(), unit.now)
    content = open_questions(proposal, stage, _waiting(unit, stage), shown)
    return tell_office(unit, services, _key(stage), content) > 0


def _papers_due(services: Services, stage: Stage, meets_on: date) -> date:
    board = next((one for one in services.config.boards if one.key == stage.board), None)
    return services.config.working.shift(meets_on, -board.papers_due_working_days) if board else meets_on


def _waiting(view: View, stage: Stage) -> tuple[StageWord, ...]:
    return tuple(word for word in view.words.waiting_of([stage.id]) if word.sitting == stage.sitting)


def _key(stage: Stage) -> str:
    return f"stage:{stage.id}:{stage.sitting}:{stage.meets_on}:unanswered"
