"""Who would have a digest of their own, and how: asked for by themselves, or by the office for somebody."""

from __future__ import annotations

from bot.domain.digest import Wish
from bot.domain.people import Person
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views.wording import Mrkdwn, say
from bot.workflows.chasing.reaching import slack_of
from bot.workflows.desk import open_desk, require_office, require_person
from bot.workflows.digest.making import next_digests
from bot.workflows.foreseen import named_person
from bot.workflows.identify import Identity
from bot.workflows.services import Services


def can_mail(services: Services, person: Person) -> bool:
    """Return whether a person's digest can come by e-mail."""
    return services.config.mail.is_on and bool(person.email)


def set_digest(services: Services, identity: Identity, how: Wish, delivery: str, name: str = "") -> Mrkdwn:
    """Set how a person has their own digest; return what is said of it.

    Args:
        services: what every use case is handed.
        identity: who asks.
        how: as a message, by e-mail, or not at all.
        delivery: names the request.
        name: whose, when it is not the asker's: the office may ask for others, such as those without Slack.

    Raises:
        NotAllowedError: somebody who is not of the office asks for another, or one the directory does not list.
        NotFoundError: nobody of that name.
        InvalidInputError: it cannot come that way.
    """

    def work(unit: Unit) -> Mrkdwn:
        desk = open_desk(unit, services, identity)
        if name:
            require_office(desk, "Only the governance office can set this for somebody else.")
            person = named_person(unit, services, name)
        else:
            person = require_person(desk)
        _require_way(unit, services, person, how)
        if unit.inbox.claim(delivery) is None:
            unit.digests.wish(person.id, how, unit.now)
            unit.record(f"slack:{identity.slack_id}", "person.digest_set", f"person:{person.id}", how=how)
            unit.inbox.keep(delivery, {})
        due = next_digests(services, unit.now) if how else None
        coming = desk.shown.day(due) if due else ""
        if name:
            return say("digest/wish_for", name=person.name, how=how, next=coming)
        return say("digest/wish_on", how=how, next=coming) if how else say("digest/wish_off")

    return services.store.write(work)


def _require_way(unit: Unit, services: Services, person: Person, how: Wish) -> None:
    """Make sure that a digest can come that way."""
    if how is Wish.MAIL and not can_mail(services, person):
        why = "has no e-mail address in the directory" if services.config.mail.is_on else ""
        raise InvalidInputError(
            f"{person.name} {why}." if why else "Convenor sends no e-mail here.",
            "Ask the governance office to add the address." if why else "`/convenor digest on` sends it as a message.",
        )
    today = services.today(unit.now)
    if how is Wish.SLACK and slack_of(services, unit.people.directory(), person, today) is None:
        raise InvalidInputError(
            f"{person.name} has no Slack account that Convenor may write to.",
            f"`/convenor digest mail for {person.name}` sends it by e-mail." if can_mail(services, person) else "",
        )
    if how and not services.config.digest.on:
        raise InvalidInputError("Weekly digests are switched off.", "Ask the governance office.")
