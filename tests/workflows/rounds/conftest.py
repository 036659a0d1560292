"""The demonstration's register on SQLite, with its people known, and what tests of rounds ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.settings import Config, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store, Unit
from bot.workflows.identify import remember_accounts
from bot.workflows.services import Services
from tests.support.accounts import demo_accounts, ordinary
from tests.support.bot import BEGINS_AT, SHIPPED
from tests.support.databases import SqliteTemplate
from tests.support.partnership import OPENS, Partnership


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(SHIPPED)


def _lead_without_slack(unit: Unit) -> int:
    return next(person.id for person in unit.people.directory().people.values() if person.key == "immunisation-lead")


@pytest.fixture(scope="session")
def demo_with_accounts(
    demo_file: SqliteTemplate, config: Config, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate:
    """A SQLite file with the demonstration in it, whose people have been met."""
    url = demo_file.copy_to(tmp_path_factory.mktemp("rounds"))
    engines, clock = open_engines(url), ManualClock(BEGINS_AT)
    store = Store(engines, clock, config.rules, config.zone)
    remember_accounts(Services(store, config, clock, "T0DEMO"), ordinary(demo_accounts()))
    # One lead cannot be written to at all.
    store.write(lambda unit: unit.people.edit(_lead_without_slack(unit), email=None))
    store.close()
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture(scope="session")
def opened_round(
    demo_with_accounts: SqliteTemplate, config: Config, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate:
    """The same on 13 November, with the December round just opened."""
    url = demo_with_accounts.copy_to(tmp_path_factory.mktemp("opened"))
    engines = open_engines(url)
    Partnership.over(engines, config).goes_to(13)
    engines.dispose()
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture
def partnership(demo_with_accounts: SqliteTemplate, config: Config, tmp_path: Path) -> Iterator[Partnership]:
    """The register on 1 November."""
    engines = open_engines(demo_with_accounts.copy_to(tmp_path))
    yield Partnership.over(engines, config)
    engines.dispose()


@pytest.fixture
def opened(opened_round: SqliteTemplate, config: Config, tmp_path: Path) -> Iterator[Partnership]:
    """The register with its December round just opened and asked for."""
    engines = open_engines(opened_round.copy_to(tmp_path))
    opened = Partnership.over(engines, config)
    opened.clock.move_to(OPENS)
    yield opened
    engines.dispose()
