"""What follows when a condition is met, or needed no more: a waiver stands on record, and both are told."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.proposals.conditions import ComingKind, Condition, ConditionState
from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.records import Proposal
from bot.errors import IntegrityError
from bot.store.unit_of_work import Unit, View
from bot.workflows.desk import Desk
from bot.workflows.proposals.deciding import following, news, telling
from bot.workflows.proposals.deciding.further import begin_further, further_record, seal_further
from bot.workflows.proposals.deciding.money import FundFacts, fund_moved
from bot.workflows.services import Services


def tell_discharge(
    unit: Unit, services: Services, desk: Desk, condition: Condition, concerned: Collection[int]
) -> None:
    """Tell that a condition is met: whom it concerns but whoever says so, and the thread of the board that set it."""
    own = desk.actor.person.id if desk.actor.person else None
    told = news.News(news.CONDITION, condition.id, ConditionState.DISCHARGED.value)
    news.tell_people(unit, services, told, set(concerned) - {own or 0})
    stage_id = _about(unit, condition).stage_id
    news.tell_board(unit, told, condition.board, unit.stages.get(stage_id) if stage_id is not None else None)


def record_waiver(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    condition: Condition,
    why: str,
    before: FundFacts | None,
) -> None:
    """Record that a condition is needed no more, tell it, and put it before the board that had resolved it.

    `before` is how the fund stood until then.
    """
    about = _about(unit, condition)
    words = (
        f"WAIVED: condition {condition.number} of {about.number}, {condition.words.rstrip('. ')}. "
        f"{desk.actor.name}: {why.rstrip('. ')}."
    )
    day = services.today(unit.now)
    decision = begin_further(unit, desk, about, DecisionKind.LATER, about.outcome, words, day)
    record = further_record(
        desk,
        proposal,
        decision,
        about,
        words,
        condition=condition.number,
        why=why,
        fund=fund_moved(unit, services, proposal, before),
    )
    decision = seal_further(unit, desk, proposal, about, decision, record, "decision.condition_waived")
    following.put_before(unit, services, desk, proposal, decision, ComingKind.OTHER, words)
    stage = unit.stages.get(about.stage_id) if about.stage_id is not None else None
    board = desk.directory.boards.get(condition.board)
    also = {*(board.chairs(day) if board else ()), *([condition.owner_id] if condition.owner_id else [])}
    telling.tell_decision(unit, services, desk, proposal, stage, decision, (), also)


def _about(view: View, condition: Condition) -> Decision:
    about = view.decisions.get(condition.decision_id)
    if about is None:
        raise IntegrityError(f"The decision of condition {condition.id} is gone.")
    return about
