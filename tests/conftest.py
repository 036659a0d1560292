"""Fixtures that more than one folder needs: a store on each kind of database."""

from __future__ import annotations

import contextlib
import gc
import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import certifi
import pytest
import structlog
from hypothesis import Phase, settings
from sqlalchemy.engine.default import DefaultDialect

from bot.clock import ManualClock
from bot.store.engines import Engines, open_engines
from bot.store.unit_of_work import Store
from tests.support.databases import PostgresServer, SqliteTemplate, fresh_copy, postgres_server
from tests.support.statements import SharedStatements

# The machine may be busy: no example has a time limit, and every run tries the same ones.
phases = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("house", deadline=None, derandomize=True, max_examples=30, phases=phases)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have this process and those it starts know one certificate authority, not a hundred and fifty.

    Clients load them all before they speak plain HTTP on this machine, which takes three hundredths of a second.
    """
    bundle = Path(certifi.where()).read_text(encoding="utf-8")
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    file = tmp_path_factory.mktemp("authority") / "one.pem"
    file.write_text(bundle[bundle.index(begin) : bundle.index(end) + len(end)] + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(file))
        yield


@pytest.fixture(scope="session", autouse=True)
def shared_statements() -> Iterator[None]:
    """Have engines share what they compiled: those of a test would compile all statements anew."""
    shared = SharedStatements()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "engine_created", classmethod(shared.take_in))
        yield


@pytest.fixture(scope="session", autouse=True)
def plain_faults() -> Iterator[None]:
    """Have faults that are logged printed plainly: drawn in frames, each takes a tenth of a second."""
    printer = structlog.dev.ConsoleRenderer.get_active()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printer, "exception_formatter", structlog.dev.plain_traceback)
        yield


@pytest.fixture(scope="session", autouse=True)
def loggers_looked_up_anew() -> Iterator[None]:
    """Have no logger kept on its first use: it would go on as the test before set it up, and be deaf to this one."""
    configure = structlog.configure

    def without_keeping(**settings: Any) -> None:
        configure(**{**settings, "cache_logger_on_first_use": False})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", without_keeping)
        yield


gc.set_threshold(100_000, 50, 50)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have each of several workers begin with another share of the files, so that none is compiled more than once.

    Rewriting the asserts of all takes eight seconds. In the order of the collection all workers would do it at once.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or sys.dont_write_bytecode:
        return
    files = sorted(file for folder in session.config.args for file in Path(folder).rglob("test_*.py"))
    for file in files[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        sys.path.insert(0, str(file.resolve().parent))
        # Whatever is wrong with a file is said when it is collected.
        with contextlib.suppress(Exception):
            importlib.import_module(file.stem)


def pytest_collection_finish() -> None:
    """Leave what was imported out of garbage collections, a tenth of all processor time else."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate.build(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def partnership_file(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """A SQLite file with the demonstration's partnership in it and no record, to copy."""
    # Imported here for the tests of one folder, most of which need nothing of the bot's.
    from tests.support.bot import load_people

    return sqlite_template.filled(tmp_path_factory.mktemp("partnership"), load_people)


@pytest.fixture(scope="session")
def demo_file(partnership_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """A SQLite file with the demonstration in it, to copy; nobody has been met."""
    from tests.support.bot import load_register

    return partnership_file.filled(tmp_path_factory.mktemp("demo"), load_register)


@pytest.fixture(scope="session")
def partnership_database(postgres: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database with the demonstration's partnership in it and no record, to copy."""
    from tests.support.bot import load_people

    with postgres.filled(load_people) as name:
        yield name


@pytest.fixture(scope="session")
def demo_database(postgres: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database with the demonstration in it, to copy; nobody has been met."""
    from tests.support.bot import load_register

    with postgres.filled(load_register) as name:
        yield name


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database."""
    if request.param == "sqlite":
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        yield template.copy_to(tmp_path)
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        with server.database() as url:
            yield url


@pytest.fixture(params=["sqlite", "postgres"])
def partnership_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database with the demonstration's partnership in it and no record."""
    with fresh_copy("partnership", request.param, request) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def demo_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database with the demonstration in it."""
    with fresh_copy("demo", request.param, request) as url:
        yield url


@pytest.fixture
def engines(database_url: str) -> Iterator[Engines]:
    opened = open_engines(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> ManualClock:
    """Business time, standing at the morning of the worked example's first day."""
    return ManualClock(datetime(2018, 11, 1, 8, 50, tzinfo=UTC))


@pytest.fixture
def store(engines: Engines, clock: ManualClock) -> Store:
    return Store(engines, clock)
