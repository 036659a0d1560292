"""The demonstration on SQLite, in the hands of three people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Config, load_config
from bot.store.engines import open_engines
from bot.workflows.identify import remember_accounts
from tests.support.accounts import demo_accounts, ordinary
from tests.support.bot import SHIPPED
from tests.support.databases import SqliteTemplate
from tests.support.partnership import Partnership

KNOWN = {"U0GOVMANAGER", "U0PCDIRECTOR", "U0UCDIRECTOR", "U0FINANALYST"}


@pytest.fixture(scope="session")
def shipped() -> Config:
    return load_config(SHIPPED)


@pytest.fixture(scope="session")
def treated_file(
    demo_file: SqliteTemplate, shipped: Config, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate:
    """The demonstration, some of whose people have been met."""
    url = demo_file.copy_to(tmp_path_factory.mktemp("treatment"))
    engines = open_engines(url)
    remember_accounts(Partnership.over(engines, shipped).services, ordinary(demo_accounts(KNOWN, "real_name")))
    engines.dispose()
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture
def house(treated_file: SqliteTemplate, shipped: Config, tmp_path: Path) -> Iterator[Partnership]:
    """The register on 1 November."""
    engines = open_engines(treated_file.copy_to(tmp_path))
    yield Partnership.over(engines, shipped)
    engines.dispose()
