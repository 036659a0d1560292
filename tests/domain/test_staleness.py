from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scoring import Score
from tests.support.register import BANDS, INTERVALS

SCORES = st.none() | st.builds(Score, st.integers(1, 5), st.integers(1, 5))


@pytest.mark.parametrize(
    ("residual", "last_on", "due_on"),
    [
        pytest.param(Score(5, 4), date(2018, 11, 1), date(2018, 11, 30), id="red, within the month"),
        pytest.param(Score(5, 2), date(2018, 11, 1), date(2018, 12, 31), id="amber"),
        pytest.param(Score(1, 1), date(2018, 11, 1), date(2019, 1, 30), id="green, over the new year"),
        pytest.param(None, date(2018, 11, 1), date(2018, 11, 30), id="not scored, as soon as the worst"),
        pytest.param(Score(5, 5), date(2020, 2, 1), date(2020, 3, 1), id="red, in a leap year"),
    ],
)
def test_the_next_review_follows_from_the_band(residual, last_on, due_on):
    assert INTERVALS.next_due_on(residual, last_on, BANDS) == due_on


@given(residual=SCORES, last_on=st.dates(date(2000, 1, 1), date(2100, 1, 1)), after=st.integers(-5, 200))
def test_a_review_is_stale_only_once_its_due_day_is_over(residual, last_on, after):
    due_on = INTERVALS.next_due_on(residual, last_on, BANDS)
    today = last_on + timedelta(days=after)
    assert INTERVALS.is_stale(residual, last_on, today, BANDS) is (today > due_on)


@given(residual=SCORES, last_on=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_what_is_not_scored_waits_no_longer_than_anything_else(residual, last_on):
    assert INTERVALS.next_due_on(None, last_on, BANDS) <= INTERVALS.next_due_on(residual, last_on, BANDS)


def test_on_its_due_day_a_review_is_not_late_yet():
    red = Score(5, 4)
    assert not INTERVALS.is_stale(red, date(2018, 11, 1), date(2018, 11, 30), BANDS)
    assert INTERVALS.is_stale(red, date(2018, 11, 1), date(2018, 12, 1), BANDS)
