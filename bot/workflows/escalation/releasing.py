"""Send alerts whose wait is over; release, hold or drop one by hand."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.domain.alerts import CLOCK, PENDING, Alert, AlertStatus, after_working_hours
from bot.domain.escalation import REASON_MAX
from bot.domain.risks import Risk, RiskStatus, Visibility
from bot.domain.text import clean
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError, UnavailableError
from bot.slack.gateway import SlackGateway
from bot.store.unit_of_work import Unit, View
from bot.views import alerts as shown_alerts
from bot.views import blocks
from bot.views.presentation import Presentation
from bot.views.wording import counted, say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.escalation import alerting
from bot.workflows.escalation.known import Known
from bot.workflows.escalation.telling import places_of, show_to_boards
from bot.workflows.identify import Identity, LinkHolder
from bot.workflows.office import tell_office
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_SILENCE_MOST = timedelta(minutes=30)
_NO_CHANNEL: frozenset[str] = frozenset()
IsPrivate = Callable[[str], bool]
"""Whether a channel (its Slack id) is private and no other organisation's."""


def private_in(gateway: SlackGateway) -> IsPrivate:
    """Return a look at channels as Slack describes them this moment."""

    def is_private(channel: str) -> bool:
        facts = gateway.channel(channel)
        return facts is not None and facts.is_private and not (facts.is_ext_shared or facts.is_archived)

    return is_private


def release_alerts(services: Services, is_private: IsPrivate, at: datetime) -> str:
    """Send every alert whose wait is over by `at`; return what that came to, in a phrase.

    One that cannot be sent keeps no other back. While Slack does not say whether the channels of a record that is not
    public are private, each run asks again; before long its boards are told person by person.

    Raises:
        ConvenorError: one could not be sent, the others were; the next run tries it again.
    """
    with services.store.view(at) as view:
        due = view.alerts.due(at)
    if not due:
        return "no alert is due"
    failed: list[ConvenorError] = []
    unsaid = 0
    for alert_id, release_at in due:
        try:
            asked = _channels_to_ask(services, alert_id)
            try:
                private: AbstractSet[str] | None = frozenset(filter(is_private, asked))
            except UnavailableError:
                private = None
            if private is None and at - release_at < _SILENCE_MOST:
                unsaid += 1
                continue
            services.store.write(partial(_send_due, services=services, alert_id=alert_id, private=private), now=at)
        except ConvenorError as fault:
            failed.append(fault)
    if failed:
        raise failed[0]
    waits = f"; {unsaid} until Slack says whether a channel is private" if unsaid else ""
    return f"{counted(len(due), 'alert')} came due{waits}"


def next_release(services: Services, after: datetime) -> datetime | None:
    """Return when an alert is next to be sent, `after` at the earliest; None while none waits."""
    with services.store.view(after) as view:
        due = view.alerts.next_release()
    return max(due, after) if due else None


def release(services: Services, is_private: IsPrivate, request: Request, alert_id: int) -> Saved:
    """Send an alert now, for the office.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: it was sent or taken back already.
    """
    with services.store.view() as view:
        # Slack is asked nothing for those who may not have it asked.
        _open_office(view, services, request.identity)
    private = frozenset(filter(is_private, _channels_to_ask(services, alert_id)))

    def work(unit: Unit) -> Saved:
        desk, alert, risk = _take(unit, services, request.identity, alert_id)
        unit.record(actor_key(desk), "alert.released", f"risk:{risk.ref}", alert=alert.id)
        _send(unit, services, desk.shown, alert, risk, desk.actor.name, private)
        return Saved(str(risk.ref), risk.version, "")

    return once(services, request, work)


def hold(services: Services, request: Request, alert_id: int) -> Saved:
    """Keep an alert back until the office releases or drops it.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: it was sent or taken back already.
    """

    def work(unit: Unit) -> Saved:
        desk, alert, risk = _take(unit, services, request.identity, alert_id)
        if alert.status is AlertStatus.WAITING:
            unit.alerts.hold(alert, unit.now, desk.actor.name)
            unit.record(actor_key(desk), "alert.held", f"risk:{risk.ref}", alert=alert.id)
            held, _ = alerting.present(unit, alert.id)
            # It may have been held before, and gone on: each time is news.
            alerting.tell(unit, services, desk.shown, held, risk, f"held:{request.key}")
        return Saved(str(risk.ref), risk.version, "")

    return once(services, request, work)


def drop(services: Services, request: Request, alert_id: int, reason: str) -> Saved:
    """Take an alert back before anybody heard; the risk stays on the reports it is on.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: no reason or too long a one, or it was sent or taken back already.
    """

    def work(unit: Unit) -> Saved:
        desk, alert, risk = _take(unit, services, request.identity, alert_id)
        words = clean(reason)
        if not words:
            sentence = "Say why, in a sentence: it is kept with the alert."
            raise InvalidInputError(sentence, fields={"reason": sentence})
        if len(words) > REASON_MAX:
            sentence = f"That is {len(words):,} characters; at most {REASON_MAX} fit. Shorten it."
            raise InvalidInputError(sentence, fields={"reason": sentence})
        alerting.cancel(unit, services, desk.shown, alert, desk.actor.name, words)
        return Saved(str(risk.ref), risk.version, say("escalation/said_dropped", ref=risk.ref))

    return once(services, request, work)


def drop_form(services: Services, identity: Identity, alert_id: int) -> dict[str, Any]:
    """Return the form that asks why an alert is dropped.

    Raises:
        NotAllowedError: this person does not run the office.
        InvalidInputError: it was sent or taken back already.
    """
    with services.store.view() as view:
        desk, alert, risk = _take(view, services, identity, alert_id)
    return shown_alerts.drop_form(alert, risk, desk.shown)


def _take(view: View, services: Services, identity: Identity | LinkHolder, alert_id: int) -> tuple[Desk, Alert, Risk]:
    desk = _open_office(view, services, identity)
    alert, risk = alerting.present(view, alert_id)
    if alert.status not in PENDING:
        done = "went out" if alert.status is AlertStatus.SENT else "was taken back"
        when = desk.shown.moment(alert.settled_at) if alert.settled_at else ""
        raise InvalidInputError(
            f"The alert on {alert.ref} {done} already: {alert.settled_by}, {when}.",
            f"See where the risk stands with `/risk {alert.ref}`.",
        )
    return desk, alert, risk


def _open_office(view: View, services: Services, identity: Identity | LinkHolder) -> Desk:
    desk = open_desk(view, services, identity)
    if not desk.actor.is_office:
        office = ", ".join(person.name for person in desk.directory.office(desk.actor.day))
        raise NotAllowedError("Alerts are the governance office's to release.", f"Ask {office or 'the office'}.")
    return desk


def _send_due(unit: Unit, services: Services, alert_id: int, private: AbstractSet[str] | None) -> None:
    """Send an alert, into these channels where its risk is not public; None where Slack does not say which are."""
    alert, risk = alerting.present(unit, alert_id)
    # Held, dropped, released or put off between the look and now.
    if alert.status is not AlertStatus.WAITING or alert.release_at > unit.now:
        return
    shown = services.presentation(unit.people.directory(), unit.now)
    is_sent = _send(unit, services, shown, alert, risk, CLOCK, _NO_CHANNEL if private is None else private)
    if is_sent and private is None:
        said = say("escalation/unasked", ref=risk.ref, boards=shown.board_names(alert.boards))
        tell_office(unit, services, f"alert:{alert.id}:unasked", blocks.message(said, [blocks.section(said)]))


def _send(
    unit: Unit,
    services: Services,
    shown: Presentation,
    alert: Alert,
    risk: Risk,
    by: str,
    private: AbstractSet[str],
) -> bool:
    """Tell the boards what is true now; where nothing of it is true any more, nobody. Return whether it was sent."""
    urgent = Known.of(unit, risk).urgent(services, alert.version)
    if risk.status is RiskStatus.CLOSED or not urgent:
        why = "It was closed." if risk.status is RiskStatus.CLOSED else "The score went back."
        alerting.cancel(unit, services, shown, alert, by, why)
        return False
    unit.alerts.change(alert, urgent)
    unit.alerts.settle(alert, AlertStatus.SENT, unit.now, by)
    sent, _ = alerting.present(unit, alert.id)
    reached = places_of(unit, services, sent, risk, private)
    calendar = services.config.working
    hours = services.config.alerts.acknowledge_hours
    deadline = after_working_hours(unit.now, hours, services.config.zone, calendar.is_working)
    for key, places in reached.items():
        unit.alerts.send_to(sent, key, places, deadline)
    unit.record("rules", "alert.sent", f"risk:{risk.ref}", alert=sent.id, boards=sorted(reached), by=by)
    show_to_boards(unit, shown, sent, risk, sorted(reached), "1-sent")
    alerting.tell(unit, services, shown, sent, risk, "sent")
    return True


def _channels_to_ask(services: Services, alert_id: int) -> frozenset[str]:
    """Return the channels of an alert's boards where only private ones may have it, because its risk is not public.

    Slack is asked about them before the unit of work begins.
    """
    with services.store.view() as view:
        alert = view.alerts.find(alert_id)
        risk = view.risks.find(alert.ref) if alert else None
        boards = view.people.directory().boards
    if alert is None or risk is None or risk.visibility is Visibility.PUBLIC:
        return frozenset()
    channels = {boards[key].channel for key in alert.boards if key in boards}
    return frozenset(channel for channel in channels if channel is not None)
