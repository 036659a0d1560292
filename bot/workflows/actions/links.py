"""The ties between risks and actions, as far as a reader may know of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.domain.access import Actor, may_read
from bot.domain.actions.access import may_read_action
from bot.domain.actions.records import Action
from bot.domain.risks import Risk, Visibility
from bot.domain.treatment import LinkedAction
from bot.store.unit_of_work import View
from bot.workflows.services import Services

ACTION_LINK = "action"
"""What a tie to an action is called in the register."""


def risks_of(view: View, actor: Actor, action: Action) -> tuple[str, ...]:
    """Return the references of the risks that an action is tied to, as far as the actor may read them."""
    risks = (view.risks.find(ref) for ref in view.treatment.risks_of(action.ref))
    return tuple(str(risk.ref) for risk in risks if risk is not None and may_read(actor, risk))


def readable_refs(view: View, services: Services, actor: Actor, refs: Iterable[str]) -> frozenset[str]:
    """Return which of these references of actions the actor may read; what is no action's is left out."""
    bodies = services.config.bodies
    return _refs(view, refs, lambda action: may_read_action(actor, action, bodies))


def readable_actions(
    view: View, services: Services, actor: Actor, actions: Sequence[LinkedAction]
) -> tuple[LinkedAction, ...]:
    """Return the tied actions that the actor may read."""
    readable = readable_refs(view, services, actor, [action.ref for action in actions])
    return tuple(action for action in actions if action.ref in readable)


def with_readable_links(view: View, services: Services, actor: Actor, risk: Risk) -> Risk:
    """Return a risk without its ties to actions that the actor may not read."""
    return _without(risk, readable_refs(view, services, actor, _tied(risk)))


def with_public_links(view: View, risk: Risk) -> Risk:
    """Return a risk without its ties to actions that are not public, for the eyes of a channel."""
    return _without(risk, _refs(view, _tied(risk), lambda action: action.visibility is Visibility.PUBLIC))


def _refs(view: View, refs: Iterable[str], holds: Callable[[Action], bool]) -> frozenset[str]:
    return frozenset(action.ref for action in view.actions.of_refs(frozenset(refs)) if holds(action))


def _tied(risk: Risk) -> list[str]:
    return [record.ref for record in risk.linked if record.kind == ACTION_LINK]


def _without(risk: Risk, kept: frozenset[str]) -> Risk:
    """Return a risk with these of its ties to actions; one to an action that was never recorded says nothing more."""
    linked = tuple(one for one in risk.linked if one.kind != ACTION_LINK or one.ref in kept or not one.summary)
    return risk if linked == risk.linked else replace(risk, linked=linked)
