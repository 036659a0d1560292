"""`convenor check-config` as somebody types it: a sentence and an exit status, never a traceback."""

import os
from pathlib import Path

import pytest

from bot.settings import default_config_dir
from tests.support.spawning import run

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = default_config_dir() / "convenor.toml"


def check(*words, cwd=ROOT, fresh=False, **variables):
    known = {name: value for name, value in os.environ.items() if not name.startswith(("CONVENOR_", "SLACK_"))}
    environment = known | {"PYTHONPATH": str(ROOT)} | variables
    return run(["bot", "check-config", *map(str, words)], cwd=cwd, env=environment, seconds=30, fresh=fresh)


def slip(tmp_path, was, becomes):
    text = SHIPPED.read_text(encoding="utf-8")
    assert was in text
    file = tmp_path / "ours.toml"
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    return file


def test_a_sound_file_is_said_to_be_sound_with_what_it_holds():
    done = check(SHIPPED, fresh=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{SHIPPED} is sound: ")
    assert "7 boards" in done.stdout


def test_a_slip_is_named_with_exit_status_two_and_no_traceback(tmp_path):
    done = check(slip(tmp_path, "office_channel", "offce_channel"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Configuration: ours.toml: partnership.offce_channel: is not a setting. Did you mean `office_channel`?\n"
    )


def test_square_brackets_of_a_fault_are_printed_as_they_are(tmp_path):
    done = check(slip(tmp_path, 'name = "Planned Care"', 'name = "[bold]Planned"\ncolour = 1'))
    assert done.returncode == 2
    assert "workstreams.PC.colour" in done.stderr
    done = check(slip(tmp_path, '"C0PLANNED"', '"[/red]"'))
    assert (done.returncode, "'[/red]'" in done.stderr) == (2, True), done.stderr


def test_a_missing_file_is_exit_status_two(tmp_path):
    done = check(tmp_path / "none.toml")
    assert done.returncode == 2
    assert "there is no file" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("via", ["variable", "argument"])
def test_the_environment_is_checked_when_no_file_is_given(tmp_path, via):
    trap = {"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2"}
    if via == "variable":
        done = check(CONVENOR_CONFIG=str(SHIPPED), **trap)
        assert done.returncode == 2
        assert done.stderr.startswith("Configuration: environment: SLACK_CLIENT_ID and SLACK_CLIENT_SECRET: ")
    else:
        assert check(SHIPPED, **trap).returncode == 0


def test_checking_changes_nothing_on_disk(tmp_path):
    done = check(cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
