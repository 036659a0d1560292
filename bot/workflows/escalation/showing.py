"""What a risk's card and history say of boards, tolerance and comments."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.risks import Risk
from bot.store.unit_of_work import View
from bot.views import decisions
from bot.views.blocks import Block
from bot.views.decisions import HistoryEvent
from bot.views.wording import Mrkdwn
from bot.workflows.desk import Desk
from bot.workflows.escalation.accepting import appetite
from bot.workflows.services import Services


def card_of(view: View, services: Services, desk: Desk, risk: Risk) -> Sequence[Block]:
    """Return what the card of a risk says of tolerance and of comments; nothing where there is nothing to say."""
    acceptances = view.acceptances.of_risk(risk.id)
    standing = appetite(services.config, desk.directory).standing(risk, acceptances, desk.actor.day)
    above = Mrkdwn("")
    if standing.is_above:
        above = decisions.tolerance_words(standing.limit, standing.accepted, standing.waits_for, desk.shown)
    return decisions.card_blocks(above, view.alerts.comments(risk.id), desk.shown)


def events_of(view: View, desk: Desk, risk: Risk) -> Sequence[HistoryEvent]:
    """Return what happened to a risk beside its reviews."""
    return decisions.history_events(
        view.escalations.of_risk(risk.id),
        view.acceptances.of_risk(risk.id),
        view.alerts.comments(risk.id),
        [(alert, view.alerts.boards(alert.id)) for alert in view.alerts.of_risk(risk.id)],
        desk.shown,
    )
