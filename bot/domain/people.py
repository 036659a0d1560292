"""Who people are to the partnership: roles with dates, groups, boards, and the account they act from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person may be asked to do. Workstream roles carry a workstream; the others hold everywhere."""

    DIRECTOR = "director"
    SRO = "sro"
    MEMBER = "member"
    OFFICE = "office"
    PROGRAMME_DIRECTOR = "programme_director"
    FINANCE_OFFICER = "finance_officer"
    ADMIN = "admin"


WORKSTREAM_ROLES = frozenset({Role.DIRECTOR, Role.SRO, Role.MEMBER})
OFFICE_ROLES = frozenset({Role.OFFICE, Role.PROGRAMME_DIRECTOR})

ROLE_WORDS = {
    Role.DIRECTOR: "director",
    Role.SRO: "senior responsible officer (SRO)",
    Role.MEMBER: "team member",
    Role.OFFICE: "governance office",
    Role.PROGRAMME_DIRECTOR: "programme director",
    Role.FINANCE_OFFICER: "chief finance officer",
    Role.ADMIN: "administrator of Convenor",
}


class Capacity(StrEnum):
    """In what capacity a person sits with a board. Only voting members and the chair have a vote."""

    CHAIR = "chair"
    VOTING = "voting"
    DEPUTY = "deputy"
    ATTENDEE = "attendee"


class DecidesIn(StrEnum):
    """Where a board decides: in a thread between meetings, or at a quorate meeting only."""

    THREAD = "thread"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Term:
    """The days on which something holds, both ends included; an open end is None."""

    from_on: date | None = None
    until_on: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether `day` lies within the term."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class RoleHolding:
    """One role of one person, with its dates; `workstream` is a key such as `PC` or None."""

    role: Role
    workstream: str | None
    term: Term
    is_interim: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the directory. `slack_id` is None for those without Slack or not linked yet."""

    id: int
    key: str
    name: str
    email: str | None
    slack_id: str | None
    organisation: str | None
    term: Term
    roles: tuple[RoleHolding, ...] = ()

    def roles_on(self, day: date) -> tuple[RoleHolding, ...]:
        """Return the roles held on `day`; none once the person has left."""
        if not self.term.holds(day):
            return ()
        return tuple(holding for holding in self.roles if holding.term.holds(day))


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A person's membership of a group, with its dates."""

    person_id: int
    term: Term


@dataclass(frozen=True, slots=True)
class Group:
    """Several contacts who can lead a risk together, such as a reference group."""

    id: int
    key: str
    name: str
    members: tuple[GroupMember, ...]

    def members_on(self, day: date) -> frozenset[int]:
        """Return the ids of the people who belong to the group on `day`."""
        return frozenset(member.person_id for member in self.members if member.term.holds(day))


@dataclass(frozen=True, slots=True)
class Workstream:
    """A workstream. `channel` takes its public records, `private_channel` its non-public ones (Slack ids)."""

    key: str
    name: str
    channel: str | None
    private_channel: str | None


@dataclass(frozen=True, slots=True)
class BoardMember:
    """A person's seat with a board, for an organisation and in a capacity, with its dates."""

    person_id: int
    organisation: str | None
    capacity: Capacity
    term: Term


@dataclass(frozen=True, slots=True)
class Board:
    """A board with its members and meeting dates, oldest first. `level` 1 is the lowest."""

    key: str
    name: str
    level: int
    channel: str | None
    decides_in: DecidesIn
    members: tuple[BoardMember, ...]
    meetings: tuple[date, ...]

    def members_on(self, day: date) -> frozenset[int]:
        """Return the ids of the people who sit with the board on `day`."""
        return frozenset(member.person_id for member in self.members if member.term.holds(day))

    def chairs(self, day: date) -> tuple[int, ...]:
        """Return the ids of who chairs the board on `day`."""
        return tuple(
            member.person_id for member in self.members if member.capacity is Capacity.CHAIR and member.term.holds(day)
        )


def same_address(one: str, other: str) -> bool:
    """Return whether two e-mail addresses are the same, regardless of the case of plain letters only."""
    return one == other or (one.isascii() and other.isascii() and one.lower() == other.lower())


@dataclass(frozen=True, slots=True)
class Account:
    """A Slack account as Slack last described it. `timezone` is the name of its time zone, None where it tells none."""

    slack_id: str
    team_id: str
    name: str
    email: str | None
    is_guest: bool
    is_stranger: bool
    is_bot: bool
    is_deleted: bool
    timezone: str | None = None
