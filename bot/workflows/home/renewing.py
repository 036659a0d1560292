"""A Home shown anew when something on it changed: composed when it is sent, for its reader alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.domain.digest import Week, week_of
from bot.domain.homes import HOME
from bot.store.unit_of_work import Unit
from bot.views.wording import counted
from bot.workflows.home.showing import home_view
from bot.workflows.identify import Identity, UnknownAccountError
from bot.workflows.services import Services


def compose_home(services: Services, channel: str) -> dict[str, Any] | None:
    """Return the Home that a row of the outbox is for, as it is now; None for an account that has not been met.

    Args:
        services: what every use case is handed.
        channel: where the row goes, such as `home:U0ANN`.
    """
    try:
        return home_view(services, Identity(channel.removeprefix(HOME), services.home_team))
    except UnknownAccountError:
        return None


def renew_for_the_day(services: Services, at: datetime) -> str:
    """Have the Homes renewed of whoever owns what the new day makes late, due, or due this week; return how many.

    Only what moves to another place that day is looked for, by its due day.
    """

    def work(unit: Unit) -> str:
        today = services.today(at)
        week = Week(week_of(today), services.config.zone)
        last = week.last_on if today == week.week_on else today
        owners = unit.actions.owners_of_due(today - timedelta(days=1), last)
        unit.homes.touch(owners)
        return f"{counted(len(owners), 'desk')} looked at"

    return services.store.write(work, now=at)
