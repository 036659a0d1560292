"""A risk as it stood on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.access import may_read
from bot.errors import NotFoundError
from bot.views.risk_card import past_card
from bot.workflows.actions.links import with_readable_links
from bot.workflows.as_of import instant_of
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_lookup import find_readable
from bot.workflows.services import Services
from bot.workflows.treatment.showing import treatment_of


def show_past_risk(services: Services, identity: Identity, written: str, day: date) -> dict[str, Any]:
    """Return the card of the risk that `written` names as it stood at the end of `day`.

    Raises:
        InvalidInputError: the register had not begun by then.
        NotFoundError: no such risk, it was not there yet, or this person may not read it, now or as it was.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        present = find_readable(view, desk.actor, written)
        at = instant_of(view, day, desk.shown)
        risk = view.risks.find_as_of(present.ref, at)
        said = desk.shown.dated(day)
        if risk is None:
            first = view.risks.history(present.id)[-1]
            raise NotFoundError(
                f"{present.ref} was not on the register on {said}.",
                f"It was added on {desk.shown.dated(desk.shown.date_of(first.at))}.",
            )
        if not may_read(desk.actor, risk):
            raise NotFoundError(
                f"You may not read {present.ref} as it stood on {said}: it was not public then.",
                f"See it as it is now with `/risk {present.ref}`.",
            )
        shown = replace(desk.shown, today=day)
        more = treatment_of(view, services, risk, day, at)
        risk = with_readable_links(view, services, desk.actor, risk)
    return past_card(risk, shown, said, more)
