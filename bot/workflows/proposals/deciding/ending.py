"""A proposal that ends otherwise than by approval lets go of what hung on it: conditions, money, what was coming."""

from __future__ import annotations

from bot.domain.actions.records import EntryKind
from bot.domain.actions.records import Outcome as ActionOutcome
from bot.domain.proposals import course
from bot.domain.proposals.conditions import ComingKind, Condition, ConditionState
from bot.domain.proposals.decisions import Decision
from bot.domain.proposals.records import Proposal
from bot.store.unit_of_work import Unit
from bot.workflows.actions.change import closed, entry_of, save
from bot.workflows.desk import Desk
from bot.workflows.proposals.deciding.money import settle_awards
from bot.workflows.proposals.deciding.signing import key_of
from bot.workflows.services import Services


def proposal_withdrawn(unit: Unit, services: Services, desk: Desk, proposal: Proposal) -> None:
    """Let go of what hung on decisions about a proposal that is withdrawn; money that was given falls back."""
    let_go(unit, services, desk, proposal, f"{proposal.ref} was withdrawn")


def let_go(unit: Unit, services: Services, desk: Desk, proposal: Proposal, why: str) -> None:
    """Waive the open conditions of a proposal, drop what was coming of it or to be done, and let its awards fall.

    The proposal is locked by the caller.
    """
    for condition in unit.conditions.open_of(proposal.id):
        end_condition(unit, services, desk, proposal, condition, ConditionState.WAIVED, why)
    for item in unit.coming.of_proposal(proposal.id):
        unit.coming.end(item, "dropped", desk.actor.name)
    for watched in unit.conditions.watched(proposal.id):
        unit.conditions.end_delegation(watched.id, "ended", unit.now, desk.actor.name)
    for decision in unit.decisions.of_proposal(proposal.id):
        for action_id in unit.decisions.followed_by(decision.id):
            end_action(unit, services, desk, action_id, EntryKind.DROPPED, why)
    settle_awards(unit, proposal.id, key_of(desk), why, fallen=True)


def let_go_of(unit: Unit, services: Services, desk: Desk, proposal: Proposal, decision: Decision, why: str) -> None:
    """Let go of what hung on one decision that counts no more: conditions, reviews, delegations, what was to be done.

    What was added to it later goes, too; what other boards decided and set stays. The proposal is locked by the caller.
    """
    for condition in unit.conditions.of_decision(decision.id):
        if condition.is_open:
            end_condition(unit, services, desk, proposal, condition, ConditionState.WAIVED, why)
    ids = {decision.id, *(one.id for one in unit.decisions.about(decision.id))}
    for item in unit.coming.of_proposal(proposal.id):
        if item.decision_id in ids:
            unit.coming.end(item, "dropped", desk.actor.name)
    for one in sorted(ids):
        for given in unit.conditions.delegations_of(one):
            unit.conditions.end_delegation(given.id, "ended", unit.now, desk.actor.name)
        for action_id in unit.decisions.followed_by(one):
            end_action(unit, services, desk, action_id, EntryKind.DROPPED, why)


def let_go_of_earlier_runs(unit: Unit, services: Services, desk: Desk, proposal: Proposal, why: str) -> None:
    """Waive what decisions on earlier routes of a proposal made a condition: another decision stands in their place."""
    now = {stage.id for stage in course.current(unit.stages.of_proposal(proposal.id))}
    earlier = {one.id for one in unit.decisions.of_proposal(proposal.id) if one.stage_id not in now}
    for condition in unit.conditions.open_of(proposal.id):
        if condition.decision_id in earlier:
            end_condition(unit, services, desk, proposal, condition, ConditionState.WAIVED, why)


def end_condition(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    condition: Condition,
    state: ConditionState,
    words: str,
) -> None:
    """Let a condition end, with the action by which it is chased."""
    unit.conditions.change(condition, state=state.value, ended_at=unit.now, ended_by=desk.actor.name, shown=words)
    unit.record(
        key_of(desk),
        f"condition.{state.value}",
        f"proposal:{proposal.ref}",
        condition=condition.id,
        number=condition.number,
        words=words,
    )
    for item in unit.coming.of_proposal(proposal.id):
        is_it = item.kind is ComingKind.LAPSED and item.decision_id == condition.decision_id
        if is_it and condition.words in item.words:
            unit.coming.end(item, "taken", desk.actor.name)
    if condition.action_id is None:
        return
    is_done = state is ConditionState.DISCHARGED
    said = f"The condition of {proposal.ref} {'is discharged' if is_done else f'is {state.value}'}: {words}"
    end_action(unit, services, desk, condition.action_id, EntryKind.DONE if is_done else EntryKind.DROPPED, said)


def end_action(unit: Unit, services: Services, desk: Desk, action_id: int, kind: EntryKind, said: str) -> None:
    """Close an action that follows a decision, if it is open still: as done, or dropped."""
    action = unit.actions.get(action_id)
    if action is None or not action.is_open:
        return
    outcome = ActionOutcome.DONE if kind is EntryKind.DONE else ActionOutcome.DROPPED
    save(unit, services, desk, action, entry_of(unit, desk, action, kind, said), **closed(unit, outcome))
