"""Rounds of bids: what a panel scores, and the ranked list that comes of it. Exact: shares are fractions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bot.domain.text import clean_line
from bot.errors import InvalidInputError

_REF = re.compile(r"\s*r\s*-?\s*0*([1-9]\d{0,5})\s*", re.IGNORECASE)
_CRITERIA_MOST, _POINTS_MOST, _WEIGHT_MOST, _NAME_MAX = 8, 20, 1000, 100
_EXAMPLE = "Write one a line, as `Outcomes for residents; 40; 5`: what, its weight, and the most points."


class BidRoundState(StrEnum):
    """How far a round is: bids come in, the panel scores them, they are ranked, or they lie before the board."""

    OPEN = "open"
    SCORING = "scoring"
    RANKED = "ranked"
    DECIDED = "decided"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a panel scores; `weight` counts beside the others', `most` is the most points."""

    key: str
    name: str
    weight: int
    most: int


@dataclass(frozen=True, slots=True)
class BidRound:
    """A fund's round of bids; `panel` holds ids of people, `closes_on` is the last day for bids."""

    id: int
    ref: str
    fund: str
    title: str
    board: str
    closes_on: date
    scores_due_on: date | None
    is_blind: bool
    criteria: tuple[Criterion, ...]
    panel: tuple[int, ...]
    state: BidRoundState

    @property
    def subject(self) -> str:
        """How the audit trail names it."""
        return f"bids:{self.ref}"

    def takes_scores_on(self, day: date) -> bool:
        """Return whether its panel may score on a day: after the last day for bids, up to the last to score."""
        is_late = self.scores_due_on is not None and day > self.scores_due_on
        return self.state_on(day) is BidRoundState.SCORING and not is_late

    def state_on(self, day: date) -> BidRoundState:
        """Return its state on a day: bids are taken up to the last day for them, whoever noticed that it passed."""
        is_past = self.state is BidRoundState.OPEN and day > self.closes_on
        return BidRoundState.SCORING if is_past else self.state


@dataclass(frozen=True, slots=True)
class Score:
    """What a member of a panel gave a bid for a criterion; without one the member stands aside from the bid."""

    proposal_id: int
    person_id: int
    criterion: str
    points: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A bid's place.

    Attributes:
        rank: 1 for the best; bids of one score share a rank; None for a bid nobody scored.
        score: of 100; None where nobody scored it.
        by_criterion: the mean of the points given, by the criterion's key.
        scorers: how many members gave points for every criterion.
        aside: ids of the members who stand aside.
    """

    proposal_id: int
    rank: int | None
    score: Fraction | None
    by_criterion: Mapping[str, Fraction]
    scorers: int
    aside: tuple[int, ...]


def parse_round(written: str) -> int | None:
    """Return the number that a round's reference (`R-1`, `r1`) names, None for no reference."""
    found = _REF.fullmatch(written)
    return int(found[1]) if found else None


def round_ref(number: int) -> str:
    """Return `R-1` for 1."""
    return f"R-{number}"


def read_criteria(written: str) -> tuple[Criterion, ...]:
    """Read criteria, one a line: `Outcomes for residents; 40; 5`.

    Raises:
        InvalidInputError: a line is not a name, a weight and the most points; says which.
    """
    found: list[Criterion] = []
    for line in filter(str.strip, written.splitlines()):
        parts = [clean_line(part) for part in line.split(";")]
        if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts[1:]):
            raise InvalidInputError(f"“{clean_line(line)[:60]}” is not a criterion.", _EXAMPLE)
        name, weight, most = parts[0], int(parts[1]), int(parts[2])
        if not name or len(name) > _NAME_MAX:
            raise InvalidInputError(f"A criterion has a name of up to {_NAME_MAX} characters.", _EXAMPLE)
        if not 1 <= weight <= _WEIGHT_MOST or not 1 <= most <= _POINTS_MOST:
            raise InvalidInputError(
                f"“{name}” has a weight from 1 to {_WEIGHT_MOST} and up to {_POINTS_MOST} points.", _EXAMPLE
            )
        if name.casefold() in {one.name.casefold() for one in found}:
            raise InvalidInputError(f"“{name}” stands there twice.", "Keep one of them.")
        found.append(Criterion(f"c{len(found) + 1}", name, weight, most))
    if not found or len(found) > _CRITERIA_MOST:
        raise InvalidInputError(f"A round has from 1 to {_CRITERIA_MOST} criteria.", _EXAMPLE)
    return tuple(found)


def latest(scores: Iterable[Score]) -> dict[tuple[int, int, str], Score]:
    """Return the scores that count, by bid, member and criterion, from all in the order they were given.

    Who stands aside from a bid gives it no points, whatever they gave before.
    """
    kept: dict[tuple[int, int, str], Score] = {}
    for one in scores:
        kept[one.proposal_id, one.person_id, one.criterion] = one
    aside = {(bid, member) for bid, member, criterion in kept if not criterion}
    return {key: one for key, one in kept.items() if not key[2] or key[:2] not in aside}


def rank(criteria: Sequence[Criterion], bids: Sequence[int], scores: Iterable[Score]) -> tuple[Ranked, ...]:
    """Return bids by their weighted score, the best first; those that nobody scored are last, in their order.

    A member's points count once they gave some for every criterion. Each criterion's points are averaged over those
    members, taken as a part of the most, and weighted.

    Args:
        criteria: of the round.
        bids: ids of the proposals.
        scores: all that were given, oldest first.
    """
    counted = latest(scores)
    unranked = [_reckon(criteria, bid, counted) for bid in bids]
    scored = sorted((one for one in unranked if one.score is not None), key=lambda one: -(one.score or 0))
    ranked: list[Ranked] = []
    for place, one in enumerate(scored, 1):
        shares = bool(ranked) and ranked[-1].score == one.score
        ranked.append(_placed(one, ranked[-1].rank if shares else place))
    return (*ranked, *(one for one in unranked if one.score is None))


def missing(
    panel: Collection[int], criteria: Sequence[Criterion], bids: Iterable[int], scores: Iterable[Score]
) -> dict[int, tuple[int, ...]]:
    """Return by member the bids they have neither scored in full nor stand aside from; members without any are out."""
    counted = latest(scores)
    wanted = {one.key for one in criteria}

    def is_done(bid: int, member: int) -> bool:
        given = {criterion for of, by, criterion in counted if (of, by) == (bid, member)}
        return "" in given or wanted <= given

    among = tuple(bids)
    found = {member: tuple(bid for bid in among if not is_done(bid, member)) for member in panel}
    return {member: left for member, left in found.items() if left}


def _reckon(criteria: Sequence[Criterion], bid: int, counted: Mapping[tuple[int, int, str], Score]) -> Ranked:
    given: dict[int, dict[str, int]] = {}
    aside: list[int] = []
    for (of, member, criterion), one in counted.items():
        if of == bid and not criterion:
            aside.append(member)
        elif of == bid:
            given.setdefault(member, {})[criterion] = one.points
    keys = {one.key for one in criteria}
    full = [points for points in given.values() if keys <= points.keys()]
    if not full:
        return Ranked(bid, None, None, {}, 0, tuple(aside))
    means = {one.key: Fraction(sum(points[one.key] for points in full), len(full)) for one in criteria}
    weights = sum(one.weight for one in criteria)
    score = sum((100 * one.weight * means[one.key] / one.most for one in criteria), Fraction()) / weights
    return Ranked(bid, None, score, means, len(full), tuple(aside))


def _placed(one: Ranked, place: int | None) -> Ranked:
    return Ranked(one.proposal_id, place, one.score, one.by_criterion, one.scorers, one.aside)
