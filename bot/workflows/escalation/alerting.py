"""Raise an alert, change it while nobody has heard, or take it back; the office sees all of it in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.alerts import CLOCK, Alert, AlertBoard, AlertStatus, released_at, waits_anew_until
from bot.domain.escalation import Crossing
from bot.domain.references import Reference
from bot.domain.risks import Risk
from bot.errors import IntegrityError
from bot.store.unit_of_work import Unit, View
from bot.views import alerts as shown_alerts
from bot.views.presentation import Presentation
from bot.workflows.desk import Desk
from bot.workflows.office import tell_office
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert that waits: for which boards, until when, or held."""

    boards: tuple[str, ...]
    release_at: datetime
    is_held: bool


def renew(
    unit: Unit,
    services: Services,
    desk: Desk,
    ref: Reference,
    risk_version: tuple[int, int],
    pending: Alert | None,
    urgent: Sequence[Crossing],
    *,
    is_open: bool,
) -> Raised | None:
    """Let the alert of a risk tell these crossings: raise it, change it, or cancel it when none is left.

    A further rise lets it wait anew. What the office holds, it alone lets go.

    Args:
        unit: the unit that changed the risk.
        services: the configuration and the clock.
        desk: of who changed it.
        ref: the risk.
        risk_version: its id and its new version.
        pending: the alert of which nobody has heard yet.
        urgent: what boards have to hear at once.
        is_open: whether the scores that crossed are to be confirmed now. Then the alert is held; it waits anew when
            they are known again.

    Returns:
        The alert that waits now; None where none does.
    """
    risk_id, version = risk_version
    wait_minutes = services.config.alerts.wait_minutes
    if pending is not None and not urgent:
        cancel(unit, services, desk.shown, pending, desk.actor.name, "The score was corrected.")
        return None
    if not urgent or (is_open and pending is None):
        return None
    if pending is None:
        alert_id = unit.alerts.add(risk_id, version, urgent, unit.now, released_at(unit.now, wait_minutes))
        unit.record("rules", "alert.raised", f"risk:{ref}", alert=alert_id, crossings=[c.words for c in urgent])
    else:
        alert_id = pending.id
        unit.alerts.change(pending, urgent)
        if is_open and pending.status is AlertStatus.WAITING:
            unit.alerts.hold(pending, unit.now, CLOCK)
        elif not is_open and pending.status is AlertStatus.HELD and pending.settled_by == CLOCK:
            unit.alerts.resume(pending, unit.now, released_at(unit.now, wait_minutes))
        elif pending.status is AlertStatus.WAITING and pending.is_outdone_by(urgent):
            unit.alerts.put_off(pending, waits_anew_until(pending, unit.now, wait_minutes))
    alert, risk = present(unit, alert_id)
    tell(unit, services, desk.shown, alert, risk, f"v{version:06d}")
    return Raised(alert.boards, alert.release_at, alert.status is AlertStatus.HELD)


def cancel(unit: Unit, services: Services, shown: Presentation, alert: Alert, by: str, reason: str) -> None:
    """Record that nobody will hear of an alert, and say so to the office."""
    unit.alerts.settle(alert, AlertStatus.CANCELLED, unit.now, by, reason)
    unit.record("rules", "alert.cancelled", f"risk:{alert.ref}", alert=alert.id, by=by, reason=reason)
    cancelled, risk = present(unit, alert.id)
    tell(unit, services, shown, cancelled, risk, "cancelled")


def present(view: View, alert_id: int) -> tuple[Alert, Risk]:
    """Return an alert and its risk, which is locked first.

    Raises:
        IntegrityError: there is no such alert.
    """
    alert = view.alerts.find(alert_id)
    risk = view.risks.find(alert.ref) if alert else None
    # Read again under the risk's lock: another may have settled it meanwhile.
    alert = view.alerts.find(alert_id)
    if alert is None or risk is None:
        raise IntegrityError(f"There is no alert {alert_id}.")
    return alert, risk


def tell(unit: Unit, services: Services, shown: Presentation, alert: Alert, risk: Risk, step: str) -> None:
    """Show the office where an alert stands, in its one message; `step` names the change that is shown."""
    was_put_off = alert.release_at > released_at(alert.waits_since, services.config.alerts.wait_minutes)
    told = unit.alerts.boards(alert.id)
    unreached = {one.board: _unreached(unit, services, one) for one in told}
    content = shown_alerts.office_message(alert, risk, told, shown, unreached, was_put_off=was_put_off)
    anchor = f"alert:{alert.id}:office"
    tell_office(unit, services, f"{anchor}:{step}", content, anchor)


def _unreached(unit: Unit, services: Services, told: AlertBoard) -> str:
    """Return in a clause which chairs of a board an alert did not reach; empty where it reached one who chairs it."""
    directory = unit.people.directory()
    board = directory.boards.get(told.board)
    chairs = board.chairs(services.today(unit.now)) if board else ()
    reached = {place.person_id for place in told.places}
    if not chairs:
        return "nobody chairs it at present"
    names = [directory.people[person_id].name for person_id in chairs if person_id not in reached]
    return f"{', '.join(names)}, who {'chairs' if len(names) == 1 else 'chair'} it, was not written to" if names else ""
