"""Fixtures that more than one folder needs: a store on each kind of database."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import certifi
import pytest
from hypothesis import Phase, settings

from bot.clock import ManualClock
from bot.store.engines import Engines, open_engines
from bot.store.unit_of_work import Store
from tests.support.databases import PostgresServer, SqliteTemplate, postgres_server

# The machine may be busy: no example has a time limit, and every run tries the same ones.
phases = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("house", deadline=None, derandomize=True, max_examples=40, phases=phases)
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


def pytest_collection_finish() -> None:
    """Leave what was imported out of garbage collections, a tenth of all processor time else."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate.build(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


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
