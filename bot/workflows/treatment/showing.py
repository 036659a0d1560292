"""What a risk's card says of its controls, and of what has gone stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from bot.domain.risks import Risk, RiskStatus
from bot.domain.staleness import stale_reasons
from bot.store.unit_of_work import View
from bot.views.blocks import Block
from bot.views.controls import controls_block, stale_block
from bot.workflows.services import Services


def treatment_of(view: View, services: Services, risk: Risk, day: date, at: datetime | None = None) -> list[Block]:
    """Return the blocks of a card that tell why the risk is stale and which controls hold it.

    Args:
        view: the look.
        services: the configuration's rules.
        risk: as it stands, or stood.
        day: the day it is looked at.
        at: the instant as of which it stood; None for the present.
    """
    rules = services.config.staleness
    reasons = stale_reasons(risk, view.risks.recent(risk.id, rules.no_change_months, at), day, rules)
    controls = [control for control in view.treatment.controls(risk.id, at) if control.stands]
    return [*stale_block([reason.words for reason in reasons]), *controls_block(controls, "" if at else str(risk.ref))]


def why_stale(
    view: View, services: Services, risks: Iterable[Risk], day: date, at: datetime | None = None
) -> Mapping[int, str]:
    """Return why each stale risk among these is stale, by its id, in a phrase; see `treatment_of` for the rest."""
    rules = services.config.staleness
    recent = view.risks.recent_of_all(rules.no_change_months, at)
    told = {
        risk.id: "; ".join(reason.words for reason in stale_reasons(risk, recent.get(risk.id, ()), day, rules))
        for risk in risks
        if risk.status is RiskStatus.OPEN
    }
    return {risk_id: words for risk_id, words in told.items() if words}
