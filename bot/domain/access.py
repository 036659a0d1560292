"""Who may read and who may change a record, decided from who they are today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.directory import Directory
from bot.domain.people import OFFICE_ROLES, Account, Person, Role, RoleHolding
from bot.domain.risks import Risk, Visibility

_CHANGING_ROLES = frozenset({Role.DIRECTOR, Role.SRO})


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a command or click, as of `day`.

    `person` is None for somebody of the partnership's own workspace whom the directory does not list.
    """

    slack_id: str
    name: str
    person: Person | None
    roles: tuple[RoleHolding, ...]
    groups: frozenset[int]
    boards: frozenset[str]
    is_guest: bool
    day: date

    @property
    def is_office(self) -> bool:
        """Whether the actor runs the governance office."""
        return any(holding.role in OFFICE_ROLES for holding in self.roles)

    @property
    def is_admin(self) -> bool:
        """Whether the actor may link and edit people."""
        return any(holding.role is Role.ADMIN for holding in self.roles)

    def has_role(self, roles: frozenset[Role], workstream: str) -> bool:
        """Return whether the actor holds any of `roles` in `workstream`."""
        return any(h.role in roles and h.workstream == workstream for h in self.roles)

    def leads(self, risk: Risk) -> bool:
        """Return whether the actor leads `risk`, alone or as a member of a lead group."""
        return any(
            (self.person is not None and lead.person_id == self.person.id) or lead.group_id in self.groups
            for lead in risk.leads
        )


@dataclass(frozen=True, slots=True)
class HomeRules:
    """The partnership's own choice: whether its whole workspace reads public records, or listed people only."""

    workspace_reads_public: bool


def actor_for(account: Account, directory: Directory, rules: HomeRules, home_team: str, day: date) -> Actor | None:
    """Return who this account is to the partnership, or None for strangers, other teams and people who left.

    A guest counts only with a role, a group or a seat; an unlisted member of the workspace counts as a reader
    of public records when the rules say so.
    """
    if account.is_stranger or account.is_deleted or account.is_bot or account.team_id != home_team:
        return None
    person = directory.person_of(account.slack_id)
    if person is not None and not person.term.holds(day):
        return None
    if person is None and (account.is_guest or not rules.workspace_reads_public):
        return None
    return Actor(
        slack_id=account.slack_id,
        name=person.name if person else account.name,
        person=person,
        roles=person.roles_on(day) if person else (),
        groups=directory.groups_of(person.id, day) if person else frozenset(),
        boards=directory.boards_of(person.id, day) if person else frozenset(),
        is_guest=account.is_guest,
        day=day,
    )


def may_read(actor: Actor, risk: Risk) -> bool:
    """Return whether `actor` may read `risk`.

    Public records: everyone of the partnership, but guests only what a role, a lead or a seat names them for.
    Non-public ones: the workstream's people, the leads, named readers, the boards it is reported to, the office.
    """
    if risk.visibility is Visibility.PUBLIC and not actor.is_guest:
        return True
    named = actor.person is not None and actor.person.id in risk.readers
    in_workstream = any(holding.workstream == risk.workstream for holding in actor.roles)
    on_its_boards = bool(actor.boards & risk.boards)
    return named or in_workstream or on_its_boards or actor.is_office or actor.leads(risk)


def may_change(actor: Actor, risk: Risk) -> bool:
    """Return whether `actor` may change `risk`: its workstream's director and SRO, its leads, the office."""
    return actor.leads(risk) or may_add(actor, risk.workstream)


def may_add(actor: Actor, workstream: str) -> bool:
    """Return whether `actor` may add a risk to `workstream`: its director and SRO, and the office."""
    return actor.is_office or actor.has_role(_CHANGING_ROLES, workstream)


def who_may_change(risk: Risk, directory: Directory, day: date) -> str:
    """Return a phrase that names who may change `risk`, for those who may not."""
    return _who(directory, day, risk.workstream, tuple(lead.name for lead in risk.leads))


def who_may_add(workstream: str, directory: Directory, day: date) -> str:
    """Return a phrase that names who may add a risk to `workstream`."""
    return _who(directory, day, workstream, ())


def _who(directory: Directory, day: date, workstream: str, leads: tuple[str, ...]) -> str:
    holders = tuple(person.name for person in directory.holders(_CHANGING_ROLES, day, workstream))
    return with_office((*leads, *holders))


def with_office(names: Iterable[str]) -> str:
    """Return a phrase of some people, each named once, and the governance office."""
    once = dict.fromkeys(names)
    return ", ".join((*once, "")) + "and the governance office" if once else "the governance office"
