"""Ticks run by business time, in order, once for each instant, whatever the beats were like."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot.clock import FollowedClock, ManualClock
from bot.domain.people import Account
from bot.lineup import ticks
from bot.scheduler import Scheduler, Tick
from bot.settings import default_config_dir, load_config
from bot.store.unit_of_work import Store
from bot.workflows.services import Services

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def services(store: Store, clock: ManualClock) -> Services:
    return Services(store, load_config(default_config_dir() / "convenor.toml"), clock, "T0DEMO")


class Workspace:
    """A Slack that nobody uses."""

    def users(self) -> list[Account]:
        return []


class Ran:
    """Ticks that note when they were run."""

    def __init__(self) -> None:
        self.at: list[tuple[str, datetime]] = []

    def tick(self, name: str, **cron: object) -> Tick:
        def work(at: datetime) -> str:
            self.at.append((name, at))
            return "noted"

        return Tick(name, CronTrigger(timezone=LONDON, **cron), work)


class Letters:
    """Letters to be sent at an instant each; what sends them goes by when the next one is due."""

    def __init__(self, *waiting: datetime) -> None:
        self.waiting = list(waiting)
        self.runs: list[datetime] = []

    def tick(self) -> Tick:
        return Tick("letters", CronTrigger(timezone=LONDON), self.send, due=self.next_due)

    def next_due(self, _after: datetime) -> datetime | None:
        return min(self.waiting, default=None)

    def send(self, at: datetime) -> str:
        self.runs.append(at)
        sent = [letter for letter in self.waiting if letter <= at]
        self.waiting = [letter for letter in self.waiting if letter > at]
        return f"{len(sent)} sent"


def test_a_frequent_tick_passes_over_the_minutes_in_which_nothing_is_due(services: Services) -> None:
    clock = ManualClock(datetime(2018, 11, 1, 9, 30, tzinfo=UTC))
    letters = Letters(datetime(2018, 11, 9, 8, 0, 30, tzinfo=UTC), datetime(2018, 11, 20, 15, 0, tzinfo=UTC))
    scheduler = Scheduler(services, [replace(letters.tick(), trigger=CronTrigger(minute="*", timezone=LONDON))], clock)
    scheduler.catch_up()
    clock.move_to(datetime(2018, 12, 5, tzinfo=UTC))
    assert [(run.at, run.summary) for run in scheduler.catch_up(every=True)] == [
        (datetime(2018, 11, 9, 8, 1, tzinfo=UTC), "1 sent"),
        (datetime(2018, 11, 20, 15, 0, tzinfo=UTC), "1 sent"),
    ]
    assert scheduler.catch_up() == []


def test_what_one_tick_brings_another_sends_at_its_next_minute(services: Services) -> None:
    clock = ManualClock(datetime(2018, 11, 1, 9, 30, tzinfo=UTC))
    letters = Letters()

    def write(at: datetime) -> str:
        letters.waiting.append(at + timedelta(hours=2))
        return "written"

    line_up = [
        replace(letters.tick(), trigger=CronTrigger(minute="*", timezone=LONDON)),
        Tick("writer", CronTrigger(hour=9, timezone=LONDON), write),
    ]
    scheduler = Scheduler(services, line_up, clock)
    scheduler.catch_up()
    clock.move_to(datetime(2018, 11, 3, 12, tzinfo=UTC))
    assert [f"{run.at:%d %H:%M} {run.name}" for run in scheduler.catch_up(every=True)] == [
        "02 09:00 writer",
        "02 11:00 letters",
        "03 09:00 writer",
        "03 11:00 letters",
    ]


def test_a_frequent_tick_runs_once_after_days_of_downtime(services: Services) -> None:
    clock = ManualClock(datetime(2018, 11, 1, 9, 30, tzinfo=UTC))
    letters = Letters(datetime(2018, 11, 2, tzinfo=UTC), datetime(2018, 11, 5, tzinfo=UTC))
    scheduler = Scheduler(services, [replace(letters.tick(), trigger=CronTrigger(minute="*", timezone=LONDON))], clock)
    scheduler.catch_up()
    clock.move_to(datetime(2018, 11, 9, 12, 0, 20, tzinfo=UTC))
    (run,) = scheduler.catch_up()
    assert (run.at, run.summary) == (datetime(2018, 11, 9, 12, tzinfo=UTC), "2 sent")


def test_a_first_start_has_no_backlog(services: Services, clock: ManualClock) -> None:
    ran = Ran()
    scheduler = Scheduler(services, [ran.tick("nightly", hour=3)], clock)
    assert scheduler.catch_up(every=True) == []
    assert ran.at == []


def test_a_jump_runs_every_tick_between_in_the_order_of_time(services: Services, clock: ManualClock) -> None:
    ran = Ran()
    line_up = [ran.tick("morning", hour=9), ran.tick("nightly", hour=3)]
    scheduler = Scheduler(services, line_up, clock)
    scheduler.catch_up()
    clock.move_to(clock.now() + timedelta(days=2))
    scheduler.catch_up(every=True)
    assert [(name, f"{at:%d %H}") for name, at in ran.at] == [
        ("morning", "01 09"),
        ("nightly", "02 03"),
        ("morning", "02 09"),
        ("nightly", "03 03"),
    ]


def test_after_downtime_only_the_latest_instant_is_run(services: Services, clock: ManualClock) -> None:
    ran = Ran()
    scheduler = Scheduler(services, [ran.tick("nightly", hour=3)], clock)
    scheduler.catch_up()
    clock.move_to(clock.now() + timedelta(days=10))
    scheduler.catch_up()
    assert [f"{at:%d %b}" for _, at in ran.at] == ["11 Nov"]


def test_a_beat_more_changes_nothing(services: Services, clock: ManualClock) -> None:
    ran = Ran()
    scheduler = Scheduler(services, [ran.tick("nightly", hour=3)], clock)
    scheduler.catch_up()
    clock.move_to(clock.now() + timedelta(days=1))
    scheduler.catch_up()
    scheduler.catch_up()
    restarted = Scheduler(services, [ran.tick("nightly", hour=3)], clock)
    restarted.catch_up(every=True)
    assert len(ran.at) == 1


def test_a_tick_that_fails_stops_no_other_and_is_tried_again(services: Services, clock: ManualClock) -> None:
    ran, attempts = Ran(), []

    def broken(at: datetime) -> str:
        attempts.append(at)
        raise RuntimeError("planted")

    line_up = [Tick("broken", CronTrigger(hour=3, timezone=LONDON), broken), ran.tick("sound", hour=4)]
    scheduler = Scheduler(services, line_up, clock)
    scheduler.catch_up()
    clock.move_to(clock.now() + timedelta(days=1))
    runs = scheduler.catch_up()
    assert [(run.name, "failed" in run.summary) for run in runs] == [("broken", True), ("sound", False)]
    scheduler.catch_up()
    assert len(attempts) == 2
    assert len(ran.at) == 1
    clock.move_to(clock.now() + timedelta(days=3))
    scheduler.catch_up(every=True)
    assert set(attempts) == {attempts[0]}, "a later instant of what failed must not run first"


@pytest.mark.parametrize(
    ("around", "hour", "minute", "instants"),
    [
        pytest.param(
            datetime(2019, 3, 30, 12, tzinfo=UTC), 1, 30, ["2019-03-31 01:00", "2019-04-01 00:30"], id="spring"
        ),
        pytest.param(
            datetime(2018, 10, 27, 12, tzinfo=UTC), 1, 30, ["2018-10-28 00:30", "2018-10-29 01:30"], id="autumn"
        ),
    ],
)
def test_a_time_inside_a_clock_change_fires_once(
    store: Store, around: datetime, hour: int, minute: int, instants: list[str]
) -> None:
    clock, ran = ManualClock(around), Ran()
    services = Services(store, load_config(default_config_dir() / "convenor.toml"), clock, "T0DEMO")
    scheduler = Scheduler(services, [ran.tick("early", hour=hour, minute=minute)], clock)
    scheduler.catch_up()
    clock.move_to(around + timedelta(days=2))
    scheduler.catch_up(every=True)
    assert len(ran.at) == len(instants)
    assert [at.astimezone(UTC).date() for _, at in ran.at] == [datetime.fromisoformat(i).date() for i in instants]


def test_the_house_line_up_checks_the_audit_chain_each_night(services: Services, clock: ManualClock) -> None:
    scheduler = Scheduler(services, ticks(services, Workspace()), clock)
    scheduler.catch_up()
    clock.move_to(clock.now() + timedelta(days=1))
    summaries = {run.name: run.summary for run in scheduler.catch_up(every=True)}
    assert summaries == {
        "verify-audit": "audit chain sound, 0 events",
        "forget-deliveries": "0 old deliveries forgotten",
        "refresh-accounts": "0 accounts new or changed",
        "rounds": "nothing to collect",
        "rounds-nightly": "nothing to collect",
        "held-alerts": "0 alerts held",
        "homes-of-the-day": "0 desks looked at",
        "acceptances": "0 acceptances near their end",
        "late-actions": "nothing to tell",
        "late-lists": "no late list to tell",
        "no-date": "no list to show",
        "routes": "no stage to tend",
        "decisions": "0 conditions lapsed, 0 items brought up",
        "funds-ending": "0 funds near their end",
        "bids": "0 rounds scored",
    }


def test_half_hours_of_the_hour_that_comes_twice_fire_once_each(store: Store) -> None:
    clock, ran = ManualClock(datetime(2018, 10, 27, 23, 45, tzinfo=UTC)), Ran()
    services = Services(store, load_config(default_config_dir() / "convenor.toml"), clock, "T0DEMO")
    scheduler = Scheduler(services, [ran.tick("half-hourly", minute="*/30")], clock)
    scheduler.catch_up()
    clock.move_to(datetime(2018, 10, 28, 2, 15, tzinfo=UTC))
    scheduler.catch_up(every=True)
    assert [f"{at.astimezone(LONDON):%H:%M}" for _, at in ran.at] == ["01:00", "01:30", "02:00"]


def test_what_reads_the_present_runs_once_after_a_jump(services: Services, clock: ManualClock) -> None:
    ran = Ran()
    scheduler = Scheduler(services, [replace(ran.tick("accounts", minute=45), only_latest=True)], clock)
    scheduler.catch_up()
    clock.move_to(clock.now() + timedelta(days=30))
    scheduler.catch_up(every=True)
    assert len(ran.at) == 1


def test_stopping_waits_for_the_tick_in_hand(services: Services) -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(_: datetime) -> str:
        begun.set()
        may_end.wait(10)
        ended.set()
        return "done"

    class Machine(FollowedClock):
        def __init__(self) -> None:
            self.version = 1
            self.at = datetime(2018, 11, 1, 8, 50, tzinfo=UTC)

        def now(self) -> datetime:
            self.at += timedelta(days=1)
            return self.at

        def settle(self, version: int, report: list[dict[str, str]]) -> None:
            """Nobody listens."""

        def wait_for_jump(self, wait_s: float = 25.0) -> bool:
            return False

    scheduler = Scheduler(services, [Tick("slow", CronTrigger(hour=3, timezone=LONDON), slow)], Machine())
    scheduler.start()
    assert begun.wait(10)
    stopper = threading.Thread(target=scheduler.stop)
    stopper.start()
    assert not ended.is_set()
    may_end.set()
    stopper.join(10)
    assert ended.is_set()
    assert not stopper.is_alive()
