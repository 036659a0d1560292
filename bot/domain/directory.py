"""The whole directory as one value: people, groups, workstreams and boards, looked up by key, id or account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.people import (
    OFFICE_ROLES,
    WORKSTREAM_ROLES,
    Account,
    Board,
    Group,
    Person,
    Role,
    Workstream,
    same_address,
)


@dataclass(frozen=True)
class Directory:
    """Everyone and everything that holds a role, as of one version of the stored directory."""

    people: Mapping[int, Person]
    groups: Mapping[int, Group]
    workstreams: Mapping[str, Workstream]
    boards: Mapping[str, Board]
    accounts: Mapping[str, Account]
    _by_slack: Mapping[str, Person] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_slack = {person.slack_id: person for person in self.people.values() if person.slack_id}
        object.__setattr__(self, "_by_slack", by_slack)

    def person_of(self, slack_id: str) -> Person | None:
        """Return the person linked to a Slack account."""
        return self._by_slack.get(slack_id)

    def serves(self, person: Person, day: date) -> bool:
        """Return whether a person is in post on `day`: within their term, and not switched off in Slack."""
        account = self.accounts.get(person.slack_id or "")
        return person.term.holds(day) and not (account is not None and account.is_deleted)

    def person_with_email(self, email: str) -> Person | None:
        """Return the person with this e-mail address, regardless of case."""
        return next((p for p in self.people.values() if p.email and same_address(p.email, email)), None)

    def groups_of(self, person_id: int, day: date) -> frozenset[int]:
        """Return the ids of the groups the person belongs to on `day`."""
        return frozenset(g.id for g in self.groups.values() if person_id in g.members_on(day))

    def boards_of(self, person_id: int, day: date) -> frozenset[str]:
        """Return the keys of the boards the person sits with on `day`."""
        return frozenset(b.key for b in self.boards.values() if person_id in b.members_on(day))

    def holders(self, roles: Iterable[Role], day: date, workstream: str | None = None) -> tuple[Person, ...]:
        """Return who holds any of `roles` on `day`; workstream roles count only for `workstream`."""
        wanted = frozenset(roles)
        return tuple(
            person
            for person in self.people.values()
            if any(
                holding.role in wanted and (holding.role not in WORKSTREAM_ROLES or holding.workstream == workstream)
                for holding in person.roles_on(day)
            )
        )

    def office(self, day: date) -> tuple[Person, ...]:
        """Return who runs the governance office on `day`."""
        return self.holders(OFFICE_ROLES, day)

    def named(self, boards: Mapping[str, str], workstreams: Mapping[str, str]) -> Directory:
        """Return it with other names of boards and workstreams, by their keys."""
        return replace(
            self,
            boards={key: replace(one, name=boards.get(key, one.name)) for key, one in self.boards.items()},
            workstreams={
                key: replace(one, name=workstreams.get(key, one.name)) for key, one in self.workstreams.items()
            },
        )

    def find_workstream(self, written: str) -> Workstream | None:
        """Return the workstream whose key or name is `written`, regardless of case."""
        wanted = " ".join(written.split()).casefold()
        for workstream in self.workstreams.values():
            if wanted in (workstream.key.casefold(), workstream.name.casefold()):
                return workstream
        return None
