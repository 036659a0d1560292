"""The clock's hand: asks at every beat which ticks have come due, and runs their workflows in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.clock import Clock, FollowedClock
from bot.errors import UnavailableError
from bot.workflows.housekeeping import last_runs, mark_run
from bot.workflows.services import Services

BEAT_S = 5
_MOST_RUNS = 2000
# Looked through one after the other for a tick's latest instant, so that one of each minute is not walked for days.
_WINDOWS = (timedelta(hours=1), timedelta(days=1), timedelta(days=32), timedelta(days=3660))
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """A scheduled workflow: when it comes due in business time, and what it does, answered in a phrase.

    `only_latest` ones read the world as it is now, so a jump over many instants runs them once. Frequent ones say by
    `due` when there is next something for them to do after an instant, by what the database holds now (None for
    never): instants before that are passed over without a run and without a write.
    """

    name: str
    trigger: BaseTrigger
    work: Callable[[datetime], str]
    only_latest: bool = False
    due: Callable[[datetime], datetime | None] | None = None


@dataclass(frozen=True, slots=True)
class TickRun:
    """A tick that ran: for which business instant, and what it did."""

    at: datetime
    name: str
    summary: str
    failed: bool = False


def next_instant(trigger: BaseTrigger, after: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when `trigger` next fires after `after`, as UTC; None when never again.

    When the clocks go back an hour comes twice; only its first coming counts, so that a wall time fires once.
    """
    probe = after
    while True:
        at: datetime | None = trigger.get_next_fire_time(None, probe + timedelta(microseconds=1))
        if at is None:
            return None
        # The trigger leaves the hour that comes twice ambiguous: the instant decides which coming it is.
        first = at.astimezone(UTC).astimezone(zone).replace(fold=0).astimezone(UTC)
        if first > after:
            return first
        probe += timedelta(minutes=1)


def _latest_instant(trigger: BaseTrigger, after: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the last instant after `after` and up to `until` at which `trigger` fires; None when there is none."""
    for window in _WINDOWS:
        start = max(after, until - window)
        at, latest = next_instant(trigger, start, zone), None
        while at is not None and at <= until:
            latest = at
            at = next_instant(trigger, at, zone)
        if latest is not None or start == after:
            return latest
    return None


class Scheduler:
    """Runs ticks by business time. What a tick does depends on the database only, so a missed beat loses nothing.

    Args:
        services: what workflows are handed.
        ticks: the line-up.
        clock: business time; a `FollowedClock` may jump, and then every tick in between is run.
    """

    def __init__(self, services: Services, ticks: Sequence[Tick], clock: Clock) -> None:
        self._services = services
        self._ticks = ticks
        self._clock = clock
        self._beats = BackgroundScheduler(timezone="UTC")
        self._one_at_a_time = threading.Lock()
        self._stopping = threading.Event()
        self._follower: threading.Thread | None = None

    def start(self) -> None:
        """Begin to beat; where a time machine tells the time, its hand is followed instead."""
        if isinstance(self._clock, FollowedClock):
            self._follower = threading.Thread(
                target=self._follow, args=(self._clock,), name="time-machine", daemon=True
            )
            self._follower.start()
        else:
            self._beats.add_job(self.catch_up, "interval", seconds=BEAT_S, coalesce=True, max_instances=1)
            self._beats.start()

    def stop(self) -> None:
        """Finish the tick in hand and beat no more."""
        self._stopping.set()
        if self._follower is not None and isinstance(self._clock, FollowedClock):
            deadline = time.monotonic() + 2 * BEAT_S
            while self._follower.is_alive() and time.monotonic() < deadline:
                # Again and again: it may have been on its way to wait when it was told not to.
                self._clock.stop_waiting()
                self._follower.join(timeout=0.1)
        elif self._beats.running:
            self._beats.shutdown(wait=True)

    @property
    def is_alive(self) -> bool:
        """Whether the hand still beats, or follows the time machine."""
        return self._beats.running if self._follower is None else self._follower.is_alive()

    def catch_up(self, *, every: bool = False) -> list[TickRun]:
        """Run what has come due since each tick last ran, in the order of time; return what ran.

        Args:
            every: run each tick for every instant missed, as after a jump; else only for the latest one.
        """
        with self._one_at_a_time:
            now = self._clock.now()
            reached = self._reached(now)
            waiting = list(self._ticks)
            coming: dict[str, datetime | None] = {}
            runs: list[TickRun] = []
            while len(runs) < _MOST_RUNS:
                for tick in waiting:
                    # What another one did may have brought a tick that goes by the database something to do.
                    if tick.name not in coming or tick.due is not None:
                        coming[tick.name] = self._next_run(tick, reached[tick.name], now, every=every)
                ready = [(at, tick) for tick in waiting if (at := coming[tick.name]) is not None]
                if not ready:
                    break
                at, tick = min(ready, key=lambda pair: pair[0])
                run = self._run(tick, at)
                runs.append(run)
                reached[tick.name] = at
                del coming[tick.name]
                if run.failed:
                    # It is tried again from there at the next beat, so nothing later of it may run first.
                    waiting.remove(tick)
            return runs

    def _reached(self, now: datetime) -> dict[str, datetime]:
        """Return the last instant each tick was run for, by its name; a first start has no backlog."""
        last = last_runs(self._services)
        for tick in self._ticks:
            if tick.name not in last:
                mark_run(self._services, tick.name, now)
        return {tick.name: last.get(tick.name, now) for tick in self._ticks}

    def _next_run(self, tick: Tick, last: datetime, now: datetime, *, every: bool) -> datetime | None:
        """Return the instant, up to `now`, that a tick is next run for after `last`; None when there is none."""
        zone, after = self._services.config.zone, last
        if tick.due is not None:
            wanted = tick.due(last)
            if wanted is None or wanted > now:
                return None
            after = max(last, wanted - timedelta(microseconds=1))
        if every and not tick.only_latest:
            at = next_instant(tick.trigger, after, zone)
            return at if at is not None and at <= now else None
        return _latest_instant(tick.trigger, after, now, zone)

    def _run(self, tick: Tick, at: datetime) -> TickRun:
        try:
            summary = tick.work(at)
            mark_run(self._services, tick.name, at)
        except Exception:  # noqa: BLE001 - the edge: one tick that fails must not stop the others
            _log.exception("tick failed", tick=tick.name, at=at.isoformat())
            return TickRun(at, tick.name, "failed; it is tried again at the next beat", failed=True)
        _log.info("tick", tick=tick.name, at=at.isoformat(), summary=summary)
        return TickRun(at, tick.name, summary)

    def _follow(self, clock: FollowedClock) -> None:
        settled = -1
        while not self._stopping.is_set():
            try:
                version = clock.version
                report = [
                    {"at": run.at.isoformat(), "tick": run.name, "summary": run.summary}
                    for run in self.catch_up(every=True)
                ]
                if report or version != settled:
                    clock.settle(version, report)
                    settled = version
                clock.wait_for_jump(BEAT_S)
            except (UnavailableError, ValueError) as problem:
                if not self._stopping.is_set():
                    _log.warning("the time machine is not followed", error=str(problem))
                self._stopping.wait(BEAT_S)
