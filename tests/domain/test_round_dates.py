"""Which round is open or next as of a day, and how far it has come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import WorkingCalendar
from bot.domain.rounds import (
    ItemState,
    Meeting,
    Progress,
    Round,
    Schedule,
    after_answer,
    dates_for,
    plan_rounds,
    progress_by_workstream,
    together,
    told_on,
)

CHRISTMAS = frozenset({date(2018, 12, 25), date(2018, 12, 26), date(2019, 1, 1)})
CALENDAR = WorkingCalendar(CHRISTMAS, date(2030, 1, 1))
SCHEDULE = Schedule(opens=10, due=2)
DECEMBER = Meeting(date(2018, 12, 6), 7)
JANUARY = Meeting(date(2019, 1, 17), 7)


def plan(today, *meetings, known=(), schedule=SCHEDULE):
    return plan_rounds(meetings or (DECEMBER, JANUARY), schedule, CALENDAR, today, frozenset(known))


def test_a_round_is_reckoned_back_from_its_meeting_by_working_days():
    december = dates_for(DECEMBER, SCHEDULE, CALENDAR)
    assert (december.month, december.opens_on, december.due_on, december.paper_on) == (
        "2018-12",
        date(2018, 11, 13),
        date(2018, 11, 23),
        date(2018, 11, 27),
    )
    assert dates_for(Meeting(date(2018, 11, 16), 7), SCHEDULE, CALENDAR).paper_on == date(2018, 11, 7)


def test_holidays_are_no_working_days():
    january = dates_for(JANUARY, SCHEDULE, CALENDAR)
    assert (january.opens_on, january.due_on, january.paper_on) == (
        date(2018, 12, 20),
        date(2019, 1, 4),
        date(2019, 1, 8),
    )


def test_nothing_opens_before_its_day_or_twice():
    assert plan(date(2018, 11, 12)).open_now is None
    assert plan(date(2018, 11, 12)).upcoming.month == "2018-12"
    assert plan(date(2018, 11, 13)).open_now.month == "2018-12"
    assert plan(date(2018, 11, 13), known=["2018-12"]) == (None, None, plan(date(2018, 11, 13)).upcoming)


@pytest.mark.parametrize(
    ("today", "due_on"),
    [
        (date(2018, 11, 20), date(2018, 11, 23)),
        (date(2018, 11, 23), date(2018, 11, 23)),
        (date(2018, 11, 24), date(2018, 11, 26)),
        (date(2018, 11, 26), date(2018, 11, 26)),
    ],
)
def test_one_noticed_late_is_due_while_a_working_day_is_left(today, due_on):
    assert plan(today).open_now.due_on == due_on


@pytest.mark.parametrize("today", [date(2018, 11, 27), date(2018, 12, 6)])
def test_without_a_working_day_left_nothing_opens(today):
    found = plan(today)
    assert (found.open_now, found.too_late.month, found.upcoming.month) == (None, "2018-12", "2019-01")


def test_after_the_meeting_its_month_is_past_and_the_next_is_upcoming():
    assert plan(date(2018, 12, 7)) == (None, None, dates_for(JANUARY, SCHEDULE, CALENDAR))
    assert plan(date(2019, 1, 18)) == (None, None, None)


def test_the_first_meeting_of_a_month_counts_and_a_later_month_before_an_older_one():
    both = (DECEMBER, Meeting(date(2018, 12, 20), 0))
    assert plan(date(2018, 11, 13), *both).open_now.meeting_on == DECEMBER.held_on
    close = (DECEMBER, Meeting(date(2019, 1, 2), 7))
    found = plan(date(2018, 12, 5), *close)
    assert found.open_now.month == "2019-01"


def test_a_day_of_the_month_is_the_next_working_day():
    saturday = Schedule(opens=10, due=2, day=1)
    assert plan(date(2018, 11, 30), schedule=saturday).upcoming.opens_on == date(2018, 12, 3)
    found = plan(date(2018, 12, 3), schedule=saturday).open_now
    assert (found.month, found.due_on, found.meeting_on) == ("2018-12", date(2018, 12, 13), None)
    assert plan(date(2018, 12, 14), schedule=saturday).open_now is None


@given(st.dates(date(2018, 1, 1), date(2019, 12, 31)), st.integers(1, 20), st.integers(0, 15))
def test_days_are_in_order_and_worked_whatever_the_meeting(held_on, span, due):
    dates = dates_for(Meeting(held_on, 7), Schedule(due + span, due), CALENDAR)
    assert dates.opens_on < dates.due_on <= dates.paper_on < held_on
    assert all(CALENDAR.is_working(day) for day in (dates.opens_on, dates.due_on, dates.paper_on))


@given(st.dates(date(2018, 10, 1), date(2019, 3, 1)))
def test_what_opens_is_due_before_its_papers_and_no_day_opens_two(today):
    found = plan(today)
    assert found.open_now is None or found.too_late is None
    if found.open_now is not None:
        assert today <= found.open_now.due_on < found.open_now.paper_on
        assert plan(today + timedelta(1), known=[found.open_now.month]).open_now is None


PAPERS, MEETING = date(2018, 11, 27), date(2018, 12, 6)


@pytest.mark.parametrize(
    ("due_on", "papers", "meeting", "after", "told"),
    [
        (date(2018, 11, 22), PAPERS, MEETING, (1,), date(2018, 11, 26)),
        (date(2018, 12, 24), None, None, (), date(2018, 12, 27)),
        (date(2018, 12, 10), None, None, (1, 3), date(2018, 12, 14)),
        # Late, but before the papers are due all the same.
        (date(2018, 11, 23), PAPERS, MEETING, (1, 3), date(2018, 11, 26)),
        # No longer before the papers: then before the meeting.
        (date(2018, 11, 26), PAPERS, MEETING, (1, 3), date(2018, 11, 30)),
        (date(2018, 12, 3), PAPERS, MEETING, (1, 3), date(2018, 12, 5)),
        (date(2018, 12, 5), PAPERS, MEETING, (1, 3), date(2018, 12, 6)),
    ],
)
def test_the_sro_is_told_after_the_last_reminder_and_before_the_papers_are_due(due_on, papers, meeting, after, told):
    opened = datetime(2018, 11, 13, 9, tzinfo=UTC)
    round_ = Round(1, "2018-12", opened, due_on, papers, meeting, 1, None, "", None)
    assert told_on(round_, after, CALENDAR) == told


def test_a_review_counts_for_more_than_no_change():
    missing, answered, no_change = ItemState.MISSING, ItemState.ANSWERED, ItemState.NO_CHANGE
    assert after_answer(missing, no_change) is no_change
    assert after_answer(no_change, answered) is answered
    assert after_answer(answered, no_change) is answered
    assert after_answer(ItemState.WITHDRAWN, no_change) is no_change


def test_progress_leaves_out_what_was_withdrawn():
    items = [
        ("PC", ItemState.ANSWERED, 1),
        ("PC", ItemState.MISSING, 1),
        ("UC", ItemState.NO_CHANGE, 1),
        ("UC", ItemState.WITHDRAWN, 1),
    ]
    parts = progress_by_workstream(items)
    assert (parts["PC"].done, parts["PC"].total, parts["UC"].total) == (1, 2, 1)
    whole = together(parts.values())
    assert (whole.answered, whole.no_change, whole.missing, whole.total) == (1, 1, 1, 3)
    assert Progress().total == 0
