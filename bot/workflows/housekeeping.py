"""What the house does for itself: checks its audit chain, forgets old deliveries, keeps accounts fresh."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.people import Role
from bot.errors import IntegrityError
from bot.slack.gateway import SlackGateway
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views import blocks
from bot.views.wording import Mrkdwn, counted, say
from bot.workflows.identify import remember_accounts
from bot.workflows.proposals.deciding.verifying import verify_decisions
from bot.workflows.services import Services

ADMIN_SUBJECT = "admin:"


def last_runs(services: Services) -> Mapping[str, datetime]:
    """Return the business instant each tick last ran for, by its name."""
    with services.store.view() as view:
        return view.ticks.all()


def mark_run(services: Services, tick: str, at: datetime) -> None:
    """Record that a tick ran for `at`."""
    services.store.write(lambda unit: unit.ticks.mark(tick, at), now=at)


def verify_audit(services: Services, now: datetime) -> str:
    """Walk the audit chain and check decision records; tell the administrators once a day while one is broken."""
    try:
        with services.store.view(now) as view:
            head = view.verify_audit()
            verify_decisions(view)
    except IntegrityError as broken:
        text = say("errors/audit_broken", message=broken.message)
        tell_admins(services, f"audit-broken:{services.today(now)}", text, now)
        return f"the audit chain is broken: {broken.message}"
    return f"audit chain sound, {counted(head.seq, 'event')}"


def forget_deliveries(services: Services, now: datetime) -> str:
    """Drop keys of deliveries that Slack will not repeat any more, jobs that are over, and files nobody dealt with."""
    days = services.config.delivery.keep_inbox_days

    def work(unit: Unit) -> int:
        unit.jobs.forget_before(days)
        unit.received.forget_before(days)
        return unit.inbox.forget_before(days)

    gone = services.store.write(work, now=now)
    return f"{counted(gone, 'old delivery', 'old deliveries')} forgotten"


def refresh_accounts(services: Services, gateway: SlackGateway) -> str:
    """Read all accounts of the workspace, so that whoever became a guest or left is known as such.

    Raises:
        UnavailableError: Slack did not answer.
    """
    return f"{counted(remember_accounts(services, gateway.users()), 'account')} new or changed"


def tell_admins(services: Services, key: str, text: Mrkdwn, now: datetime | None = None) -> int:
    """Send the administrators a message, once for each `key`; return how many there are to tell."""

    def work(unit: Unit) -> int:
        directory = unit.people.directory()
        admins = [p for p in directory.holders({Role.ADMIN}, services.today(unit.now)) if p.slack_id]
        for person in admins:
            unit.outbox.put(
                OutgoingMessage(
                    dedupe_key=f"{key}:{person.id}",
                    subject=f"{ADMIN_SUBJECT}{person.id}",
                    channel=str(person.slack_id),
                    anchor=f"{key}:{person.id}",
                    content=blocks.message(text, [blocks.section(text)]),
                )
            )
        return len(admins)

    return services.store.write(work, now=now)
