"""A message to a webhook over real connections: signed, never redirected, cut off in time, to the checked address."""

import base64
import hmac
import re
import ssl
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from time import monotonic

import httpx
import pytest

from bot.webhooks.opening import encoded
from bot.webhooks.outcomes import Accepted, Busy, NotTaken, TurnedAway, Unclear
from bot.webhooks.posting import Hook, Postman
from bot.webhooks.probing import trouble_with
from bot.webhooks.signing import delivery_id, signed_headers
from tests.support.ports import closed_port
from tests.support.receiver import (
    CERTIFICATE,
    HOST,
    answering,
    breaking_off,
    dripping,
    flooding,
    hanging,
    receiver,
)

SECRETS = (b"n" * 32, b"o" * 32)
NAMED = delivery_id("digest:1:json")
BODY = encoded({"title": "Planned Care – £104,000"})
LATE = "it did not answer in time"


def hook(port, *, host="127.0.0.1", scheme="http", **more):
    return Hook("h", f"{scheme}://{host}:{port}/in", SECRETS, **{"allow_private": True, **more})


def post(to, **more):
    return Postman(**{"timeout_s": 5, "whole_s": 5, **more}).post(to, "digest:1:json", BODY)


def test_a_message_arrives_whole_and_signed_by_each_secret():
    with receiver() as there:
        assert post(hook(there.port)) == Accepted(NAMED)
        (got,) = there.got
    assert (got.path, got.body, got.headers["host"]) == ("/in", BODY, f"127.0.0.1:{there.port}")
    assert got.headers["webhook-id"] == NAMED
    signed = f"{NAMED}.{got.headers['webhook-timestamp']}.".encode() + BODY
    marks = [base64.b64encode(hmac.new(secret, signed, "sha256").digest()).decode() for secret in SECRETS]
    assert got.headers["webhook-signature"] == f"v1,{marks[0]} v1,{marks[1]}"


def test_without_a_secret_it_goes_unsigned(monkeypatch):
    with receiver() as there:
        post(Hook("h", f"http://127.0.0.1:{there.port}/", allow_private=True))
    assert "webhook-signature" not in there.got[0].headers


def test_the_worked_example_of_the_documentation_holds():
    page = (Path(__file__).resolve().parents[2] / "docs/webhooks.md").read_text(encoding="utf-8")
    (secret,) = re.findall(r"^ +whsec_(\S+)$", page, re.MULTILINE)
    ((named, stamp, body),) = re.findall(r"^ +(msg_\w+)\.(\d+)\.(.+)$", page, re.MULTILINE)
    (signature,) = re.findall(r"^ +webhook-signature: (.+)$", page, re.MULTILINE)
    at = datetime.fromtimestamp(int(stamp), UTC)
    headers = signed_headers((base64.b64decode(secret),), named, at, body.encode())
    assert headers == {"webhook-id": named, "webhook-timestamp": stamp, "webhook-signature": signature}
    names = {}
    exec(dedent(page[page.index("    import base64, hmac") : page.index("To change a secret")]), names)
    assert names["is_ours"](f"whsec_{secret}", headers, body.encode())
    assert not names["is_ours"](f"whsec_{secret}", headers, body.encode() + b" ")


@pytest.mark.parametrize(
    ("behaviour", "outcome"),
    [
        (answering(202), Accepted(NAMED)),
        (answering(204), Accepted(NAMED)),
        (answering(400), TurnedAway("It does not understand the message. (400)")),
        (answering(410), TurnedAway("It says that it is gone for good. (410)")),
        (answering(418), TurnedAway("It turned the message away. (418)")),
        (answering(408), NotTaken("it answers that it cannot take it now (408)")),
        (answering(500), NotTaken("it answers that it cannot take it now (500)")),
        (answering(429), NotTaken("it answers that it cannot take it now (429)")),
        (answering(429, "Retry-After: 90\r\n"), Busy(90)),
        (answering(503, "Retry-After: 999999\r\n"), Busy(3600)),
        (answering(503, "Retry-After: 1" + "0" * 40 + "\r\n"), NotTaken("it answers that it cannot take it now (503)")),
        (breaking_off, NotTaken("the connection broke off")),
        (flooding(b"HTTP/1.1 200 OK\r\n\r\n"), Accepted(NAMED)),
        (flooding(b"HTTP/1.1 200 OK\r\nX: "), NotTaken("the connection broke off")),
        (dripping(b"", b"not HTTP at all\r\n\r\n"), NotTaken("the connection broke off")),
    ],
)
def test_what_an_answer_means(behaviour, outcome):
    with receiver(behaviour) as there:
        assert post(hook(there.port)) == outcome


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_sent_on(status):
    with receiver() as inside, receiver(answering(status, f"Location: http://127.0.0.1:{inside.port}/\r\n")) as there:
        outcome = post(hook(there.port))
    assert isinstance(outcome, TurnedAway)
    assert f"({status})" in outcome.sentence
    assert inside.got == []


@pytest.mark.parametrize(
    "behaviour",
    [hanging, dripping(b"H"), dripping(b"HTTP/1.1 103 Hints\r\n\r\n"), dripping(b"a", b"HTTP/1.1 200 OK\r\nX: ")],
    ids=["hangs", "drips", "drips hints", "drips a head"],
)
def test_one_that_takes_its_time_is_cut_off(behaviour):
    with receiver(behaviour, behaviour) as there:
        began = monotonic()
        assert post(hook(there.port), whole_s=0.2) == NotTaken(LATE)
        assert post(hook(there.port, is_safe_twice=False), whole_s=0.2) == Unclear(LATE)
        assert monotonic() - began < 2


def test_a_look_up_that_takes_all_the_time_leaves_none_for_sending():
    with receiver() as there:

        def slow(_host, _port):
            there.stopped.wait(0.3)
            return ["127.0.0.1"]

        outcome = post(hook(there.port), timeout_s=5, whole_s=0.2, resolve=slow)
        assert isinstance(outcome, NotTaken)
        assert "in time" in outcome.reason
        assert there.got == []


def test_nobody_there():
    assert post(hook(closed_port())) == NotTaken("it was not reached")


def test_private_addresses_need_leave():
    with receiver() as there:
        outcome = post(hook(there.port, allow_private=False))
    assert isinstance(outcome, TurnedAway)
    assert "allow_private" in outcome.sentence
    assert there.got == []


def test_the_address_that_was_checked_is_the_one_that_is_used():
    """The name leads elsewhere the second time it is asked for: it is asked for once."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked = []

    def resolve(host, port):
        asked.append((host, port))
        return next(answers)

    sent = []

    def carry(request):
        sent.append(request)
        return httpx.Response(200)

    to = Hook("h", "https://receiver.test/in?sig=1", SECRETS)
    assert post(to, resolve=resolve, transport=httpx.MockTransport(carry)) == Accepted(NAMED)
    (request,) = sent
    assert asked == [("receiver.test", 443)]
    assert str(request.url) == "https://93.184.216.34/in?sig=1"
    assert request.headers["host"] == "receiver.test"
    assert request.extensions["sni_hostname"] == "receiver.test"


def test_the_second_address_is_tried_where_nobody_is_at_the_first():
    with receiver() as there:
        outcome = post(hook(there.port), resolve=lambda _host, _port: ["::1", "127.0.0.1"])
    assert outcome == Accepted(NAMED)


def trusting():
    return ssl.create_default_context(cafile=CERTIFICATE)


def test_a_certificate_is_checked_for_the_name_though_the_address_is_connected_to():
    def resolve(_host, _port):
        return ["127.0.0.1"]

    with receiver(tls=True) as there:
        right = hook(there.port, host=HOST, scheme="https")
        other = hook(there.port, host="other.test", scheme="https")
        assert post(right, resolve=resolve, context=trusting()) == Accepted(NAMED)
        refused = post(other, resolve=resolve, context=trusting())
        assert isinstance(refused, NotTaken)
        assert "its certificate is not trusted" in refused.reason
        assert "not trusted" in post(right, resolve=resolve).reason
        assert trouble_with(right, 5, resolve=resolve, context=trusting()) == ""
        assert "not trusted" in trouble_with(other, 5, resolve=resolve, context=trusting())
        assert len(there.got) == 1


def test_tls_is_not_left_out_where_the_receiver_speaks_none():
    with receiver() as there:
        to = hook(there.port, scheme="https")
        assert post(to).reason == "it does not speak TLS there"
        assert trouble_with(to, 5) == "It does not speak TLS there."
    assert there.got == []


def test_a_proxy_of_the_environment_is_passed_by(monkeypatch):
    with receiver() as proxy, receiver() as there:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert post(hook(there.port)) == Accepted(NAMED)
        assert proxy.got == []


def test_what_a_hook_holds_is_not_printed():
    printed = repr(Hook("h", "https://receiver.test/in?sig=letmein", (b"secret",)))
    assert "letmein" not in printed
    assert "secret" not in printed
