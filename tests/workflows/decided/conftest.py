"""The demonstration's partnership on SQLite with its people known, and one step of boards that decide."""

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
from tests.support.deciding import Decided
from tests.support.routing import HOME, Routed, with_routes

STEPS = [{"boards": ["ICB-H"], "ask": "approve"}, {"boards": ["ICB-C"], "ask": "note"}]


@pytest.fixture(scope="session")
def config() -> Config:
    return with_routes(load_config(SHIPPED), {"steps": STEPS})


@pytest.fixture(scope="session")
def decided_file(
    partnership_file: SqliteTemplate, config: Config, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate:
    url = partnership_file.copy_to(tmp_path_factory.mktemp("decided"))
    clock = ManualClock(BEGINS_AT)
    store = Store(open_engines(url), clock, config.rules, config.zone)
    remember_accounts(Services(store, config, clock, HOME), demo_accounts())
    store.close()
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture
def decided(decided_file: SqliteTemplate, config: Config, tmp_path: Path) -> Iterator[Decided]:
    engines = open_engines(decided_file.copy_to(tmp_path))
    yield Decided(Routed.over(engines, config, BEGINS_AT))
    engines.dispose()
