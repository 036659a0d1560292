"""Who was at a meeting, in what part: those who vote, also for absent members, members without a vote, and others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.domain.proposals.seats import Seat, Seats


@dataclass(frozen=True, slots=True)
class Attended:
    """Those who were at a meeting, without whoever left for an interest.

    Attributes:
        voting: the seat that somebody votes for, by their id: their own, or that of an absent member.
        silent: ids of members who were there without a vote: as author or sponsor, or by a ruling.
        others: ids of everybody else who was there.
    """

    voting: Mapping[int, Seat]
    silent: tuple[int, ...]
    others: tuple[int, ...]

    @property
    def seats(self) -> frozenset[int]:
        """Ids of the members whose seats are counted."""
        return frozenset(seat.person_id for seat in self.voting.values())

    @property
    def members(self) -> frozenset[int]:
        """Ids of who was there in a seat: as its member, or for an absent one."""
        return frozenset(self.voting) | frozenset(self.silent)


def attended(seats: Seats, present: Iterable[int], left: Collection[int]) -> Attended:
    """Return who of those present takes which part.

    Args:
        seats: of the board, for what it decides.
        present: ids of who is marked as present.
        left: ids of who left for an interest: they count nowhere.
    """
    there = [one for one in dict.fromkeys(present) if one not in left]
    own = {one: seat for one in there if (seat := seats.seat_of(one)) is not None}
    silent = tuple(one for one in there if one not in own and seats.has_seat(one))
    taken = {seat.person_id for seat in own.values()}
    for_absent = _stand_ins(seats, [one for one in there if not seats.has_seat(one)], taken)
    voting = own | for_absent
    return Attended(voting, silent, tuple(one for one in there if one not in voting and one not in silent))


def _stand_ins(seats: Seats, people: Iterable[int], taken: Collection[int]) -> dict[int, Seat]:
    """Return for which absent member each of these people votes, so that as many seats as can be are filled."""
    held: dict[int, tuple[int, Seat]] = {}

    def place(person: int, tried: set[int]) -> bool:
        for seat in seats.may_stand_in(person):
            if seat.person_id in taken or seat.person_id in tried:
                continue
            tried.add(seat.person_id)
            if seat.person_id not in held or place(held[seat.person_id][0], tried):
                held[seat.person_id] = (person, seat)
                return True
        return False

    for person in people:
        place(person, set())
    return dict(held.values())
