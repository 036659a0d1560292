"""The line-up: which workflow runs on which tick, one line each, and how all of it is run ahead of time."""

from __future__ import annotations

from apscheduler.triggers.cron import CronTrigger

from bot.dispatcher import Composer
from bot.domain.homes import HOME
from bot.foresight import Foresight
from bot.scheduler import Tick
from bot.slack.gateway import SlackGateway
from bot.views.wording import counted, failed_wording
from bot.workflows import housekeeping
from bot.workflows.actions import ladder, late_list, planning, unchased
from bot.workflows.bids import panel_telling
from bot.workflows.chasing.tick import chase, next_chase
from bot.workflows.deferred import compose_deferred
from bot.workflows.digest import making, personal
from bot.workflows.escalation import accepted, answering, releasing, waiting
from bot.workflows.funds import ending
from bot.workflows.home import renewing
from bot.workflows.own_wording import tell_wording_faults
from bot.workflows.performers import deciding
from bot.workflows.proposals import running_out
from bot.workflows.proposals.deciding import watching
from bot.workflows.rounds import opening
from bot.workflows.services import Services


def ticks(services: Services, gateway: SlackGateway) -> list[Tick]:
    """Return the scheduled workflows: one line each."""
    zone, at = services.config.zone, services.config.collection.at
    return [
        Tick("verify-audit", CronTrigger(hour=3, timezone=zone), lambda at: housekeeping.verify_audit(services, at)),
        Tick(
            "forget-deliveries",
            CronTrigger(hour=3, minute=10, timezone=zone),
            lambda at: housekeeping.forget_deliveries(services, at),
        ),
        Tick(
            "rounds",
            CronTrigger(hour=at.hour, minute=at.minute, timezone=zone),
            lambda at: opening.tend(services, at),
        ),
        Tick("rounds-nightly", CronTrigger(hour=3, minute=20, timezone=zone), lambda at: opening.tend(services, at)),
        *alert_ticks(services, gateway),
        *action_ticks(services),
        *proposal_ticks(services),
        Tick(
            "chase",
            CronTrigger(minute="*/5", timezone=zone),
            lambda at: chase(services, at),
            due=lambda after: next_chase(services, after),
        ),
        *fund_ticks(services),
        *digest_ticks(services),
        Tick(
            "homes-of-the-day",
            CronTrigger(hour=0, minute=1, timezone=zone),
            lambda at: renewing.renew_for_the_day(services, at),
            only_latest=True,
        ),
        Tick(
            "own-wording",
            CronTrigger(minute="*/5", timezone=zone),
            lambda _: counted(len(tell_wording_faults(services)), "fault"),
            only_latest=True,
            due=lambda after: after if failed_wording() else None,
        ),
        Tick(
            "refresh-accounts",
            CronTrigger(minute=45, timezone=zone),
            lambda _: housekeeping.refresh_accounts(services, gateway),
            only_latest=True,
        ),
    ]


def foresight() -> Foresight:
    """Return what runs this bot's ticks, jobs and messages ahead of time on a copy."""

    def composer_of(services: Services) -> Composer:
        return lambda kept, channel, stands, waited: (
            # Nobody looks at a Home ahead of time.
            None
            if channel.startswith(HOME)
            else compose_deferred(services, kept, channel=channel, stands=stands, waited=waited)
        )

    return Foresight(ticks, deciding, composer_of)


def action_ticks(services: Services) -> list[Tick]:
    """Return the scheduled workflows of actions; they come before the tick that says what they plan."""
    zone, at = services.config.zone, services.config.chasing.at
    daily = CronTrigger(hour=at.hour, minute=at.minute, timezone=zone)
    return [
        Tick(
            "plan-actions",
            CronTrigger(minute="*", timezone=zone),
            lambda at: planning.plan_unplanned(services, at),
            due=lambda after: planning.next_unplanned(services, after),
        ),
        Tick(ladder.TICK, daily, lambda at: ladder.tell_of_late_actions(services, at)),
        Tick(late_list.TICK, daily, lambda at: late_list.tell_late_lists(services, at)),
        Tick(unchased.TICK, daily, lambda at: unchased.show_unchased(services, at)),
    ]


def proposal_ticks(services: Services) -> list[Tick]:
    """Return the scheduled workflows of proposals; they come before the tick that says what they plan."""
    zone, at = services.config.zone, services.config.routing.at
    daily = CronTrigger(hour=at.hour, minute=at.minute, timezone=zone)
    return [
        Tick(running_out.TICK, daily, lambda at: running_out.tend_routes(services, at)),
        Tick(watching.TICK, daily, lambda at: watching.watch_decisions(services, at), only_latest=True),
    ]


def fund_ticks(services: Services) -> list[Tick]:
    """Return the scheduled workflows of funds and of rounds of bids."""
    at = services.config.chasing.at
    daily = CronTrigger(hour=at.hour, minute=at.minute, timezone=services.config.zone)
    return [
        Tick(ending.TICK, daily, lambda at: ending.tell_of_endings(services, at), only_latest=True),
        Tick(panel_telling.TICK, daily, lambda at: panel_telling.tell_panels(services, at), only_latest=True),
    ]


def digest_ticks(services: Services) -> list[Tick]:
    """Return the scheduled workflows of weekly digests."""
    zone = services.config.zone
    return [
        Tick(
            "digests",
            # Each minute: after downtime it is made as of then, and not of the hour that was missed.
            CronTrigger(minute="*", timezone=zone),
            lambda at: making.make_digests(services, at),
            due=lambda after: making.next_digests(services, after),
        ),
        Tick(
            "own-digests",
            CronTrigger(minute="*/5", timezone=zone),
            lambda at: personal.make_own_digests(services, at),
            due=lambda after: personal.next_own_digest(services, after),
        ),
    ]


def alert_ticks(services: Services, gateway: SlackGateway) -> list[Tick]:
    """Return the scheduled workflows of alerts and of what boards have accepted."""
    zone, is_private = services.config.zone, releasing.private_in(gateway)
    return [
        Tick(
            "release-alerts",
            CronTrigger(minute="*", timezone=zone),
            lambda at: releasing.release_alerts(services, is_private, at),
            due=lambda after: releasing.next_release(services, after),
        ),
        Tick(
            "unacknowledged-alerts",
            CronTrigger(minute="*/5", timezone=zone),
            lambda at: answering.tell_unacknowledged(services, at),
            due=lambda after: answering.next_silence(services, after),
        ),
        Tick("held-alerts", CronTrigger(hour=9, timezone=zone), lambda at: waiting.remind_of_held(services, at)),
        Tick("acceptances", CronTrigger(hour=9, timezone=zone), lambda at: accepted.watch_acceptances(services, at)),
    ]
