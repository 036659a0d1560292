"""A tracker with actions of people who have been met, on SQLite, and what tests of their changes ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Config
from bot.store.engines import open_engines
from tests.support.actions import Tracker, chased_config, meet_people
from tests.support.databases import SqliteTemplate


@pytest.fixture(scope="session")
def configured() -> Config:
    return chased_config()


@pytest.fixture(scope="session")
def tracker_kept(
    partnership_file: SqliteTemplate, configured: Config, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate:
    """A SQLite file with the partnership in it, whose people have been met, and no action."""
    return partnership_file.filled(tmp_path_factory.mktemp("changed"), lambda url: meet_people(url, configured))


@pytest.fixture
def tracker(tracker_kept: SqliteTemplate, configured: Config, tmp_path: Path) -> Iterator[Tracker]:
    engines = open_engines(tracker_kept.copy_to(tmp_path))
    yield Tracker.over(engines, configured)
    engines.dispose()
