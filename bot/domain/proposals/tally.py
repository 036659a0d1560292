"""What the votes on a stage come to: each recommendation by itself, and what the board's answer is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from bot.domain.proposals.quorum import Forecast, forecast
from bot.domain.proposals.records import Ask, Choice
from bot.domain.proposals.rules import Majority, StageRules
from bot.domain.proposals.seats import Seat, Seats

_FOR = frozenset({Choice.FOR, Choice.WITH_CONDITIONS})
_TWO_THIRDS = Fraction(2, 3)


class Standing(StrEnum):
    """What a recommendation would come to if the vote closed now.

    Attributes:
        PASSED: quorate, and the votes reach the rule.
        FAILED: quorate, and more against than for.
        OPEN: neither: no quorum, a tie, or no agreement. That is no decision.
    """

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote on one recommendation, see `VoteRow`. `id` orders them; `considered` is the version it was about."""

    id: int
    item: int
    seat_id: int
    voter_id: int
    choice: Choice
    at: datetime
    reason: str = ""
    conditions: str = ""
    entered_by: str = ""
    how: str = ""
    sitting: int = 1
    considered: int = 1

    @property
    def is_by_deputy(self) -> bool:
        """Whether somebody else voted for the member."""
        return self.voter_id != self.seat_id


@dataclass(frozen=True, slots=True)
class PartnerVote:
    """How a partner's members vote between them; None where they cast no vote, or are split."""

    organisation: str
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class ItemTally:
    """How one recommendation stands.

    Attributes:
        item: its number.
        ask: what the board is asked with it.
        counted: the vote of each seat that counts, in the board's order.
        waiting: seats that have not voted on it.
        forecast: how its quorum stands.
        standing: what it would come to if the vote closed now.
        partners: where each partner casts one vote, how each does now.
    """

    item: int
    ask: Ask
    counted: tuple[tuple[Seat, Vote], ...]
    waiting: tuple[Seat, ...]
    forecast: Forecast
    standing: Standing
    partners: tuple[PartnerVote, ...] = ()

    def having(self, *choices: Choice) -> tuple[tuple[Seat, Vote], ...]:
        """Return the counted votes with one of these choices."""
        return tuple((seat, vote) for seat, vote in self.counted if vote.choice in choices)

    @property
    def in_favour(self) -> tuple[tuple[Seat, Vote], ...]:
        """The votes for it, with conditions or without."""
        return self.having(*_FOR)

    @property
    def conditions(self) -> tuple[tuple[Seat, str], ...]:
        """The conditions that members attached to their vote for it."""
        return tuple((seat, vote.conditions) for seat, vote in self.counted if vote.choice is Choice.WITH_CONDITIONS)


@dataclass(frozen=True, slots=True)
class Tally:
    """How a stage's vote stands, with its seats and each recommendation."""

    seats: Seats
    items: tuple[ItemTally, ...]

    @property
    def is_quorate(self) -> bool:
        """Whether each recommendation has its quorum."""
        return bool(self.items) and all(item.forecast.is_met for item in self.items)

    @property
    def waiting(self) -> tuple[Seat, ...]:
        """The seats that have not voted on everything, in the board's order."""
        missing = {seat for item in self.items for seat in item.waiting}
        return tuple(seat for seat in self.seats.entitled if seat in missing)

    @property
    def all_voted(self) -> bool:
        """Whether each seat that has a vote has voted on everything; never where there is no such seat."""
        return bool(self.seats.entitled) and not self.waiting

    @property
    def awaits_no_member(self) -> bool:
        """Whether all have voted, and no member for whom a deputy did may still come.

        One may whose deputy acted by their office alone: they named nobody, and nobody saw that they were absent.
        """
        delegates = self.seats.delegates
        return self.all_voted and all(
            not vote.is_by_deputy or bool(vote.how) or delegates.get(seat.person_id) == vote.voter_id
            for item in self.items
            for seat, vote in item.counted
        )

    @property
    def voted(self) -> int:
        """How many seats have voted on everything."""
        return len(self.seats.entitled) - len(self.waiting)

    @property
    def weakest(self) -> ItemTally | None:
        """The recommendation whose quorum is furthest off; None where there is no recommendation."""
        return max(self.items, key=lambda item: sum(need.short for need in item.forecast.needs), default=None)

    def item(self, number: int) -> ItemTally | None:
        """Return how a recommendation stands, None where there is none of the number."""
        return next((item for item in self.items if item.item == number), None)


def counting(votes: Iterable[Vote], seats: Seats) -> Mapping[tuple[int, int], Vote]:
    """Return the vote that counts for each recommendation and seat: (item, holder's id) -> vote.

    A member's own latest vote comes before any deputy's. Nobody's vote counts who takes no part in this stage, and a
    deputy's counts for one member only, the one they voted for last. Whether a deputy might vote for the member was
    looked at on the day they did: it counts still when the period for which they were named has ended.
    """
    entitled = {seat.person_id: seat for seat in seats.entitled}
    ordered = sorted((vote for vote in votes if vote.seat_id in entitled), key=lambda vote: vote.id)
    own = {(vote.item, vote.seat_id) for vote in ordered if not vote.is_by_deputy}
    live = [
        vote
        for vote in ordered
        if not vote.is_by_deputy
        or ((vote.item, vote.seat_id) not in own and not seats.is_kept_from_others(vote.voter_id))
    ]
    stands_for = {vote.voter_id: vote.seat_id for vote in live if vote.is_by_deputy}
    return {
        (vote.item, vote.seat_id): vote
        for vote in live
        if not vote.is_by_deputy or stands_for[vote.voter_id] == vote.seat_id
    }


def tally(seats: Seats, asks: Mapping[int, Ask], votes: Iterable[Vote], rules: StageRules) -> Tally:
    """Return how a stage's vote stands.

    Args:
        seats: who votes.
        asks: what the board is asked with each recommendation, by its number.
        votes: those of the sitting that have not fallen, in any order.
        rules: the stage's.
    """
    counted = counting(votes, seats)
    return Tally(seats, tuple(_item_tally(number, ask, counted, seats, rules) for number, ask in asks.items()))


def _item_tally(
    number: int, ask: Ask, counted: Mapping[tuple[int, int], Vote], seats: Seats, rules: StageRules
) -> ItemTally:
    pairs = [(seat, counted.get((number, seat.person_id))) for seat in seats.entitled]
    cast = tuple((seat, vote) for seat, vote in pairs if vote is not None)
    took_part = {seat.person_id for seat, _ in cast}
    used = {vote.voter_id for _, vote in cast if vote.is_by_deputy}
    replaceable = {seat.person_id for seat, vote in pairs if vote is None and set(seats.stand_ins_for(seat)) - used}
    stands = forecast(rules.quorum, seats.entitled, took_part, replaceable)
    standing = _standing(cast, seats, rules) if stands.is_met and cast else Standing.OPEN
    partners = _partners(cast, seats, rules) if rules.majority is Majority.PARTNERS else ()
    waiting = tuple(seat for seat, vote in pairs if vote is None)
    return ItemTally(number, ask, cast, waiting, stands, standing, partners)


def _standing(cast: Sequence[tuple[Seat, Vote]], seats: Seats, rules: StageRules) -> Standing:
    in_favour = sum(vote.choice in _FOR for _, vote in cast)
    against = sum(vote.choice is Choice.AGAINST for _, vote in cast)
    match rules.majority:
        case Majority.TWO_THIRDS:
            passes = in_favour > 0 and Fraction(in_favour, in_favour + against) >= _TWO_THIRDS
        case Majority.UNANIMOUS:
            passes = in_favour > 0 and against == 0
        case Majority.PARTNERS:
            return _by_partners(cast, seats, rules)
        case Majority.SIMPLE:
            passes = in_favour > against or (in_favour == against and _casting(cast, rules) in _FOR)
    if passes:
        return Standing.PASSED
    tie_broken_against = (
        rules.majority is Majority.SIMPLE and in_favour == against and _casting(cast, rules) is Choice.AGAINST
    )
    return Standing.FAILED if against > in_favour or tie_broken_against else Standing.OPEN


def _casting(cast: Sequence[tuple[Seat, Vote]], rules: StageRules) -> Choice | None:
    """Return the choice by which the chair breaks a tie; None where chairs do not, did not vote, or disagree."""
    if not rules.casting:
        return None
    said = {
        Choice.FOR if vote.choice in _FOR else vote.choice
        for seat, vote in cast
        if seat.is_chair and not vote.is_by_deputy and vote.choice is not Choice.ABSTAIN
    }
    return said.pop() if len(said) == 1 else None


def _by_partners(cast: Sequence[tuple[Seat, Vote]], seats: Seats, rules: StageRules) -> Standing:
    """Return what partners come to who cast one vote each: all that must take part have to be for it."""
    choices = [one.choice for one in _partners(cast, seats, rules)]
    if choices and all(choice is Choice.FOR for choice in choices):
        return Standing.PASSED
    return Standing.FAILED if choices.count(Choice.AGAINST) > choices.count(Choice.FOR) else Standing.OPEN


def _partners(cast: Sequence[tuple[Seat, Vote]], seats: Seats, rules: StageRules) -> tuple[PartnerVote, ...]:
    """Return how each partner votes that must take part, by its members who voted for or against.

    A partner none of whose members may vote is among them: it casts no vote, so there is no agreement without it.
    """
    partners = tuple(rules.quorum.of_organisation) or tuple(
        dict.fromkeys(seat.organisation for seat in (*seats.entitled, *seats.barred) if seat.organisation)
    )
    return tuple(PartnerVote(one, _between([v.choice for s, v in cast if s.organisation == one])) for one in partners)


def _between(choices: Sequence[Choice]) -> Choice | None:
    in_favour, against = sum(choice in _FOR for choice in choices), choices.count(Choice.AGAINST)
    if in_favour == against:
        return None
    return Choice.FOR if in_favour > against else Choice.AGAINST


def is_settled(stands: Tally) -> bool:
    """Whether every recommendation is answered one way or the other: nothing is open, tied or without a quorum."""
    return bool(stands.items) and all(item.standing is not Standing.OPEN for item in stands.items)
