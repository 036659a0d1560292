"""What the doctor says of mail: it connects and logs in, and sends nothing unless asked to."""

import pytest

from bot.cli.doctor.findings import Level
from bot.cli.doctor.mail import check_mail
from bot.settings import default_config_dir, load_config
from bot.settings.mail import MailSetting
from bot.settings.model import Environment
from tests.support.mail_server import mail_server
from tests.support.ports import closed_port

CONFIG = load_config(default_config_dir() / "convenor.toml")
FROM = {"from_address": "convenor@partnership.example"}
KEY = "k" * 32


def found(tmp_path, send_to=None, environment=None, **mail):
    config = CONFIG.model_copy(update={"mail": MailSetting(**mail)})
    around = Environment(database_url="sqlite:///x", data_dir=tmp_path, **(environment or {}))
    return {finding.check: finding for finding in check_mail(config, around, send_to)}


def smtp(port, **more):
    return {"way": "smtp", "host": "127.0.0.1", "port": port, "tls": "none", **FROM, **more}


def test_off_and_folder_are_well(tmp_path):
    assert found(tmp_path)["mail"].level is Level.OK
    folder = found(tmp_path, way="folder", **FROM)["mail"]
    assert folder.level is Level.OK
    assert str(tmp_path / "mail") in folder.said
    assert not (tmp_path / "mail").exists()


def test_a_server_that_takes_us_is_sent_nothing(tmp_path):
    with mail_server(users={"convenor": "secret"}) as server:
        checked = found(tmp_path, environment={"smtp_password": "secret"}, **smtp(server.port, username="convenor"))
        assert (server.logins, server.taken) == (["convenor"], [])
    assert checked["mail"].level is Level.OK
    assert "took the login of convenor" in checked["mail"].said


@pytest.mark.parametrize(
    ("more", "environment", "says"),
    [
        ({"username": "convenor"}, {}, "CONVENOR_SMTP_PASSWORD is not set"),
        ({"username": "convenor"}, {"smtp_password": "wrong"}, "does not take the user name and password"),
        ({"tls": "starttls"}, {}, "offers no encryption"),
    ],
)
def test_what_is_wrong_is_a_fault_that_shows_no_secret(tmp_path, more, environment, says):
    with mail_server(users={"convenor": "secret"}) as server:
        finding = found(tmp_path, environment=environment, **smtp(server.port, **more))["mail"]
    assert finding.level is Level.FAULT
    assert says in finding.said
    assert "wrong" not in f"{finding.said} {finding.mend}"


def test_nobody_there(tmp_path):
    assert "was not reached: Connection refused" in found(tmp_path, **smtp(closed_port()))["mail"].said


def test_a_trial_letter_is_sent_when_asked_for(tmp_path):
    with mail_server() as server:
        assert found(tmp_path, "me@partnership.example", **smtp(server.port))["trial letter"].level is Level.OK
        (letter,) = server.taken
        server.rcpt.append("550 5.1.1 <me@partnership.example> no")
        refused = found(tmp_path, "me@partnership.example", **smtp(server.port))["trial letter"]
    assert letter["To"] == "me@partnership.example"
    assert refused.level is Level.FAULT


def test_links_need_an_address_and_a_key(tmp_path):
    url = {"reply_url": "http://127.0.0.1:8766/reply/"}
    assert found(tmp_path, way="folder", **FROM)["reply links"].level is Level.LOOK
    assert "CONVENOR_LINK_KEY is not set" in found(tmp_path, way="folder", **FROM, **url)["reply links"].said
    whole = found(tmp_path, environment={"link_key": KEY}, way="folder", **FROM, **url)["reply links"]
    assert whole.level is Level.OK
    assert KEY not in whole.said
