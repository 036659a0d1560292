"""Engines: on SQLite one for units of work (IMMEDIATE) and one for reads; on PostgreSQL one for both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from bot.errors import ConfigError, UnavailableError
from bot.store.sqlite import choose_sqlite

_BUSY_TIMEOUT_MS = 2000


@dataclass(frozen=True, slots=True)
class Engines:
    """`write` begins units of work; `read` begins read-only looks. `file` is None unless SQLite."""

    write: Engine
    read: Engine
    file: Path | None

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.file is not None

    def dispose(self) -> None:
        """Close all pooled connections."""
        self.write.dispose()
        self.read.dispose()


def open_engines(url: str, busy_timeout_ms: int = _BUSY_TIMEOUT_MS) -> Engines:
    """Return the engines for a database address; nothing is connected yet.

    Args:
        url: `sqlite:///FILE` or `postgresql+psycopg://...`.
        busy_timeout_ms: how long a statement waits for somebody else's lock before it gives up.

    Raises:
        ConfigError: the address cannot be read or names no file.
        UnavailableError: the file cannot be made.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as problem:
        raise ConfigError(
            None, "CONVENOR_DATABASE_URL", "is not a database address; see docs/configuration.md."
        ) from problem
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(
            url,
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            connect_args={"options": f"-c lock_timeout={busy_timeout_ms}"},
            json_serializer=canonical_json,
            hide_parameters=True,
        )
        # A look that takes several reads sees one moment, as it does on SQLite.
        return Engines(engine, engine.execution_options(isolation_level="REPEATABLE READ"), None)
    if not parsed.database or parsed.database == ":memory:":
        raise ConfigError(
            None,
            "CONVENOR_DATABASE_URL",
            "names no file. Write sqlite:///FILE, such as sqlite:///var/convenor.sqlite3.",
        )
    # Resolved: a second name for the file must not get a second lock.
    file = Path(parsed.database).resolve()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # It holds records that are not public: a new file is for its owner alone.
        file.touch(mode=0o600)
    except OSError as problem:
        raise UnavailableError(
            f"The database file {file} cannot be made: {problem.strerror}.", "Choose another in CONVENOR_DATABASE_URL."
        ) from problem
    write, read = (_sqlite_engine(url, begin, busy_timeout_ms) for begin in ("BEGIN IMMEDIATE", "BEGIN"))
    return Engines(write, read, file)


def canonical_json(value: Any) -> str:
    """Return JSON with sorted keys and no spaces: the same value is always the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _sqlite_engine(url: str, begin: str, busy_timeout_ms: int) -> Engine:
    engine = create_engine(
        url,
        module=choose_sqlite().module,
        poolclass=QueuePool,
        pool_size=10,
        max_overflow=10,
        connect_args={"check_same_thread": False, "timeout": busy_timeout_ms / 1000},
        json_serializer=canonical_json,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
