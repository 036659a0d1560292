"""Who is behind a command or a click; strangers are turned away, unknown accounts are met first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.access import Actor, actor_for
from bot.domain.people import Account
from bot.errors import ConvenorError, NotAllowedError
from bot.slack.gateway import SlackGateway
from bot.store.repositories.directory import AccountChange
from bot.store.unit_of_work import Unit, View
from bot.workflows.services import Services

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who Slack says acts: account and team. A click may come from another organisation's team."""

    slack_id: str
    team_id: str


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Who followed a reply link: the person it was signed for. They need no Slack account."""

    person_id: int


class UnknownAccountError(ConvenorError):
    """The account has not been met; its profile must be asked for."""


def identify(view: View, services: Services, identity: Identity | LinkHolder) -> Actor:
    """Return the actor behind `identity` as of the view's time.

    Raises:
        UnknownAccountError: the account has not been met.
        NotAllowedError: another team, a stranger, or nobody of the partnership.
    """
    if isinstance(identity, LinkHolder):
        return _holder(view, services, identity)
    if identity.team_id != services.home_team:
        raise NotAllowedError(
            "This belongs to another organisation's workspace, so I can't show or change anything for you here.",
            "Ask the person who shared it with you.",
        )
    directory = view.people.directory()
    account = directory.accounts.get(identity.slack_id)
    if account is None:
        raise UnknownAccountError("This account has not been met yet.")
    actor = actor_for(account, directory, services.config.home_rules, services.home_team, services.today(view.now))
    if actor is None:
        office = ", ".join(person.name for person in directory.office(services.today(view.now)))
        raise NotAllowedError(
            f"I don't know you as a member of {services.config.partnership.name}.",
            f"Ask the governance office{f' ({office})' if office else ''} to add you.",
        )
    return actor


def _holder(view: View, services: Services, holder: LinkHolder) -> Actor:
    directory, today = view.people.directory(), services.today(view.now)
    person = directory.people.get(holder.person_id)
    if person is None or not person.term.holds(today):
        raise NotAllowedError("This link belongs to somebody who does not serve with the partnership now.")
    account = directory.accounts.get(person.slack_id or "")
    rules, team = services.config.home_rules, services.home_team
    if account is not None and actor_for(account, directory, rules, team, today) is None:
        raise NotAllowedError("This link belongs to somebody whose Slack account is switched off, or is not ours.")
    return Actor(
        slack_id=person.slack_id or "",
        name=f"{person.name} (by e-mail link)",
        person=person,
        roles=person.roles_on(today),
        groups=directory.groups_of(person.id, today),
        boards=directory.boards_of(person.id, today),
        is_guest=account is not None and account.is_guest,
        day=today,
    )


def as_actor(services: Services, gateway: SlackGateway, identity: Identity, work: Callable[[], T]) -> T:
    """Run `work`; when it meets an unknown account, ask Slack who that is, remember it, and run it again.

    Raises:
        NotAllowedError: Slack does not know the account either.
    """
    try:
        return work()
    except UnknownAccountError:
        account = gateway.user(identity.slack_id)
        if account is None:
            raise NotAllowedError(
                "Slack doesn't tell me who you are.", "Ask the governance office to add you."
            ) from None
        remember_accounts(services, [account])
        return work()


def remember_accounts(services: Services, accounts: Iterable[Account]) -> int:
    """Record what Slack says of accounts and link people by e-mail; return how many were new or changed."""
    listed = list(accounts)

    def work(unit: Unit) -> int:
        changes = list(zip(listed, unit.people.save_accounts(listed, unit.now), strict=True))
        # Only a new address links: an administrator who unlinked somebody meant it.
        link_by_email(unit, services, [account for account, change in changes if change is AccountChange.ADDRESS])
        return sum(change is not AccountChange.NONE for _, change in changes)

    return services.store.write(work)


def link_by_email(unit: Unit, services: Services, accounts: Iterable[Account]) -> None:
    """Link people who have no Slack account yet to the partnership's own accounts with their address."""
    directory, linked = unit.people.directory(), dict[int, str]()
    for account in accounts:
        usable = account.email and account.team_id == services.home_team and not (account.is_bot or account.is_deleted)
        if not usable or account.is_stranger or directory.person_of(account.slack_id):
            continue
        if account.slack_id in linked.values():
            continue
        person = directory.person_with_email(account.email or "")
        if person and person.slack_id is None and person.id not in linked:
            linked[person.id] = account.slack_id
            unit.people.edit(person.id, slack_id=account.slack_id)
            unit.record("convenor", "person.linked", f"person:{person.id}", slack_id=account.slack_id, by="e-mail")
