"""A partnership at work: the sandbox, the bot and a database with the demonstration's register in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from tests.scenarios.books import Books
from tests.scenarios.people import DIRECTOR, GENERAL, Person, filled
from tests.support.bot import (
    BEGINS_AT,
    MANIFEST,
    WORKSPACE,
    Log,
    bot_inside,
    quick_config,
)
from tests.support.databases import SqliteTemplate, fresh_copy
from tests.support.sandbox import SandboxClient, SandboxProcess, until

PRIVATE = "PC12"


@dataclass(frozen=True)
class Stage:
    """A running partnership."""

    sandbox: SandboxClient
    books: Books

    def person(self, user: str, channel: str = GENERAL) -> Person:
        return Person(self.sandbox, user, channel)


@pytest.fixture(autouse=True)
def log() -> Iterator[Log]:
    """What the bot logs; a test that expects errors in it takes them out."""
    log = Log()
    log.set_up()
    yield log
    structlog.reset_defaults()
    assert log.loud == []


@pytest.fixture(scope="session")
def shared_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    process = SandboxProcess(tmp_path_factory.mktemp("workspace"), WORKSPACE, MANIFEST, now=BEGINS_AT.isoformat())
    process.start()
    yield process
    assert process.stop() == 0


@pytest.fixture
def sandbox(shared_workspace: SandboxProcess) -> Iterator[SandboxClient]:
    """The workspace that tests share, emptied; they leave its people, its channels and its clock as they are."""
    client = SandboxClient(shared_workspace.url)
    client.reset()
    client.faults()
    client.rates(enforced=False)
    yield client
    client.close_client()


@pytest.fixture
def own_sandbox(tmp_path: Path) -> Iterator[SandboxClient]:
    """A workspace of the test's own, whose people, channels and clock it may change."""
    with SandboxClient.started(tmp_path, WORKSPACE, MANIFEST, now=BEGINS_AT.isoformat()) as client:
        client.rates(enforced=False)
        yield client


@pytest.fixture
def register(demo_file: SqliteTemplate, tmp_path: Path) -> Iterator[Books]:
    """The demonstration's register, fresh, on SQLite."""
    with contextlib.closing(Books(demo_file.copy_to(tmp_path))) as books:
        yield books


@contextlib.contextmanager
def fresh_register(kind: str, request: pytest.FixtureRequest) -> Iterator[Books]:
    """The demonstration's register, fresh, on SQLite or PostgreSQL."""
    with fresh_copy("demo", kind, request) as url, contextlib.closing(Books(url)) as books:
        yield books


@pytest.fixture(params=["sqlite", "postgres"])
def register_on_each(request: pytest.FixtureRequest) -> Iterator[Books]:
    """The demonstration's register, fresh, on each kind of database."""
    with fresh_register(request.param, request) as books:
        yield books


@contextlib.contextmanager
def opened(
    sandbox: SandboxClient,
    books: Books,
    folder: Path,
    *,
    http: bool = False,
    changed: Mapping[str, str] | None = None,
) -> Iterator[Stage]:
    """Run the bot in this process on a register; `changed` are pieces of the configuration and what replaces them."""
    with bot_inside(sandbox, books.url, quick_config(folder, changed), http=http):
        until(lambda: books.accounts() >= len(WORKSPACE["users"]), what="accounts read at the start")
        yield Stage(sandbox, books)


@pytest.fixture
def stage(sandbox: SandboxClient, register: Books, tmp_path: Path, log: Log) -> Iterator[Stage]:
    """A partnership that starts anew with each test."""
    with opened(sandbox, register, tmp_path) as stage:
        yield stage


@pytest.fixture
def own_stage(own_sandbox: SandboxClient, register: Books, tmp_path: Path, log: Log) -> Iterator[Stage]:
    """The same, with a workspace of its own."""
    with opened(own_sandbox, register, tmp_path) as stage:
        yield stage


@contextlib.contextmanager
def opened_as(ways: str, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A partnership on a kind of database and by a way of delivery, such as `sqlite-socket`."""
    kind, way = ways.split("-")
    folder = request.getfixturevalue("tmp_path")
    with (
        fresh_register(kind, request) as books,
        opened(request.getfixturevalue("sandbox"), books, folder, http=way == "http") as stage,
    ):
        yield stage


@pytest.fixture(params=["sqlite-socket", "sqlite-http", "postgres-socket", "postgres-http"])
def stage_each_way(request: pytest.FixtureRequest, log: Log) -> Iterator[Stage]:
    """A partnership on each kind of database, by each way of delivery."""
    with opened_as(request.param, request) as stage:
        yield stage


@pytest.fixture(params=["sqlite-socket", "postgres-http"])
def stage_both_ways(request: pytest.FixtureRequest, log: Log) -> Iterator[Stage]:
    """A partnership on each kind of database and by each way of delivery, but not on every pair of them."""
    with opened_as(request.param, request) as stage:
        yield stage


@pytest.fixture(scope="session")
def reading_room(demo_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A partnership with one risk that is not public, in which tests only read; started with the first of them."""
    folder = tmp_path_factory.mktemp("reading")
    with contextlib.ExitStack() as stack:
        sandbox = stack.enter_context(SandboxClient.started(folder, WORKSPACE, MANIFEST, now=BEGINS_AT.isoformat()))
        sandbox.rates(enforced=False)
        books = stack.enter_context(contextlib.closing(Books(demo_file.copy_to(folder))))
        stage = stack.enter_context(opened(sandbox, books, folder))
        assert f"*Added {PRIVATE} to Planned Care.*" in add_private_risk(stage)
        books.wait_until_sent()
        yield stage


def add_private_risk(stage: Stage) -> str:
    """Add a risk of Planned Care that is not public and that no board is told of; return the answer."""
    director = stage.person(DIRECTOR)
    lead = filled(director.opens("/risk edit PC11"))["leads"]
    given = {"summary": "A supplier may fail", "leads": lead, "inherent": "3x4", "residual": "3x4"}
    return director.saves(director.opens("/risk add"), {**given, "visibility": "non_public"})


@pytest.fixture
def reading(reading_room: Stage) -> Iterator[Stage]:
    """A partnership whose records no test changes."""
    reading_room.sandbox.reset()
    before = reading_room.books.counts()
    yield reading_room
    assert reading_room.books.counts() == before
