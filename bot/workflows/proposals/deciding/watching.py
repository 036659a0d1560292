"""What was decided is watched: costs against what was delegated, conditions against their last day, reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.proposals.conditions import ComingKind, comes_back
from bot.domain.proposals.content import Content
from bot.domain.proposals.decisions import Part
from bot.domain.proposals.granting import part_pence
from bot.domain.proposals.records import Proposal
from bot.store.unit_of_work import Unit
from bot.views.decision_watch import met_message, overrun_message
from bot.views.proposal_words import asked_words
from bot.views.wording import counted
from bot.workflows.desk import Desk
from bot.workflows.office import tell_office
from bot.workflows.proposals.deciding import coming, following, telling
from bot.workflows.proposals.deciding.lapsing import lapse, of_condition
from bot.workflows.proposals.deciding.signing import key_of
from bot.workflows.services import Services

TICK = "decisions"


def version_submitted(unit: Unit, services: Services, desk: Desk, proposal: Proposal, content: Content) -> None:
    """Let what was delegated come back to the board that delegated it, where a new version's costs changed so much.

    Args:
        unit: the unit of work, in which the proposal is locked.
        services: what every use case is handed.
        desk: who submitted it.
        proposal: whose version.
        content: of the version.
    """
    _compare(unit, services, desk, proposal, lambda part: part_pence(content, part))


def money_spent(unit: Unit, services: Services, desk: Desk, proposal: Proposal, pence: int) -> None:
    """Let what was delegated come back, where so much more was spent than the costs were. The proposal is locked.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        desk: who recorded it.
        proposal: on which it was spent.
        pence: all that was spent on it so far.
    """
    _compare(unit, services, desk, proposal, lambda _: pence, is_spent=True)


def _compare(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    costs_of: Callable[[Part], int | None],
    *,
    is_spent: bool = False,
) -> None:
    for watched in unit.conditions.watched(proposal.id):
        decision = unit.decisions.get(watched.decision_id)
        asked = costs_of(decision.part) if decision is not None else None
        if decision is None or not comes_back(watched, asked):
            continue
        # Less was spent than the costs were as long as it is not over.
        if is_spent and (watched.basis_pence is None or (asked or 0) <= watched.basis_pence):
            continue
        unit.conditions.end_delegation(watched.id, "returned", unit.now, desk.actor.name)
        why = f"from {asked_words(watched.basis_pence)} to {asked_words(asked)}{' spent' if is_spent else ''}"
        following.put_before(unit, services, desk, proposal, decision, ComingKind.OVERRUN, why)
        unit.record(
            key_of(desk),
            "decision.delegation_returned",
            f"proposal:{proposal.ref}",
            number=decision.number,
            was=watched.basis_pence,
            now=asked,
        )
        tell_office(
            unit,
            services,
            f"delegation:{watched.id}:returned",
            overrun_message(proposal, decision, watched, why, desk.shown),
        )


def watch_decisions(services: Services, at: datetime) -> str:
    """Let conditions lapse whose last day is over, ask for those said to be met, and bring up what comes back.

    Run twice it does nothing the second time.
    """
    with services.store.view(at) as view:
        today = services.today(view.now)
        lapsed = [one.id for one in view.conditions.due_by(today - timedelta(days=1))]
        still_open = [one for one in view.conditions.open() if one.action_id is not None]
        actions = view.actions.of_ids([one.action_id for one in still_open if one.action_id is not None])
        done = {action.id for action in actions.values() if not action.is_open}
        met = [one.id for one in still_open if one.action_id in done]
        due = coming.due_items(view, services, today)
    for condition_id in lapsed:
        services.store.write(lambda unit, one=condition_id: lapse(unit, services, one), now=at)  # type: ignore[misc]
    for condition_id in met:
        services.store.write(lambda unit, one=condition_id: _ask(unit, services, one), now=at)  # type: ignore[misc]
    brought = sum(
        services.store.write(lambda unit, one=item_id: coming.bring_up(unit, services, one), now=at)  # type: ignore[misc]
        for item_id in due
    )
    return f"{counted(len(lapsed), 'condition')} lapsed, {counted(brought, 'item')} brought up"


def _ask(unit: Unit, services: Services, condition_id: int) -> None:
    """Ask whoever says that a condition is met, once its owner has said so of its action."""
    proposal, condition, about = of_condition(unit, condition_id)
    action = unit.actions.get(condition.action_id) if condition.action_id is not None else None
    if not condition.is_open or action is None or action.is_open:
        return
    key = f"condition:{condition.id}:met:{action.version:06d}"
    content = met_message(proposal, condition, about, action)
    if condition.discharged_by_id is None or not telling.put_to(
        unit, services, condition.discharged_by_id, key, proposal, content
    ):
        tell_office(unit, services, key, content)
