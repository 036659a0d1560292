"""The demonstration's partnership on SQLite with a fund, its people known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Config
from bot.store.engines import open_engines
from tests.support.databases import SqliteTemplate
from tests.support.funds import Treasury, funded, load_funds


@pytest.fixture(scope="session")
def fund_config() -> Config:
    return funded()


@pytest.fixture(scope="session")
def funded_file(
    partnership_file: SqliteTemplate, fund_config: Config, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate:
    return partnership_file.filled(tmp_path_factory.mktemp("funded"), lambda url: load_funds(url, fund_config))


@pytest.fixture
def treasury(funded_file: SqliteTemplate, fund_config: Config, tmp_path: Path) -> Iterator[Treasury]:
    engines = open_engines(funded_file.copy_to(tmp_path))
    yield Treasury.over(engines, fund_config)
    engines.dispose()
