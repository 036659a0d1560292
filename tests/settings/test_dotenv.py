"""`.env` is taken only where it is its reader's own and closed to everybody else, whatever the command."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.errors import ConfigError
from bot.settings.dotenv import line_for, read_env_file


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    file = tmp_path / ".env"
    file.touch(0o600)
    file.write_text("SLACK_BOT_TOKEN=xoxb-1-s3cret\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602])
def test_one_that_others_may_open_is_refused(secrets, mode):
    assert read_env_file(secrets) == {"SLACK_BOT_TOKEN": "xoxb-1-s3cret"}
    secrets.chmod(mode)
    with pytest.raises(ConfigError, match=r"can be read by other accounts of this machine\.") as refused:
        read_env_file(secrets)
    assert "s3cret" not in str(refused.value)


def test_one_of_another_account_is_refused(secrets, monkeypatch):
    # Whoever it is that reads it here: root's file is not somebody else's own either.
    monkeypatch.setattr(os, "geteuid", lambda: secrets.stat().st_uid + 1)
    with pytest.raises(ConfigError, match=r"belongs to another account"):
        read_env_file(secrets)


def test_one_that_holds_nothing_of_ours_may_be_open(secrets):
    secrets.write_text("# notes\nOTHER=1\nSLACK_APP_TOKEN=\n", encoding="utf-8")
    secrets.chmod(0o644)
    assert read_env_file(secrets) == {}


COMMANDS = [["check-config"], ["migrate"], ["verify"], ["run"], ["init", "--yes"], ["export", "risks"]]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_refuses_an_open_one(secrets, monkeypatch, words):
    monkeypatch.chdir(secrets.parent)
    secrets.chmod(0o644)
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, ConfigError)
    assert "chmod 600 .env" in str(result.exception)
    assert list(secrets.parent.iterdir()) == [secrets]
    assert "SLACK_BOT_TOKEN" not in os.environ


def test_a_pipe_or_a_directory_of_that_name_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for file in (tmp_path / "pipe", tmp_path):
        with pytest.raises(ConfigError, match="is not a file"):
            read_env_file(file)


def test_a_nul_is_refused_with_its_line(secrets):
    secrets.write_text("# note\nSLACK_BOT_TOKEN=xoxb-\0s3cret\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 2: holds a NUL character") as refused:
        read_env_file(secrets)
    assert "s3cret" not in str(refused.value)


@given(value=st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.text("\"' #$\\\n/a", min_size=1))
def test_a_value_that_is_written_is_read_back_or_said_not_to_fit(tmp_path_factory, value):
    file = tmp_path_factory.getbasetemp() / "one.env"
    file.touch(0o600)
    try:
        line = line_for("CONVENOR_CONFIG", value)
    except ValueError:
        assert len(f"{value}.".splitlines()) > 1 or "\0" in value or ('"' in value and "'" in value)
        return
    file.write_text(f"{line}\n", encoding="utf-8", newline="")
    assert read_env_file(file) == {"CONVENOR_CONFIG": value}
