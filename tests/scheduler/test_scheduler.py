"""Ticks run by business time, in order, once for each instant, whatever the beats were like."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot.app import ticks
from bot.clock import ManualClock
from bot.scheduler import Scheduler, Tick
from bot.settings import default_config_dir, load_config
from bot.store.unit_of_work import Store
from bot.workflows.services import Services

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def services(store: Store, clock: ManualClock) -> Services:
    return Services(store, load_config(default_config_dir() / "convenor.toml"), clock, "T0DEMO")


class Ran:
    """Ticks that note when they were run."""

    def __init__(self) -> None:
        self.at: list[tuple[str, datetime]] = []

    def tick(self, name: str, **cron: object) -> Tick:
        def work(at: datetime) -> str:
            self.at.append((name, at))
            return "noted"

        return Tick(name, CronTrigger(timezone=LONDON, **cron), work)


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
    scheduler = Scheduler(services, ticks(services), clock)
    scheduler.catch_up()
    clock.move_to(clock.now() + timedelta(days=1))
    summaries = {run.name: run.summary for run in scheduler.catch_up(every=True)}
    assert summaries == {
        "verify-audit": "audit chain sound, 0 events",
        "forget-deliveries": "0 old deliveries forgotten",
    }
