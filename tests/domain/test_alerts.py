"""How long a board may be silent, and who speaks for it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.alerts import after_working_hours, speaks_for
from bot.domain.people import Board, BoardMember, Capacity, DecidesIn, Term

LONDON = ZoneInfo("Europe/London")
HOLIDAYS = {date(2018, 12, 25), date(2018, 12, 26)}


def is_working(day):
    return day.weekday() < 5 and day not in HOLIDAYS


@pytest.mark.parametrize(
    ("at", "hours", "until"),
    [
        pytest.param("2018-11-01 09:05", 8, "2018-11-02 09:05", id="a working day later"),
        pytest.param("2018-11-01 07:00", 8, "2018-11-01 17:00", id="before the day begins"),
        pytest.param("2018-11-01 23:30", 1, "2018-11-02 10:00", id="late at night"),
        pytest.param("2018-11-02 16:00", 2, "2018-11-05 10:00", id="over a weekend"),
        pytest.param("2018-11-03 12:00", 8, "2018-11-05 17:00", id="on a Saturday"),
        pytest.param("2018-12-24 16:30", 1, "2018-12-27 09:30", id="over Christmas"),
        pytest.param("2018-10-26 12:00", 16, "2018-10-30 12:00", id="over the end of summer time"),
    ],
)
def test_working_hours_are_nine_to_five_on_working_days(at, hours, until):
    start = datetime.fromisoformat(at).replace(tzinfo=LONDON).astimezone(UTC)
    found = after_working_hours(start, hours, LONDON, is_working)
    assert found.tzinfo is UTC
    assert f"{found.astimezone(LONDON):%Y-%m-%d %H:%M}" == until


def test_members_and_their_deputies_speak_for_a_board_while_their_term_lasts():
    left = Term(until_on=date(2018, 10, 31))
    seats = [
        (1, Capacity.CHAIR, Term()),
        (2, Capacity.VOTING, Term()),
        (3, Capacity.DEPUTY, Term()),
        (4, Capacity.ATTENDEE, Term()),
        (5, Capacity.CHAIR, left),
    ]
    members = tuple(BoardMember(who, None, capacity, term) for who, capacity, term in seats)
    board = Board("TB", "Transformation Board", 2, None, DecidesIn.THREAD, members, ())
    day = date(2018, 11, 1)
    assert [who for who in range(1, 7) if speaks_for(board, who, day)] == [1, 2, 3]
    assert board.chairs(day) == (1,)
