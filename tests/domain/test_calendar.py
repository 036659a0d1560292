from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import WorkingCalendar
from bot.settings.calendar import CalendarSetting

ENGLAND = CalendarSetting(closures=(date(2018, 12, 27),)).working()
days = st.dates(date(2018, 1, 1), date(2019, 12, 31))


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        ("2018-11-16", -7, "2018-11-07"),
        ("2018-12-06", -7, "2018-11-27"),
        ("2018-11-27", -10, "2018-11-13"),
        ("2018-12-24", 1, "2018-12-28"),
        ("2018-12-25", 0, "2018-12-28"),
        ("2018-12-24", 0, "2018-12-24"),
        ("2018-04-03", -1, "2018-03-29"),
        ("2021-12-24", 1, "2021-12-29"),
        ("2022-09-16", 1, "2022-09-20"),
    ],
    ids=[
        "papers for November",
        "papers for December",
        "a round's opening",
        "over Christmas and a closure",
        "a bank holiday itself",
        "a working day itself",
        "back over Easter",
        "holidays kept on other days",
        "the one day of a funeral",
    ],
)
def test_reckoning_by_working_days(day, number, expected):
    assert ENGLAND.shift(date.fromisoformat(day), number) == date.fromisoformat(expected)


@given(days, st.integers(1, 40))
def test_as_far_back_as_on(day, number):
    on = ENGLAND.shift(day, number)
    assert ENGLAND.is_working(on)
    assert ENGLAND.between(day, on) == number
    assert ENGLAND.shift(on, -number) == (day if ENGLAND.is_working(day) else ENGLAND.previous_working(day))
    assert ENGLAND.between(on, day) == -number


def test_scotland_keeps_other_days():
    scotland = CalendarSetting(subdivision="SCT").working()
    assert not scotland.is_working(date(2018, 1, 2))
    assert ENGLAND.is_working(date(2018, 1, 2))


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"country": "QQ"}, "there is no country `QQ`"), ({"subdivision": "XX"}, "no subdivision `XX` of GB")],
)
def test_an_unknown_place_is_refused(facts, said):
    with pytest.raises(ValueError, match=said):
        CalendarSetting(**facts)


def test_a_warning_comes_before_the_last_known_year_is_over():
    setting = CalendarSetting()
    horizon = setting.working().horizon
    assert setting.warning(date(horizon.year - 2, 6, 1)) == ""
    assert "31 December" in setting.warning(date(horizon.year, 1, 1))


def test_a_bare_calendar_knows_weekends():
    bare = WorkingCalendar(frozenset(), date.max)
    assert [bare.is_working(date(2018, 11, day)) for day in (16, 17, 18, 19)] == [True, False, False, True]
