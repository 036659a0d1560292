"""Business time: forward only, running on, waited for, settled by a follower."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.clock import BusinessClock, ClockState, iso, parse_iso
from bot.sandbox.errors import PersonError
from tests.sandbox.conftest import DIRECTOR, OPEN
from tests.support.sandbox import SandboxClient, SandboxRefusedError, until
from tests.support.waiting import run_async

START = datetime(2018, 11, 1, 8, 50, tzinfo=UTC)


class Seconds:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
def clock(seconds):
    return BusinessClock(ClockState(now=START, version=1, settled=1), seconds)


def test_it_runs_on_at_real_pace_from_where_it_was_set(clock, seconds):
    seconds.now += 90
    assert clock.now() == START + timedelta(seconds=90)
    clock.set(START + timedelta(days=30))
    seconds.now += 10
    assert clock.now() == START + timedelta(days=30, seconds=10)
    assert clock.answer() == {"now": "2018-12-01T08:50:10.000+00:00", "version": 2, "settled": 1}


@pytest.mark.parametrize("back", [timedelta(0), timedelta(microseconds=1), timedelta(days=400)])
def test_it_never_goes_back(clock, back):
    with pytest.raises(PersonError, match="only goes forward"):
        clock.set(START - back)
    clock.set(START + timedelta(microseconds=1))


def test_a_refusal_names_instants_as_people_do(seconds):
    clock = BusinessClock(ClockState(now=START, version=1, settled=1), seconds, zone=ZoneInfo("Europe/London"))
    with pytest.raises(PersonError, match="it is Thu 1 Nov 2018, 08:50, and Tue 31 Jul 2018, 09:50 is not after that"):
        clock.set(datetime(2018, 7, 31, 8, 50, tzinfo=UTC))


def test_a_follower_settles_what_was_set_and_no_more(clock):
    clock.set(START + timedelta(days=1))
    with pytest.raises(PersonError, match="version 2"):
        clock.settle(3)
    clock.settle(2)
    clock.settle(1)
    assert clock.state() == ClockState(now=START + timedelta(days=1), version=2, settled=2)


def test_waiting_ends_with_the_next_setting_or_with_the_time(clock):
    async def main():
        waiting = asyncio.create_task(clock.wait_for_change(1, 30))
        await asyncio.sleep(0)
        assert not waiting.done()
        clock.set(START + timedelta(days=1))
        await asyncio.wait_for(waiting, 5)
        await clock.wait_for_change(1, 30)
        await clock.wait_for_change(2, 0)

    run_async(main)


@pytest.mark.parametrize("text", ["tomorrow", "2018-11-01T08:50:00", None, "", 5])
def test_an_instant_needs_an_offset(text):
    with pytest.raises(PersonError):
        parse_iso(text)


def test_an_instant_in_another_zone_is_the_same_instant():
    assert parse_iso("2018-11-01T09:50:00+01:00") == parse_iso("2018-11-01T08:50:00Z") == START
    assert iso(START) == "2018-11-01T08:50:00.000+00:00"


def test_the_time_machine(own_process):
    sandbox = SandboxClient(own_process(now="2018-11-01T08:50:00+00:00").start())
    try:
        before = sandbox.clock()
        assert before["now"].startswith("2018-11-01T08:50:")
        assert before["version"] == before["settled"] == 1
        after = sandbox.set_clock("2018-12-06T09:00:00+00:00")
        assert (after["now"][:16], after["version"], after["settled"]) == ("2018-12-06T09:00", 2, 1)
        with pytest.raises(SandboxRefusedError, match="only goes forward"):
            sandbox.set_clock("2018-12-06T08:59:00+00:00")
        with pytest.raises(SandboxRefusedError, match="version 2"):
            sandbox.settle(3)
        sandbox.settle(2, [{"at": "2018-12-01T09:00:00+00:00", "tick": "chase", "summary": "2 reminders"}])
        assert sandbox.wait_until_settled(2)["settled"] == 2
        posted = sandbox.api("chat.postMessage", channel=OPEN, text="x")
        message = sandbox.messages(DIRECTOR, OPEN)[0]
        assert message["at"].startswith("2018-12-06T09:00:")
        real = datetime.now(UTC).timestamp()
        assert abs(float(posted["ts"]) - real) < 60
        assert sandbox.state(DIRECTOR)["clock"]["version"] == 2
    finally:
        sandbox.close_client()


def test_a_follower_waits_for_the_next_setting(own_sandbox):
    version = own_sandbox.clock()["version"]
    assert own_sandbox.clock(after=version, wait=0)["version"] == version
    assert own_sandbox.clock(after=version - 1)["version"] == version
    heard = []
    follower = threading.Thread(target=lambda: heard.append(own_sandbox.clock(after=version)))
    follower.start()
    other = SandboxClient(own_sandbox.url)
    other.set_clock("2999-01-01T00:00:00Z")
    follower.join(10)
    other.close_client()
    until(lambda: heard)
    assert heard[0]["version"] == version + 1
