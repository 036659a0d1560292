"""People's own digests: in their hours, as they wish, and the hours of everybody after downtime."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.chasing import Away, Preference
from bot.domain.digest import Wish
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.settings.digest import DigestSetting
from bot.settings.mail import MailSetting
from bot.workflows.digest.making import make_digests, next_digests
from bot.workflows.digest.personal import make_own_digests, next_own_digest
from bot.workflows.digest.showing import send_now, show_digest
from bot.workflows.identify import Identity
from tests.support.register_papers import hide
from tests.support.sound import assert_sound_message
from tests.workflows.digest.conftest import MONDAY
from tests.workflows.digest.rows_of_digests import (
    BACK,
    DIRECTOR,
    ENGAGED,
    MANAGER,
    WEEK,
    composed,
    person_scope,
    sent,
    wish,
    wish_now,
    with_settings,
)


def test_own_digests_come_to_those_who_wish_for_one_in_their_own_hours(partnership):
    services = partnership.services
    before = MONDAY - timedelta(minutes=5)
    assert next_own_digest(services, before) is None
    said = wish(partnership, DIRECTOR, Wish.SLACK)
    assert said.startswith("Your own digest comes as a message each week, next on Mon 10 Dec.")
    early, director = partnership.person("planned-care-director"), person_scope(partnership, "planned-care-director")
    manager = partnership.person("governance-manager")
    wish(partnership, MANAGER, Wish.SLACK)
    services.store.write(lambda unit: unit.hearing.prefer(manager, Preference("America/New_York")))
    assert next_own_digest(services, before) == MONDAY
    assert next_own_digest(services, MONDAY) == MONDAY + timedelta(hours=5)
    make_own_digests(services, MONDAY)
    assert set(sent(partnership)) == {f"digest:{director}:2018-12-03"}
    assert "nobody" in make_own_digests(services, MONDAY), "once"
    message = composed(partnership, f"digest:{director}:2018-12-03")
    assert_sound_message(message)
    assert "What is yours: week of Mon 3 Dec" in message["text"]
    assert "`/convenor digest off` ends it" in str(message["blocks"][-1])
    at = MONDAY + timedelta(hours=5)
    partnership.clock.move_to(at)
    assert make_own_digests(services, at) == "1 own digest made"
    assert "Everything you look after" in str(composed(partnership, f"digest:person:{manager}:2018-12-03"))
    # Held up until the evening it would disturb.
    partnership.clock.move_to(MONDAY.replace(hour=20))
    assert composed(partnership, f"digest:{director}:2018-12-03", timedelta(hours=11)) == timedelta(hours=1)
    # Who wishes after the hour has their first with the next week.
    partnership.clock.move_to(MONDAY + timedelta(days=2))
    wish_now(partnership, ENGAGED, Wish.SLACK)
    assert make_own_digests(services, MONDAY + timedelta(days=2)) == "nobody's own digest is due"
    wish_now(partnership, ENGAGED, Wish.NONE, key="two")
    wish(partnership, DIRECTOR, Wish.NONE, key="two")
    partnership.clock.move_to(MONDAY + WEEK)
    make_own_digests(services, MONDAY + WEEK)
    assert sent(partnership, f"digest:person:{early}:2018-12-10") == {}


def test_who_is_away_or_has_left_has_none(partnership):
    services = partnership.services
    director, engaged = partnership.person("planned-care-director"), partnership.person("engagement-lead")
    for who in (DIRECTOR, ENGAGED):
        wish(partnership, who, Wish.SLACK)
    assert next_own_digest(services, MONDAY - timedelta(seconds=1)) == MONDAY
    services.store.write(lambda unit: unit.hearing.leave(director, Away(date(2018, 12, 3), date(2018, 12, 4)), MONDAY))
    partnership.change(f"update person set until_on = '2018-12-01' where id = {engaged}")
    for at in (MONDAY, MONDAY + timedelta(days=2)):
        assert make_own_digests(services, at) == "nobody's own digest is due", "back on Wednesday is too late"


def test_those_without_slack_have_theirs_as_a_letter_which_the_office_asks_for(partnership):
    there = with_settings(partnership, mail=partnership.services.config.mail)
    said = wish(there, MANAGER, Wish.MAIL, "City member for finance")
    assert said == "City member for finance has their own digest by e-mail each week, next on Mon 10 Dec."
    make_own_digests(there.services, MONDAY)
    scope = person_scope(there, "city-finance-councillor")
    assert sent(there) == {f"digest:{scope}:2018-12-03": "mailto:city.finance.councillor@partnership.example"}
    letter = composed(there, f"digest:{scope}:2018-12-03")
    assert letter["subject"] == "What is yours: week of Mon 3 Dec (Hackney and City Partnership)"
    assert "To: City member for finance" in letter["text"]
    assert "City Integrated Commissioning Board (Thu 6 Dec" in letter["text"]
    # The address was corrected since the row was written.
    there.change("update person set email = 'other@partnership.example' where key = 'city-finance-councillor'")
    assert composed(there, f"digest:{scope}:2018-12-03") is None


def test_a_letter_gives_the_reference_only_of_what_is_not_public(partnership):
    hide(partnership, "PC11")
    wish(partnership, DIRECTOR, Wish.MAIL)
    make_own_digests(partnership.services, MONDAY)
    letter = composed(partnership, f"digest:{person_scope(partnership, 'planned-care-director')}:2018-12-03")
    assert "- PC11: not public\n" in letter["text"]
    assert "Elective activity" not in letter["text"] + letter["html"]
    assert "- PC7 ■ Red 16: The 62-day cancer standard" in letter["text"]


@pytest.mark.parametrize(
    ("who", "how", "name", "error", "says"),
    [
        pytest.param(
            DIRECTOR, Wish.MAIL, "Governance manager", NotAllowedError, "Only the governance office", id="another"
        ),
        pytest.param(MANAGER, Wish.MAIL, "Nobody Atall", NotFoundError, "Nobody in the directory", id="nobody"),
        pytest.param(
            MANAGER, Wish.MAIL, "Hospital operations director", InvalidInputError, "no e-mail", id="no address"
        ),
        pytest.param(
            MANAGER, Wish.SLACK, "City member for finance", InvalidInputError, "no Slack account", id="no Slack"
        ),
        pytest.param(
            Identity("U0X", "T0OTHER"), Wish.SLACK, "", NotAllowedError, "another organisation", id="a stranger"
        ),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_with_the_reason(partnership, who, how, name, error, says):
    with pytest.raises(error, match=says):
        wish(partnership, who, how, name)
    assert partnership.rows("select * from preference where digest <> ''") == []


def test_mail_that_is_switched_off_or_digests_that_are_are_said_to_be(partnership):
    with pytest.raises(InvalidInputError, match="sends no e-mail"):
        wish(with_settings(partnership, mail=MailSetting()), DIRECTOR, Wish.MAIL)
    off = with_settings(partnership, digest=DigestSetting(on=False))
    with pytest.raises(InvalidInputError, match="switched off"):
        wish(off, DIRECTOR, Wish.SLACK)
    assert make_digests(off.services, MONDAY) == "no digest is due"
    assert next_digests(off.services, MONDAY) is None


def test_this_weeks_is_shown_to_whoever_asks_and_sent_when_they_wish(partnership):
    services = partnership.services
    mine = show_digest(services, DIRECTOR, "")
    assert_sound_message(mine)
    assert mine["text"].startswith("What is yours")
    assert show_digest(services, DIRECTOR, "planned care")["text"].startswith("Planned Care")
    assert show_digest(services, ENGAGED, "programme")["text"].startswith("The programme")
    with pytest.raises(InvalidInputError, match="workstream"):
        show_digest(services, DIRECTOR, "somewhere")
    assert partnership.rows("select * from digest") == [], "looking keeps nothing"
    for _ in range(2):
        assert send_now(services, DIRECTOR, "trigger:1").startswith("This week’s digest is on its way")
    keys = sent(partnership)
    key = f"digest:{person_scope(partnership, 'planned-care-director')}:now:trigger:1"
    assert set(keys) == {key}
    assert "What is yours" in composed(partnership, key)["text"]


def test_after_downtime_a_digest_waits_for_the_hours_of_those_who_read_it(partnership):
    """Convenor is back in the night to Tuesday: nobody hears of it before the morning."""
    services, at = partnership.services, BACK.replace(hour=3, minute=0)
    wish(partnership, DIRECTOR, Wish.SLACK)
    partnership.clock.move_to(at)
    make_digests(services, at)
    make_own_digests(services, at)
    own = f"digest:{person_scope(partnership, 'planned-care-director')}:2018-12-03"
    keys = ("digest:programme:2018-12-03", own)
    for key in keys:
        assert composed(partnership, key) == timedelta(hours=1), key
    partnership.clock.move_to(BACK)
    for key in keys:
        assert "week of Mon 3 Dec" in composed(partnership, key)["text"], key
    # It waited on until the week was over.
    partnership.clock.move_to(MONDAY + timedelta(days=4, hours=15))
    for key in keys:
        assert composed(partnership, key) is None, key
    asked = send_now(services, DIRECTOR, "trigger:9")
    assert asked
    assert composed(partnership, f"digest:{own.split(':', 1)[1].rsplit(':', 1)[0]}:now:trigger:9"), (
        "whoever asks has it"
    )


@pytest.mark.parametrize("back", [timedelta(days=4, hours=12), timedelta(days=6, hours=14, minutes=30)])
def test_a_week_that_is_over_when_convenor_is_back_has_no_digest(partnership, back):
    """On Friday evening, and on Sunday before midnight."""
    services, at = partnership.services, MONDAY + back
    wish(partnership, DIRECTOR, Wish.SLACK)
    partnership.clock.move_to(at)
    assert make_digests(services, at) == "the week is over"
    assert make_own_digests(services, at) == "nobody's own digest is due"
    assert partnership.rows("select * from digest") == []
