"""What in the surroundings leads astray is named before it does, with what to do."""

from pathlib import Path

import pytest

from bot.app import Application
from bot.errors import ConfigError, UnavailableError
from bot.settings import default_config_dir, load_settings
from bot.settings.traps import traps, wrong_kind

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1-s3cret", "SLACK_APP_TOKEN": "xapp-1-s3cret", "SLACK_SIGNING_SECRET": "0" * 32}
SANDBOX = {"SLACK_API_URL": "http://127.0.0.1:1/api/"}


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    """Variables of a deployment on its own configuration."""
    file = tmp_path / "own.toml"
    file.write_bytes((default_config_dir() / "convenor.toml").read_bytes())
    return {**TOKENS, "CONVENOR_CONFIG": str(file), "CONVENOR_DATA_DIR": str(tmp_path / "var")}


def found(variables):
    return [(trap.is_fault, trap.what) for trap in traps(variables, load_settings(variables))]


def test_a_plain_deployment_has_no_traps(own):
    assert found(own) == []


@pytest.mark.parametrize(
    ("more", "is_fault", "says"),
    [
        pytest.param(SANDBOX, False, "points to a sandbox on this machine", id="a sandbox"),
        pytest.param({"SLACK_API_URL": "https://evil.example/api/"}, False, "points to evil.example", id="elsewhere"),
        pytest.param({"CONVENOR_CLOCK_URL": "http://127.0.0.1:1/"}, True, "yet Slack is the real one", id="clock"),
        pytest.param({"CONVENOR_CONFIG": ""}, True, "The worked example is in use", id="the example"),
        pytest.param({"https_proxy": "http://me:s3cret@proxy.example:1"}, False, "through proxy.example", id="proxy"),
        pytest.param({"SSL_CERT_FILE": "/none.pem"}, True, "SSL_CERT_FILE names /none.pem", id="certificates"),
    ],
)
def test_each_trap_is_named(own, more, is_fault, says):
    ((fault, what),) = found(own | more)
    assert fault is is_fault
    assert says in what
    assert "s3cret" not in what


def test_a_proxy_before_a_sandbox_is_a_fault(own):
    assert [fault for fault, what in found(own | SANDBOX | {"HTTP_PROXY": "http://proxy.example:1"})] == [True, False]


def test_open_files_are_named(own, tmp_path):
    folder = tmp_path / "var"
    folder.mkdir(mode=0o700)
    (folder / "convenor.sqlite3").touch(mode=0o600)
    assert found(own) == []
    (folder / "convenor.sqlite3").chmod(0o640)
    folder.chmod(0o770)
    said = found(own)
    assert [fault for fault, _ in said] == [False, False]
    assert "can read the database" in said[0][1]
    assert "can put files into" in said[1][1]


KINDS = [
    ("SLACK_BOT_TOKEN", "xoxb-1", ""),
    ("SLACK_APP_TOKEN", "xapp-1", ""),
    ("SLACK_SIGNING_SECRET", "0" * 32, ""),
    ("SLACK_BOT_TOKEN", "xapp-1", "is an app-level token"),
    ("SLACK_BOT_TOKEN", "xoxp-1", "is a person's token"),
    ("SLACK_BOT_TOKEN", "xoxe.xoxb-1", "switch token rotation off"),
    ("SLACK_APP_TOKEN", "xoxb-1", "is a bot token"),
    ("SLACK_SIGNING_SECRET", "xoxb-1", "is a bot token"),
    ("SLACK_APP_TOKEN", "s3cret", "does not begin with xapp-"),
    ("SLACK_BOT_TOKEN", " xoxb-1", "has spaces or quotation marks"),
]


@pytest.mark.parametrize(("name", "value", "says"), KINDS)
def test_a_secret_of_another_kind_is_named_by_its_first_letters_only(name, value, says):
    said = wrong_kind(name, value)
    assert says in said
    assert bool(said) == bool(says)
    assert "s3cret" not in said


def test_the_bot_does_not_start_with_a_token_of_another_kind(own):
    swapped = own | {"SLACK_BOT_TOKEN": TOKENS["SLACK_APP_TOKEN"]}
    with pytest.raises(ConfigError, match=r"SLACK_BOT_TOKEN: is an app-level token") as refused:
        Application(load_settings(swapped))
    assert "s3cret" not in str(refused.value)


def test_the_bot_does_not_start_where_it_would_be_led_astray(own, tmp_path):
    with pytest.raises(UnavailableError, match="yet Slack is the real one"):
        Application(load_settings(own | {"CONVENOR_CLOCK_URL": "http://127.0.0.1:1/"})).__enter__()
    assert not (tmp_path / "var").exists()
