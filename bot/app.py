"""Composition root: the only place that wires the parts together, and starts and stops them in order."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import ExitStack
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog
from apscheduler.triggers.cron import CronTrigger
from slack_bolt import App
from slack_sdk import WebClient

from bot.clock import Clock, FollowedClock, SystemClock
from bot.dispatcher import Dispatcher
from bot.errors import ConfigError, ConvenorError, UnavailableError
from bot.handlers.delivery import DRAIN_S, HttpIntake, Intake, SocketIntake
from bot.handlers.desk import FrontDesk
from bot.handlers.health import Check, HealthDoor, Readiness
from bot.handlers.registration import register
from bot.scheduler import Scheduler, Tick
from bot.settings import Settings
from bot.settings.traps import traps, wrong_kind
from bot.slack.files import Downloads
from bot.slack.gateway import SlackGateway
from bot.store.delivery import Deliveries
from bot.store.engines import Engines, open_engines
from bot.store.lock import DeploymentLock
from bot.store.schema import check_revision
from bot.store.sqlite import choose_sqlite
from bot.store.unit_of_work import Store
from bot.worker import Worker
from bot.workflows import dropped_reading, housekeeping
from bot.workflows.load_partnership import load_partnership
from bot.workflows.parked import tell_parked
from bot.workflows.services import Services

Address = tuple[str, int]
"""Host and port."""

_WEB_TIMEOUT_S = 10
_SILENCE_S = 120
_log = structlog.get_logger(__name__)


class Application:
    """The running bot: intake, scheduler and dispatcher over one store. Use it as a context.

    Args:
        settings: everything that was read and validated.
        listen: host and port for signed HTTP; None for Socket Mode.
        health: host and port of a listener for `/healthz` and `/readyz` alone; None for none.

    Raises:
        ConfigError: a token that this way of delivery needs is missing or of another kind.
        UnavailableError: on entering: another bot runs, the database is not migrated, Slack does not answer, or
            something in the environment would lead the bot astray.
    """

    def __init__(self, settings: Settings, listen: Address | None = None, health: Address | None = None) -> None:
        self._settings = settings
        self._listen = listen
        self._readiness = Readiness()
        self.health = HealthDoor(self._readiness, *health) if health else None
        self._bot_token = _required(settings, "slack_bot_token", "SLACK_BOT_TOKEN")
        if listen is None:
            self._secret = _required(settings, "slack_app_token", "SLACK_APP_TOKEN")
        else:
            self._secret = _required(settings, "slack_signing_secret", "SLACK_SIGNING_SECRET")
        self._stack = ExitStack()
        self.intake: Intake | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._readiness.close()
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        settings, config = self._settings, self._settings.config
        if self.health is not None:
            self.health.start()
            stack.callback(self.health.stop)
        for trap in traps(os.environ, settings):
            if trap.is_fault:
                raise UnavailableError(trap.what, trap.mend)
            _log.warning("environment", trap=trap.what, mend=trap.mend)
        engines = open_engines(settings.environment.database_url)
        stack.callback(engines.dispose)
        if engines.file is not None:
            stack.enter_context(DeploymentLock(engines.file.with_suffix(".lock")))
            _log.info("database", kind="sqlite", library=choose_sqlite().label)
        check_revision(engines)
        clock = open_clock(settings)
        store = Store(engines, clock, config.rules)
        gateway = SlackGateway(self._bot_token, settings.environment.slack_api_url, _WEB_TIMEOUT_S)
        services = Services(store, config, clock, config.partnership.home_team or gateway.identity().team_id)
        if not load_partnership(store, config).has_admin:
            _log.warning("nobody is an administrator yet", first_admin="matches no person of the configuration")
        dispatcher = _dispatcher(services, Deliveries(engines, *_patience(settings)), gateway)
        dispatcher.start()
        stack.callback(dispatcher.stop, DRAIN_S)
        worker = self._worker(services, gateway)
        worker.start()
        stack.callback(worker.stop, DRAIN_S)
        scheduler = Scheduler(services, ticks(services, gateway), clock)
        scheduler.start()
        stack.callback(scheduler.stop)
        self.intake = self._open_intake(FrontDesk(services, gateway))
        self.intake.start()
        stack.callback(self.intake.stop)
        self._readiness.open(
            _checks(engines, gateway, self.intake, scheduler=scheduler, dispatcher=dispatcher, worker=worker)
        )
        threading.Thread(target=_refresh, args=(services, gateway), name="accounts", daemon=True).start()

    def _worker(self, services: Services, gateway: SlackGateway) -> Worker:
        environment = self._settings.environment
        downloads = Downloads(self._bot_token, environment.slack_api_url, _WEB_TIMEOUT_S)
        return Worker(
            services.store,
            dropped_reading.performers(services, gateway, downloads),
            lambda job, why: dropped_reading.tell_failed(services, job, why),
            poll_seconds=services.config.delivery.poll_seconds,
        )

    def _open_intake(self, desk: FrontDesk) -> Intake:
        client = WebClient(
            self._bot_token,
            base_url=self._settings.environment.slack_api_url,
            timeout=_WEB_TIMEOUT_S,
            retry_handlers=[],
        )
        app = App(
            client=client,
            token=self._bot_token,
            signing_secret=self._secret if self._listen else None,
            process_before_response=True,
            token_verification_enabled=False,
            logger=_silent("bot.bolt"),
        )
        register(app, desk)
        if self._listen is None:
            return SocketIntake(app, self._secret, client)
        return HttpIntake(app, *self._listen, self._readiness)


def _checks(
    engines: Engines, gateway: SlackGateway, intake: Intake, **parts: Scheduler | Dispatcher | Worker
) -> dict[str, Check]:
    """Return what must hold for the bot to be ready, by part."""

    def look_at_database() -> str:
        check_revision(engines)
        return ""

    def look_at(part: Scheduler | Dispatcher | Worker) -> Check:
        return lambda: "" if part.is_alive else "has ended"

    return {
        "database": look_at_database,
        "slack": lambda: gateway.trouble(_SILENCE_S),
        "intake": intake.trouble,
        **{name: look_at(part) for name, part in parts.items()},
    }


def open_clock(settings: Settings) -> Clock:
    """Return the business clock: the machine's, or the time machine that the environment names."""
    if settings.environment.clock_url is None:
        return SystemClock()
    return FollowedClock(settings.environment.clock_url)


def ticks(services: Services, gateway: SlackGateway) -> list[Tick]:
    """Return the scheduled workflows: one line each."""
    zone = services.config.zone
    return [
        Tick("verify-audit", CronTrigger(hour=3, timezone=zone), lambda at: housekeeping.verify_audit(services, at)),
        Tick(
            "forget-deliveries",
            CronTrigger(hour=3, minute=10, timezone=zone),
            lambda at: housekeeping.forget_deliveries(services, at),
        ),
        Tick(
            "refresh-accounts",
            CronTrigger(minute=45, timezone=zone),
            lambda _: housekeeping.refresh_accounts(services, gateway),
            only_latest=True,
        ),
    ]


def _silent(name: str) -> logging.Logger:
    """Return a logger for errors only: Bolt's warnings quote what people sent."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.ERROR)
    return logger


def _dispatcher(services: Services, deliveries: Deliveries, gateway: SlackGateway) -> Dispatcher:
    delivery = services.config.delivery
    return Dispatcher(
        deliveries,
        gateway,
        services.store.outbox_filled,
        lambda parked: tell_parked(
            services, parked.subject, parked.channel, parked.fault, confidential=parked.is_confidential
        ),
        poll_seconds=delivery.poll_seconds,
        search_attempts=delivery.search_attempts,
    )


def _patience(settings: Settings) -> tuple[timedelta, timedelta]:
    delivery = settings.config.delivery
    return timedelta(seconds=delivery.lease_seconds), timedelta(seconds=delivery.reconcile_wait_seconds)


def _refresh(services: Services, gateway: SlackGateway) -> None:
    try:
        _log.info("accounts refreshed", summary=housekeeping.refresh_accounts(services, gateway))
    except ConvenorError as problem:
        _log.warning("accounts not refreshed", error=type(problem).__name__)


def _required(settings: Settings, field: str, name: str) -> str:
    secret = getattr(settings.environment, field)
    if secret is None:
        raise ConfigError(None, name, "is not set. Slack's page for the app shows it.")
    value = str(secret.get_secret_value())
    fault = wrong_kind(name, value)
    if fault:
        raise ConfigError(None, name, fault)
    return value
