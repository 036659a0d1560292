"""A store with the demonstration's partnership, in which proposals lie before its boards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.engines import open_engines
from tests.support.actions import Tracker, chased_config, meet_people
from tests.support.databases import SqliteTemplate
from tests.support.votes import Chamber


@pytest.fixture(scope="session")
def met_file(partnership_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The partnership, whose accounts have been met."""
    return partnership_file.filled(tmp_path_factory.mktemp("voters"), lambda url: meet_people(url, chased_config()))


@pytest.fixture
def chamber(met_file: SqliteTemplate, tmp_path: Path) -> Iterator[Chamber]:
    engines = open_engines(met_file.copy_to(tmp_path))
    yield Chamber(Tracker.over(engines, chased_config()))
    engines.dispose()
