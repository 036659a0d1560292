"""A proposal before a board of the demonstration's partnership, on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.domain.proposals.content import Content
from bot.settings import Config, load_config
from bot.settings.mail import MailSetting
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows.identify import remember_accounts
from bot.workflows.services import Services
from tests.support.accounts import demo_accounts, ordinary
from tests.support.bot import SHIPPED
from tests.support.chamber import BEGINS, Chamber
from tests.support.databases import SqliteTemplate
from tests.support.partnership import HOME


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(SHIPPED).model_copy(update={"mail": MailSetting()})


@pytest.fixture(scope="session")
def chamber_file(
    partnership_file: SqliteTemplate, config: Config, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate:
    url = partnership_file.copy_to(tmp_path_factory.mktemp("chamber"))
    clock = ManualClock(BEGINS)
    store = Store(open_engines(url), clock, config.rules, config.zone)
    remember_accounts(Services(store, config, clock, HOME), ordinary(demo_accounts()))
    store.close()
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture
def chamber(chamber_file: SqliteTemplate, config: Config, tmp_path: Path) -> Iterator[Chamber]:
    engines = open_engines(chamber_file.copy_to(tmp_path))
    clock = ManualClock(BEGINS)
    store = Store(engines, clock, config.rules, config.zone)
    yield Chamber(Services(store, config, clock, HOME), clock)
    store.close()


@pytest.fixture
def content() -> Content:
    """What touches the register: a practice by its name, a consultancy by another's words."""
    return Content(
        "Beds to assess",
        summary="Five beds for those who wait for care at home.",
        organisations=("A Local GP Practice Ltd", "Consultancy that advises NHS providers"),
    )
