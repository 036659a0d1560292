"""Who votes on a stage: the seats that have a vote, those barred from it, and the deputies who may vote for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.people import Board, Capacity, Person, Role

_HAS_VOTE = frozenset({Capacity.CHAIR, Capacity.VOTING})


class WhyNoVote(StrEnum):
    """Why the holder of a seat does not vote on a proposal."""

    AUTHOR = "author"
    SPONSOR = "sponsor"
    SPEAKS = "speaks"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat with a vote.

    Attributes:
        key: its holder's in the configuration; `roles` are those they hold that day.
        organisation: the one it sits for, or empty.
    """

    person_id: int
    key: str
    name: str
    organisation: str
    is_chair: bool = False
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Deputy:
    """Somebody who sits with the board as a deputy, for absent members of their organisation."""

    person_id: int
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a board for one stage on one day.

    Attributes:
        entitled: those that vote, in the board's order.
        barred: those that do not, by their holder, with the reason.
        deputies: who may vote for an absent member of their organisation; none where deputies do not count.
        delegates: who votes for whom for a period: the member's id -> the delegate's.
        shut_out: ids of people who may not vote for anybody, because of an interest or as author or sponsor.
    """

    entitled: tuple[Seat, ...]
    barred: Mapping[Seat, WhyNoVote] = field(default_factory=dict)
    deputies: tuple[Deputy, ...] = ()
    delegates: Mapping[int, int] = field(default_factory=dict)
    shut_out: frozenset[int] = frozenset()

    def seat_of(self, person_id: int) -> Seat | None:
        """Return a person's own seat, None where they have none that votes."""
        return next((seat for seat in self.entitled if seat.person_id == person_id), None)

    def why_not(self, person_id: int) -> WhyNoVote | None:
        """Return why the holder of a seat does not vote; None where they do, or have no seat."""
        return next((why for seat, why in self.barred.items() if seat.person_id == person_id), None)

    def has_seat(self, person_id: int) -> bool:
        """Return whether a person holds a seat, one that votes or one that is barred."""
        return self.seat_of(person_id) is not None or self.why_not(person_id) is not None

    def may_stand_in(self, person_id: int) -> tuple[Seat, ...]:
        """Return the seats a person may vote for while their holders are absent, delegations first.

        Nobody who holds a seat of their own does: one person has one vote.
        """
        if self.is_kept_from_others(person_id):
            return ()
        delegated = tuple(seat for seat in self.entitled if self.delegates.get(seat.person_id) == person_id)
        sits_for = {one.organisation for one in self.deputies if one.person_id == person_id and one.organisation}
        return delegated + tuple(
            seat for seat in self.entitled if seat.organisation in sits_for and seat not in delegated
        )

    def is_kept_from_others(self, person_id: int) -> bool:
        """Return whether somebody votes for nobody else: they take no part, or hold a seat of their own."""
        return person_id in self.shut_out or self.has_seat(person_id)

    def stand_ins_for(self, seat: Seat) -> tuple[int, ...]:
        """Return the ids of who may vote for a seat while its holder is absent."""
        named = self.delegates.get(seat.person_id)
        ids = ([named] if named is not None else []) + [one.person_id for one in self.deputies]
        return tuple(dict.fromkeys(one for one in ids if seat in self.may_stand_in(one)))


def seats_of(
    board: Board,
    people: Mapping[int, Person],
    day: date,
    *,
    deputies_count: bool,
    author_votes: bool,
    author_id: int,
    sponsor_id: int | None,
    former_sponsors: Collection[int] = (),
    no_vote: Collection[int] = (),
    left: Collection[int] = (),
    delegates: Mapping[int, int] | None = None,
) -> Seats:
    """Return who votes on a stage before a board.

    Args:
        board: with its members; a person counts once, in their first seat with a vote.
        people: by id.
        day: the members of which count: those who sit then, and have not left the partnership.
        deputies_count: whether deputies and delegates may vote for absent members.
        author_votes: whether author and sponsor may vote.
        author_id: of the proposal's author.
        sponsor_id: of its sponsor, None where it has none.
        former_sponsors: of who sponsored it in an earlier version.
        no_vote: ids of who, by a ruling, speaks without a vote.
        left: ids of who, by a ruling, leaves.
        delegates: who votes for whom on that day: the member's id -> the delegate's.
    """
    why: dict[int, WhyNoVote] = {}
    if not author_votes:
        why |= dict.fromkeys(former_sponsors, WhyNoVote.SPONSOR)
        if sponsor_id is not None:
            why[sponsor_id] = WhyNoVote.SPONSOR
        why[author_id] = WhyNoVote.AUTHOR
    why |= dict.fromkeys(no_vote, WhyNoVote.SPEAKS) | dict.fromkeys(left, WhyNoVote.LEFT)
    sitting = [
        (member, people[member.person_id])
        for member in board.members
        if member.term.holds(day) and member.person_id in people and people[member.person_id].term.holds(day)
    ]
    chairs = {member.person_id for member, _ in sitting if member.capacity is Capacity.CHAIR}
    seats: dict[int, Seat] = {}
    for member, person in sitting:
        if member.capacity in _HAS_VOTE:
            organisation = member.organisation or person.organisation or ""
            roles = frozenset(holding.role for holding in person.roles_on(day))
            seats.setdefault(
                person.id, Seat(person.id, person.key, person.name, organisation, person.id in chairs, roles)
            )
    deputies = tuple(
        Deputy(person.id, person.name, member.organisation or person.organisation or "")
        for member, person in sitting
        if member.capacity is Capacity.DEPUTY
    )
    return Seats(
        entitled=tuple(seat for seat in seats.values() if seat.person_id not in why),
        barred={seat: why[seat.person_id] for seat in seats.values() if seat.person_id in why},
        deputies=deputies if deputies_count else (),
        delegates=dict(delegates or {}) if deputies_count else {},
        shut_out=frozenset(why),
    )
