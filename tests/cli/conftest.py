"""What the tests of this folder share: a sandbox with an administrator's desk, and commands run in-process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import registers
from bot.cli.commands import app
from tests.support.administration import WORKSPACE, Desk
from tests.support.bot import MANIFEST
from tests.support.sandbox import SandboxClient


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxClient]:
    with SandboxClient.started(tmp_path_factory.mktemp("town"), WORKSPACE, MANIFEST) as sandbox:
        sandbox.rates(enforced=False)
        yield sandbox


@pytest.fixture(scope="session")
def model(town: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk where everything is as it should be, for `desk` to copy: setting one up takes seconds."""
    desk = Desk(tmp_path_factory.mktemp("model"), town)
    desk.set_up()
    return desk


@pytest.fixture
def desk(model: Desk, tmp_path: Path) -> Desk:
    """A desk of one's own where everything is as it should be."""
    return model.copied_to(tmp_path / "desk")


@pytest.fixture
def run(partnership_file, tmp_path, monkeypatch):
    """Run a command against a database with the partnership in it; return its exit status and what it printed."""
    return invoker(partnership_file.copy_to(tmp_path), monkeypatch)


@pytest.fixture
def run_first(sqlite_template, tmp_path, monkeypatch):
    """The same against an empty database, into which the partnership is loaded first: that takes longer."""
    return invoker(sqlite_template.copy_to(tmp_path), monkeypatch)


def invoker(database_url, monkeypatch):
    monkeypatch.setenv("CONVENOR_DATABASE_URL", database_url)
    monkeypatch.delenv("CONVENOR_CONFIG", raising=False)

    def invoke(*words, answers=None):
        monkeypatch.setattr(registers, "_is_terminal", lambda: answers is not None)
        result = CliRunner().invoke(app, [str(word) for word in words], input=answers)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return invoke
