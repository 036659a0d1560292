"""What sends the outbox's rows: a dispatcher for Slack, and one of its own for each other way out."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta

from bot.dispatcher import Dispatcher
from bot.domain.webhooks import place_of
from bot.routes import Routes
from bot.settings import Config
from bot.store.delivery import Deliveries
from bot.store.due import Way
from bot.store.engines import Engines
from bot.workflows.deferred import compose_deferred
from bot.workflows.parked import tell_parked
from bot.workflows.replies import link_maker
from bot.workflows.services import Services

_MAIN = "dispatcher"


def dispatchers(services: Services, engines: Engines, routes: Routes) -> Mapping[str, Dispatcher]:
    """Return what sends the outbox's rows, by name."""
    delivery = services.config.delivery
    lease, wait = timedelta(seconds=delivery.lease_seconds), timedelta(seconds=delivery.reconcile_wait_seconds)
    return {
        name: _dispatcher(services, Deliveries(engines, lease, wait, way=way), routes, name)
        for name, way in _ways(services.config).items()
    }


def _ways(config: Config) -> dict[str, Way]:
    """Return which rows each dispatcher sends.

    A mail server or a webhook that does not answer holds up no message on Slack. What once waited for mail or for
    webhooks that are no more is given up by the first.
    """
    apart = {"mail": Way.MAIL} if config.mail.is_on else {}
    if config.webhooks:
        apart["webhooks"] = Way.WEBHOOK
    rest = Way.ALL
    for way in apart.values():
        rest &= ~way
    return {_MAIN: rest, **apart}


def _dispatcher(services: Services, deliveries: Deliveries, routes: Routes, name: str) -> Dispatcher:
    """Return what sends the rows of a way.

    Letters and messages to webhooks are claimed singly, since one may take most of its lease.
    """
    delivery, is_apart = services.config.delivery, name != _MAIN
    patience = {place_of(hook.name): timedelta(hours=hook.give_up_hours) for hook in services.config.webhooks}
    return Dispatcher(
        deliveries,
        routes,
        # One thread would clear what wakes the other; letters are looked for at each poll.
        threading.Event() if is_apart else services.store.outbox_filled,
        lambda parked: tell_parked(
            services, parked.subject, parked.channel, parked.fault, confidential=parked.is_confidential
        ),
        compose=lambda kept, channel, stands, waited: compose_deferred(
            services,
            kept,
            channel=channel,
            stands=stands,
            waited=waited,
            links=link_maker(services),
            members=routes.members,
        ),
        patience=patience.get,
        poll_seconds=delivery.poll_seconds,
        search_attempts=delivery.search_attempts,
        batch=1 if is_apart else 10,
        name=name,
    )
