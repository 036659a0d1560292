"""Digests for webhooks: what each is given, once, worded when it is sent, and never what is not public."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.settings.digest import DigestSetting
from bot.settings.webhooks import WebhookSetting
from bot.workflows.deferred import compose_deferred
from bot.workflows.digest.making import make_digests
from bot.workflows.parked import tell_parked
from bot.workflows.services import Services
from tests.support.partnership import HOME, Partnership
from tests.support.register_papers import hide
from tests.workflows.digest.conftest import MONDAY

PROGRAM = WebhookSetting(name="data", url="https://receiver.example/", scopes=("programme", "workstream:PC"))
TEAMS = WebhookSetting(name="teams", url="https://teams.example/", format="teams", scopes=("workstream:PC",))


def with_hooks(partnership: Partnership, *hooks: WebhookSetting, **changes: object) -> Partnership:
    config = partnership.services.config.model_copy(update={"webhooks": hooks, **changes})
    services = Services(partnership.services.store, config, partnership.clock, HOME)
    return Partnership(partnership.engines, services, partnership.clock)


@pytest.fixture
def hooked(partnership: Partnership) -> Partnership:
    return with_hooks(partnership, PROGRAM, TEAMS)


def rows(partnership):
    return {row.dedupe_key: row for row in partnership.outbox("webhook:")}


def composed(partnership, key, waited=timedelta(0)):
    row = rows(partnership)[key]
    deferred = json.loads(row.content)["deferred"]
    return compose_deferred(partnership.services, deferred, channel=row.channel, stands=False, waited=waited)


def test_each_is_given_its_scopes_once(hooked):
    for _ in range(2):
        make_digests(hooked.services, MONDAY)
    found = rows(hooked)
    assert {key: (row.channel, row.subject, bool(row.is_confidential)) for key, row in found.items()} == {
        "webhook:data:programme:2018-12-03": ("webhook:data", "webhook:data", False),
        "webhook:data:workstream:PC:2018-12-03": ("webhook:data", "webhook:data", False),
        "webhook:teams:workstream:PC:2018-12-03": ("webhook:teams", "webhook:teams", False),
    }


def test_each_gets_its_form(hooked):
    make_digests(hooked.services, MONDAY)
    program = composed(hooked, "webhook:data:workstream:PC:2018-12-03")
    assert program["body"]["type"] == "convenor.digest"
    assert program["body"]["scope"] == "workstream:PC"
    assert program["text"] == program["body"]["title"]
    card = composed(hooked, "webhook:teams:workstream:PC:2018-12-03")
    night = MONDAY + timedelta(hours=18, minutes=30)
    hooked.clock.move_to(night)
    held = timedelta(hours=1)
    assert composed(hooked, "webhook:teams:workstream:PC:2018-12-03", waited=held) == held, "people are asleep"
    assert composed(hooked, "webhook:data:workstream:PC:2018-12-03", waited=held) == program
    assert card["body"]["type"] == "message"
    assert "UC" not in json.dumps([line["ref"] for s in program["body"]["sections"] for line in s["lines"]])


def test_what_was_hidden_since_is_left_out(hooked):
    make_digests(hooked.services, MONDAY)
    key = "webhook:data:workstream:PC:2018-12-03"
    refs = [line["ref"] for section in composed(hooked, key)["body"]["sections"] for line in section["lines"]]
    ref = next(ref for ref in refs if ref.startswith("PC"))
    hide(hooked, ref)
    assert ref not in json.dumps(composed(hooked, key), ensure_ascii=False)


def test_nothing_is_wanted_by_a_webhook_that_is_gone_or_reads_less_now(hooked):
    make_digests(hooked.services, MONDAY)
    key = "webhook:data:workstream:PC:2018-12-03"
    assert composed(with_hooks(hooked, TEAMS), key) is None
    assert composed(with_hooks(hooked, PROGRAM.model_copy(update={"scopes": ("programme",)})), key) is None


def test_a_quiet_week_is_told_to_programs_and_to_teams_as_is_set(in_november):
    quiet = {"sections": ()}
    for silence, expected in (("line", {"webhook:data", "webhook:teams"}), ("silent", {"webhook:data"})):
        setting = DigestSetting(silence=silence, **quiet)
        partnership = with_hooks(in_november, PROGRAM, TEAMS, digest=setting)
        partnership.clock.move_to(MONDAY + timedelta(days=7 * (silence == "silent")))
        make_digests(partnership.services, partnership.clock.now())
        week = "2018-12-03" if silence == "line" else "2018-12-10"
        assert {row.channel for key, row in rows(partnership).items() if key.endswith(week)} == expected


def test_the_administrators_hear_once_a_day_what_was_given_up(hooked):
    for _ in range(2):
        tell_parked(hooked.services, "webhook:data", "webhook:data", "It was tried for 4 hours.", confidential=False)
    (row,) = hooked.outbox("parked:")
    said = json.loads(row.content)["text"]
    assert "*The digest could not be delivered to the webhook data.* It was tried for 4 hours." in said
    assert "receiver.example" not in said


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        ("C0PLANNED", "<#C0PLANNED> (C0PLANNED)"),
        ("U0PCSRO", "<@U0PCSRO> (U0PCSRO)"),
        ("mailto:ann@partnership.example", "ann@partnership.example"),
    ],
)
def test_a_digest_that_was_given_up_is_told_as_what_it_is(partnership, channel, place):
    tell_parked(partnership.services, "digest:person:11:2018-12-03", channel, "It is archived.", confidential=False)
    (row,) = partnership.outbox("parked:")
    said = json.loads(row.content)["text"]
    assert said.startswith(f"*The weekly digest could not be delivered* to {place}. It is archived.")
    assert "is not sent there again" in said
    assert "record" not in said
