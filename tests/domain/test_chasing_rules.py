from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chasing import Away, Caps, Hearer, Hours, Offsets, Planned, first_instant, next_instant, plan
from bot.domain.nudges import DueNudge, Situation, decide, reader_of
from bot.settings.calendar import CalendarSetting

ENGLAND = CalendarSetting().working()
LONDON = Hours(ZoneInfo("Europe/London"), time(9), time(19), time(8))
LATE = date(2019, 1, 1)
zones = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"])


@st.composite
def hours(draw):
    quarter = st.integers(0, 95)
    until, frm = sorted((draw(quarter), draw(quarter.filter(bool))))
    if until == frm:
        until -= 1
    wall = [time(*divmod(n * 15, 60)) for n in (draw(quarter), frm, until)]
    return Hours(ZoneInfo(draw(zones)), *wall)


def test_a_plan_goes_by_working_days_and_leaves_out_the_past():
    offsets = Offsets((1, 3), on_the_day=True, after=(1, 3))
    planned = plan(date(2018, 12, 24), offsets, ENGLAND, date(2018, 12, 20))
    assert [(one.rule, one.on.isoformat()) for one in planned] == [
        ("before-1", "2018-12-21"),
        ("due", "2018-12-24"),
        ("after-1", "2018-12-27"),
        ("after-3", "2018-12-31"),
    ]


def test_what_is_due_on_a_day_off_is_due_on_the_next_working_day():
    # Boxing Day counts as Thursday the 27th, and Friday is the first day after it.
    offsets = Offsets((1,), on_the_day=True, after=(1,))
    assert plan(date(2018, 12, 26), offsets, ENGLAND, date(2018, 1, 1)) == (
        Planned("before-1", date(2018, 12, 24)),
        Planned("due", date(2018, 12, 27)),
        Planned("after-1", date(2018, 12, 28)),
    )


@pytest.mark.parametrize(
    ("day", "quiet_until", "expected"),
    [
        ("2018-11-20", time(8), "2018-11-20T09:00"),
        ("2018-07-20", time(8), "2018-07-20T08:00"),
        ("2018-07-21", time(8), "2018-07-23T08:00"),
        ("2018-12-25", time(8), "2018-12-27T09:00"),
        ("2018-11-20", time(10), "2018-11-20T10:00"),
    ],
    ids=["winter", "summer", "a Saturday", "Christmas", "who sleeps in"],
)
def test_the_first_instant_of_a_day(day, quiet_until, expected):
    mine = Hours(LONDON.zone, LONDON.at, LONDON.quiet_from, quiet_until)
    assert first_instant(date.fromisoformat(day), mine, ENGLAND).isoformat() == f"{expected}:00+00:00"


def test_quiet_hours_end_within_the_hour_that_summer_time_leaves_out_or_repeats():
    # In Lord Howe half an hour is left out and repeated at two, and Monday is not far: its own calendar is all days.
    every_day = CalendarSetting().working()
    for day, until in (("2018-03-25", time(1, 30)), ("2018-10-28", time(1, 30))):
        mine = Hours(LONDON.zone, time(0, 30), time(22), until)
        on = mine.on(date.fromisoformat(day))
        assert not mine.is_quiet(on)
        assert mine.today(on) == date.fromisoformat(day)
    # The hour comes twice: in its second coming the clock stands before the end of the quiet hours once more.
    mine = Hours(LONDON.zone, time(9), time(22), time(1, 30))
    assert not mine.is_quiet(datetime(2018, 10, 28, 0, 45, tzinfo=UTC))
    assert mine.is_quiet(datetime(2018, 10, 28, 1, 15, tzinfo=UTC))
    assert next_instant(datetime(2018, 10, 28, 1, 15, tzinfo=UTC), mine, every_day).day == 29


@given(hours(), st.datetimes(datetime(2018, 1, 1), datetime(2020, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_nothing_may_be_said_in_quiet_hours_or_on_a_day_off(mine, now):
    at = next_instant(now, mine, ENGLAND)
    assert at >= now
    assert not mine.is_quiet(at)
    assert ENGLAND.is_working(mine.today(at))
    assert next_instant(at, mine, ENGLAND) == at


@given(
    st.integers(1, 3),
    st.integers(1, 5),
    st.lists(st.dates(date(2018, 11, 16), date(2018, 11, 20)), max_size=12),
)
def test_the_first_day_with_room_is_found(per_day, per_week, heard):
    caps, today = Caps(per_day, per_week), date(2018, 11, 20)

    def has_room(day):
        week = [h for h in heard if h.isocalendar()[:2] == day.isocalendar()[:2]]
        return heard.count(day) < per_day and len(week) < per_week

    free = caps.free_on(tuple(heard), today)
    days = [today + timedelta(days=n) for n in range((free - today).days + 1)]
    assert [has_room(day) for day in days] == [False] * (len(days) - 1) + [True]


def situation(now, **hearers):
    people = {int(name[1:]): hearer for name, hearer in hearers.items()}
    return Situation(now, ENGLAND, Caps(1, 3), people, {})


def away(from_day, until_day, deputy=None):
    return Away(date(2018, 11, from_day), date(2018, 11, until_day), deputy)


NOON = datetime(2018, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("absences", "reader"),
    [
        ({1: ()}, 1),
        ({1: (away(19, 23),)}, date(2018, 11, 24)),
        ({1: (away(19, 23, 2),), 2: ()}, 2),
        ({1: (away(19, 23, 1),)}, date(2018, 11, 24)),
        ({1: (away(19, 23, 2),), 2: (away(20, 21, 1),)}, date(2018, 11, 22)),
        ({1: (away(19, 20, 2),), 2: (away(19, 30, 3),), 3: ()}, date(2018, 11, 21)),
        ({1: (away(19, 20), away(21, 22))}, date(2018, 11, 23)),
        ({1: (away(19, 23), away(20, 20, 2)), 2: ()}, 2),
        ({1: (away(21, 23, 2),), 2: ()}, 1),
    ],
    ids=[
        "here",
        "away and nobody acts",
        "away and somebody acts",
        "acts for themselves",
        "each acts for the other",
        "who acts is away too",
        "two absences in a row",
        "one that names somebody counts",
        "not away yet",
    ],
)
def test_who_reads_what_is_asked_of_the_first(absences, reader):
    people = {f"p{number}": Hearer(LONDON, days) for number, days in absences.items()}
    found = reader_of(1, situation(NOON, **people))
    assert found == (reader if isinstance(reader, int) else first_instant(reader, LONDON, ENGLAND))


def test_who_acts_must_still_serve():
    people = {"p1": Hearer(LONDON, (away(19, 23, 2),)), "p2": Hearer(LONDON, serves=False)}
    assert reader_of(1, situation(NOON, **people)) == datetime(2018, 11, 26, 9, tzinfo=UTC)


def test_a_snooze_holds_one_subject_of_one_person():
    due = [DueNudge(n, s, p, "due", NOON) for n, s, p in ((1, "a", 1), (2, "b", 1), (3, "a", 2))]
    now = Situation(
        NOON,
        ENGLAND,
        Caps(1, 3),
        {1: Hearer(LONDON), 2: Hearer(LONDON)},
        {("a", 1): date(2018, 11, 24), ("b", 1): date(2018, 11, 20)},
    )
    decisions = decide(due, {nudge.key: True for nudge in due}, now)
    assert decisions.held == {1: datetime(2018, 11, 26, 9, tzinfo=UTC)}
    assert {reader: [n.id for n in said] for reader, said in decisions.said.items()} == {1: [2], 2: [3]}
