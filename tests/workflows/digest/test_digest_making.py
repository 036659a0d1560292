"""Digests are made once a week, sent where they belong, and worded anew when a record is not public any more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import UnavailableError
from bot.settings.digest import DigestSetting
from bot.workflows.digest.making import _make, make_digests, next_digests
from tests.support.register_papers import hide
from tests.support.sound import assert_sound_message
from tests.workflows.digest.conftest import MONDAY
from tests.workflows.digest.rows_of_digests import WEEK, composed, sent, stand, with_settings


def test_each_channel_has_its_digest_once_a_week(partnership):
    services = partnership.services
    assert make_digests(services, MONDAY - timedelta(minutes=1)) == "no digest is due"
    make_digests(services, MONDAY)
    first = sent(partnership)
    assert first["digest:programme:2018-12-03"] == "C0PROGRAMME"
    assert first["digest:workstream:PC:2018-12-03"] == "C0PLANNED"
    assert "digest:workstream:IC:2018-12-03" not in first, "the file switches it off"
    assert "digest:hidden:PC:2018-12-03" not in first, "nothing is hidden there"
    assert make_digests(services, MONDAY + timedelta(days=2)) == "every digest is made"
    assert sent(partnership) == first
    message = composed(partnership, "digest:workstream:PC:2018-12-03")
    assert_sound_message(message)
    assert message["text"].startswith("Planned Care: week of Mon 3 Dec. 2 late actions, 2 stale risks.")
    (thread,) = partnership.outbox("digest:programme:2018-12-03:1")
    assert thread.under == "digest:programme:2018-12-03"
    assert "Audit chain" in composed(partnership, "digest:programme:2018-12-03:1")["text"]
    assert partnership.outbox("digest:workstream:PC:2018-12-03:1") == [], "a thread only where there is a rest"


def test_two_that_make_the_same_digest_at_once_send_it_once(partnership):
    there = (partnership.services, "programme", date(2018, 12, 3), MONDAY)
    assert [_make(*there), _make(*there)] == [True, False]
    assert len(partnership.rows("select * from audit_event where verb = 'digest.sent'")) == 1


def test_the_tick_comes_each_monday_and_a_missed_week_is_not_made_up_for(partnership):
    services = partnership.services
    assert next_digests(services, MONDAY - timedelta(seconds=1)) == MONDAY
    assert next_digests(services, MONDAY) == MONDAY + WEEK
    # In summer time half past eight is another instant; Monday 6 May 2019 is a bank holiday.
    assert next_digests(services, datetime(2019, 5, 1, tzinfo=UTC)) == datetime(2019, 5, 7, 7, 30, tzinfo=UTC)
    later = MONDAY + 3 * WEEK + timedelta(days=2)
    partnership.clock.move_to(later)
    make_digests(services, later)
    assert {key.split(":")[-1] for key in sent(partnership, "digest:programme") if key.count(":") == 2} == {
        "2018-12-24"
    }


@pytest.mark.parametrize(("silence", "messages"), [("line", 1), ("silent", 0)])
def test_nothing_to_say_is_a_line_or_silence(partnership, silence, messages):
    there = with_settings(
        partnership, digest=DigestSetting(silence=silence, sections=["due", "meetings"], channel="C0PROGRAMME")
    )
    quiet = MONDAY + 3 * WEEK
    there.clock.move_to(quiet)
    make_digests(there.services, quiet)
    keys = [key for key in sent(there) if key == "digest:workstream:PV:2018-12-24"]
    assert len(keys) == messages
    kept = there.rows("select scope from digest where scope = 'workstream:PV'")
    assert len(kept) == 1, "so that it is not made again"
    for key in keys:
        said = composed(there, key)
        assert_sound_message(said)
        assert said["text"].startswith(
            "Prevention: week of Mon 24 Dec. Nothing is due, late or new this week. Next: "
        ), said["text"]
        assert said["blocks"][0]["text"]["text"].startswith("*Prevention: week of Mon 24 Dec* · Nothing is due")


def test_a_channel_without_public_records_to_tell_of_hears_nothing_of_those_that_are_hidden(partnership):
    hide(partnership, "PC11")
    make_digests(partnership.services, MONDAY)
    private = next(row for row in partnership.outbox("digest:hidden:PC:2018-12-03"))
    assert (private.channel, private.is_confidential) == ("C0PLANNEDPRIV", 1)
    assert "PC11" in composed(partnership, "digest:hidden:PC:2018-12-03")["text"]
    assert "PC11" not in composed(partnership, "digest:workstream:PC:2018-12-03")["text"]


def test_what_is_closed_to_readers_after_it_was_made_is_not_sent(partnership):
    make_digests(partnership.services, MONDAY)
    assert "PC11" in composed(partnership, "digest:programme:2018-12-03")["text"]
    hide(partnership, "PC11")
    message = composed(partnership, "digest:programme:2018-12-03")
    assert "PC11" not in str(message)
    assert "4 stale risks" in message["text"]
    assert "ahead" not in message["text"], "meetings are not counted"


def test_what_stands_in_a_channel_is_worded_anew_once_a_record_is_not_public(partnership):
    make_digests(partnership.services, MONDAY)
    stand(partnership)
    hide(partnership, "PC11")
    again = {row.anchor: row for row in partnership.outbox("digest:") if row.status == "pending"}
    standing = {"digest:programme:2018-12-03", "digest:programme:2018-12-03:1", "digest:workstream:PC:2018-12-03"}
    assert set(again) == standing
    for anchor in standing:
        message = composed(partnership, again[anchor].dedupe_key, stands=True)
        assert_sound_message(message)
        assert "PC11" not in str(message)
    assert "PC7" in composed(partnership, again["digest:workstream:PC:2018-12-03"].dedupe_key, stands=True)["text"]


def test_a_digest_of_which_nothing_is_left_is_a_quiet_one(partnership):
    there = with_settings(partnership, digest=DigestSetting(sections=["stale", "meetings"], channel="C0PROGRAMME"))
    there.change("delete from meeting")
    make_digests(there.services, MONDAY)
    key = "digest:workstream:PC:2018-12-03"
    assert "2 stale risks" in composed(there, key)["text"]
    for ref in ("PC11", "PC7"):
        hide(there, ref)
    assert "Nothing is due, late or new this week." in composed(there, key)["text"]
    silent = there.services.config.digest.model_copy(update={"silence": "silent"})
    quiet = with_settings(there, digest=silent)
    assert composed(quiet, key) is None
    assert "Nothing is due" in composed(quiet, key, stands=True)["text"], "what stands is worded anew all the same"


def test_a_private_channel_is_told_what_everybody_there_may_read(partnership):
    hide(partnership, "PC11")
    make_digests(partnership.services, MONDAY)
    key = "digest:hidden:PC:2018-12-03"
    people = ("U0PCDIRECTOR", "U0PCSRO", "U0GOVMANAGER", "U0UCDIRECTOR")
    assert "PC11" in composed(partnership, key, members=lambda _: people)["text"]
    assert partnership.outbox("digest-left-out:") == []
    for also in (("U0ENGAGEMENT",), ("U0NOBODYKNOWS",)):
        assert composed(partnership, key, members=lambda _, also=also: people + also) is None, also
    assert composed(partnership, key, members=lambda _: None) is None, "too large to check"
    (told, *_) = partnership.outbox("digest-left-out:")
    assert "1 record that is not public is left out" in told.content
    assert "PC11" not in told.content

    def down(_channel):
        raise UnavailableError("Slack did not answer.")

    assert composed(partnership, key, members=down) == timedelta(minutes=1)
    assert composed(partnership, key, members=lambda _: ()) == timedelta(minutes=1)
