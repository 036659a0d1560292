"""What waits for a person, kind by kind: each section says what of its kind does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from bot.views.home_items import (
    Item,
    Urgency,
    action_item,
    alert_item,
    claim_item,
    handover_item,
    undated_item,
    update_item,
)
from bot.workflows.escalation.waiting import alerts_waiting
from bot.workflows.home.looking import Look
from bot.workflows.home.owed import proposals

Section = Callable[[Look], Sequence[Item]]
"""Returns what waits for the person of a look, of one kind."""

_SUNDAY: Final = 6
_UNDATED: Final = 20


def alerts(look: Look) -> Sequence[Item]:
    """Return alerts that the person is to look over or to acknowledge."""
    found = alerts_waiting(look.view, look.desk)
    return [alert_item(place, str(ref), body) for place, (ref, body) in enumerate(found)]


def actions_due(look: Look) -> Sequence[Item]:
    """Return actions that are late or due by this Sunday, the person's and those of whoever they act for."""
    shown = look.desk.shown
    week_ends = shown.today + timedelta(days=_SUNDAY - shown.today.weekday())
    found: dict[int, Item] = {}
    for owner, actions in look.actions.items():
        behalf = look.name_of_absent(owner)
        for action in actions:
            if action.due_on is None or action.due_on > week_ends or action.id in found:
                continue
            urgency = Urgency.LATE if action.is_late(shown.today) else Urgency.SOON
            found[action.id] = action_item(action, urgency, shown, behalf)
    return list(found.values())


def updates_asked(look: Look) -> Sequence[Item]:
    """Return risks whose update the open round waits for."""
    round_, shown = look.round_, look.desk.shown
    if round_ is None:
        return ()
    urgency = Urgency.LATE if round_.due_on < shown.today else Urgency.UPDATE
    return [
        update_item(risk, round_, urgency, shown, look.name_of_absent(look.asked[risk.id])) for risk in look.asked_risks
    ]


def handovers(look: Look) -> Sequence[Item]:
    """Return actions that somebody would hand over to the person."""
    asked = look.view.handovers.waiting_for(look.person_id) if look.person_id is not None else ()
    if not asked:
        return ()
    actions = look.view.actions.of_ids({one.action_id for one in asked})
    return [
        handover_item(one, action, look.desk.shown, may_read=look.may_read_action(action))
        for one in asked
        if (action := actions.get(one.action_id)) is not None and action.is_open
    ]


def claims(look: Look) -> Sequence[Item]:
    """Return actions of the person's of which somebody else says that they are done."""
    said = look.view.claims.waiting_for(look.person_id) if look.person_id is not None else ()
    own = {action.id: action for action in look.actions.get(look.person_id or 0, ())}
    return [claim_item(one, own[one.action_id], look.desk.shown) for one in said if one.action_id in own]


def undated_actions(look: Look) -> Sequence[Item]:
    """Return the first actions without a date, of which nobody is reminded, for the office."""
    if not look.desk.actor.is_office:
        return ()
    ids, _ = look.view.chased_actions.undated(_UNDATED)
    return [undated_item(action, look.desk.shown) for action in look.view.actions.of_ids(ids).values()]


WAITING: tuple[Section, ...] = (alerts, actions_due, updates_asked, proposals, handovers, claims, undated_actions)
"""The sections of a desk; what they return is put in the order of its urgency."""
