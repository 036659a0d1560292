"""What differs between machines comes from the environment, and its traps are named."""

import pytest

from bot.errors import ConfigError
from bot.settings import default_config_dir, load_settings

PLAIN = {"PATH": "/bin", "HOME": "/root"}


def fault_of(**variables):
    with pytest.raises(ConfigError) as refused:
        load_settings(PLAIN | variables)
    assert refused.value.file is None
    assert str(refused.value).startswith(f"environment: {refused.value.key}: ")
    return refused.value


def test_without_variables_the_shipped_example_and_an_embedded_database_are_used():
    settings = load_settings(PLAIN)
    assert settings.config_file == default_config_dir() / "convenor.toml"
    assert settings.environment.database_url == "sqlite:///var/convenor.sqlite3"
    assert settings.environment.slack_api_url == "https://slack.com/api/"


def test_the_data_directory_moves_the_embedded_database(tmp_path):
    environment = load_settings({"CONVENOR_DATA_DIR": str(tmp_path)}).environment
    assert environment.database_url == f"sqlite:///{tmp_path}/convenor.sqlite3"


def test_an_empty_variable_counts_as_not_set():
    environment = load_settings({"CONVENOR_CLOCK_URL": "", "SLACK_API_URL": "", "CONVENOR_CONFIG": ""}).environment
    assert environment.clock_url is None
    assert environment.slack_api_url == "https://slack.com/api/"


def test_a_file_given_by_hand_outweighs_the_variable(tmp_path):
    shipped = default_config_dir() / "convenor.toml"
    settings = load_settings({"CONVENOR_CONFIG": str(tmp_path / "none.toml")}, shipped)
    assert settings.config_file == shipped


def test_client_id_and_secret_together_are_refused():
    fault = fault_of(SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="s3cret")
    assert fault.key == "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"
    assert "ignore the bot token" in fault.sentence
    assert "s3cret" not in str(fault)


@pytest.mark.parametrize("name", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
def test_one_of_them_alone_does_no_harm(name):
    assert load_settings(PLAIN | {name: "1.2"})


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("CONVENOR_DATABSE_URL", "Did you mean `CONVENOR_DATABASE_URL`?", id="two letters turned round"),
        pytest.param("CONVENOR_DB", "is not a setting.", id="a guess"),
        pytest.param("CONVENOR_", "is not a setting.", id="the prefix alone"),
    ],
)
def test_an_unknown_variable_of_ours_is_named(name, says):
    fault = fault_of(**{name: "x"})
    assert fault.key == name
    assert says in fault.sentence


def test_variables_of_others_are_left_alone():
    assert load_settings(PLAIN | {"SLACK_HOOK": "x", "DATABASE_URL": "y", "convenor_x": "z"})


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        pytest.param("CONVENOR_CLOCK_URL", "http://192.0.2.1/clock", "this machine only", id="clock elsewhere"),
        pytest.param(
            "CONVENOR_CLOCK_URL", "http://127.0.0.1.evil.example/", "this machine only", id="clock look-alike"
        ),
        pytest.param("CONVENOR_CLOCK_URL", "http://127.0.0.1@evil.example/", "this machine only", id="clock user part"),
        pytest.param("CONVENOR_CLOCK_URL", "localhost", "this machine only", id="clock without a scheme"),
        pytest.param("SLACK_API_URL", "http://slack.example/api/", "use https", id="Slack in the clear"),
        pytest.param("SLACK_API_URL", "slack.com/api", "use https", id="Slack without a scheme"),
        pytest.param("CONVENOR_LOG_LEVEL", "LOUD", "must be 'DEBUG'", id="a log level"),
        pytest.param("CONVENOR_DATABASE_URL", "mysql://localhost/x", "sqlite:///FILE", id="another database"),
        pytest.param("CONVENOR_DATABASE_URL", "postgresql://localhost/x", "postgresql+psycopg", id="another driver"),
    ],
)
def test_an_impossible_variable_is_named_with_what_would_be_right(name, value, says):
    fault = fault_of(**{name: value})
    assert fault.key == name
    assert says in fault.sentence


@pytest.mark.parametrize("url", ["http://127.0.0.1:8765/clock", "http://localhost:1/", "http://[::1]:9/clock"])
def test_a_clock_on_this_machine_is_accepted(url):
    assert load_settings({"CONVENOR_CLOCK_URL": url}).environment.clock_url == url


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://127.0.0.1:8765/api", "http://127.0.0.1:8765/api/"),
        ("https://slack.com/api/", "https://slack.com/api/"),
    ],
)
def test_an_api_address_ends_with_a_slash(given, used):
    assert load_settings({"SLACK_API_URL": given}).environment.slack_api_url == used


def test_a_password_in_a_database_address_is_never_repeated():
    fault = fault_of(CONVENOR_DATABASE_URL="postgres://convenor:s3cret@db.example/convenor")
    assert "s3cret" not in str(fault)
    chain, shown = fault, []
    while chain is not None:
        shown.append(str(chain))
        chain = chain.__cause__
    assert "s3cret" not in "".join(shown)


def test_tokens_do_not_show_when_settings_are_printed():
    tokens = {"SLACK_BOT_TOKEN": "xoxb-s3cret", "SLACK_APP_TOKEN": "xapp-s3cret", "SLACK_SIGNING_SECRET": "s3cret"}
    settings = load_settings(tokens)
    assert settings.environment.slack_bot_token.get_secret_value() == "xoxb-s3cret"
    assert "s3cret" not in repr(settings.environment) + str(settings.environment)


@pytest.mark.parametrize(
    "address",
    [
        "h:abc/x",
        "u:s3cret@h:abc/x",
        "u:s3cret@h:/x",
        "h:0/x",
        "h:65536?user=s3cret",
        "u:s3cret@[::1/x",
        "u:s3/cret@[::1]:x",
    ],
)
def test_a_port_of_the_database_that_is_none_is_said_in_one_sentence(address):
    fault = fault_of(CONVENOR_DATABASE_URL=f"postgresql+psycopg://{address}")
    assert "a port that is no number from 1 to 65535" in fault.sentence
    assert "s3" not in str(fault)


@pytest.mark.parametrize("address", ["h/x", "u@h:5432/x", "u:p:q/r#s@h/x", "[::1]:5432/x", "/x?host=/run/a:b", ""])
def test_addresses_of_databases_that_are_sound_are_taken(address):
    url = f"postgresql+psycopg://{address}"
    assert load_settings(PLAIN | {"CONVENOR_DATABASE_URL": url}).environment.database_url == url


@pytest.mark.parametrize("name", ["CONVENOR_LOG_LEVEL", "CONVENOR_CLOCK_URL", "SLACK_API_URL"])
def test_a_secret_pasted_into_another_variable_is_not_repeated(name):
    fault = fault_of(**{name: "xoxb-1-s3cret"})
    assert "s3cret" not in str(fault)
    assert len(fault.sentence) > 10
    if name == "CONVENOR_LOG_LEVEL":
        assert "'DEBUG', 'INFO', 'WARNING' or 'ERROR'" in fault.sentence
