"""Webhooks in the configuration: what is refused, what the environment alone gives, and what the doctor says."""

import base64

import pytest
from pydantic import ValidationError

from bot.cli.doctor.findings import Level
from bot.cli.doctor.webhooks import check_webhooks
from bot.errors import ConfigError
from bot.settings import default_config_dir, load_config
from bot.settings.load import is_own_variable, load_environment
from bot.settings.webhooks import WebhookSetting
from bot.webhooks.opening import hook_of, open_webhooks
from tests.support.ports import closed_port
from tests.support.receiver import receiver

FILE = default_config_dir() / "convenor.toml"
NEW, OLD = b"n" * 32, b"o" * 24
SECRET = "CONVENOR_WEBHOOK_SECRET_TO_COUNCIL"
URL = "CONVENOR_WEBHOOK_URL_TO_COUNCIL"
AT = "https://receiver.example/in"


def written(*secrets):
    return " ".join(f"whsec_{base64.b64encode(secret).decode()}" for secret in secrets)


def setting(**more):
    return WebhookSetting(**{"name": "to-council", "url": AT, **more})


def given(**variables):
    return load_environment(variables)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"url": "http://receiver.example/in"}, "must begin with https://"),
        ({"url": "http://127.0.0.1:8080/in"}, "must begin with https://"),
        ({"url": "ftp://receiver.example/in", "allow_private": True}, "must begin with https://"),
        ({"url": "http://10.0.0.1/in", "allow_private": True}, "must begin with https://"),
        ({"url": "https://receiver.example/in?sig=letmein"}, "as CONVENOR_WEBHOOK_URL_TO_COUNCIL"),
        ({"url": "https://me:letmein@receiver.example/"}, "no user name"),
        ({"url": "https://receiver.example/#in"}, "no user name, password or #"),
        ({"url": "https:///in"}, "a plain address"),
        ({"url": "https://receiver.example:port/"}, "is no address"),
        ({"url": "https://[::1/"}, "is no address"),
        ({"url": "https://receiver.example/a b"}, "a plain address"),
        ({"url": "https://receiver.example/a\r\nX: y"}, "a plain address"),
        ({"url": "https://reçeiver.example/"}, "a plain address"),
        ({"name": "To Council"}, "small letter"),
        ({"scopes": ()}, "at least 1"),
        ({"scopes": ("person:12",)}, "workstream:"),
        ({"format": "xml"}, "'teams' or 'json'"),
        ({"secret": "whsec_"}, "not permitted"),
    ],
)
def test_what_is_refused_repeats_no_secret(more, says):
    with pytest.raises(ValidationError) as refusal:
        setting(**more)
    told = [error["msg"] for error in refusal.value.errors()]
    assert says in told[0]
    assert "letmein" not in told[0]


def test_this_machine_may_be_spoken_to_plainly_where_it_is_allowed():
    assert setting(url="http://127.0.0.1:8080/in", allow_private=True).url is not None


def with_webhooks(tmp_path, *lines):
    file = tmp_path / "convenor.toml"
    file.write_text(FILE.read_text(encoding="utf-8") + "\n".join(lines), encoding="utf-8")
    return file


def test_a_file_that_names_what_is_not_there_is_refused(tmp_path):
    hook = ["[[webhooks]]", 'name = "a"', f'url = "{AT}"']
    with pytest.raises(ConfigError, match=r"webhooks.a.scopes: there is no workstream `XX`"):
        load_config(with_webhooks(tmp_path, *hook, 'scopes = ["programme", "workstream:XX"]'))
    with pytest.raises(ConfigError, match=r"webhooks.a: is defined twice"):
        load_config(with_webhooks(tmp_path, *hook, *hook))
    (read,) = load_config(with_webhooks(tmp_path, *hook, 'scopes = ["workstream:PC"]')).webhooks
    assert (read.format, read.scopes, read.allow_private) == ("json", ("workstream:PC",), False)


def test_address_and_secrets_come_from_the_environment():
    environment = given(**{SECRET: written(NEW, OLD), URL: "https://receiver.example/in?sig=letmein"})
    hook = hook_of(setting(url=None, format="teams"), environment)
    assert (hook.url, hook.secrets) == ("https://receiver.example/in?sig=letmein", (NEW, OLD))
    assert (hook.is_safe_twice, hook_of(setting(), environment).is_safe_twice) == (False, True)
    assert "letmein" not in repr(environment)
    assert is_own_variable(SECRET)
    assert not is_own_variable("CONVENOR_WEBHOOK_SECRET_")


@pytest.mark.parametrize(
    ("more", "variables", "key", "says"),
    [
        ({}, {}, SECRET, "is not set"),
        ({"url": None}, {SECRET: written(NEW)}, URL, "is not set"),
        ({}, {SECRET: "letmein"}, SECRET, "must be whsec_"),
        ({}, {SECRET: written(b"short")}, SECRET, "24 to 64 bytes"),
        ({}, {SECRET: written(NEW, OLD, NEW)}, SECRET, "one secret, or two"),
        ({}, {SECRET: written(NEW), URL: "http://letmein.example/"}, URL, "must begin with https://"),
        ({}, {SECRET: written(NEW), f"{SECRET}S": written(NEW)}, f"{SECRET}S", "belongs to no webhook"),
    ],
)
def test_what_is_missing_stops_the_start(more, variables, key, says):
    with pytest.raises(ConfigError) as refusal:
        open_webhooks([setting(**more)], given(**variables))
    assert refusal.value.key == key
    assert says in refusal.value.sentence
    assert "letmein" not in str(refusal.value)


def test_teams_needs_no_secret():
    assert hook_of(setting(format="teams"), given()).secrets == ()


def doctor(hook, **variables):
    config = load_config(FILE).model_copy(update={"webhooks": (hook,)})
    return list(check_webhooks(config, given(**variables)))


def test_the_doctor_connects_and_sends_nothing():
    with receiver() as there:
        here = setting(url=f"http://127.0.0.1:{there.port}/in", allow_private=True)
        (finding,) = doctor(here, **{SECRET: written(NEW)})
        assert there.got == []
    assert (finding.level, finding.said) == (
        Level.OK,
        "to-council can be reached; it is given programme as json, signed.",
    )


def test_the_doctor_says_what_is_wrong():
    nobody = setting(url=f"http://127.0.0.1:{closed_port()}/in", allow_private=True)
    (finding,) = doctor(nobody, **{SECRET: written(NEW)})
    assert finding.level is Level.LOOK
    assert "was not reached" in finding.said
    (finding,) = doctor(setting(url="https://10.0.0.1/in"), **{SECRET: written(NEW)})
    assert "private network" in finding.said
    (finding,) = doctor(setting())
    assert (finding.level, SECRET in finding.said) == (Level.FAULT, True)
    assert list(check_webhooks(load_config(FILE), given())) == []
