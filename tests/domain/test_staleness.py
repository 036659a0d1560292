from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.risks import LastReview, RiskStatus
from bot.domain.scoring import Score
from bot.domain.staleness import StaleKind, StaleRules, is_repeated, months_unchanged, stale_reasons
from tests.support.register import BANDS, INTERVALS, review, risk

RULES = StaleRules(BANDS, INTERVALS, ZoneInfo("Europe/London"), no_change_months=3, gone_by_days=14)

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


def history(*entries):
    """Reviews newest first from (day, words, residual, answered as no change) oldest first."""
    reviews = [
        review(number, residual, at=datetime.combine(day, time(9), UTC), update=words, is_no_change=is_no_change)
        for number, (day, words, residual, is_no_change) in enumerate(entries, 1)
    ]
    return reviews[::-1]


def reasons(*entries, today=None, **facts):
    reviews = history(*entries)
    latest = reviews[0]
    last = LastReview(latest.at, latest.author, latest.update)
    told = stale_reasons(risk(present=latest, last_review=last, **facts), reviews, today or latest.at.date(), RULES)
    return [reason.kind for reason in told]


RED, AMBER = (5, 4), (5, 2)
AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (date(2018, month, 1) for month in (8, 9, 10, 11))


@pytest.mark.parametrize(
    ("entries", "months"),
    [
        pytest.param([(AUGUST, "Plan made", RED, False), (SEPTEMBER, "On track", RED, True)], 1, id="once"),
        pytest.param(
            [
                (AUGUST, "Plan made", RED, False),
                *[(day, f"On track {day}", RED, True) for day in (SEPTEMBER, OCTOBER, NOVEMBER)],
            ],
            3,
            id="three months",
        ),
        pytest.param(
            [
                (AUGUST, "Plan made", RED, False),
                (SEPTEMBER, "No change.", RED, False),
                (OCTOBER, "", RED, False),
                (NOVEMBER, "No change: the plan is on track", RED, False),
            ],
            3,
            id="in words, or in none",
        ),
        pytest.param(
            [
                (AUGUST, "Plan made", RED, False),
                (SEPTEMBER, "No change", RED, True),
                (OCTOBER, "No change in score. Two wards have closed.", RED, False),
                (NOVEMBER, "No change", RED, True),
            ],
            1,
            id="words that say more",
        ),
        pytest.param(
            [
                (AUGUST, "Plan made", RED, False),
                (SEPTEMBER, "No change", RED, True),
                (NOVEMBER, "No change", RED, True),
            ],
            1,
            id="a month without a review",
        ),
        pytest.param(
            [
                (AUGUST, "Plan made", AMBER, False),
                (SEPTEMBER, "No change", AMBER, True),
                (OCTOBER, "It rose", RED, False),
                (NOVEMBER, "No change", RED, True),
            ],
            1,
            id="red for one of them",
        ),
        pytest.param(
            [
                (AUGUST, "Plan made", RED, False),
                (OCTOBER, "No change", RED, True),
                (OCTOBER + timedelta(days=9), "It rose", (5, 5), False),
                (NOVEMBER, "No change", (5, 5), True),
            ],
            1,
            id="a change in between",
        ),
        pytest.param(
            [
                (date(2018, 11, 5), "Plan", RED, False),
                (date(2018, 12, 5), "", RED, True),
                (date(2019, 1, 5), "", RED, True),
            ],
            2,
            id="over the new year",
        ),
        pytest.param([(AUGUST, "Plan made", RED, False)], 0, id="a first review"),
        pytest.param([], 0, id="no review"),
    ],
)
def test_months_without_a_change_are_counted_running(entries, months):
    assert months_unchanged(history(*entries), RULES) == months


@pytest.mark.parametrize(
    ("before", "latest", "expected"),
    [
        ("Two wards are closed.", "two wards  are closed", True),
        ("Two wards are closed.", "No change: two wards are closed!", True),
        ("Two wards are closed", "Two wards — are closed…", True),
        ("Two wards are closed", "Three wards are closed", False),
        ("Forecast is 71%", "Forecast is 17%", False),
        ("", "", False),
        ("…", "!", False),
    ],
)
def test_words_are_the_same_whatever_their_case_spaces_and_marks(before, latest, expected):
    assert is_repeated(history((OCTOBER, before, RED, False), (NOVEMBER, latest, RED, False))) is expected


def test_every_reason_is_told_worst_first():
    said = "The report will be ready by July."
    entries = [(day, said, RED, day != AUGUST) for day in (AUGUST, SEPTEMBER, OCTOBER, NOVEMBER)]
    assert reasons(*entries, today=date(2018, 12, 1)) == list(StaleKind)
    assert reasons(*entries) == [StaleKind.NO_CHANGE, StaleKind.REPEATED, StaleKind.GONE_BY]
    assert reasons(*entries, today=date(2018, 12, 1), status=RiskStatus.CLOSED) == []


def test_a_risk_that_is_not_red_may_stay_as_it_is():
    entries = [(day, f"On track {day}", AMBER, True) for day in (AUGUST, SEPTEMBER, OCTOBER, NOVEMBER)]
    assert reasons(*entries) == []


def test_a_fresh_update_with_words_of_its_own_is_not_stale():
    assert reasons((OCTOBER, "Plan made", RED, False), (NOVEMBER, "Plan begun", RED, False)) == []


def in_rounds(*entries):
    """Reviews newest first from (day, the round it was given in, the round before, answered as no change)."""
    return [
        replace(one, round_month=month, round_before=before)
        for one, (_, month, before, _) in zip(
            history(*((day, f"On {day}", RED, is_no_change) for day, _, _, is_no_change in entries)),
            entries[::-1],
            strict=True,
        )
    ]


FIRST = (date(2018, 10, 1), "", "", False)
DECEMBER = (date(2018, 11, 20), "2018-12", "2018-11", True)
JANUARY = (date(2019, 1, 2), "2019-01", "2018-12", True)
FEBRUARY = (date(2019, 1, 24), "2019-02", "2019-01", True)
APRIL = (date(2019, 3, 20), "2019-04", "2019-02", True)


@pytest.mark.parametrize(
    ("entries", "months"),
    [
        pytest.param([FIRST, DECEMBER, JANUARY, FEBRUARY], 3, id="three rounds, two of them in one calendar month"),
        pytest.param([FIRST, DECEMBER, JANUARY, FEBRUARY, APRIL], 4, id="no board met in March"),
        pytest.param([FIRST, DECEMBER, FEBRUARY], 1, id="a round left out"),
        pytest.param([FIRST, DECEMBER, (*JANUARY[:3], False), FEBRUARY], 1, id="news in between"),
        pytest.param([FIRST, DECEMBER, JANUARY, JANUARY, FEBRUARY], 3, id="both leads answered"),
        pytest.param(
            [FIRST, DECEMBER, JANUARY, (date(2019, 1, 12), "", "", False), FEBRUARY], 1, id="news between two rounds"
        ),
        pytest.param(
            [FIRST, DECEMBER, (date(2019, 1, 12), "", "", True), FEBRUARY], 3, id="no change outside any round"
        ),
        pytest.param(
            [FIRST, (date(2018, 8, 2), "2018-08", "2018-07", True), (date(2018, 10, 3), "", "", True)],
            1,
            id="a month without a round or a review",
        ),
    ],
)
def test_months_run_on_from_round_to_round(entries, months):
    assert months_unchanged(in_rounds(*entries), RULES) == months
