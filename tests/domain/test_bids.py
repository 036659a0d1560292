"""Rounds of bids: criteria as they are typed, and ranks that follow exactly from the points."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bids import (
    BidRound,
    BidRoundState,
    Criterion,
    Score,
    missing,
    parse_round,
    rank,
    read_criteria,
)
from bot.errors import InvalidInputError
from bot.views.bids import score_words

OUTCOMES, VALUE = Criterion("c1", "Outcomes", 40, 5), Criterion("c2", "Value", 60, 10)
BOTH = (OUTCOMES, VALUE)


def points(bid: int, member: int, outcomes: int, value: int) -> list[Score]:
    return [Score(bid, member, "c1", outcomes), Score(bid, member, "c2", value)]


def test_criteria_are_read_a_line_each():
    assert read_criteria("Outcomes; 40; 5\n\n Value ;60;10 ") == BOTH


@pytest.mark.parametrize(
    "written",
    ["", "Outcomes", "Outcomes; 40", "Outcomes; forty; 5", "; 1; 5", "A; 0; 5", "A; 1; 21", "A; 1; 5\na; 2; 5"],
)
def test_what_is_no_criterion_is_refused(written):
    with pytest.raises(InvalidInputError):
        read_criteria(written)


def test_points_are_averaged_weighted_and_ranked():
    ranked = rank(BOTH, [1, 2, 3], [*points(1, 7, 5, 5), *points(1, 8, 3, 6), *points(2, 7, 5, 10)])
    assert [(one.proposal_id, one.rank, one.score) for one in ranked] == [
        (2, 1, Fraction(100)),
        (1, 2, 40 * Fraction(4, 5) + 60 * Fraction(11, 20)),
        (3, None, None),
    ]
    assert ranked[1].by_criterion == {"c1": Fraction(4), "c2": Fraction(11, 2)}
    assert score_words(ranked[1].score) == "65.0"


def test_bids_of_one_score_share_a_rank():
    ranked = rank(BOTH, [1, 2, 3], [*points(3, 7, 1, 1), *points(1, 7, 2, 2), *points(2, 7, 2, 2)])
    assert [(one.proposal_id, one.rank) for one in ranked] == [(1, 1), (2, 1), (3, 3)]


def test_half_given_points_and_those_of_who_stands_aside_do_not_count():
    half = Score(1, 7, "c1", 5)
    aside = [*points(1, 8, 5, 10), Score(1, 8, "", 0, "My brother's firm")]
    ranked = rank(BOTH, [1], [half, *aside])
    assert (ranked[0].score, ranked[0].aside) == (None, (8,))
    assert missing([7, 8, 9], BOTH, [1], [half, *aside]) == {7: (1,), 9: (1,)}


def test_the_last_points_count():
    assert rank(BOTH, [1], [*points(1, 7, 0, 0), *points(1, 7, 5, 10)])[0].score == 100


def test_a_round_takes_bids_up_to_its_last_day():
    one = BidRound(
        1,
        "R-1",
        "F",
        "t",
        "TB",
        date(2018, 11, 9),
        None,
        is_blind=True,
        criteria=BOTH,
        panel=(7,),
        state=BidRoundState.OPEN,
    )
    assert one.state_on(date(2018, 11, 9)) is BidRoundState.OPEN
    assert one.state_on(date(2018, 11, 10)) is BidRoundState.SCORING


@pytest.mark.parametrize(("written", "number"), [("R-1", 1), ("r1", 1), (" R 07 ", 7), ("P-1", None), ("R-0", None)])
def test_references_of_rounds(written, number):
    assert parse_round(written) == number


GIVEN = st.lists(st.tuples(st.integers(1, 3), st.integers(7, 9), st.integers(0, 5), st.integers(0, 10)), max_size=12)


@given(GIVEN, st.integers(1, 3))
def test_more_points_for_a_bid_never_lower_it(rows, bid):
    before = [score for row in rows for score in points(*row)]
    raised = [*before, *(Score(bid, member, key.key, key.most) for member in (7, 8, 9) for key in BOTH)]
    place = {one.proposal_id: one.rank or 4 for one in rank(BOTH, [1, 2, 3], before)}
    after = {one.proposal_id: one for one in rank(BOTH, [1, 2, 3], raised)}
    assert after[bid].score == 100
    assert after[bid].rank == 1 <= place[bid]
