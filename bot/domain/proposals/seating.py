"""Whether a board can decide at all: it has members who vote, and its quorum can be met by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.people import Capacity, Role
from bot.domain.proposals.quorum import role_words
from bot.domain.proposals.rules import Quorum


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat with a vote: who holds it, by key, the organisation it is for (empty for none), if they chair, roles."""

    person: str
    organisation: str
    is_chair: bool
    roles: frozenset[Role] = frozenset()


def seat_of(person: str, organisation: str | None, capacity: Capacity, roles: Iterable[Role] = ()) -> Seat | None:
    """Return a seat, None where its capacity has no vote of its own."""
    if capacity not in (Capacity.CHAIR, Capacity.VOTING):
        return None
    return Seat(person, organisation or "", capacity is Capacity.CHAIR, frozenset(roles))


def seating_fault(quorum: Quorum, seats: Iterable[Seat]) -> str:
    """Return why a board with these seats can never decide by this quorum, in words that follow its name.

    Empty where it can. Deputies count for absent members only, so they make no quorum possible.
    """
    held = {seat.person: seat for seat in seats}
    if not held:
        return "has no member with a vote"
    if quorum.members > len(held):
        return f"can never be quorate: {quorum.members} members are needed, and it has {len(held)} with a vote"
    missing = next(_missing(quorum, held), "")
    return f"can never be quorate: {missing}" if missing else ""


def _missing(quorum: Quorum, held: Mapping[str, Seat]) -> Iterator[str]:
    of_organisation = Counter(seat.organisation for seat in held.values())
    for key, needed in quorum.of_organisation.items():
        if needed > of_organisation[key]:
            has = f"it has {of_organisation[key]}" if of_organisation[key] else "it has none"
            yield f"{needed} of {key} are needed, and {has} with a vote"
    for key in quorum.people:
        if key not in held:
            yield f"`{key}` must take part and has no vote with it"
    for role in quorum.roles:
        if not any(role in seat.roles for seat in held.values()):
            yield f"a {role_words(role)} must take part, and none has a vote with it"
    if quorum.chair and not any(seat.is_chair for seat in held.values()):
        yield "somebody must chair, and nobody is its chair"
