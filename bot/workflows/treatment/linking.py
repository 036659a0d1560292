"""Tie actions to risks, and untie them."""

from __future__ import annotations

from difflib import get_close_matches

from bot.domain.risks import Risk
from bot.domain.treatment import LinkedAction
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.risk_lookup import find_changeable
from bot.workflows.services import Services

_KIND = "action"


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
        unit.risks.link(risk.id, _KIND, action.ref)
        unit.record(actor_key(desk), "risk.linked", f"risk:{risk.ref}", kind=_KIND, ref=action.ref)
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
            linked = ", ".join(record.ref for record in risk.linked if record.kind == _KIND)
            raise InvalidInputError(
                f"{action.ref} is not linked to {risk.ref}.", f"Linked are: {linked}." if linked else "Nothing is."
            )
        unit.risks.unlink(risk.id, _KIND, action.ref)
        unit.record(actor_key(desk), "risk.unlinked", f"risk:{risk.ref}", kind=_KIND, ref=action.ref)
        return Saved(str(risk.ref), risk.version, say("risk/said_linked", ref=risk.ref, action=action, linked=False))

    return once(services, request, work)


def _taken(unit: Unit, services: Services, request: Request, written: str) -> tuple[Desk, Risk, LinkedAction]:
    desk = open_desk(unit, services, request.identity)
    risk = find_changeable(unit, desk.actor, request.ref)
    return desk, risk, _find(unit, written)


def _find(view: View, written: str) -> LinkedAction:
    action = view.treatment.find_action(written)
    if action is None:
        by_plain = {ref.casefold(): ref for ref in view.treatment.action_references()}
        near = get_close_matches(written.casefold().strip(), by_plain, n=3, cutoff=0.7)
        raise NotFoundError(
            f"There is no action “{written.strip()[:40]}”.",
            "An action's reference is its board, its month and a number, such as ICBOct18-3.",
            [by_plain[plain] for plain in near],
        )
    return action


def _is_linked(risk: Risk, action: LinkedAction) -> bool:
    return any(record.kind == _KIND and record.ref == action.ref for record in risk.linked)
