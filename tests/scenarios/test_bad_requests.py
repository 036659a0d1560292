"""Requests over HTTP that are not Slack's, or not Slack's any more: refused in a word, and nothing happens."""

from __future__ import annotations

import ssl
import time
from urllib.parse import urlencode

import httpx

from bot.sandbox.delivery.http import signature
from tests.scenarios.conftest import opened
from tests.scenarios.people import DIRECTOR, GENERAL

FORM = "application/x-www-form-urlencoded"


def command(text, **fields):
    """The body of a `/risk` command as Slack sends it."""
    known = {
        "command": "/risk",
        "text": text,
        "user_id": DIRECTOR,
        "team_id": "T0DEMO",
        "channel_id": GENERAL,
        "trigger_id": "1541062200.1.first",
        "response_url": "http://127.0.0.1/response",
    }
    return urlencode(known | fields).encode()


UPDATE = command("update PC11 4x3 Activity fell")


class Door:
    """The address that Slack's requests go to."""

    def __init__(self, sandbox):
        app = sandbox.app()
        self.secret = app["signing_secret"]
        self.url = app["request_url"]
        plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.client = httpx.Client(trust_env=False, verify=plain, timeout=20)

    def post(self, body=UPDATE, *, stamp=None, signed=None, path=None, kind=FORM, verb="POST"):
        stamp = str(int(time.time())) if stamp is None else stamp
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp.encode("latin-1")}
        signed = signature(self.secret, stamp, body) if signed is None else signed
        if signed:
            headers["X-Slack-Signature"] = signed
        return self.client.request(verb, path or self.url, content=body, headers=headers)


def test_requests_that_are_not_slacks(sandbox, register, tmp_path, log):
    with opened(sandbox, register, tmp_path, http=True):
        door = Door(sandbox)
        now = int(time.time())
        before = register.counts()
        answers = {
            "no signature": door.post(signed=""),
            "nonsense for a signature": door.post(signed="v0=zzz"),
            "another secret": door.post(signed=signature("another", str(now), UPDATE), stamp=str(now)),
            "another body": door.post(signed=signature(door.secret, str(now), b"text=list"), stamp=str(now)),
            "another time": door.post(signed=signature(door.secret, str(now - 1), UPDATE), stamp=str(now)),
            "six minutes old": door.post(stamp=str(now - 360)),
            "six minutes ahead": door.post(stamp=str(now + 360)),
            "a word for a time": door.post(stamp="now"),
            "a raised digit for a time": door.post(stamp="²"),
            "a negative time": door.post(stamp=str(-now)),
            "a time of 5,000 digits": door.post(stamp="9" * 5000),
            "an empty time": door.post(stamp=""),
        }
        assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 401)
        assert all(len(answer.text) < 100 for answer in answers.values())
        elsewhere = {
            "another path": door.post(path=door.url.replace("/slack/events", "/admin")).status_code,
            "another verb": door.post(verb="PUT").status_code,
            "another command": door.post(command("", command="/unknown")).status_code,
            "no form at all": door.post(b"\xff\xfe\x00", kind="application/octet-stream").status_code,
            "no JSON in a payload": door.post(b"payload=%7Bnot", kind=FORM).status_code,
            "too large": door.post(b"x" * (6 * 1024 * 1024)).status_code,
        }
        assert elsewhere == {
            "another path": 404,
            "another verb": 404,
            "another command": 404,
            "no form at all": 400,
            "no JSON in a payload": 400,
            "too large": 413,
        }
        assert register.counts() == before
        health = door.client.get(door.url.replace("/slack/events", "/healthz"))
        assert (health.status_code, health.text) == (200, "ok")

        nobody = door.post(command("PC11", user_id="U0NOBODY", trigger_id="1541062200.2.nobody"))
        assert nobody.json()["text"] == "Slack doesn't tell me who you are. Ask the governance office to add you."
        outside = door.post(command("PC11", team_id="T0OTHER", trigger_id="1541062200.3.outside"))
        assert outside.json()["text"].startswith("This belongs to another organisation's workspace")
        assert register.counts() == before

        real = door.post()
        assert real.status_code == 200
        assert "Saved PC11" in real.json()["text"]
        replayed = door.post()
        assert replayed.json() == real.json()
        assert len(register.reviews("PC11")) == 2
        door.client.close()
