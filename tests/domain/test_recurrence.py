"""How an action comes again: what is read, and when the next turn is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions.recurrence import WORDS, Recurrence, read_recurrence

MEETINGS = (date(2018, 11, 16), date(2018, 12, 6), date(2019, 1, 17))
DAYS = st.dates(date(2018, 1, 1), date(2020, 12, 31))
WAYS = st.builds(Recurrence, weeks=st.integers(1, 52)) | st.builds(Recurrence, months=st.integers(1, 52))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Weekly", "weekly"),
        ("every fortnight", "every 2 weeks"),
        ("every  3 Weeks", "every 3 weeks"),
        ("every 1 week", "weekly"),
        ("every 3 months", "quarterly"),
        ("every 2 months.", "every 2 months"),
        ("annually", "yearly"),
        ("at each meeting", "each meeting"),
    ],
)
def test_what_people_write_is_kept_in_one_form(written, words):
    read = read_recurrence(written)
    assert read is not None
    assert read.words == words
    assert read_recurrence(words) == read


def test_what_forms_offer_is_understood():
    assert [read_recurrence(word).words for word in WORDS] == list(WORDS)


@pytest.mark.parametrize("written", ["", "daily", "every 0 weeks", "every 53 weeks", "every two weeks", "monthly-ish"])
def test_what_is_no_recurrence_is_not_guessed(written):
    assert read_recurrence(written) is None


@pytest.mark.parametrize(
    ("written", "due_on", "today", "then"),
    [
        ("weekly", date(2018, 11, 2), date(2018, 11, 1), date(2018, 11, 9)),
        # Turns that were missed are left out.
        ("every 2 weeks", date(2018, 10, 5), date(2018, 11, 1), date(2018, 11, 2)),
        ("every 2 weeks", date(2018, 10, 4), date(2018, 11, 1), date(2018, 11, 15)),
        ("monthly", date(2018, 11, 15), date(2018, 11, 15), date(2018, 12, 15)),
        ("monthly", date(2019, 1, 31), date(2019, 1, 31), date(2019, 2, 28)),
        ("monthly", date(2019, 2, 28), date(2019, 2, 28), date(2019, 3, 31)),
        ("monthly", date(2019, 1, 30), date(2019, 1, 30), date(2019, 2, 28)),
        ("quarterly", date(2018, 11, 30), date(2018, 11, 30), date(2019, 2, 28)),
        ("yearly", date(2020, 2, 29), date(2020, 2, 29), date(2021, 2, 28)),
        ("monthly", None, date(2018, 11, 1), date(2018, 12, 1)),
        ("each meeting", date(2018, 11, 16), date(2018, 11, 14), date(2018, 12, 6)),
        ("each meeting", date(2018, 11, 9), date(2018, 11, 20), date(2018, 12, 6)),
        ("each meeting", date(2019, 1, 17), date(2019, 1, 17), None),
    ],
)
def test_the_next_turn_is_due_on_the_first_such_day_to_come(written, due_on, today, then):
    assert read_recurrence(written).next_due([due_on], today, MEETINGS) == then


@pytest.mark.parametrize(
    ("written", "turns", "then"),
    [
        ("monthly", [date(2019, 2, 28), date(2019, 1, 30)], date(2019, 3, 30)),
        ("monthly", [date(2019, 4, 30), date(2019, 3, 30), date(2019, 2, 28), date(2019, 1, 30)], date(2019, 5, 30)),
        ("monthly", [date(2019, 2, 28), date(2019, 1, 31)], date(2019, 3, 31)),
        ("quarterly", [date(2019, 2, 28), date(2018, 11, 30)], date(2019, 5, 31)),
        ("quarterly", [date(2019, 2, 28), date(2018, 11, 29)], date(2019, 5, 29)),
        ("yearly", [date(2021, 2, 28), date(2020, 2, 29)], date(2022, 2, 28)),
        # A day that was set by hand begins a series of its own.
        ("monthly", [date(2019, 2, 15), date(2019, 1, 30)], date(2019, 3, 15)),
        ("monthly", [date(2019, 2, 28), None, date(2019, 1, 30)], date(2019, 3, 31)),
    ],
)
def test_a_series_goes_by_its_first_day(written, turns, then):
    assert read_recurrence(written).next_due(turns, turns[0], MEETINGS) == then


@given(WAYS, DAYS, DAYS)
def test_a_turn_is_always_to_come_and_no_turn_before_it_is_left_out(way, due_on, today):
    then = way.next_due([due_on], today, ())
    after = max(due_on, today)
    longest = timedelta(weeks=way.weeks) if way.weeks else timedelta(days=31 * way.months)
    assert after < then <= after + longest
