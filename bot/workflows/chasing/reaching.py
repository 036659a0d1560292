"""Where a person is written to."""

from __future__ import annotations

from datetime import date

from bot.domain.access import actor_for
from bot.domain.directory import Directory
from bot.domain.people import Person
from bot.domain.reply_links import MAILTO
from bot.workflows.services import Services


def slack_of(services: Services, directory: Directory, person: Person, today: date) -> str | None:
    """Return the Slack account a person is reached by; None when it is none that Convenor would answer."""
    account = directory.accounts.get(person.slack_id or "")
    if account is None:
        return None
    actor = actor_for(account, directory, services.config.home_rules, services.home_team, today)
    return person.slack_id if actor is not None else None


def address_of(services: Services, directory: Directory, person: Person, today: date) -> str | None:
    """Return where a person is written to: their Slack account, else an e-mail address where mail leaves at all.

    Whoever has an account that is switched off, or belongs to somebody else's workspace, may have left: they are
    not written to past it.
    """
    if person.slack_id is not None:
        return slack_of(services, directory, person, today)
    return f"{MAILTO}{person.email}" if person.email and services.config.mail.is_on else None
