"""The demonstration on SQLite, in the hands of an officer, a director, an owner, a reader and a guest."""

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

KNOWN = {"U0GOVMANAGER", "U0PCDIRECTOR", "U0UCDIRECTOR", "U0PCDEPUTY", "U0FINANALYST", "U0HEALTHWATCH", "U0PCONVENOR"}
GUESTS = {"U0HEALTHWATCH"}


@pytest.fixture(scope="session")
def planned_file(demo_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The demonstration, some of whose people have been met."""
    url = demo_file.copy_to(tmp_path_factory.mktemp("plans"))
    engines = open_engines(url)
    remember_accounts(
        Partnership.over(engines, load_config(SHIPPED)).services, ordinary(demo_accounts(KNOWN, "real_name"), GUESTS)
    )
    engines.dispose()
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture(scope="session")
def shipped() -> Config:
    return load_config(SHIPPED)


@pytest.fixture
def house(planned_file: SqliteTemplate, shipped: Config, tmp_path: Path) -> Iterator[Partnership]:
    """The partnership on 1 November."""
    engines = open_engines(planned_file.copy_to(tmp_path))
    yield Partnership.over(engines, shipped)
    engines.dispose()
