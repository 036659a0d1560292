"""Time on routes: what was put off comes back on its day, and a board's silence is told. Silence is never a yes.

What was decided takes effect on its day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial

import structlog

from bot.domain.funds import Award
from bot.domain.people import DecidesIn
from bot.domain.proposals.conditions import in_force
from bot.domain.proposals.expecting import Times, next_meeting
from bot.domain.proposals.records import Proposal, Stage, StageState
from bot.domain.proposals.rules import WhenTimeRunsOut
from bot.errors import ConvenorError
from bot.store.unit_of_work import Unit, View
from bot.views.route_told import inquorate_message
from bot.views.wording import counted
from bot.workflows.office import tell_office, was_told
from bot.workflows.proposals import followers
from bot.workflows.proposals.change import present
from bot.workflows.proposals.deciding.money import settle_awards
from bot.workflows.proposals.route_planning import times_of
from bot.workflows.proposals.route_telling import tell_ran_out
from bot.workflows.proposals.routing import reopen
from bot.workflows.proposals.stage_change import CONVENOR, keep, locked
from bot.workflows.proposals.voting.answering import has_unanswered, tell_unanswered
from bot.workflows.proposals.voting.closing import at_deadline, has_answer, is_to_be_settled, settle_vote
from bot.workflows.services import Services

TICK = "routes"
_log = structlog.get_logger(__name__)


def tend_routes(services: Services, at: datetime) -> str:
    """Look after every stage before a board, and whatever takes effect today; run again the same day, it finds nothing.

    Each is tended in a unit of its own. One that fails is named in the answer, and the others are tended all the same.
    """
    with services.store.view(at) as view:
        times = times_of(services.config, view.people.directory())
        lying, boards = view.stages.before_boards(), view.people.directory().boards
        due = [one.id for one in lying if one.board in boards and _what_is_due(view, services, one, times) is not None]
        lost = [one.id for one in lying if one.board not in boards and not was_told(view, services, _lost_key(one.id))]
        effective = sorted({one.proposal_id for one in view.funds.taking_effect(view.today) if _is_free(view, one)})
    works: list[tuple[str, Callable[[Unit], bool]]] = [
        *((f"stage {one}", partial(_tend, services=services, stage_id=one)) for one in due),
        *((f"stage {one}", partial(_tell_lost, services=services, stage_id=one)) for one in lost),
        *((f"award of proposal {one}", partial(_take_effect, proposal_id=one)) for one in effective),
    ]
    done, failed = 0, []
    for name, work in works:
        try:
            done += services.store.write(work, now=at)
        except ConvenorError:
            _log.exception("not tended", what=name)
            failed.append(name)
    said = f"{counted(done, 'stage')} moved on" if done else "no stage to tend"
    return f"{said}; failed: {', '.join(failed)}" if failed else said


def _lost_key(stage_id: int) -> str:
    return f"stage:{stage_id}:lost"


def _tell_lost(unit: Unit, services: Services, stage_id: int) -> bool:
    """Tell the office, once, of a stage that lies before a board which is configured no more: nobody can answer it."""
    stage = unit.stages.of_ids([stage_id])[stage_id]
    proposal = present(unit, stage.proposal_id)
    fault = f"It lies before `{stage.board}`, which is no board any more, and nobody can answer it"
    return tell_office(unit, services, _lost_key(stage_id), inquorate_message(proposal, fault)) > 0


def _is_free(view: View, award: Award) -> bool:
    """Return whether nothing holds up an award but its day."""
    return in_force(view.conditions.of_proposal(award.proposal_id))


def _take_effect(unit: Unit, proposal_id: int) -> bool:
    proposal = present(unit, proposal_id)
    return settle_awards(unit, proposal.id, CONVENOR, "The decision takes effect.")


_Doing = Callable[[Unit, Services, Proposal, Stage], bool]


def _what_is_due(view: View, services: Services, stage: Stage, times: Times) -> _Doing | None:
    """Return what is to be done with a stage as of now; None for nothing."""
    today = services.today(view.now)
    if stage.state is StageState.DEFERRED:
        return _bring_back if today >= _back_on(stage, times) else None
    if stage.state is not StageState.OPEN:
        return None
    if stage.decides_in is DecidesIn.MEETING and not _is_planned(stage, times, today):
        return _plan_meeting if next_meeting(times.diary(stage.board), times.calendar, today) else None
    if not _is_late(services, stage, today):
        return _in_time(view, services, stage)
    if stage.ran_out_on is None:
        return _run_out
    return _count_again if stage.decides_in is DecidesIn.THREAD and has_answer(view, services, stage) else None


def _in_time(view: View, services: Services, stage: Stage) -> _Doing | None:
    if has_unanswered(view, services, stage):
        return tell_unanswered
    return _settle if is_to_be_settled(view, services, stage) else None


def _tend(unit: Unit, services: Services, stage_id: int) -> bool:
    stage = unit.stages.of_ids([stage_id]).get(stage_id)
    if stage is None:
        return False
    proposal, stage = locked(unit, stage)
    doing = _what_is_due(unit, services, stage, times_of(services.config, unit.people.directory()))
    return doing is not None and doing(unit, services, proposal, stage)


def _bring_back(unit: Unit, services: Services, _proposal: Proposal, stage: Stage) -> bool:
    reopen(unit, services, None, stage)
    return True


def _plan_meeting(unit: Unit, services: Services, proposal: Proposal, stage: Stage) -> bool:
    """Put a stage to a meeting that was planned since, or in place of one that was called off."""
    times, today = times_of(services.config, unit.people.directory()), services.today(unit.now)
    meets_on = next_meeting(times.diary(stage.board), times.calendar, today, stage.rules.notice_days)
    if meets_on is None:
        return False
    followers.stage_changed(
        unit, services, keep(unit, None, proposal, stage, stage, "planned", due_on=meets_on, meets_on=meets_on)
    )
    return True


def _run_out(unit: Unit, services: Services, proposal: Proposal, stage: Stage) -> bool:
    """Deal with a stage that has no answer in time, unless the votes that were cast by then are one."""
    if stage.decides_in is DecidesIn.THREAD and at_deadline(unit, services, stage, proposal):
        return True
    today = services.today(unit.now)
    meets_on = (
        _next_chance(unit, services, stage, today) if stage.rules.runs_out is WhenTimeRunsOut.NEXT_MEETING else None
    )
    if meets_on is None:
        kept = keep(unit, None, proposal, stage, replace(stage, ran_out_on=today), "ran_out", due=_iso(stage.due_on))
    else:
        after = replace(
            stage, decides_in=DecidesIn.MEETING, sitting=stage.sitting + 1, due_on=meets_on, meets_on=meets_on
        )
        kept = keep(unit, None, proposal, stage, after, "moved_on", due=_iso(stage.due_on))
        words = f"{proposal.ref}, not answered in time"
        unit.coming.add(board=stage.board, kind="undecided", words=words, due_on=meets_on, proposal_id=proposal.id)
    tell_ran_out(unit, services, proposal, stage, kept)
    # At a meeting it is a sitting of its own: what was voted in the thread falls.
    follow = followers.stage_changed if meets_on is None else followers.stage_opened
    follow(unit, services, kept)
    return True


def _settle(unit: Unit, services: Services, _proposal: Proposal, stage: Stage) -> bool:
    """Have a vote follow who sits with its board, and who votes for whom, as of today."""
    unit.stages.change(stage)
    settle_vote(unit, services, None, stage)
    return True


def _count_again(unit: Unit, services: Services, proposal: Proposal, stage: Stage) -> bool:
    """Close a stage whose time ran out before, where the votes that came late are an answer."""
    return at_deadline(unit, services, stage, proposal)


def _next_chance(unit: Unit, services: Services, stage: Stage, today: date) -> date | None:
    times = times_of(services.config, unit.people.directory())
    return next_meeting(times.diary(stage.board), times.calendar, today)


def _back_on(stage: Stage, times: Times) -> date:
    """Return when a stage that was put off lies before its board again: by the day its meeting's papers are due."""
    until = stage.deferred_until or date.min
    if stage.meets_on is None:
        return until
    return min(until, times.calendar.shift(stage.meets_on, -times.diary(stage.board).papers_due_days))


def _is_planned(stage: Stage, times: Times, today: date) -> bool:
    """Return whether the meeting of a stage is past, or one that its board still has."""
    meets_on = stage.meets_on
    return meets_on is not None and (meets_on < today or meets_on in times.diary(stage.board).meetings)


def _is_late(services: Services, stage: Stage, today: date) -> bool:
    """Return whether a board's time has run out; of a meeting the office has some days to record what it decided."""
    if stage.due_on is None:
        return False
    if stage.decides_in is DecidesIn.MEETING:
        return today > services.config.working.shift(stage.due_on, services.config.routing.record_working_days)
    return today > stage.due_on


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
