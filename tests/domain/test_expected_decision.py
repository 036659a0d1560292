"""When a proposal is expected to be decided: by each board on the last day it has, or at its meeting."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import WorkingCalendar
from bot.domain.people import DecidesIn
from bot.domain.proposals.expecting import Diary, Expected, Times, due_in_thread, expect, next_meeting, start_of
from bot.domain.proposals.records import Ask, Outcome, StageState
from bot.domain.proposals.rules import StageRules
from tests.domain.test_route_course import stage

CALENDAR = WorkingCalendar(frozenset({date(2018, 12, 25), date(2018, 12, 26)}), date(2019, 12, 31))
ICB = Diary((date(2018, 10, 11), date(2018, 11, 16), date(2018, 12, 6)), 7)
TIMES = Times(CALENDAR, {"ICB-H": ICB, "TB": Diary((date(2018, 11, 9),), 5)}, ZoneInfo("Europe/London"))
FIRST = date(2018, 11, 1)
LONG_AGO = datetime(2018, 10, 23, 14, 0, tzinfo=UTC)


def at_meeting(place, step, **more):
    return stage(place, step, board="ICB-H", decides_in=DecidesIn.MEETING, **more)


@pytest.mark.parametrize(
    ("ready", "notice", "papers", "day"),
    [
        pytest.param(date(2018, 11, 7), 0, True, date(2018, 11, 16), id="on the day its papers are due"),
        pytest.param(date(2018, 11, 8), 0, True, date(2018, 12, 6), id="a day too late for the papers"),
        pytest.param(date(2018, 11, 8), 0, False, date(2018, 11, 16), id="whose papers are out already"),
        pytest.param(date(2018, 11, 1), 15, True, date(2018, 11, 16), id="with notice until the day itself"),
        pytest.param(date(2018, 11, 1), 28, True, date(2018, 12, 6), id="with 28 days of notice"),
        pytest.param(date(2018, 12, 7), 0, False, None, id="after the last that is planned"),
    ],
)
def test_the_meeting_that_can_take_it(ready, notice, papers, day):
    assert next_meeting(ICB, CALENDAR, ready, notice, papers=papers) == day


def test_a_board_that_decides_in_the_thread_has_working_days():
    ten = stage(1, 1)
    assert due_in_thread(ten, CALENDAR, date(2018, 12, 14)) == date(2019, 1, 1)
    assert due_in_thread(replace(ten, rules=StageRules(notice_days=28)), CALENDAR, FIRST) == date(2018, 11, 29)


def test_a_proposal_before_its_last_board_is_expected_at_that_boards_meeting():
    endorsed = stage(1, 1, Ask.ENDORSE, state=StageState.CLOSED, outcome=Outcome.ENDORSED, closed_at=LONG_AGO)
    open_ = at_meeting(2, 2, state=StageState.OPEN, sitting=1, opened_at=LONG_AGO, meets_on=date(2018, 11, 16))
    expected = expect([endorsed, open_], TIMES, FIRST)
    assert (expected.on, expected.effective_on) == (date(2018, 11, 16), date(2018, 11, 16))
    assert expected.days == {1: date(2018, 10, 23), 2: date(2018, 11, 16)}


@pytest.mark.parametrize(
    ("first", "day"),
    [
        pytest.param({"state": StageState.OPEN, "due_on": date(2018, 11, 7)}, date(2018, 11, 16), id="in time"),
        pytest.param({"state": StageState.OPEN, "due_on": date(2018, 11, 8)}, date(2018, 12, 6), id="a day later"),
        pytest.param({"state": StageState.OPEN, "due_on": date(2018, 10, 30)}, date(2018, 11, 16), id="late: today"),
        pytest.param({"state": StageState.RETURNED}, date(2018, 12, 6), id="with its author: its whole time anew"),
        pytest.param(
            {"state": StageState.DEFERRED, "deferred_until": date(2018, 11, 20)}, date(2018, 12, 6), id="put off"
        ),
    ],
)
def test_what_comes_next_waits_for_the_step_before_it(first, day):
    before = stage(1, 1, Ask.ENDORSE, sitting=1, opened_at=LONG_AGO, **first)
    if first["state"] is StageState.DEFERRED:
        before = replace(before, rules=StageRules(working_days=1))
    assert expect([before, at_meeting(2, 2)], TIMES, FIRST).on == day


def test_a_board_without_a_meeting_to_take_it_is_named():
    nowhere = stage(2, 1, board="GB", decides_in=DecidesIn.MEETING)
    expected = expect([at_meeting(1, 1), nowhere, stage(3, 2, board="TB")], TIMES, FIRST)
    assert (expected.on, expected.undated, expected.effective_on) == (None, "GB", None)
    assert expected.days == {1: date(2018, 11, 16), 2: None, 3: None}


def test_a_board_that_notes_later_does_not_put_the_decision_off():
    note = stage(2, 2, Ask.NOTE, board="GB", decides_in=DecidesIn.MEETING)
    assert expect([at_meeting(1, 1), note], TIMES, FIRST).on == date(2018, 11, 16)


def test_a_decision_takes_effect_after_call_in():
    called_in = at_meeting(1, 1, rules=StageRules(call_in_days=5))
    expected = expect([called_in], TIMES, FIRST)
    assert (expected.on, expected.effective_on) == (date(2018, 11, 16), date(2018, 11, 23))


@pytest.mark.parametrize(
    ("starts", "after", "is_tight"),
    [
        pytest.param(date(2018, 11, 19), 3, True, id="three days after the decision"),
        pytest.param(date(2018, 11, 30), 14, True, id="just tight"),
        pytest.param(date(2018, 12, 1), 15, False, id="in good time"),
        pytest.param(date(2018, 11, 1), -15, True, id="before the decision"),
    ],
)
def test_a_start_near_the_decision_is_tight(starts, after, is_tight):
    start = start_of(starts, Expected(date(2018, 11, 16)), 14)
    assert start is not None
    assert (start.days_after, start.is_tight) == (after, is_tight)


def test_nothing_is_said_of_a_start_that_is_not_known():
    assert start_of(None, Expected(date(2018, 11, 16)), 14) is None
    assert start_of(FIRST, Expected(None), 14) is None
