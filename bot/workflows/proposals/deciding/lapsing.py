"""A condition that is not met in time: reported to the board that set it, and its answer stays or falls with it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.actions.records import EntryKind
from bot.domain.proposals import course
from bot.domain.proposals.conditions import ComingKind, Condition, ConditionState, in_force
from bot.domain.proposals.decisions import Decision, DecisionKind, Due, OnLapse
from bot.domain.proposals.records import Ask, Outcome, Proposal, ProposalState
from bot.errors import IntegrityError
from bot.store.unit_of_work import Unit
from bot.workflows.proposals.change import present
from bot.workflows.proposals.deciding import ending, following, telling
from bot.workflows.proposals.deciding.blocking import counting
from bot.workflows.proposals.deciding.further import begin_further, further_record, seal_further
from bot.workflows.proposals.deciding.money import fund_facts, fund_moved, settle_awards
from bot.workflows.proposals.deciding.signing import desk_or_own, key_of
from bot.workflows.proposals.route_back import end_fallen
from bot.workflows.services import Services

_ANSWER = {Ask.APPROVE: "approval", Ask.RECOMMEND: "recommendation", Ask.ENDORSE: "endorsement"}


@dataclass(frozen=True, slots=True)
class _Lapsed:
    """What comes of a condition that lapsed.

    Attributes:
        ends: whether the approval was given and falls, so that the proposal is decided no more.
        blocks: whether what an earlier board decided falls, and holds up the money.
        words: that in a sentence's part.
    """

    words: str
    ends: bool = False
    blocks: bool = False


def of_condition(unit: Unit, condition_id: int) -> tuple[Proposal, Condition, Decision]:
    """Return a condition with its proposal, both locked, and the decision that set it."""
    known = next(iter(unit.conditions.of_ids([condition_id])))
    proposal = present(unit, known.proposal_id)
    condition, about = unit.conditions.get(condition_id), unit.decisions.get(known.decision_id)
    if condition is None or about is None:
        raise IntegrityError(f"Condition {condition_id} or its decision is gone.")
    return proposal, condition, about


def lapse(unit: Unit, services: Services, condition_id: int) -> None:
    """Record that a condition was not met in time, and report it to its board; its answer stays or falls with it.

    Where it stays, it stands without the condition. Where it falls and the money was given, the money falls too and the
    proposal is decided no more; before that, no board gives the money until that board or the office has dealt with it.
    """
    desk = desk_or_own(unit, services, None)
    proposal, condition, about = of_condition(unit, condition_id)
    if not condition.has_lapsed(services.today(unit.now)) or condition.long_stop_on is None:
        return
    unit.conditions.change(
        condition, state=ConditionState.LAPSED.value, ended_at=unit.now, ended_by=desk.actor.name, shown=""
    )
    falls, board = condition.on_lapse is OnLapse.FALLS, desk.shown.board_names([condition.board])
    comes = _comes(unit, proposal, condition, about, board)
    words = (
        f"Condition {condition.number} of {about.number} was not met by {desk.shown.dated(condition.long_stop_on)}: "
        f"{condition.words.rstrip('. ')}. {comes.words}."
    )
    outcome = Outcome.REJECTED if falls else about.outcome
    decision = begin_further(unit, desk, about, DecisionKind.LATER, outcome, words, services.today(unit.now))
    before = fund_facts(unit, services, proposal)
    why = f"{decision.number}: condition {condition.number} of {about.number} lapsed"
    if comes.ends:
        ending.let_go(unit, services, desk, proposal, why)
        if condition.action_id is not None:
            ending.end_action(unit, services, desk, condition.action_id, EntryKind.DROPPED, why)
        end_fallen(unit, services, key_of(desk), proposal, why)
    else:
        settle_awards(unit, proposal.id, key_of(desk), why)
    fund = fund_moved(unit, services, proposal, before)
    record = further_record(desk, proposal, decision, about, words, condition=condition.number, falls=falls, fund=fund)
    decision = seal_further(unit, desk, proposal, about, decision, record, "condition.lapsed")
    following.put_before(unit, services, desk, present(unit, proposal.id), about, ComingKind.LAPSED, condition.words)
    stage = unit.stages.get(about.stage_id) if about.stage_id is not None else None
    found = desk.directory.boards.get(condition.board)
    chairs = found.chairs(desk.actor.day) if found else ()
    also = {*chairs, *([condition.owner_id] if condition.owner_id is not None else [])}
    telling.tell_decision(unit, services, desk, present(unit, proposal.id), stage, decision, (), also)


def _comes(unit: Unit, proposal: Proposal, condition: Condition, about: Decision, board: str) -> _Lapsed:
    """Return what comes of a condition that has just lapsed, as its board resolved."""
    stages = unit.stages.of_proposal(proposal.id)
    stage = next((one for one in stages if one.id == about.stage_id), None)
    what = _ANSWER.get(stage.ask, "answer") if stage is not None else "answer"
    is_given = course.is_committed(stages) or proposal.state is ProposalState.DECIDED
    counts = about.id in counting(unit, proposal)
    if condition.on_lapse is OnLapse.STAYS:
        comes = is_given and condition.due is Due.BEFORE and in_force(unit.conditions.of_proposal(proposal.id))
        then = ", and comes into force without the condition" if comes else ", without the condition"
        return _Lapsed(f"The {what} stays, as resolved{then}")
    if counts and is_given:
        return _Lapsed(f"The {what} FALLS, as resolved: {proposal.ref} is decided no more", ends=True)
    if counts and proposal.state is ProposalState.UNDER_WAY:
        held = f"no money is given before the {board} or the governance office has dealt with that"
        return _Lapsed(f"The {what} FALLS, as resolved: {held}", blocks=True)
    return _Lapsed(f"The {what} falls, as resolved; it had been overtaken")
