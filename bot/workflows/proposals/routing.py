"""A proposal on its route: it is begun, each board's answer moves it on, and it ends. Boards' answers alone do that.

Whoever calls has locked the proposal, and then the stage. `by` is who did it: whoever is at a desk, an actor as the
audit trail names them, or None for the bot itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.proposals import course
from bot.domain.proposals.records import PASSING, Ask, Outcome, Proposal, ProposalState, Stage, StageState
from bot.domain.proposals.rules import OnNewVersion
from bot.domain.proposals.words import WordKind
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.workflows.desk import Desk
from bot.workflows.funds.telling import tell_officers
from bot.workflows.proposals import followers
from bot.workflows.proposals.change import content_of, present, subject_of, touch_homes
from bot.workflows.proposals.route_planning import dates_on_opening, require_decided, times_of
from bot.workflows.proposals.route_taking import other_route, route_for, take_route
from bot.workflows.proposals.route_telling import tell_inquorate, tell_returned, tell_undated
from bot.workflows.proposals.stage_change import (
    By,
    actor_of,
    answer_all,
    keep,
    locked,
    require_notice,
    take_from_agenda,
)
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Closed:
    """What a board's answer came to.

    Attributes:
        stage: as it is now.
        opened: the stages that opened with it.
        state: how the proposal stands now.
        effective_on: when what was decided takes effect; None where nothing does.
    """

    stage: Stage
    opened: tuple[Stage, ...]
    state: ProposalState
    effective_on: date | None


def begin_route(unit: Unit, services: Services, by: By, proposal: Proposal, number: int) -> tuple[Stage, ...]:
    """Let a submitted version take its route, fixed from now on; return the stages of its first step, which opens.

    One that was rejected or withdrawn before takes another route, and what was is kept.

    Raises:
        InvalidInputError: no route fits, nobody on it would decide, or a board on it cannot; nothing is submitted.
    """
    planned = route_for(unit, services, proposal, content_of(unit, proposal, number))
    take_route(unit, by, proposal, planned)
    return open_step(unit, services, by, present(unit, proposal.id))


def resubmit(unit: Unit, services: Services, by: By, proposal: Proposal, number: int) -> tuple[Stage, ...]:
    """Put a further version before the boards that have a proposal on its route; return the stages it lies before.

    Who has answered is not asked again.

    What was referred back lies before its board anew. What a meeting had before it that is over, and of which nothing
    is recorded yet, keeps the version that it had. Where the new version would take another route by what it asks, as
    when it has outgrown a limit, its route begins anew and every board considers it.

    Raises:
        InvalidInputError: see `begin_route`.
    """
    content = content_of(unit, proposal, number)
    anew = other_route(unit, services, proposal, content_of(unit, proposal, number - 1), content)
    if anew is not None:
        call_off(unit, services, by, unit.stages.of_proposal(proposal.id), "A new version takes another route.")
        take_route(unit, by, proposal, anew)
        return open_step(unit, services, by, present(unit, proposal.id))
    desk = by if isinstance(by, Desk) else None
    known = course.current(unit.stages.of_proposal(proposal.id))
    require_decided(services.config, known, proposal, content)
    stages = []
    for stage in course.before_boards(known):
        if course.awaits_record(stage, unit.today):
            continue
        after = course.noticed(stage, course.with_version(stage, number), unit.today)
        kept = keep(unit, by, proposal, stage, after, "considers", **_dates(unit, services, stage, after))
        if stage.state is StageState.RETURNED:
            answer_all(unit, by, kept, f"Answered by version {number}.")
        followers.version_came(unit, services, desk, proposal, kept)
        if kept.ask is Ask.APPROVE:
            tell_officers(unit, services, proposal)
        stages.append(kept)
    return tuple(stages)


def open_step(unit: Unit, services: Services, by: By, proposal: Proposal) -> tuple[Stage, ...]:
    """Open the stages that may open now, and return them; none where a board has still to answer or said no."""
    if proposal.state is not ProposalState.UNDER_WAY:
        return ()
    stages = course.openable(unit.stages.of_proposal(proposal.id))
    return tuple(
        lay(unit, services, by, proposal, stage, course.opened(stage, proposal.submitted), "opened") for stage in stages
    )


def reopen(unit: Unit, services: Services, by: By, stage: Stage, verb: str = "resumed") -> Stage:
    """Put a stage that was referred back or deferred before its board again, in a new sitting."""
    proposal, stage = locked(unit, stage)
    return lay(unit, services, by, proposal, stage, course.opened(stage, proposal.submitted), verb)


def close_stage(
    unit: Unit,
    services: Services,
    by: By,
    stage: Stage,
    outcome: Outcome,
    *,
    words: str = "",
    decided_on: date | None = None,
) -> Closed:
    """Close a stage with its board's answer; the route goes on, or ends.

    Args:
        unit: the unit of work, with the proposal and the stage locked.
        services: what every use case is handed.
        by: who did it.
        stage: what was answered.
        outcome: the answer; `course.ANSWERS` has those that fit what the board is asked.
        words: the board's, such as the reason of a rejection.
        decided_on: the day of the decision, today by default.

    Raises:
        InvalidInputError: it does not lie before its board, the answer does not fit, a rejection has no reason, or its
            notice has not run by then.
    """
    proposal, stage = locked(unit, stage)
    day = decided_on or services.today(unit.now)
    after = course.closed(stage, outcome, words)
    require_notice(stage, day)
    if outcome is Outcome.REJECTED and not words.strip():
        raise InvalidInputError("A rejection needs a reason.", "Write why the board says no: its author reads it.")
    takes_effect = services.config.working.shift(day, stage.rules.call_in_days) if stage.rules.call_in_days else day
    effective_on = takes_effect if outcome in PASSING else None
    kept = keep(
        unit,
        by,
        proposal,
        stage,
        after,
        "closed",
        closed_at=unit.now,
        decided_on=day,
        effective_on=effective_on,
        ran_out_on=None,
    )
    take_from_agenda(unit, by, kept)
    stages = unit.stages.of_proposal(proposal.id)
    ended = course.ended(stages)
    if ended is not None:
        call_off(unit, services, by, stages, "A board said no.")
        unit.proposals.change(proposal, state=ended.value, ended_at=unit.now)
        unit.record(actor_of(by), f"proposal.{ended.value}", subject_of(proposal))
    followers.stage_changed(unit, services, kept)
    touch_homes(unit, proposal)
    proposal = present(unit, proposal.id)
    opened = open_step(unit, services, by, proposal)
    return Closed(kept, opened, proposal.state, effective_on)


def refer_back(
    unit: Unit, services: Services, by: By, stage: Stage, questions: Sequence[str], *, who: str = ""
) -> Stage:
    """Refer a stage back to its author with the board's questions; it resumes when they are answered.

    Raises:
        InvalidInputError: it does not lie before its board, or nothing is asked.
    """
    proposal, stage = locked(unit, stage)
    asked = [question.strip() for question in questions if question.strip()]
    if not asked:
        raise InvalidInputError("To refer it back, ask at least one question.", "Its author answers it.")
    after = course.returned(stage, "\n".join(asked))
    kept = keep(unit, by, proposal, stage, after, "returned", due_on=None, questions=asked)
    board = unit.people.directory().boards.get(stage.board)
    name = who or (board.name if board else stage.board)
    word_ids = [
        unit.words.add(
            stage.id, stage.sitting, WordKind.QUESTION, person_id=None, name=name, words=question, at=unit.now
        )
        for question in asked
    ]
    tell_returned(unit, services, proposal, kept, word_ids)
    followers.stage_changed(unit, services, kept)
    followers.stage_asked(unit, kept, word_ids)
    touch_homes(unit, proposal)
    return kept


def resume_if_answered(unit: Unit, services: Services, by: By, stage: Stage) -> Stage | None:
    """Put a stage that was referred back before its board again once no question of that sitting is left open."""
    _, stage = locked(unit, stage)
    waiting = [word for word in unit.words.waiting_of([stage.id]) if word.sitting == stage.sitting]
    if stage.state is not StageState.RETURNED or any(word.person_id is None for word in waiting):
        return None
    return reopen(unit, services, by, stage)


def defer(unit: Unit, services: Services, by: By, stage: Stage, until: date | None, why: str) -> Stage:
    """Put a stage off to a day; a board that decides at its meetings takes it at the first from then on.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        by: who did it.
        stage: what is put off.
        until: the day; None for the board's next meeting after the one it is planned for.
        why: in the board's words.

    Raises:
        InvalidInputError: it does not lie before its board, or there is no such day.
    """
    proposal, stage = locked(unit, stage)
    today = services.today(unit.now)
    meetings = times_of(services.config, unit.people.directory()).diary(stage.board).meetings
    day = until or min((one for one in meetings if one > max(today, stage.meets_on or today)), default=None)
    if day is None or day <= today:
        sentence = "Choose a day after today to defer it to."
        raise InvalidInputError(sentence, fields={"until": sentence})
    free_from = max(day, course.decidable_from(stage) or day)
    meets_on = min((one for one in meetings if one >= free_from), default=None)
    at_meeting = stage.decides_in.value == "meeting"
    after = course.deferred(stage, day, why)
    kept = keep(unit, by, proposal, stage, after, "deferred", due_on=None, meets_on=meets_on if at_meeting else None)
    unit.coming.add(
        board=stage.board,
        kind="deferred",
        words=f"{proposal.ref}, deferred: {why}".rstrip(": "),
        due_on=meets_on if at_meeting and meets_on else day,
        proposal_id=proposal.id,
    )
    followers.stage_changed(unit, services, kept)
    touch_homes(unit, proposal)
    return kept


def withdraw_route(unit: Unit, services: Services, by: By, proposal: Proposal, why: str = "") -> tuple[Stage, ...]:
    """Ask no board any more, because the proposal was withdrawn; what boards answered stays."""
    return call_off(unit, services, by, unit.stages.of_proposal(proposal.id), why)


def call_off(unit: Unit, services: Services, by: By, stages: Iterable[Stage], why: str) -> tuple[Stage, ...]:
    """Ask for nothing more of what is left of some stages of one proposal; return those."""
    before = {stage.id: stage for stage in stages}
    kept = []
    for after in course.called_off(before.values()):
        proposal = present(unit, after.proposal_id)
        was = before[after.id]
        one = keep(unit, by, proposal, was, after, "called_off", due_on=None, deferred_until=None, why=why)
        take_from_agenda(unit, by, one)
        if was.sitting:
            followers.stage_changed(unit, services, one)
        kept.append(one)
    return tuple(kept)


def lay(unit: Unit, services: Services, by: By, proposal: Proposal, stage: Stage, after: Stage, verb: str) -> Stage:
    """Put a stage before its board, for the first time or again: with its dates, interests matched, and its card.

    Args:
        unit: the unit of work, with proposal and stage locked.
        services: what every use case is handed.
        by: who did it.
        proposal: whose stage it is.
        stage: as it was.
        after: as it lies before its board.
        verb: of the audit event, behind `stage.`.
    """
    after = course.noticed(stage, after, unit.today)
    dates = _dates(unit, services, stage, after)
    dates |= {"decided_on": None, "effective_on": None}
    kept = keep(unit, by, proposal, stage, after, verb, opened_at=unit.now, closed_at=None, **dates)
    if kept.decides_in.value == "meeting" and kept.meets_on is None:
        tell_undated(unit, services, proposal, kept)
    tell_inquorate(unit, services, proposal, kept)
    if kept.ask is Ask.APPROVE:
        tell_officers(unit, services, proposal)
    followers.stage_opened(unit, services, kept)
    touch_homes(unit, proposal)
    return kept


def _dates(unit: Unit, services: Services, stage: Stage, after: Stage) -> dict[str, date | None]:
    """Return the new dates of a stage that lies before its board; those of one that is deferred stay.

    A board whose votes fall with a new version has its time anew; one that decides at a meeting keeps its meeting,
    where public notice of the version has run by then.
    """
    stands = stage.rules.on_new_version is OnNewVersion.STAND and not stage.rules.notice_days
    stays = stage.state is StageState.OPEN and stands
    if after.state is not StageState.OPEN or stays:
        return {}
    times = times_of(services.config, unit.people.directory())
    dates = dates_on_opening(times, replace(stage, noticed_on=after.noticed_on), services.today(unit.now))
    due_on = dates["due_on"]
    if stage.state is StageState.OPEN and stage.due_on and due_on:
        dates["due_on"] = max(due_on, stage.due_on)
    return dates
