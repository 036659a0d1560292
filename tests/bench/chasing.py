"""What reminders cost: an idle tick beside one over many more rows, and planning beside the barest insert."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.clock import ManualClock
from bot.settings import Config, default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.repositories.nudges import NewNudge
from bot.store.schema import migrate
from bot.store.unit_of_work import Store
from bot.workflows.chasing.tick import chase
from bot.workflows.services import Services

FEW, MANY = 1_000, 1_000_000
_NOW = datetime(2018, 11, 20, 9, tzinfo=UTC)
_BATCH = 20_000
_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Pair:
    """Two medians in seconds, taken in turns; `ratio` is the first in terms of the second."""

    measured: float
    beside: float

    @property
    def ratio(self) -> float:
        """How many times the second the first is."""
        return self.measured / self.beside


def idle_tick(folder: Path, rounds: int = 300) -> Pair:
    """Return what a tick costs that finds nothing due: among `MANY` rows, and among `FEW`.

    Half of the rows are planned for days to come, half were said long ago.
    """
    config = load_config(default_config_dir() / "convenor.toml")
    with office(folder / "many.sqlite3", config) as many, office(folder / "few.sqlite3", config) as few:
        _fill(many, MANY)
        _fill(few, FEW)
        return in_turns(lambda: chase(many, _NOW), lambda: chase(few, _NOW), rounds)


def planning(folder: Path, rounds: int = 15, size: int = 5_000) -> Pair:
    """Return what it costs to plan a nudge, beside a bare insert of the same facts into a table without indexes."""
    config = load_config(default_config_dir() / "convenor.toml")
    with office(folder / "planning.sqlite3", config) as services:
        store, number = services.store, iter(range(10**9))
        with store.engines.write.begin() as connection:
            connection.execute(
                text(
                    "CREATE TABLE bare"
                    " (id INTEGER PRIMARY KEY, subject, person_id, rule, plan, planned_at, due_at, status)"
                )
            )
        bare = text(
            "INSERT INTO bare (subject, person_id, rule, plan, planned_at, due_at, status)"
            " VALUES (:subject, :person_id, :rule, :plan, :planned_at, :due_at, 'planned')"
        )

        def subjects() -> list[tuple[str, int]]:
            return [(f"round:1:risk:{next(number)}", n % _PEOPLE + 1) for n in range(size)]

        def insert() -> None:
            rows = [
                {"subject": s, "person_id": p, "rule": "due", "plan": 1, "planned_at": str(_NOW), "due_at": str(_NOW)}
                for s, p in subjects()
            ]
            with store.engines.write.begin() as connection:
                connection.execute(bare, rows)

        def plan() -> None:
            nudges = [NewNudge(subject, person_id, "due", 1, _NOW) for subject, person_id in subjects()]
            store.write(lambda unit: unit.nudges.plan(nudges))

        pair = in_turns(plan, insert, rounds)
        return Pair(pair.measured / size, pair.beside / size)


@contextmanager
def office(file: Path, config: Config) -> Iterator[Services]:
    """Open an empty database with people in it."""
    engines = open_engines(f"sqlite:///{file}")
    migrate(engines)
    services = Services(Store(engines, ManualClock(_NOW)), config, ManualClock(_NOW), "T0DEMO")
    with engines.write.begin() as connection:
        rows = [{"key": f"p{n}", "name": f"Person {n}"} for n in range(_PEOPLE)]
        connection.execute(text("INSERT INTO person (key, name, loaded_digest) VALUES (:key, :name, '')"), rows)
    yield services
    engines.dispose()


def _fill(services: Services, size: int) -> None:
    later = _NOW + timedelta(days=3)
    with services.store.engines.write.begin() as connection:
        connection.execute(
            text("INSERT INTO nudge_message (id, person_id, day_on, number, version) VALUES (1, 1, :d, 1, 1)"),
            {"d": str(date(2018, 1, 1))},
        )
    for start in range(0, size // 2, _BATCH):
        numbers = range(start, min(start + _BATCH, size // 2))
        planned = [NewNudge(f"round:2:risk:{n}", n % _PEOPLE + 1, "due", 1, later) for n in numbers]
        said = [NewNudge(f"round:1:risk:{n}", n % _PEOPLE + 1, "due", 1, _NOW - timedelta(days=30)) for n in numbers]
        services.store.write(lambda unit, planned=planned, said=said: unit.nudges.plan([*planned, *said]))
    with services.store.engines.write.begin() as connection:
        connection.execute(
            text("UPDATE nudge SET status = 'said', message_id = 1 WHERE due_at < :now"), {"now": str(_NOW)[:19]}
        )


def in_turns(
    first: Callable[[], object], second: Callable[[], object], rounds: int, prepare: Callable[[], object] | None = None
) -> Pair:
    """Return the medians of two pieces of work that take turns; what `prepare` does before each round is not timed."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        if prepare is not None:
            prepare()
        for work, times in ((first, spent[0]), (second, spent[1])):
            started = time.perf_counter()
            work()
            times.append(time.perf_counter() - started)
    return Pair(statistics.median(spent[0]), statistics.median(spent[1]))
