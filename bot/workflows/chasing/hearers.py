"""When people may be disturbed, put together from the directory, their own wishes and what they were sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.chasing import Hearer, Hours, Preference
from bot.domain.nudges import Key, Situation
from bot.store.repositories.hearing import by_person
from bot.store.unit_of_work import View
from bot.workflows.services import Services

# A week from Monday on, and a day because a person's day may be another than the partnership's.
_REMEMBERED = timedelta(days=8)
_ELSEWHERE = timedelta(days=1)


def situation_of(view: View, services: Services, keys: Collection[Key]) -> Situation:
    """Return what decides about nudges of `keys` at the view's time."""
    return Situation(
        now=view.now,
        calendar=services.config.working,
        caps=services.config.chasing.caps,
        hearers=hearers(view, services, {person_id for _, person_id in keys}),
        snoozes=view.hearing.snoozes(keys),
    )


def hearers(view: View, services: Services, person_ids: Collection[int]) -> Mapping[int, Hearer]:
    """Return people and whoever may act for them, as of the view's time."""
    today = services.today(view.now)
    away = by_person(view.hearing.absences(today - _ELSEWHERE))
    deputies = {a.deputy_id for person_id in person_ids for a in away.get(person_id, ())} - {None}
    wanted = {*person_ids, *(deputy for deputy in deputies if deputy is not None)}
    hours = hours_of(view, services, wanted)
    heard_on = view.nudges.heard_on(wanted, today - _REMEMBERED)
    people = view.people.directory().people
    return {
        person_id: Hearer(
            hours=hours[person_id],
            away=away.get(person_id, ()),
            heard_on=heard_on.get(person_id, ()),
            serves=people[person_id].term.holds(today),
        )
        for person_id in wanted
    }


def hours_of(view: View, services: Services, person_ids: Collection[int]) -> Mapping[int, Hours]:
    """Return people's hours: their own, else in their Slack account's time zone, else the partnership's."""
    setting, directory = services.config.chasing, view.people.directory()
    own = view.hearing.preferences(person_ids)
    usual = setting.hours(services.config.zone)
    found: dict[int, Hours] = {}
    for person_id in person_ids:
        preference = own.get(person_id, Preference())
        account = directory.accounts.get(directory.people[person_id].slack_id or "")
        zone = zone_named(preference.timezone or "") or zone_named((account.timezone if account else "") or "")
        mine = replace(usual, zone=zone) if zone else usual
        if preference.quiet_from is not None and preference.quiet_until is not None:
            mine = replace(mine, quiet_from=preference.quiet_from, quiet_until=preference.quiet_until)
        found[person_id] = mine
    return found


@lru_cache(maxsize=1000)
def zone_named(name: str) -> ZoneInfo | None:
    """Return the time zone of a name such as `Europe/London`; None when nothing is called that."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
