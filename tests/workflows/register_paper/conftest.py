"""The demonstration with its accounts, loaded once for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.settings import Config, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows.identify import remember_accounts
from bot.workflows.services import Services
from tests.support.accounts import demo_accounts
from tests.support.bot import BEGINS_AT, SHIPPED
from tests.support.databases import SqliteTemplate
from tests.support.partnership import HOME, Partnership


@pytest.fixture(scope="package")
def config() -> Config:
    return load_config(SHIPPED)


@pytest.fixture(scope="package")
def loaded(demo_file: SqliteTemplate, config: Config, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    url = demo_file.copy_to(tmp_path_factory.mktemp("papers"))
    store = Store(open_engines(url), ManualClock(BEGINS_AT), config.rules, config.zone)
    services = Services(store, config, ManualClock(BEGINS_AT), HOME)
    remember_accounts(services, demo_accounts())
    store.close()
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture
def partnership(loaded: SqliteTemplate, config: Config, tmp_path: Path) -> Iterator[Partnership]:
    engines = open_engines(loaded.copy_to(tmp_path))
    yield Partnership.over(engines, config)
    engines.dispose()
