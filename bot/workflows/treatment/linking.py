"""Tie actions to risks, and untie them."""

from __future__ import annotations

from bot.domain.risks import Risk
from bot.domain.treatment import LinkedAction
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views.wording import say
from bot.workflows.actions.links import ACTION_LINK, readable_refs
from bot.workflows.actions.lookup import find_readable_action
from bot.workflows.desk import Desk, open_desk
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.risk_lookup import find_changeable
from bot.workflows.services import Services


def link(services: Services, request: Request, written: str) -> Saved:
    """Tie the action that `written` names, regardless of case and spaces, to a risk.

    Raises:
        NotFoundError: no such action, with near misses.
        InvalidInputError: it is tied to the risk already.
    """

    def work(unit: Unit) -> Saved:
        desk, risk, action = _taken(unit, services, request, written)
        if _is_linked(risk, action):
            raise InvalidInputError(
                f"{action.ref} is linked to {risk.ref} already.",
                f"See it with `/risk {risk.ref}`, or untie it with `/risk unlink {risk.ref} {action.ref}`.",
            )
        unit.risks.link(risk.id, ACTION_LINK, action.ref)
        unit.record(actor_key(desk), "risk.linked", f"risk:{risk.ref}", kind=ACTION_LINK, ref=action.ref)
        return Saved(str(risk.ref), risk.version, say("risk/said_linked", ref=risk.ref, action=action, linked=True))

    return once(services, request, work)


def unlink(services: Services, request: Request, written: str) -> Saved:
    """Untie the action that `written` names from a risk; the audit trail keeps that it was tied.

    Raises:
        NotFoundError: no such action, with near misses.
        InvalidInputError: it is not tied to the risk; says which are.
    """

    def work(unit: Unit) -> Saved:
        desk, risk, action = _taken(unit, services, request, written)
        if not _is_linked(risk, action):
            tied = [record.ref for record in risk.linked if record.kind == ACTION_LINK]
            linked = ", ".join(sorted(readable_refs(unit, services, desk.actor, tied)))
            raise InvalidInputError(
                f"{action.ref} is not linked to {risk.ref}.", f"Linked are: {linked}." if linked else "Nothing is."
            )
        unit.risks.unlink(risk.id, ACTION_LINK, action.ref)
        unit.record(actor_key(desk), "risk.unlinked", f"risk:{risk.ref}", kind=ACTION_LINK, ref=action.ref)
        return Saved(str(risk.ref), risk.version, say("risk/said_linked", ref=risk.ref, action=action, linked=False))

    return once(services, request, work)


def _taken(unit: Unit, services: Services, request: Request, written: str) -> tuple[Desk, Risk, LinkedAction]:
    desk = open_desk(unit, services, request.identity)
    risk = find_changeable(unit, desk.actor, request.ref)
    action = find_readable_action(unit, services, desk, written)
    return desk, risk, LinkedAction(action.ref, action.summary, action.is_open, action.due_on)


def _is_linked(risk: Risk, action: LinkedAction) -> bool:
    return any(record.kind == ACTION_LINK and record.ref == action.ref for record in risk.linked)
