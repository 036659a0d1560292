"""Partnerships to import into: the demonstration's, with and without its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.settings import Config, default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
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
    return Services(store, config, clock, HOME)


@pytest.fixture
def empty(partnership_url: str, demo_config: Config) -> Iterator[Services]:
    """The demonstration's partnership without any record, on each kind of database."""
    with ExitStack() as stack:
        yield opened(partnership_url, demo_config, stack)


@pytest.fixture
def another(partnership_file: SqliteTemplate, tmp_path: Path, demo_config: Config) -> Iterator[Callable[[], Services]]:
    """Makes further partnerships without records, on SQLite."""
    with ExitStack() as stack:
        made = 0

        def make() -> Services:
            nonlocal made
            made += 1
            folder = tmp_path / f"another-{made}"
            folder.mkdir()
            return opened(partnership_file.copy_to(folder), demo_config, stack)

        yield make


@pytest.fixture(scope="module")
def demo(
    demo_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory, demo_config: Config
) -> Iterator[Services]:
    """The demonstration, for tests that only look."""
    with ExitStack() as stack:
        yield opened(demo_file.copy_to(tmp_path_factory.mktemp("demo")), demo_config, stack)


@pytest.fixture(scope="module")
def scratch(partnership_file, tmp_path_factory, demo_config):
    """Opens the partnership without records; what is written in it is gone with the next opening."""
    folder = tmp_path_factory.mktemp("scratch")

    @contextmanager
    def open_scratch():
        for left in folder.glob("convenor.sqlite3*"):
            left.unlink()
        with ExitStack() as stack:
            yield opened(partnership_file.copy_to(folder), demo_config, stack)

    return open_scratch
