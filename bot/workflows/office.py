"""Tell the governance office: in its own channel, or its people directly where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.access import actor_for
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.workflows.services import Services


def tell_office(unit: Unit, services: Services, key: str, content: Mapping[str, Any], anchor: str = "") -> int:
    """Put a message to the office into the outbox; return how many places it goes to.

    Args:
        unit: the unit of work whose change it tells.
        services: the configuration and the clock.
        key: names this telling for all time: a second one with it is not sent. It never holds a clock reading.
        content: `text` and `blocks`.
        anchor: names the message that this telling makes or replaces; the key by default.
    """
    places = office_places(unit, services)
    for place in places:
        unit.outbox.put(
            OutgoingMessage(
                dedupe_key=f"{key}:{place}",
                subject=f"{anchor or key}:{place}",
                channel=place,
                anchor=f"{anchor or key}:{place}",
                content=content,
                is_confidential=True,
            )
        )
    return len(places)


def was_told(view: View, services: Services, key: str) -> bool:
    """Return whether the office was told what a key names."""
    return view.was_put([f"{key}:{place}" for place in office_places(view, services)])


def office_places(view: View, services: Services) -> tuple[str, ...]:
    """Return where the office hears of things (Slack ids): its channel, else its people who have an account."""
    channel = services.config.partnership.office_channel
    if channel is not None:
        return (channel,)
    directory, today = view.people.directory(), services.today(view.now)
    return tuple(
        account.slack_id
        for person in directory.office(today)
        if person.slack_id is not None
        and (account := directory.accounts.get(person.slack_id)) is not None
        and actor_for(account, directory, services.config.home_rules, services.home_team, today) is not None
    )
