"""Whether those who take part make a quorum, and what it still needs. It is about composition, not a percentage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.people import Role
from bot.domain.proposals.rules import Quorum
from bot.domain.proposals.seats import Seat

_FEW = 2
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a quorum asks for and does not have yet.

    Attributes:
        short: how many more must take part.
        among: the seats that could still meet it.
        organisation: whose seats count for it; empty where it is about any member.
        person: key of the person it is about; empty where it is about a number.
        role: which somebody among them must hold; None for none.
        is_chair: whether it is that somebody must chair.
    """

    short: int
    among: tuple[Seat, ...]
    organisation: str = ""
    person: str = ""
    is_chair: bool = False
    role: Role | None = None

    @property
    def is_special(self) -> bool:
        """Whether it is about more than how many members take part."""
        return bool(self.organisation or self.person or self.is_chair or self.role)

    @property
    def is_reachable(self) -> bool:
        """Whether it can still be met."""
        return len(self.among) >= self.short


@dataclass(frozen=True, slots=True)
class Forecast:
    """How a quorum stands.

    Attributes:
        needs: what is missing; none where it is met.
        decisive: members who have not taken part, for whom nobody can, and without any one of whom it cannot be met
            any more.
    """

    needs: tuple[Need, ...]
    decisive: tuple[Seat, ...]

    @property
    def is_met(self) -> bool:
        """Whether those who took part make a quorum."""
        return not self.needs

    @property
    def is_reachable(self) -> bool:
        """Whether it is met, or can be met by members who have not taken part yet."""
        return all(need.is_reachable for need in self.needs)


def forecast(
    quorum: Quorum, entitled: Sequence[Seat], took_part: Collection[int], replaceable: Collection[int] = ()
) -> Forecast:
    """Return how a quorum stands.

    Args:
        quorum: what it takes.
        entitled: the seats that have a vote.
        took_part: ids of the holders of those that voted, abstained, or were voted for by a deputy; others are ignored.
        replaceable: ids of the holders of those for whom a deputy can still vote.
    """
    present = [seat for seat in entitled if seat.person_id in took_part]
    absent = [seat for seat in entitled if seat.person_id not in took_part]
    needs: list[Need] = []
    if len(present) < quorum.members:
        needs.append(Need(quorum.members - len(present), tuple(absent)))
    for organisation, wanted in quorum.of_organisation.items():
        have = sum(seat.organisation == organisation for seat in present)
        if have < wanted:
            among = tuple(seat for seat in absent if seat.organisation == organisation)
            needs.append(Need(wanted - have, among, organisation=organisation))
    here = {seat.key for seat in present}
    needs += [
        Need(1, tuple(seat for seat in absent if seat.key == key), person=key)
        for key in quorum.people
        if key not in here
    ]
    needs += [
        Need(1, tuple(seat for seat in absent if role in seat.roles), role=role)
        for role in quorum.roles
        if not any(role in seat.roles for seat in present)
    ]
    # Where no chair has a vote on this, those present choose who presides.
    chairs = [seat for seat in entitled if seat.is_chair] or list(entitled)
    if quorum.chair and not any(seat in chairs for seat in present):
        needs.append(Need(1, tuple(seat for seat in chairs if seat in absent), is_chair=True))
    tight = [
        seat
        for need in needs
        if len(need.among) == need.short
        for seat in need.among
        if seat.person_id not in replaceable
    ]
    decisive = tuple(dict.fromkeys(tight))
    return Forecast(tuple(needs), decisive if all(need.is_reachable for need in needs) else ())


def forecast_sentences(
    stands: Forecast, organisations: Mapping[str, str], people: Mapping[str, str]
) -> tuple[str, ...]:
    """Return how a quorum stands in plain sentences, the most useful first.

    Args:
        stands: as `forecast` found it.
        organisations: names by key.
        people: names by key.
    """
    if stands.is_met:
        return ("Quorate.",)
    lost = [need for need in stands.needs if not need.is_reachable]
    if lost:
        return tuple(f"A quorum can't be reached: {_lost(need, organisations, people)}." for need in lost)
    sentences = [f"Quorate if {_wanted(_telling(stands.needs), organisations, people)}."]
    if stands.decisive:
        absent = dict.fromkeys(seat for need in stands.needs for seat in need.among)
        names = [seat.name for seat in stands.decisive]
        who = names[0] if len(names) == 1 else f"any of {_listed(names)}"
        if len(names) == len(absent) > _FEW:
            who = "any of those who have not voted"
        sentences.append(f"Not reachable if {who} stays away.")
    return tuple(sentences)


def _telling(needs: Sequence[Need]) -> list[Need]:
    """Return the needs worth saying: that so many members vote is no news where the others ask for as many."""
    special = [need for need in needs if need.is_special]
    asked = sum(need.short for need in special if need.organisation)
    general = [need for need in needs if need not in special]
    return [need for need in general if need.short > asked or not special] + special


def _wanted(needs: Sequence[Need], organisations: Mapping[str, str], people: Mapping[str, str]) -> str:
    special = [_who(need, organisations, people) for need in needs if need.is_special]
    more = next((need.short for need in needs if not need.is_special), 0)
    if more and special:
        return f"{_number(more)} more vote{'s' if more == 1 else ''}, among them {_listed(special)}"
    if more:
        return f"{_number(more)} more vote{'s' if more == 1 else ''}"
    is_one = len(special) == 1 and needs[0].short == 1
    return f"{_listed(special)} vote{'s' if is_one else ''}"


def _who(need: Need, organisations: Mapping[str, str], people: Mapping[str, str]) -> str:
    if need.person:
        return people.get(need.person, need.person)
    if need.role:
        holders = [seat.name for seat in need.among]
        return f"{_listed(holders, 'or')} as {role_words(need.role)}"
    if need.is_chair:
        chairs = [seat.name for seat in need.among if seat.is_chair]
        return f"{_listed(chairs, 'or')} as chair" if chairs else "somebody who presides"
    return f"{_number(need.short)} more from {organisations.get(need.organisation, need.organisation)}"


def _lost(need: Need, organisations: Mapping[str, str], people: Mapping[str, str]) -> str:
    if need.person:
        return f"{people.get(need.person, need.person)} must take part and has no vote on this"
    if need.role:
        return f"a {role_words(need.role)} must take part, and none has a vote on this who can"
    if need.is_chair:
        return "nobody is there to chair"
    who = f" from {organisations.get(need.organisation, need.organisation)}" if need.organisation else ""
    left = _number(len(need.among))
    return f"{_number(need.short)} more{who} must take part, and {left} more can"


def role_words(role: Role) -> str:
    """Return what a role is called in a sentence, such as `finance officer`."""
    return "SRO" if role is Role.SRO else role.value.replace("_", " ")


def _number(count: int) -> str:
    return _SMALL[count] if count < len(_SMALL) else str(count)


def _listed(words: Sequence[str], joining: str = "and") -> str:
    return f" {joining} ".join([*([", ".join(words[:-1])] if words[:-1] else []), *words[-1:]])
