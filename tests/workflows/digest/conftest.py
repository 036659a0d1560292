"""The demonstration on a Monday in December, all of whose people have been met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.settings import Config, load_config
from bot.store.engines import open_engines
from bot.workflows.identify import remember_accounts
from tests.support.accounts import demo_accounts
from tests.support.bot import SHIPPED
from tests.support.databases import SqliteTemplate
from tests.support.partnership import Partnership

MONDAY = datetime(2018, 12, 3, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(SHIPPED)


@pytest.fixture(scope="session")
def met_file(demo_file: SqliteTemplate, config: Config, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The demonstration with everybody met; who is a guest there is one here."""
    url = demo_file.copy_to(tmp_path_factory.mktemp("digest"))
    engines = open_engines(url)
    remember_accounts(Partnership.over(engines, config).services, demo_accounts())
    engines.dispose()
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture
def in_november(met_file: SqliteTemplate, config: Config, tmp_path: Path) -> Iterator[Partnership]:
    """The demonstration on Thursday 1 November 2018."""
    engines = open_engines(met_file.copy_to(tmp_path))
    yield Partnership.over(engines, config)
    engines.dispose()


@pytest.fixture
def partnership(in_november: Partnership) -> Partnership:
    """The demonstration at half past eight on Monday 3 December 2018."""
    in_november.clock.move_to(MONDAY)
    return in_november
