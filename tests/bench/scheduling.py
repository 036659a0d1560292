"""What it costs to schedule a reminder, beside APScheduler's own job store on the same database.

The job store takes one job at a time. Reminders are planned an action's seven at a time, as a person sets an action,
and many actions' at once, as an import or a round does. On SQLite each has a file of its own, opened as it opens it
itself; PostgreSQL writes durably.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text

from bot.clock import ManualClock
from bot.store.engines import open_engines
from bot.store.repositories.nudges import NewNudge
from bot.store.schema import migrate
from bot.store.unit_of_work import Store
from tests.support.databases import postgres_server

JOBS, REMINDERS, EACH = 1_000, 10_500, 7
_ROUNDS = 5
_NOW = datetime(2018, 11, 20, 9, tzinfo=UTC)


def measure_scheduling() -> dict[str, Any]:
    """Return seconds a reminder by database and way, medians of rounds taken in turns."""
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres_server(durable=True) as server,
        server.database() as postgres,
    ):
        ours, theirs = (f"sqlite:///{Path(folder) / name}.sqlite3" for name in ("convenor", "jobs"))
        return {"sqlite": _measure(ours, theirs), "postgresql": _measure(postgres, postgres)}


def never() -> None:
    """Stand for the work of a job; no job of the measurement ever runs."""


def _measure(url: str, jobs_url: str) -> dict[str, float]:
    engines = open_engines(url)
    migrate(engines)
    with engines.write.begin() as connection:
        connection.execute(text("INSERT INTO person (key, name, loaded_digest) VALUES ('p', 'Person', '')"))
    store, number = Store(engines, ManualClock(_NOW)), iter(range(10**9))

    def nudges(count: int) -> list[NewNudge]:
        first = next(number)
        return [
            NewNudge(f"action:{first}-{n // EACH}", 1, f"before-{n % EACH}", 1, _NOW + timedelta(days=n % EACH))
            for n in range(count)
        ]

    def one_by_one() -> None:
        for _ in range(JOBS // EACH):
            wanted = nudges(EACH)
            store.write(lambda unit, wanted=wanted: unit.nudges.plan(wanted))

    def together() -> None:
        wanted = nudges(REMINDERS)
        store.write(lambda unit: unit.nudges.plan(wanted))

    with _scheduler(jobs_url) as scheduler:

        def jobs() -> None:
            for n in range(JOBS):
                scheduler.add_job(never, "date", run_date=_NOW + timedelta(days=36500 + n))

        spent: dict[str, list[float]] = {"job": [], "one": [], "many": []}
        ways: Sequence[tuple[str, Callable[[], None], int]] = (
            ("job", jobs, JOBS),
            ("one", one_by_one, JOBS // EACH * EACH),
            ("many", together, REMINDERS),
        )
        for _ in range(_ROUNDS):
            for name, work, count in ways:
                began = time.perf_counter()
                work()
                spent[name].append((time.perf_counter() - began) / count)
    engines.dispose()
    return {name: statistics.median(times) for name, times in spent.items()}


@contextmanager
def _scheduler(url: str) -> Iterator[BackgroundScheduler]:
    scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url)}, timezone=UTC)
    scheduler.start(paused=True)
    try:
        yield scheduler
    finally:
        scheduler.shutdown()
