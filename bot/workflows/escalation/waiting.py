"""Which alerts wait for somebody: on their Home, and, where the office holds one, told again each working day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.domain.access import may_read
from bot.domain.alerts import AlertStatus, speaks_for
from bot.domain.references import Reference
from bot.store.unit_of_work import Unit, View
from bot.views import alerts as shown_alerts
from bot.views.blocks import Block
from bot.views.wording import counted
from bot.workflows.desk import Desk
from bot.workflows.escalation import alerting
from bot.workflows.office import tell_office
from bot.workflows.services import Services


def alerts_waiting(view: View, desk: Desk) -> Sequence[tuple[Reference, Sequence[Block]]]:
    """Return the alerts that wait for whoever sits at `desk`, each with its risk's reference, as Home says them.

    First those that the office is to look over, then those that are to be acknowledged.
    """
    undecided = view.alerts.undecided() if desk.actor.is_office else ()
    person = desk.actor.person
    mine = {
        key
        for key, board in desk.directory.boards.items()
        if person is not None and speaks_for(board, person.id, desk.actor.day)
    }
    unanswered = view.alerts.unanswered(mine) if mine else ()
    about = {alert.risk_id for alert in (*undecided, *(alert for alert, _ in unanswered))}
    known = view.risks.of_ids(about) if about else {}
    risks = {risk_id: risk for risk_id, risk in known.items() if may_read(desk.actor, risk)}
    return [
        *(
            (alert.ref, shown_alerts.undecided_blocks(alert, risks[alert.risk_id], desk.shown))
            for alert in undecided
            if alert.risk_id in risks
        ),
        *(
            (alert.ref, shown_alerts.unanswered_blocks(alert, risks[alert.risk_id], boards, desk.shown))
            for alert, boards in unanswered
            if alert.risk_id in risks
        ),
    ]


def remind_of_held(services: Services, at: datetime) -> str:
    """Tell the office of each alert that it holds since a day before, once a working day; return that in a phrase."""
    today = services.today(at)
    if not services.config.working.is_working(today):
        return "no working day"
    with services.store.view(at) as view:
        held = [
            alert.id
            for alert in view.alerts.undecided()
            if alert.status is AlertStatus.HELD and alert.settled_at and services.today(alert.settled_at) < today
        ]
    for alert_id in held:
        services.store.write(partial(_remind, services=services, alert_id=alert_id), now=at)
    return f"{counted(len(held), 'alert')} held"


def _remind(unit: Unit, services: Services, alert_id: int) -> None:
    alert, risk = alerting.present(unit, alert_id)
    if alert.status is not AlertStatus.HELD:
        return
    shown = services.presentation(unit.people.directory(), unit.now)
    content = shown_alerts.still_held_message(alert, risk, shown)
    tell_office(unit, services, f"alert:{alert.id}:still-held:{services.today(unit.now)}", content)
