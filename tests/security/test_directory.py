"""Who is taken for whom: links by e-mail, accounts that change, forms of people who lost the right to send them."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import app
from bot.domain.people import Person, Term
from bot.errors import ConvenorError, NotAllowedError
from bot.slack.facts import account_of
from bot.workflows import people, risk_queries
from bot.workflows.identify import Identity, identify, remember_accounts
from bot.workflows.people import PersonDraft
from tests.security.conftest import DIRECTOR, MANAGER, MEMBER, UNLISTED, accounts, who


def met(slack_id):
    return next(account for account in accounts() if account.slack_id == slack_id)


def person_of(house, slack_id):
    with house.store.view() as view:
        return view.people.directory().person_of(slack_id)


def named(house, key):
    return next(row for row in house.rows("person") if row["key"] == key)


def draft_of(row, **changes):
    term = Term(row["from_on"], row["until_on"])
    stamp = people.person_stamp(
        Person(row["id"], row["key"], row["name"], row["email"], row["slack_id"], row["organisation_key"], term)
    )
    draft = PersonDraft(
        row["id"], stamp, row["name"], row["email"] or "", row["slack_id"], row["from_on"], row["until_on"]
    )
    return replace(draft, **changes)


def unlink(house, slack_id):
    row = next(row for row in house.rows("person") if row["slack_id"] == slack_id)
    people.save_person(house.services, who(MANAGER), draft_of(row, slack_id=None), house.key())
    return row


def test_an_account_that_takes_the_address_of_a_linked_director_is_not_linked(house):
    director = person_of(house, DIRECTOR)
    remember_accounts(house.services, [replace(met(UNLISTED), email=director.email)])
    assert person_of(house, UNLISTED) is None
    assert person_of(house, DIRECTOR) == director


def test_an_account_that_changes_its_address_keeps_its_own_link_only(house):
    other = person_of(house, MANAGER)
    remember_accounts(house.services, [replace(met(DIRECTOR), email=other.email)])
    assert person_of(house, DIRECTOR).key != other.key
    assert person_of(house, MANAGER) == other


@pytest.mark.parametrize(
    "facts", [{"is_stranger": True}, {"team_id": "T0OTHER"}, {"is_bot": True}, {"is_deleted": True}]
)
def test_an_address_alone_links_nobody_from_outside(house, facts):
    row = unlink(house, DIRECTOR)
    remember_accounts(house.services, [replace(met(DIRECTOR), email="", is_deleted=True)])
    forged = replace(met(UNLISTED), slack_id="U0FORGED", email=row["email"], **facts)
    remember_accounts(house.services, [forged])
    assert person_of(house, "U0FORGED") is None


def test_a_link_that_an_administrator_took_off_stays_off_when_accounts_are_read_again(house):
    row = unlink(house, DIRECTOR)
    assert person_of(house, DIRECTOR) is None
    # Any change of any account is enough to look for links again.
    remember_accounts(house.services, [*accounts(), replace(met(UNLISTED), name="Renamed")])
    assert next(p for p in house.rows("person") if p["id"] == row["id"])["slack_id"] is None


def test_of_two_accounts_with_one_address_the_first_is_linked_and_stays(house):
    row = named(house, unlink(house, DIRECTOR)["key"])
    people.save_person(
        house.services, who(MANAGER), draft_of(row, slack_id=None, email="new.post@partnership.example"), house.key()
    )
    first = replace(met(UNLISTED), slack_id="U0FIRST", email="new.post@partnership.example")
    second = replace(first, slack_id="U0SECOND")
    remember_accounts(house.services, [first, second])
    assert person_of(house, "U0FIRST") is not None
    assert person_of(house, "U0SECOND") is None


@pytest.mark.parametrize(
    "look_alike", ["Planned.Care.Director@partnership.example", "planned.care.director@partnerſhip.example"]
)
def test_addresses_are_alike_in_ascii_case_only(house, look_alike):
    with house.store.view() as view:
        found = view.people.directory().person_with_email(look_alike)
    assert (found is not None) == look_alike.isascii()


def test_somebody_made_a_guest_loses_what_members_of_the_workspace_read(house):
    assert risk_queries.show_risk(house.services, who(UNLISTED), "PC11")
    remember_accounts(house.services, [replace(met(UNLISTED), is_guest=True)])
    with pytest.raises(NotAllowedError):
        risk_queries.show_risk(house.services, who(UNLISTED), "PC11")


def test_a_bot_that_runs_for_weeks_learns_that_somebody_became_a_guest(house):
    """Accounts are read again by a tick, not only at the start."""

    class Slack:
        def users(self):
            yield replace(met(UNLISTED), is_guest=True)

    assert risk_queries.show_risk(house.services, who(UNLISTED), "PC11")
    for tick in app.ticks(house.services, Slack()):
        tick.work(house.services.clock.now())
    with pytest.raises(NotAllowedError):
        risk_queries.show_risk(house.services, who(UNLISTED), "PC11")


def test_another_team_is_refused_whatever_account_it_names(house):
    for team in ("T0OTHER", "", "t0demo"):
        with pytest.raises(NotAllowedError), house.store.view() as view:
            identify(view, house.services, Identity(MANAGER, team))


def test_somebody_who_left_may_do_nothing(house):
    row = next(row for row in house.rows("person") if row["slack_id"] == DIRECTOR)
    gone = house.services.today(house.services.clock.now()) - timedelta(days=1)
    people.save_person(house.services, who(MANAGER), draft_of(row, until_on=gone), house.key())
    for ask in (
        lambda: risk_queries.show_risk(house.services, who(DIRECTOR), "PC11"),
        lambda: risk_queries.update_form(house.services, who(DIRECTOR), "PC11"),
        lambda: risk_queries.add_form(house.services, who(DIRECTOR)),
        lambda: people.list_people(house.services, who(DIRECTOR), ""),
    ):
        with pytest.raises(NotAllowedError):
            ask()


def test_the_form_of_a_person_is_refused_from_whoever_is_no_administrator(house):
    row = next(row for row in house.rows("person") if row["slack_id"] == DIRECTOR)
    before = house.rows("person")
    for sender in (DIRECTOR, MEMBER, UNLISTED):
        with pytest.raises(NotAllowedError):
            people.save_person(house.services, who(sender), draft_of(row, slack_id=sender), house.key())
        with pytest.raises(NotAllowedError):
            people.person_form(house.services, who(sender), row["id"])
    assert house.rows("person") == before


def test_a_form_that_was_taken_is_not_answered_for_somebody_else(house):
    row = next(row for row in house.rows("person") if row["slack_id"] == DIRECTOR)
    people.save_person(house.services, who(MANAGER), draft_of(row, name="Renamed"), "view:V1")
    with pytest.raises(NotAllowedError):
        people.save_person(house.services, who(UNLISTED), draft_of(row, name="Renamed"), "view:V1")


def test_an_administrator_cannot_shut_themselves_out(house):
    row = next(row for row in house.rows("person") if row["slack_id"] == MANAGER)
    today = house.services.today(house.services.clock.now())
    for change in (
        {"slack_id": None},
        {"slack_id": UNLISTED},
        {"until_on": today - timedelta(days=1)},
        {"from_on": today + timedelta(days=1)},
    ):
        with pytest.raises(ConvenorError):
            people.save_person(house.services, who(MANAGER), draft_of(row, **change), house.key())


def test_the_only_administrator_cannot_end_their_own_term_at_all(house):
    row = next(row for row in house.rows("person") if row["slack_id"] == MANAGER)
    today = house.services.today(house.services.clock.now())
    with pytest.raises(ConvenorError):
        people.save_person(house.services, who(MANAGER), draft_of(row, until_on=today), house.key())


def test_an_old_form_of_a_person_does_not_undo_what_was_saved_meanwhile(house):
    row = next(row for row in house.rows("person") if row["slack_id"] == DIRECTOR)
    opened_before = draft_of(row, name="Planned Care Director")
    people.save_person(house.services, who(MANAGER), draft_of(row, until_on=date(2018, 10, 31)), house.key())
    with contextlib.suppress(ConvenorError):
        people.save_person(house.services, who(MANAGER), opened_before, house.key())
    after = next(p for p in house.rows("person") if p["id"] == row["id"])
    assert after["until_on"] == date(2018, 10, 31)


def test_the_buttons_of_a_long_search_of_people_carry_what_they_mean(house):
    answer = people.list_people(house.services, who(MANAGER), "a " * 5000)
    turns = [
        element["value"]
        for block in answer["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"].startswith("people.")
    ]
    for value in turns:
        words, page = json.loads(value)
        people.list_people(house.services, who(MANAGER), words, page)
    assert all(len(value) <= 2000 for value in turns)


def test_addresses_stay_out_of_the_audit_trail_which_cannot_be_edited(house):
    row = next(row for row in house.rows("person") if row["slack_id"] == DIRECTOR)
    changed = draft_of(row, email="private.address@home.example")
    people.save_person(house.services, who(MANAGER), changed, house.key())
    assert "@home.example" not in json.dumps([event["detail"] for event in house.rows("audit_event")])
    assert row["email"] not in json.dumps([event["detail"] for event in house.rows("audit_event")])


def test_an_address_that_slack_has_not_confirmed_links_nobody():
    user = {"id": "U0NEW", "team_id": "T0DEMO", "is_email_confirmed": False, "profile": {"email": "a@b.example"}}
    assert account_of(user).email is None
    assert account_of({**user, "is_email_confirmed": True}).email == "a@b.example"


@pytest.mark.parametrize("facts", [{"is_stranger": True, "team_id": "T0OTHER"}, {"is_bot": True}, {"is_deleted": True}])
def test_an_administrator_cannot_link_a_post_to_an_account_from_outside(house, facts):
    remember_accounts(house.services, [replace(met(UNLISTED), slack_id="U0OUTSIDE", **facts)])
    row = next(row for row in house.rows("person") if row["slack_id"] == DIRECTOR)
    with pytest.raises(ConvenorError):
        people.save_person(house.services, who(MANAGER), draft_of(row, slack_id="U0OUTSIDE"), house.key())
