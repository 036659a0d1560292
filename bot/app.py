"""Composition root: the only place that wires the parts together, and starts and stops them in order."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog
from slack_bolt import App
from slack_sdk import WebClient

from bot import outgoing
from bot.clock import Clock, FollowedClock, SystemClock
from bot.dispatcher import Dispatcher
from bot.errors import ConfigError, ConvenorError, UnavailableError
from bot.handlers.delivery import DRAIN_S, Answer, HttpIntake, Intake, SocketIntake
from bot.handlers.desk import FrontDesk
from bot.handlers.health import Check, HealthDoor, Readiness
from bot.handlers.registration import register
from bot.handlers.reply_door import REPLY_PATH, ReplyDoor, ReplyListener
from bot.lineup import foresight, ticks
from bot.mail.mailer import open_mailer
from bot.routes import Routes
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.settings.traps import traps, wrong_kind
from bot.slack.files import Downloads
from bot.slack.gateway import SlackGateway
from bot.slack.uploads import Uploads
from bot.store.engines import Engines, open_engines
from bot.store.lock import DeploymentLock
from bot.store.schema import check_revision
from bot.store.sqlite import choose_sqlite
from bot.store.unit_of_work import Store
from bot.views.wording import use_own_wording
from bot.webhooks.opening import open_webhooks
from bot.webhooks.posting import WHOLE_S
from bot.worker import Worker
from bot.workflows import housekeeping, preview
from bot.workflows.funds.lookup import gone_funds
from bot.workflows.hands import Hands, Performer
from bot.workflows.load_partnership import load_partnership
from bot.workflows.own_wording import tell_wording_faults
from bot.workflows.performers import performers
from bot.workflows.replies import is_somebodys, links_of
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
        replies: host and port of a listener for the pages behind reply links; None for none of their own. Over HTTP
            they are at the address for Slack too.

    Raises:
        ConfigError: a token that this way of delivery needs is missing or of another kind, or a secret for mail or a
            webhook, or an address of a webhook.
        UnavailableError: on entering: another bot runs, the database is not migrated, Slack does not answer, or
            something in the environment would lead the bot astray.
    """

    def __init__(
        self,
        settings: Settings,
        listen: Address | None = None,
        health: Address | None = None,
        replies: Address | None = None,
    ) -> None:
        self._settings = settings
        self._listen = listen
        self._replies = replies
        self._readiness = Readiness()
        self.health = HealthDoor(self._readiness, *health) if health else None
        self._bot_token = _required(settings, "slack_bot_token", "SLACK_BOT_TOKEN")
        if listen is None:
            self._secret = _required(settings, "slack_app_token", "SLACK_APP_TOKEN")
        else:
            self._secret = _required(settings, "slack_signing_secret", "SLACK_SIGNING_SECRET")
        self._stack = ExitStack()
        self.intake: Intake | None = None
        self.reply_pages: ReplyListener | None = None

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
        store = Store(engines, clock, config.rules, config.zone)
        gateway = SlackGateway(self._bot_token, settings.environment.slack_api_url, _WEB_TIMEOUT_S)
        home_team = config.partnership.home_team or gateway.identity().team_id
        services = Services(store, config, clock, home_team, links_of(settings))
        if not load_partnership(store, config).has_admin:
            _log.warning("nobody is an administrator yet", first_admin="matches no person of the configuration")
        use_own_wording(config.wording.folder)
        _warn_of_settings(services)
        if warning := config.calendar.warning(services.today(clock.now())):
            _log.warning("calendar", warning=warning)
        lease = timedelta(seconds=config.delivery.lease_seconds)
        # A letter that outlived its lease could be sent by another process, too.
        mailer = open_mailer(config.mail, settings.environment, clock, lease.total_seconds() * 2 / 3)
        webhooks = open_webhooks(config.webhooks, settings.environment, min(WHOLE_S, lease.total_seconds() * 2 / 3))
        routes = Routes(gateway, mailer, lambda address: is_somebodys(services, address), webhooks)
        dispatchers = outgoing.dispatchers(services, engines, routes)
        for dispatcher in dispatchers.values():
            dispatcher.start()
            stack.callback(dispatcher.stop, DRAIN_S)
        worker, planner = self._workers(services, gateway)
        for at_work in (worker, planner):
            at_work.start()
            stack.callback(at_work.stop, DRAIN_S)
        scheduler = Scheduler(services, ticks(services, gateway), clock)
        scheduler.start()
        stack.callback(scheduler.stop)
        if self._replies is not None:
            self.reply_pages = ReplyListener(services, *self._replies)
            self.reply_pages.start()
            stack.callback(self.reply_pages.stop)
        elif services.links is not None and self._listen is None:
            _log.warning("reply links are sent, and this process answers none", mend="run it with --replies")
        others = {REPLY_PATH: ReplyDoor(services)} if services.links is not None else {}
        self.intake = self._open_intake(FrontDesk(services, gateway), others)
        self.intake.start()
        stack.callback(self.intake.stop)
        self._readiness.open(
            _checks(
                engines,
                gateway,
                self.intake,
                scheduler=scheduler,
                **dispatchers,
                worker=worker,
                planner=planner,
            )
        )
        threading.Thread(target=_refresh, args=(services, gateway), name="accounts", daemon=True).start()

    def _workers(self, services: Services, gateway: SlackGateway) -> tuple[Worker, Worker]:
        """Return what does most jobs, and what works out previews, which take minutes of a large register."""
        environment = self._settings.environment
        hands = Hands(
            services,
            gateway,
            Downloads(self._bot_token, environment.slack_api_url, _WEB_TIMEOUT_S),
            Uploads(self._bot_token, environment.slack_api_url, _WEB_TIMEOUT_S),
        )
        previews = {preview.KIND: preview.performer(services, foresight())}
        return _worker(services, "worker", performers(hands)), _worker(services, "planner", previews)

    def _open_intake(self, desk: FrontDesk, others: Mapping[str, Answer]) -> Intake:
        client = WebClient(
            self._bot_token,
            base_url=self._settings.environment.slack_api_url,
            timeout=_WEB_TIMEOUT_S,
            retry_handlers=[],
        )
        app = App(
            # Without a name Bolt walks the whole stack for one, reading every source file on its way.
            name="convenor",
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
        return HttpIntake(app, *self._listen, self._readiness, others)


def _warn_of_settings(services: Services) -> None:
    """Say in the log what of the configuration fits neither the templates nor what is recorded."""
    for fault in tell_wording_faults(services):
        _log.warning("own wording", fault=fault)
    with services.store.view() as view:
        for fault in gone_funds(view, services):
            _log.warning("fund", fault=fault)


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


def _silent(name: str) -> logging.Logger:
    """Return a logger for errors only: Bolt's warnings quote what people sent."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.ERROR)
    return logger


def _worker(services: Services, name: str, known: Mapping[str, Performer]) -> Worker:
    return Worker(
        services.store,
        {kind: performer.perform for kind, performer in known.items()},
        lambda job, why: known[job.kind].on_failed(job, why),
        poll_seconds=services.config.delivery.poll_seconds,
        kinds=known.keys(),
        name=name,
    )


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
