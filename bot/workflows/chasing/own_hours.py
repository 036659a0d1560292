"""A person's own quiet hours and time zone: shown and set by themselves."""

from __future__ import annotations

from datetime import time
from typing import Any

from bot.domain.chasing import Preference
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views import away as views
from bot.views.wording import Mrkdwn, say
from bot.workflows.chasing.hearers import hours_of, zone_named
from bot.workflows.desk import open_desk, require_person
from bot.workflows.identify import Identity
from bot.workflows.services import Services

_LEAST_MINUTES = 120


def hours_form(services: Services, identity: Identity) -> dict[str, Any]:
    """Return the form of the hours of whoever asks."""
    with services.store.view() as view:
        person_id = require_person(open_desk(view, services, identity)).id
        own = view.hearing.preferences([person_id]).get(person_id, Preference())
        account = view.people.directory().accounts.get(identity.slack_id)
        hours = hours_of(view, services, [person_id])[person_id]
    return views.hours_form(hours, own_zone=own.timezone, slack_zone=account.timezone if account else None)


def save_hours(services: Services, identity: Identity, wanted: Preference, delivery: str) -> Mrkdwn:
    """Set the hours of whoever asks; return what is said of it.

    Raises:
        InvalidInputError: quiet hours that do not run over midnight or leave no time, or no time zone.
    """
    _check(wanted)

    def work(unit: Unit) -> Mrkdwn:
        person_id = require_person(open_desk(unit, services, identity)).id
        if unit.inbox.claim(delivery) is None:
            unit.hearing.prefer(person_id, wanted)
            unit.nudges.look_again([person_id])
            unit.record(f"person:{person_id}", "person.hours_set", f"person:{person_id}")
            unit.inbox.keep(delivery, {})
        hours = hours_of(unit, services, [person_id])[person_id]
        return say(
            "away/hours_saved",
            quiet_from=f"{hours.quiet_from:%H:%M}",
            quiet_until=f"{hours.quiet_until:%H:%M}",
            zone=hours.zone.key.replace("_", " "),
        )

    return services.store.write(work)


def _check(wanted: Preference) -> None:
    start, end = wanted.quiet_from, wanted.quiet_until
    if wanted.timezone is not None and zone_named(wanted.timezone) is None:
        sentence = "I don't know that time zone."
        raise InvalidInputError(sentence, fields={"zone": sentence})
    if start is None or end is None:
        return
    if start <= end:
        sentence = "Quiet hours run over midnight: from an evening until a morning."
    elif _minutes(start) - _minutes(end) < _LEAST_MINUTES:
        sentence = "That leaves less than two hours of the day for reminders."
    else:
        return
    raise InvalidInputError(sentence, fields={"until": sentence})


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
