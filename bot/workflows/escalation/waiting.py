"""Which alerts wait for somebody: on their Home, and, where the office holds one, told again each working day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from bot.domain.access import may_read
from bot.domain.alerts import AlertStatus, speaks_for
from bot.domain.risks import Risk
from bot.store.unit_of_work import Unit, View
from bot.views import alerts as shown_alerts
from bot.views.blocks import Block
from bot.views.wording import counted
from bot.workflows.desk import Desk
from bot.workflows.escalation import alerting
from bot.workflows.office import tell_office
from bot.workflows.services import Services


def alerts_waiting(view: View, desk: Desk, risks: Iterable[Risk]) -> Sequence[Block]:
    """Return what Home says of alerts that wait for this person: to be looked over by the office, to be acknowledged.

    Args:
        view: the moment.
        desk: the person's.
        risks: the register.
    """
    by_id = {risk.id: risk for risk in risks if may_read(desk.actor, risk)}
    body: list[Block] = []
    if desk.actor.is_office:
        for alert in view.alerts.undecided():
            if alert.risk_id in by_id:
                body += shown_alerts.undecided_blocks(alert, by_id[alert.risk_id], desk.shown)
    person = desk.actor.person
    mine = {
        key
        for key, board in desk.directory.boards.items()
        if person is not None and speaks_for(board, person.id, desk.actor.day)
    }
    for alert, boards in view.alerts.unanswered(mine) if mine else ():
        if alert.risk_id in by_id:
            body += shown_alerts.unanswered_blocks(alert, by_id[alert.risk_id], boards, desk.shown)
    return body


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
