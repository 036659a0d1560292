"""A round over many risks, opened, chased and closed, beside bare inserts of the rows that this leaves.

`python -m tests.bench.rounds` prints the figures alone. The longest unit of work is how long SQLite's one writer was
kept from others.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, insert

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.settings import default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.tables import metadata
from bot.store.unit_of_work import Store, Unit
from bot.workflows.chasing.tick import chase
from bot.workflows.load_partnership import load_partnership
from bot.workflows.rounds import managing, opening
from bot.workflows.rounds.asking import ask_all
from bot.workflows.services import Services
from tests.support.databases import SqliteTemplate

T = TypeVar("T")
RISKS, LEADS = 5_000, 500
_TABLES = metadata.tables
_BEGAN = datetime(2018, 11, 1, 9, tzinfo=UTC)
_OPENS = datetime(2018, 11, 13, 9, tzinfo=UTC)
_DAYS = (19, 22, 23, 26)
_PLANNED = ("round_item", "nudge")
_WRITTEN = (*_PLANNED, "collection_round", "nudge_message", "outbox", "audit_event")


class TimedStore(Store):
    """A store that notes how long its longest unit of work took, in seconds."""

    longest_s = 0.0

    def write(self, work: Callable[[Unit], T], now: datetime | None = None) -> T:
        """Run a unit of work and note how long it took."""
        began = time.perf_counter()
        try:
            return super().write(work, now)
        finally:
            self.longest_s = max(self.longest_s, time.perf_counter() - began)


def measure_round(risks: int = RISKS, leads: int = LEADS) -> dict[str, Any]:
    """Return seconds of opening, chasing and closing a round, and their ratios to bare inserts of the same rows."""
    config = load_config(default_config_dir() / "convenor.toml")
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        template = SqliteTemplate.build(folder)
        file, bare = folder / "round.sqlite3", folder / "bare.sqlite3"
        for copy in (file, bare):
            copy.write_bytes(template.file.read_bytes())
        engines = open_engines(f"sqlite:///{file}")
        store = TimedStore(engines, ManualClock(_BEGAN), config.rules, config.zone)
        load_partnership(store, config)
        store.write(lambda unit: fill(unit, risks, leads))
        services = Services(store, config, ManualClock(_BEGAN), "T0DEMO")
        store.longest_s, before = 0.0, _memory_mb()
        figures: dict[str, Any] = {"risks": risks, "leads": leads}
        with _timed(figures, "opened_s"):
            opening.tend(services, _OPENS)
        with _timed(figures, "opened_bare_s"):
            figures["planned_rows"] = _insert(file, bare, _PLANNED)
        bare.write_bytes(template.file.read_bytes())
        with _timed(figures, "chased_s"):
            for at in (_OPENS, *(_OPENS.replace(day=day) for day in _DAYS)):
                opening.tend(services, at)
                chase(services, at)
        with _timed(figures, "closed_s"):
            _close(services, at)
        with _timed(figures, "bare_s"):
            figures["rows"] = _insert(file, bare, _WRITTEN)
        figures["longest_unit_s"], figures["grew_mb"] = store.longest_s, _memory_mb() - before
        engines.dispose()
    figures["opened_ratio"] = figures["opened_s"] / figures["opened_bare_s"]
    figures["ratio"] = sum(figures[name] for name in ("opened_s", "chased_s", "closed_s")) / figures["bare_s"]
    return figures


def fill(unit: Unit, risks: int, leads: int) -> None:
    """Write people with an account each, and risks that they lead in turn, a review of each."""
    connection: Connection = unit._connection
    first = 10_000
    people = [
        {"id": first + n, "key": f"lead-{n}", "name": f"Lead {n}", "slack_id": f"U0LEAD{n}", "loaded_digest": ""}
        for n in range(leads)
    ]
    connection.execute(insert(_TABLES["person"]), people)
    for n in range(leads):
        account = Account(
            f"U0LEAD{n}", "T0DEMO", f"Lead {n}", None, is_guest=False, is_stranger=False, is_bot=False, is_deleted=False
        )
        unit.people.save_account(account, unit.now)
    keys = [workstream.key for workstream in unit.people.directory().workstreams.values()]
    scores = {"inherent_l": 4, "inherent_s": 4, "residual_l": 3, "residual_s": 4}
    texts = {"cause": "", "event": "", "effect": "", "response": "", "organisation": "", "sits_with": ""}
    printed = {"printed_inherent": "", "printed_residual": "", "printed_target": ""}
    plain = {"project": "", "category": "", "visibility": "public", "status": "open", "version": 1, **texts, **printed}
    rows = [
        {
            "id": n,
            "prefix": keys[n % len(keys)],
            "number": 1000 + n,
            "workstream_key": keys[n % len(keys)],
            "summary": f"Risk number {n} may come about",
            "raised_on": date(2018, 10, 1),
            **plain,
        }
        for n in range(1, risks + 1)
    ]
    connection.execute(insert(_TABLES["risk"]), rows)
    review = {"version": 1, "kind": "added", "last_review_version": 1, "author_name": "Import", "is_imported": False}
    reviewed = {"reviewed_at": datetime(2018, 10, 1, 9, tzinfo=UTC), "mitigation": "", "update": "As before"}
    reviews = [{"risk_id": n, **review, **reviewed, **scores} for n in range(1, risks + 1)]
    connection.execute(insert(_TABLES["risk_review"]), reviews)
    led = [
        {"risk_id": n, "position": 0, "person_id": first + n % leads, "from_on": date(2018, 10, 1), "from_version": 1}
        for n in range(1, risks + 1)
    ]
    columns = _TABLES["risk_lead"].c
    kept = [{name: value for name, value in row.items() if name in columns} for row in led]
    connection.execute(insert(_TABLES["risk_lead"]), kept)
    unit.people.touch()


def _close(services: Services, at: datetime) -> None:
    def work(unit: Unit) -> int:
        (round_,) = unit.rounds.open_rounds()
        managing.close_in(unit, services, round_, "Governance manager", "bench")
        return round_.id

    ask_all(services, services.store.write(work, now=at), at)


def _insert(source: Path, target: Path, tables: tuple[str, ...]) -> int:
    """Insert the rows of `source` into `target` with nothing around it; return how many."""
    number = 0
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        for table in tables:
            rows = reading.execute(f"SELECT * FROM {table}").fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                writing.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            number += len(rows)
        writing.commit()
    return number


@contextmanager
def _timed(figures: dict[str, Any], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    figures[name] = time.perf_counter() - began


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measure_round(), indent=2))  # noqa: T201 - what was measured is its output
