"""A risk's course from its history: the last word of each day, and the score as each month ended."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.course import MonthEnd, Step, changes, month_ends, step_on, steps
from bot.domain.risks import Review, ReviewKind
from bot.domain.scoring import Score, Scores


def review(version: int, at: datetime, residual: Score | None) -> Review:
    return Review(version, ReviewKind.REVIEWED, at, "Lead", Scores(Score(5, 5), residual), "", "")


def test_reviews_of_one_day_stand_in_the_order_they_were_given() -> None:
    history = [
        review(3, datetime(2018, 11, 1, 9, tzinfo=UTC), Score(4, 3)),
        review(1, datetime(2018, 10, 1, 9, tzinfo=UTC), Score(4, 4)),
        review(2, datetime(2018, 11, 1, 8, tzinfo=UTC), None),
        review(4, datetime(2018, 11, 2, 8, tzinfo=UTC), Score(3, 4)),
        review(5, datetime(2018, 11, 3, 8, tzinfo=UTC), Score(5, 5)),
    ]
    course = steps(history, lambda at: at.date(), hidden={5})
    assert course == (
        Step(date(2018, 10, 1), Score(4, 4)),
        Step(date(2018, 11, 1), None),
        Step(date(2018, 11, 1), Score(4, 3)),
        Step(date(2018, 11, 2), Score(3, 4)),
        Step(date(2018, 11, 3), None, is_hidden=True),
    )
    assert changes(course) == (*course[:3], course[4])


COURSE = (Step(date(2018, 10, 31), Score(4, 4)), Step(date(2018, 11, 30), None), Step(date(2019, 2, 28), Score(2, 2)))


def test_each_month_ends_with_the_score_of_its_last_day_and_today_is_last() -> None:
    assert month_ends(COURSE, date(2019, 3, 1)) == (
        MonthEnd(date(2018, 10, 31), Score(4, 4)),
        MonthEnd(date(2018, 11, 30), None),
        MonthEnd(date(2018, 12, 31), None),
        MonthEnd(date(2019, 1, 31), None),
        MonthEnd(date(2019, 2, 28), Score(2, 2)),
        MonthEnd(date(2019, 3, 1), Score(2, 2)),
    )
    assert month_ends(COURSE[:1], date(2018, 10, 31)) == (MonthEnd(date(2018, 10, 31), Score(4, 4)),)


def test_two_years_are_the_most() -> None:
    ends = month_ends(COURSE, date(2030, 6, 15))
    assert (len(ends), ends[0].on, ends[-1].on) == (24, date(2028, 7, 31), date(2030, 6, 15))


@pytest.mark.parametrize(("day", "score"), [(date(2018, 10, 30), None), (date(2018, 11, 29), Score(4, 4))])
def test_before_its_first_step_there_is_no_score(day: date, score: Score | None) -> None:
    assert step_on(COURSE, day).score == score
