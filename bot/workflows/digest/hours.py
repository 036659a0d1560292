"""When a digest may be said: in a channel from its own hour until evening, to a person in their own hours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.domain.chasing import Hours, next_instant
from bot.domain.digest import DigestContent, week_of
from bot.store.unit_of_work import View
from bot.workflows.chasing.hearers import hours_of
from bot.workflows.services import Services

# What waited this long was held up: whoever it is for may be asleep by now.
_HELD_UP = timedelta(minutes=15)
_LOOK_AGAIN = timedelta(hours=1)


def channel_hours(services: Services) -> Hours:
    """Return the hours of digests in channels: from when they are made until the quiet hours begin."""
    setting, usual = services.config.digest, services.config.chasing.hours(services.config.zone)
    until = usual.quiet_from if setting.at < usual.quiet_from else time.max
    return replace(usual, at=setting.at, quiet_from=until, quiet_until=setting.at)


def own_hours(view: View, services: Services, person_ids: Collection[int]) -> Mapping[int, Hours]:
    """Return the hours in which people hear their own digests."""
    at = services.config.digest.at
    return {person_id: replace(hours, at=at) for person_id, hours in hours_of(view, services, person_ids).items()}


def may_be_said(services: Services, week_on: date, hours: Hours, at: datetime) -> datetime | None:
    """Return when the digest of a week may next be said from an instant on; None where that week is over by then."""
    found = next_instant(at, hours, services.config.working)
    return found if week_of(hours.today(found)) == week_on else None


def held_back(
    services: Services, content: DigestContent, hours: Hours, now: datetime, waited: timedelta
) -> timedelta | None:
    """Return how long a digest must still wait: nothing for one that is said when it was made, in its hour.

    None where its week is over before it may be said: then it is not said at all.

    Args:
        services: what every use case is handed.
        content: the digest.
        hours: of those who hear it.
        now: the business instant.
        waited: how long it has waited already, in real time.
    """
    made_out_of_hours = next_instant(content.made_at, hours, services.config.working) > content.made_at
    if waited <= _HELD_UP and not made_out_of_hours:
        return timedelta(0)
    at = may_be_said(services, content.week_on, hours, now)
    return None if at is None else min(at - now, _LOOK_AGAIN)
