"""An open door of reply links, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import SqliteTemplate
from tests.support.reply_door import Door, OpenPort, begin_round, store_at


@pytest.fixture(scope="session")
def with_round(demo_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The demonstration with an open round in it."""
    return demo_file.filled(tmp_path_factory.mktemp("replies"), begin_round)


@pytest.fixture(scope="session")
def port(with_round: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenPort]:
    store = store_at(with_round.copy_to(tmp_path_factory.mktemp("port")))
    opened = OpenPort(store)
    yield opened
    opened.close()
    store.close()


@pytest.fixture
def door(with_round: SqliteTemplate, tmp_path: Path, port: OpenPort) -> Iterator[Door]:
    opened = Door(with_round.copy_to(tmp_path), port)
    yield opened
    opened.store.close()
