"""The demonstration's partnership on SQLite, with a tracker that each test finds empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.settings import Config
from bot.store.engines import Engines, open_engines
from tests.support.actions import Tracker, chased_config, meet_people
from tests.support.databases import SqliteTemplate


@pytest.fixture(scope="session")
def config() -> Config:
    return chased_config()


@pytest.fixture(scope="session")
def tracker_engines(
    partnership_file: SqliteTemplate, config: Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engines]:
    """A database with the partnership in it, whose people have been met; one for all, since statements are kept."""
    met = partnership_file.filled(tmp_path_factory.mktemp("tracker"), lambda url: meet_people(url, config))
    engines = open_engines(f"sqlite:///{met.file}")
    yield engines
    engines.dispose()


@pytest.fixture
def tracker(tracker_engines: Engines, config: Config) -> Tracker:
    """The tracker at half past eight on 1 November, without any action."""
    return Tracker.afresh(tracker_engines, config)
