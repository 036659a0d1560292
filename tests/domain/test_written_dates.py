"""Days to come, as people write them: what is taken, what is doubted and what is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.leading_days import leading_day
from bot.domain.written_dates import UnreadableDayError, read_about, read_day, said

WEDNESDAY = date(2018, 11, 14)
FRIDAY = date(2018, 11, 16)
DECEMBER = date(2018, 12, 14)
MEETINGS = (date(2018, 11, 14), date(2018, 12, 6), date(2019, 1, 17))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *((written, FRIDAY) for written in ("16 Nov", "16/11", "16-11-2018", "2018-11-16", "16.11.18", "16/11/18")),
        *((written, FRIDAY) for written in ("16 November 2018", "Fri 16 Nov", "the 16th of November", "Nov 16, 2018")),
        *((written, FRIDAY) for written in ("Friday", "this Friday", "by FRIDAY.", "16th", "16 nov '18", "16-Nov-18")),
        ("today", WEDNESDAY),
        ("14 Nov", WEDNESDAY),
        ("tomorrow", date(2018, 11, 15)),
        ("next Friday", date(2018, 11, 23)),
        ("next Monday", date(2018, 11, 19)),
        ("in 2 weeks", date(2018, 11, 28)),
        ("in a fortnight", date(2018, 11, 28)),
        ("in three months", date(2019, 2, 14)),
        ("end of month", date(2018, 11, 30)),
        ("the end of next month", date(2018, 12, 31)),
        ("end of January", date(2019, 1, 31)),
        ("end of week", FRIDAY),
        ("the 3rd", date(2018, 12, 3)),
        ("3 May", date(2019, 5, 3)),
        ("next meeting", date(2018, 12, 6)),
        ("the January meeting", date(2019, 1, 17)),
    ],
)
def test_days_are_read_day_first_and_to_come(written, day):
    assert read_day(written, WEDNESDAY, MEETINGS).day == day


@pytest.mark.parametrize(
    ("written", "today", "day", "doubt"),
    [
        pytest.param("next Friday", FRIDAY, date(2018, 11, 23), "", id="next Friday on a Friday"),
        pytest.param("Friday", FRIDAY, date(2018, 11, 23), "Today is a Friday", id="Friday on a Friday"),
        pytest.param(
            "next Friday", WEDNESDAY, date(2018, 11, 23), "the coming one is Fri 16 Nov 2018", id="two Fridays"
        ),
        pytest.param("16/11", DECEMBER, date(2019, 11, 16), "16 November 2018 has passed", id="16/11 in December"),
        pytest.param(
            "29 Feb", date(2019, 3, 1), date(2020, 2, 29), "The next 29 February is Sat 29 Feb 2020", id="leap day"
        ),
        pytest.param("31/1", DECEMBER, date(2019, 1, 31), "", id="the new year is near"),
    ],
)
def test_what_may_be_meant_otherwise_is_doubted(written, today, day, doubt):
    read = read_day(written, today)
    assert (read.day, bool(read.doubt)) == (day, bool(doubt))
    assert doubt in read.doubt


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("31 Feb", "There is no 31 February."),
        ("29 Feb", "There is no 29 February in the twelve months to come."),
        ("29 Feb 2019", "There is no 29 February 2019."),
        ("11/28/2018", "There is no month 28. Write the day first: 28/11."),
        ("0/5", "There is no 0 May."),
        ("0000-01-01", "There is no year 0."),
        ("Thu 16 Nov", "16 Nov 2018 is a Friday, not a Thursday."),
        ("1 Nov 2018", "Thu 1 Nov 2018 has passed."),
        ("yesterday", "Tue 13 Nov 2018 has passed."),
        ("1/1/2090", "is too far off to be meant"),
        ("November", "names a month but no day"),
        ("99th", "No month has a day 99."),
        ("soon", "I can't read “soon” as a day."),
        ("", "I can't read “” as a day."),
        ("the March meeting", "I know of no such meeting to come."),
    ],
)
def test_what_is_no_day_to_come_is_refused_with_the_reason(written, sentence):
    with pytest.raises(UnreadableDayError, match=re.escape(sentence)):
        read_day(written, WEDNESDAY, MEETINGS)


def test_a_meeting_needs_its_board():
    with pytest.raises(UnreadableDayError, match="Which board's meeting"):
        read_day("next meeting", WEDNESDAY)


@pytest.mark.parametrize(
    ("words", "day", "rest"),
    [
        ("16 Nov bring the plan", FRIDAY, "bring the plan"),
        ("16 Nov 20 people are asked", FRIDAY, "20 people are asked"),
        ("next Friday, the plan", date(2018, 11, 23), "the plan"),
        ("in 2 weeks", date(2018, 11, 28), ""),
    ],
)
def test_a_line_may_begin_with_a_day(words, day, rest):
    found = leading_day(words, WEDNESDAY)
    assert found is not None
    assert (found[0].day, found[1]) == (day, rest)


@pytest.mark.parametrize("words", ["bring the plan", "Friday's meeting needs it", "the finance team", ""])
def test_other_words_are_no_day(words):
    assert leading_day(words, WEDNESDAY) is None


@pytest.mark.parametrize("words", ["31 Feb the plan", "1 Oct 2018 the plan"])
def test_a_line_that_begins_with_a_day_that_cannot_be_is_refused(words):
    with pytest.raises(UnreadableDayError):
        leading_day(words, WEDNESDAY)


@pytest.mark.parametrize(
    ("written", "day"),
    [("12 Nov", date(2018, 11, 12)), ("1 Oct 2018", date(2018, 10, 1)), ("20 Jan", date(2019, 1, 20))],
)
def test_a_day_to_look_at_may_have_gone_by(written, day):
    assert read_about(written, WEDNESDAY) == day


@given(st.dates(date(2018, 1, 1), date(2027, 12, 31)), st.integers(0, 360))
def test_any_day_that_is_said_is_read_as_itself(today, ahead):
    day = today + timedelta(days=ahead)
    for written in (said(day), day.isoformat(), f"{day.day}/{day.month}/{day.year}", f"{day.day} {day:%B}"):
        assert read_day(written, today).day == day


@given(st.text(max_size=30), st.dates(date(2018, 1, 1), date(2027, 12, 31)))
def test_whatever_is_written_it_is_a_day_to_come_or_refused_in_a_sentence(written, today):
    sentence, day = "", today
    try:
        day = read_day(written, today).day
    except UnreadableDayError as refused:
        sentence = refused.sentence
    assert day >= today
    assert sentence[-1:] in {"", ".", "?"}
