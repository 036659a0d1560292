"""Put a reminder off: nothing is said of the thing until a day, and then it is said again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.domain.chasing import NudgeStatus, first_instant
from bot.domain.nudges import Key
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.repositories.nudges import NewNudge
from bot.store.unit_of_work import Unit, View
from bot.views import nudges as nudge_views
from bot.workflows.chasing.asks import Ask, Kinds, read_lines
from bot.workflows.chasing.hearers import hours_of
from bot.workflows.chasing.kinds import KINDS
from bot.workflows.chasing.planning import renew
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import actor_key
from bot.workflows.services import Services

LONGEST_DAYS = 60
_RULE = "snoozed-"


def put_off(unit: Unit, services: Services, key: Key, until_on: date) -> date:
    """Silence a thing for a person until a day, and plan to say it then; return the working day that will be."""
    subject, person_id = key
    hours = hours_of(unit, services, {person_id})[person_id]
    at = first_instant(until_on, hours, services.config.working)
    known = [nudge.plan for nudge in unit.nudges.of_subjects([subject]) if nudge.person_id == person_id]
    unit.hearing.snooze(key, until_on, unit.now)
    # Not cancelled: whoever plans reminders of the subject would take that for a plan of theirs taken back.
    unit.nudges.end([subject], NudgeStatus.SUPERSEDED, unit.now, [person_id], _RULE)
    # Counted, because the same day may be chosen twice with another between.
    rule = f"{_RULE}{unit.hearing.times_snoozed(key)}"
    unit.nudges.plan([NewNudge(subject, person_id, rule, max(known, default=1), at)])
    # What an older, longer wish held back goes by the new one.
    unit.nudges.look_again([person_id])
    return hours.today(at)


def snooze(
    services: Services, identity: Identity, key: Key, until_on: date | int, delivery: str, kinds: Kinds = KINDS
) -> date:
    """Put off a thing that somebody is reminded of; return the day on which it is said again.

    Args:
        services: what every use case is handed.
        identity: who asks.
        key: the subject, and the person it is asked of.
        until_on: the day before which nothing is said, or how many days from today that is.
        delivery: names the click or form, so that a second delivery changes nothing.
        kinds: who reads each kind of subject.

    Raises:
        InvalidInputError: a day that is past or too far, or a thing that waits no more.
        NotAllowedError: it is asked of somebody else.
    """

    def work(unit: Unit) -> date:
        desk = _desk(unit, services, identity, key)
        before = unit.inbox.claim(delivery)
        if before is not None:
            return date.fromisoformat(before["on"])
        _check_waits(unit, services, kinds, key, desk)
        today = hours_of(unit, services, {key[1]})[key[1]].today(unit.now)
        until = today + timedelta(days=until_on) if isinstance(until_on, int) else until_on
        _check_day(until, today)
        on = put_off(unit, services, key, until)
        unit.record(actor_key(desk), "nudge.snoozed", key[0], person=key[1], until=until.isoformat())
        renew(unit, [key[0]])
        unit.inbox.keep(delivery, {"on": on.isoformat()})
        return on

    return services.store.write(work)


def snooze_form(services: Services, identity: Identity, key: Key, kinds: Kinds = KINDS) -> dict[str, Any]:
    """Return the form that asks until when a thing is put off.

    Raises:
        InvalidInputError: the thing waits no more.
        NotAllowedError: it is asked of somebody else.
    """
    with services.store.view() as view:
        desk = _desk(view, services, identity, key)
        line = _check_waits(view, services, kinds, key, desk)
        tomorrow = desk.shown.today + timedelta(days=1)
        return nudge_views.snooze_form(key, line, services.config.working.shift(tomorrow, 0), LONGEST_DAYS)


def _desk(view: View, services: Services, identity: Identity, key: Key) -> Desk:
    desk = open_desk(view, services, identity)
    own = desk.actor.person
    if own is None or (
        own.id != key[1] and not desk.actor.is_office and key[1] not in view.hearing.acts_for(own.id, desk.actor.day)
    ):
        raise NotAllowedError(
            "This is asked of somebody else.", "They can put it off themselves, or whoever acts for them."
        )
    return desk


def _check_waits(view: View, services: Services, kinds: Kinds, key: Key, desk: Desk) -> nudge_views.NudgeLine:
    """Return the line of a thing as whoever is at the desk may read it."""
    subject, person_id = key
    reader_id = desk.actor.person.id if desk.actor.person is not None else person_id
    ask = Ask(subject, person_id, reader_id)
    # What was never asked of them is no subject that a reader of its kind could read.
    is_asked = any(nudge.person_id == person_id for nudge in view.nudges.of_subjects([subject]))
    lines = read_lines(view, services, kinds, [ask], services.today(view.now)) if is_asked else {}
    line = lines.get(ask)
    if line is None or line.is_done:
        raise InvalidInputError("This waits for nobody any more.", "There is nothing left to put off.")
    return line


def _check_day(until: date, today: date) -> None:
    if until <= today:
        sentence = "Choose a day after today."
    elif until > today + timedelta(days=LONGEST_DAYS):
        sentence = f"Choose a day within the next {LONGEST_DAYS} days."
    else:
        return
    raise InvalidInputError(sentence, fields={"until": sentence})
