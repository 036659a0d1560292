"""The demonstration with some accounts, on SQLite."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.settings import Config, default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows.identify import remember_accounts
from bot.workflows.services import Services
from tests.support.databases import SqliteTemplate
from tests.workflows.finance.hands import (
    PEOPLE,
)


@pytest.fixture(scope="module")
def config() -> Config:
    return load_config(default_config_dir() / "convenor.toml")


@pytest.fixture(scope="module")
def loaded(demo_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory, config: Config) -> Path:
    """The demonstration with some accounts, to copy."""
    folder = tmp_path_factory.mktemp("finance")
    with opened(demo_file.copy_to(folder), config) as services:
        ordinary = {"is_guest": False, "is_stranger": False, "is_bot": False, "is_deleted": False}
        remember_accounts(
            services, [Account(f"U0{name}", "T0DEMO", name, email, **ordinary) for name, email in PEOPLE.items()]
        )
    return folder / "convenor.sqlite3"


@contextmanager
def opened(url: str, config: Config) -> Iterator[Services]:
    clock = ManualClock(datetime(2018, 11, 1, 8, 50, tzinfo=UTC))
    with closing(Store(open_engines(url), clock, config.rules)) as store:
        yield Services(store, config, clock, "T0DEMO")


@pytest.fixture
def services(loaded: Path, tmp_path: Path, config: Config) -> Iterator[Services]:
    shutil.copy(loaded, tmp_path / "copy.sqlite3")
    with opened(f"sqlite:///{tmp_path / 'copy.sqlite3'}", config) as services:
        yield services
