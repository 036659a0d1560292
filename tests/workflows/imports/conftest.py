"""Partnerships to import into: the demonstration's, with and without its records."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.settings import Config, default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows.load_demo import load_demo
from bot.workflows.load_partnership import load_partnership
from bot.workflows.services import Services
from tests.support.databases import SqliteTemplate
from tests.support.register import NOW

HOME = "T0DEMO"


@pytest.fixture(scope="session")
def demo_config() -> Config:
    return load_config(default_config_dir() / "convenor.toml")


def opened(url: str, config: Config, stack: ExitStack) -> Services:
    clock = ManualClock(NOW)
    store = Store(open_engines(url), clock, config.rules)
    stack.callback(store.close)
    load_partnership(store, config)
    return Services(store, config, clock, HOME)


@pytest.fixture
def empty(database_url: str, demo_config: Config) -> Iterator[Services]:
    """The demonstration's partnership without any record, on each kind of database."""
    with ExitStack() as stack:
        yield opened(database_url, demo_config, stack)


@pytest.fixture
def another(sqlite_template: SqliteTemplate, tmp_path: Path, demo_config: Config) -> Iterator[Callable[[], Services]]:
    """Makes further partnerships without records, on SQLite."""
    with ExitStack() as stack:
        made = 0

        def make() -> Services:
            nonlocal made
            made += 1
            folder = tmp_path / f"another-{made}"
            folder.mkdir()
            return opened(sqlite_template.copy_to(folder), demo_config, stack)

        yield make


@pytest.fixture(scope="module")
def demo(
    sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory, demo_config: Config
) -> Iterator[Services]:
    """The demonstration, for tests that only look."""
    with ExitStack() as stack:
        services = opened(sqlite_template.copy_to(tmp_path_factory.mktemp("demo")), demo_config, stack)
        load_demo(services.store, demo_config, default_config_dir() / "demo")
        yield services


@pytest.fixture(scope="module")
def scratch(sqlite_template, tmp_path_factory, demo_config):
    """Opens the partnership without records; what is written in it is gone with the next opening."""
    folder = tmp_path_factory.mktemp("scratch")
    with ExitStack() as stack:
        opened(sqlite_template.copy_to(folder), demo_config, stack)
    (folder / "convenor.sqlite3").rename(folder / "loaded.sqlite3")

    @contextmanager
    def open_scratch():
        for left in folder.glob("convenor.sqlite3*"):
            left.unlink()
        shutil.copy(folder / "loaded.sqlite3", folder / "convenor.sqlite3")
        with ExitStack() as stack:
            yield opened(f"sqlite:///{folder / 'convenor.sqlite3'}", demo_config, stack)

    return open_scratch
