"""The line to a target: exact, between its ends, and slipping before its date does."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scoring import Score
from bot.domain.trajectory import Progress, Trajectory, expected, progress, shown

# From 20 on 1 November to 8 a hundred days later: 0.12 a day.
LINE = Trajectory(date(2018, 11, 1), 20, 8, date(2019, 2, 9))
STEPS = {chance * harm: (chance, harm) for chance in range(1, 6) for harm in range(1, 6)}
DAYS = st.dates(date(2018, 1, 1), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("day", "value", "words"),
    [
        (date(2018, 10, 1), Fraction(20), "20"),
        (date(2018, 11, 1), Fraction(20), "20"),
        (date(2018, 11, 2), Fraction(497, 25), "19.9"),
        (date(2018, 12, 21), Fraction(14), "14"),
        (date(2019, 2, 8), Fraction(203, 25), "8.1"),
        (date(2019, 2, 9), Fraction(8), "8"),
        (date(2019, 12, 1), Fraction(8), "8"),
    ],
)
def test_the_expected_score_is_on_the_straight_line(day, value, words):
    assert expected(LINE, day) == value
    assert shown(expected(LINE, day)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(Fraction(1, 20), "0.1"), (Fraction(1, 21), "0"), (Fraction(199, 20), "10"), (Fraction(197, 20), "9.9")],
)
def test_halves_are_rounded_away_from_nothing(value, words):
    assert shown(value) == words


@given(line=st.builds(Trajectory, DAYS, st.integers(1, 25), st.integers(1, 25), DAYS), day=DAYS)
def test_the_expected_score_never_leaves_the_line_and_ends_at_the_target(line, day):
    low, high = sorted((line.start_value, line.target_value))
    assert low <= expected(line, day) <= high
    assert expected(line, line.target_on) == line.target_value


@given(day=st.dates(date(2018, 11, 1), date(2019, 2, 8)))
def test_a_falling_line_falls_each_day(day):
    assert expected(LINE, day + timedelta(days=1)) < expected(LINE, day)


@pytest.mark.parametrize(
    ("residual", "day", "told"),
    [
        pytest.param(None, date(2018, 12, 21), Progress.UNKNOWN, id="not scored"),
        pytest.param((5, 3), date(2018, 12, 21), Progress.ON_TRACK, id="a step above the line, below the margin"),
        pytest.param((4, 4), date(2018, 12, 21), Progress.SLIPPING, id="above by the margin"),
        pytest.param((5, 4), date(2018, 11, 1), Progress.ON_TRACK, id="at the start"),
        pytest.param((5, 4), date(2018, 11, 17), Progress.ON_TRACK, id="the day before it slips"),
        pytest.param((5, 4), date(2018, 11, 18), Progress.SLIPPING, id="slips with time alone"),
        pytest.param((5, 5), date(2018, 11, 1), Progress.SLIPPING, id="rose after it was set"),
        pytest.param((3, 3), date(2019, 2, 4), Progress.ON_TRACK, id="a point to go, less than half of it left"),
        pytest.param((3, 3), date(2019, 2, 5), Progress.SLIPPING, id="a point to go, half of it gone"),
        pytest.param((3, 3), date(2019, 2, 9), Progress.SLIPPING, id="on its last day, a point above"),
        pytest.param((3, 3), date(2019, 2, 10), Progress.MISSED, id="past its day"),
        pytest.param((2, 4), date(2019, 2, 10), Progress.REACHED, id="reached"),
        pytest.param((1, 1), date(2018, 11, 2), Progress.REACHED, id="reached early"),
    ],
)
def test_slipping_is_told_before_the_date_is_missed(residual, day, told):
    score = Score(*residual) if residual else None
    assert progress(LINE, score, day, margin=2) is told


@pytest.mark.parametrize("days", [2, 3, 30, 91, 400])
@pytest.mark.parametrize("margin", [1, 2, 24])
def test_whatever_the_target_a_score_that_has_not_moved_slips_before_the_date(days, margin):
    start_on = date(2018, 11, 1)
    for start, target in [(start, target) for start in STEPS for target in STEPS if target < start]:
        line = Trajectory(start_on, start, target, start_on + timedelta(days=days))
        told = [progress(line, Score(*STEPS[start]), start_on + timedelta(days=n), margin) for n in range(days + 2)]
        slips_from = told.index(Progress.SLIPPING)
        assert 0 < slips_from <= (days + 1) // 2 < days
        assert told[:slips_from] == [Progress.ON_TRACK] * slips_from
        assert told[slips_from:] == [Progress.SLIPPING] * (days + 1 - slips_from) + [Progress.MISSED]


@given(days=st.integers(2, 400), day=st.integers(0, 400), scores=st.lists(st.sampled_from(list(STEPS)), min_size=3))
def test_a_worse_score_slips_no_later(days, day, scores):
    start, target = max(scores[:2]), min(scores[:2])
    line = Trajectory(date(2018, 11, 1), start, target, date(2018, 11, 1) + timedelta(days=days))
    on = date(2018, 11, 1) + timedelta(days=min(day, days))
    told = [progress(line, Score(*STEPS[value]), on, 2) for value in sorted(set(scores[2:]))]
    order = [Progress.REACHED, Progress.ON_TRACK, Progress.SLIPPING]
    assert told == sorted(told, key=order.index)
