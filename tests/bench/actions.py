"""What the tracker's ticks and the digest cost, in a tracker of a million actions of which a thousand are due."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, event, insert, text

from bot.settings import default_config_dir, load_config
from bot.store.tables import metadata
from bot.workflows.actions.planning import plan_unplanned
from bot.workflows.chasing.tick import chase
from bot.workflows.digest.gathering import gather
from bot.workflows.load_partnership import load_partnership
from bot.workflows.services import Services
from tests.bench import rounds
from tests.bench.chasing import Pair, in_turns, office
from tests.bench.scheduling import measure_scheduling

FEW, MANY, DUE = 10_000, 1_000_000, 1_000
_NOW = datetime(2018, 11, 20, 9, tzinfo=UTC)
_BATCH = 50_000
_PEOPLE = 500
_ROUNDS = 7
_TABLES = metadata.tables
_STATEMENTS = list[tuple[str, Any]]


def measure_actions() -> dict[str, Any]:
    """Return the figures of each part; takes some minutes, most of them to fill tables."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        return {**_ticks(folder), "digest": _digest(folder), "scheduling": measure_scheduling()}


def show_actions(figures: dict[str, Any], out: Console) -> None:
    """Print the figures as a table."""
    table = Table("", "measured", "yardstick", "ratio", title="The tracker's week")
    for label, name in (
        (f"{DUE:,} reminders due said, ms (bare insert of as many rows)", "said"),
        (f"{DUE:,} actions' reminders planned, ms (bare insert of as many rows)", "planned"),
        ("the same, ms (bare insert of each reminder)", "planned_rows"),
        (f"said among {MANY:,} actions, ms (among {FEW:,})", "said_growth"),
        (f"planned among {MANY:,} actions, ms (among {FEW:,})", "planned_growth"),
        (f"digest of {FEW:,} actions and risks, ms (its bare queries)", "digest"),
    ):
        pair: Pair = figures[name]
        table.add_row(label, f"{pair.measured * 1000:,.2f}", f"{pair.beside * 1000:,.2f}", f"{pair.ratio:.2f}")
    for database, spent in figures["scheduling"].items():
        for way, label in (("many", "together"), ("one", "an action's")):
            name = f"APScheduler's job, µs (a reminder, planned {label}, {database})"
            table.add_row(
                name, f"{spent['job'] * 1e6:,.0f}", f"{spent[way] * 1e6:,.0f}", f"{spent['job'] / spent[way]:.1f}"
            )
    out.print(table)


def _ticks(folder: Path) -> dict[str, Pair]:
    config = load_config(default_config_dir() / "convenor.toml")
    with office(folder / "many.sqlite3", config) as many, office(folder / "few.sqlite3", config) as few:
        for services, size in ((many, MANY), (few, FEW)):
            _fill(services, size)
            with services.store.engines.write.begin() as connection:
                connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, a, b, c, d, e, f, g)"))
        figures: dict[str, Pair] = {}
        for name, work, prepare in (("said", _say, _make_due), ("planned", _plan, _make_unplanned)):
            rows = DUE if name == "said" else _planned_rows(few)
            figures[name] = in_turns(
                lambda work=work: work(many),
                lambda: _insert_bare(many, DUE),
                _ROUNDS,
                lambda prepare=prepare: prepare(many),
            )
            figures[f"{name}_growth"] = in_turns(
                lambda work=work: work(many),
                lambda work=work: work(few),
                _ROUNDS,
                lambda prepare=prepare: (prepare(many), prepare(few)),
            )
        figures["planned_rows"] = in_turns(
            lambda: _plan(many), lambda: _insert_bare(many, rows), _ROUNDS, lambda: _make_unplanned(many)
        )
        return figures


def _digest(folder: Path) -> Pair:
    """Return what gathering a digest costs, beside the queries it asks run bare."""
    config = load_config(default_config_dir() / "convenor.toml")
    with office(folder / "digest.sqlite3", config) as services:
        load_partnership(services.store, config)
        services.store.write(lambda unit: rounds.fill(unit, FEW // 2, _PEOPLE))
        _fill(services, FEW // 2, due_on=_NOW.date() - timedelta(days=4))
        asked: _STATEMENTS = []
        week_on = date(2018, 11, 19)

        def note(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            asked.append((statement, parameters))

        def make() -> None:
            with services.store.view(_NOW) as view:
                gather(view, services, "programme", week_on)

        event.listen(services.store.engines.read, "before_cursor_execute", note)
        make()
        event.remove(services.store.engines.read, "before_cursor_execute", note)

        def bare() -> None:
            with services.store.engines.read.connect() as connection:
                cursor = connection.connection.cursor()
                for statement, parameters in asked:
                    cursor.execute(statement, parameters).fetchall()

        return in_turns(make, bare, _ROUNDS * 3)


def _fill(services: Services, size: int, due_on: date | None = None) -> None:
    """Fill a tracker: half of it done long ago, half due in days that come, with a reminder each, none of them now."""
    later = _NOW + timedelta(days=30)
    usual = services.config.actions.rules().digest(services.config.working)
    for start in range(0, size, _BATCH):
        numbers = range(start + 1, min(start + _BATCH, size) + 1)
        actions = [_action(n, due_on or later.date(), usual) for n in numbers]
        owners = [
            {"action_id": n, "position": 0, "person_id": n % _PEOPLE + 1, "name": f"Person {n % _PEOPLE}"}
            for n in numbers
        ]
        nudges = [_nudge(n, later) for n in numbers if n % 2]
        with services.store.engines.write.begin() as connection:
            connection.execute(insert(_TABLES["action"]), actions)
            connection.execute(insert(_TABLES["action_owner"]), owners)
            connection.execute(insert(_TABLES["nudge"]), nudges)
    with services.store.engines.write.begin() as connection:
        connection.execute(text("ANALYZE"))


def _action(number: int, due_on: date, rules: str) -> dict[str, Any]:
    is_open = bool(number % 2)
    return {
        "id": number,
        "ref": f"TBJan18-{number}",
        "summary": f"Bring the figures of service {number}",
        "board_key": "TB",
        "assigned_on": date(2018, 1, 10),
        "due_on": due_on,
        "status": "open" if is_open else "closed",
        "outcome": "" if is_open else "done",
        "closed_at": None if is_open else _NOW - timedelta(days=60),
        "update": "",
        "version": 0,
        "plan": 1,
        "chased_by": rules if is_open else "",
    }


def _nudge(number: int, at: datetime) -> dict[str, Any]:
    return {
        "subject": f"action:{number}",
        "person_id": number % _PEOPLE + 1,
        "rule": "due",
        "plan": 1,
        "planned_at": at,
        "due_at": at,
        "status": "planned",
    }


_DUE_IDS: Sequence[int] = range(1, DUE * 2, 2)


def _make_due(services: Services) -> None:
    """Have the reminders of the first actions be due, and nobody have heard of anything."""
    with services.store.engines.write.begin() as connection:
        connection.execute(text("UPDATE nudge SET message_id = NULL WHERE message_id IS NOT NULL"))
        for table in ("nudge_message", "outbox"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(
            text("UPDATE nudge SET due_at = :now, planned_at = :now, status = 'planned' WHERE subject = :subject"),
            [{"now": "2018-11-20 09:00:00.000000", "subject": f"action:{n}"} for n in _DUE_IDS],
        )


def _say(services: Services) -> None:
    said = chase(services, _NOW)
    assert said.startswith(f"{min(_PEOPLE, DUE) // 2:,} message"), said


def _make_unplanned(services: Services) -> None:
    """Have the first actions wait for their reminders to be planned."""
    with services.store.engines.write.begin() as connection:
        connection.execute(
            text("DELETE FROM nudge WHERE subject = :subject"), [{"subject": f"action:{n}"} for n in _DUE_IDS]
        )
        connection.execute(text("UPDATE action SET chased_by = '' WHERE id = :id"), [{"id": n} for n in _DUE_IDS])


def _plan(services: Services) -> None:
    done = plan_unplanned(services, _NOW)
    assert done.endswith(f"{DUE:,} actions planned"), done


def _planned_rows(services: Services) -> int:
    """Return how many reminders the first actions have once they are planned."""
    _make_unplanned(services)
    _plan(services)
    with services.store.engines.read.connect() as connection:
        counted = text("SELECT count(*) FROM nudge WHERE subject = :subject")
        return sum(connection.execute(counted, {"subject": f"action:{n}"}).scalar_one() for n in _DUE_IDS)


def _insert_bare(services: Services, rows: int) -> None:
    values = [
        {"a": f"action:{n}", "b": n, "c": "due", "d": 1, "e": str(_NOW), "f": str(_NOW), "g": "planned"}
        for n in range(rows)
    ]
    statement = text("INSERT INTO bare (a, b, c, d, e, f, g) VALUES (:a, :b, :c, :d, :e, :f, :g)")
    with services.store.engines.write.begin() as connection:
        connection.execute(statement, values)
