"""`/convenor`: the directory in an administrator's hands, and people who are met for the first time."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import opened
from tests.scenarios.people import (
    DIRECTOR,
    GUEST,
    IT_BOARD,
    MANAGER,
    OFFICER,
    PROGRAMME_DIRECTOR,
    UNLISTED,
    filled,
    labels,
    words,
)
from tests.support.bot import bot_inside, quick_config
from tests.support.sandbox import until


@pytest.mark.parametrize("typed", ["/convenor", "/convenor help"])
def test_help_names_what_there_is(reading, typed):
    said = words(reading.person(UNLISTED).types(typed))
    assert "Hackney and City Partnership" in said
    assert "`/risk help`" in said
    assert "`/convenor people`" in said


def test_an_unknown_word_leads_to_help(reading):
    assert words(reading.person(UNLISTED).types("/convenor banana")) == (
        "I don't understand “banana”. See `/convenor help`."
    )


@pytest.mark.parametrize("user", [DIRECTOR, OFFICER, PROGRAMME_DIRECTOR, UNLISTED])
@pytest.mark.parametrize("typed", ["/convenor people", "/convenor people add"])
def test_the_directory_is_for_administrators(reading, user, typed):
    said = words(reading.person(user).types(typed))
    assert said == "You can't see or change the directory. Administrators can: Governance manager."


def test_the_first_administrator_is_named_in_the_configuration(reading):
    manager = reading.person(MANAGER)
    first = manager.types("/convenor people")
    assert words(first).startswith("*40 people*, 2 not linked to Slack · page 1 of 4")
    assert labels(first) == ["Edit"] * 10 + ["Add a person", "Next"]
    second = manager.asks(first, "Next")
    assert "page 2 of 4" in words(second)
    assert "page 1 of 4" in words(manager.asks(second, "Previous"))


def test_people_are_found_by_name_or_address(reading):
    manager = reading.person(MANAGER)
    said = words(manager.types("/convenor people HOSPITAL director"))
    assert said.startswith("*1 person*")
    assert "Unplanned Care team member" in said
    assert "<@U0HOSPITALOPS>" in said
    assert "Planned Care SRO" in words(manager.types("/convenor people planned.care.sro@"))
    assert "not linked to Slack" in words(manager.types("/convenor people immunisation"))
    assert "*0 people*" in words(manager.types("/convenor people nobody-like-this"))


def test_a_person_is_added_linked_by_address_and_may_then_act(stage):
    analyst, manager = stage.person(UNLISTED), stage.person(MANAGER)
    assert labels(analyst.types("/risk PC11")) == ["History", "Share here"]
    form = manager.opens("/convenor people add")
    manager.saves(form, {"name": "Finance analyst", "email": "Finance.Analyst@partnership.example"})
    (person,) = stage.books.people("Finance analyst")
    assert person.slack_id == UNLISTED
    edit = stage.person(DIRECTOR).opens("/risk edit PC11")
    stage.person(DIRECTOR).saves(edit, {"leads": [*filled(edit)["leads"], f"person:{person.id}"]})
    assert "Update" in labels(analyst.types("/risk PC11"))
    assert [event.verb for event in stage.books.events(f"person:{person.id}")] == ["person.added", "person.linked"]
    stage.books.verify()


def test_a_guest_is_linked_by_hand_and_reads_once_a_role_is_given(stage):
    guest, manager = stage.person(GUEST, IT_BOARD), stage.person(MANAGER)
    assert "I don't know you" in words(guest.types("/risk PC11"))
    form = manager.opens("/convenor people add")
    assert "*Saved IT contractor.*" in manager.saves(form, {"name": "IT contractor", "slack": GUEST})
    assert "There is no risk PC11 that you may read." in words(guest.types("/risk PC11"))
    edit = stage.person(DIRECTOR).opens("/risk edit PC11")
    contractor = stage.books.people("IT contractor")[0].id
    stage.person(DIRECTOR).saves(edit, {"leads": [*filled(edit)["leads"], f"person:{contractor}"]})
    assert words(guest.types("/risk PC11")).startswith("*Risk PC11 ")


def test_a_person_is_edited_with_everything_checked(stage):
    manager = stage.person(MANAGER)
    form = manager.chooses(manager.types("/convenor people cancer"), "Edit")
    assert filled(form) == {
        "name": "Cancer commissioning lead",
        "email": "cancer.lead@partnership.example",
        "slack": "U0CANCERLEAD",
        "from": "",
        "until": "",
    }
    wrong = {
        "name": "x" * 101,
        "email": "nobody at home",
        "slack": DIRECTOR,
        "from": "2018-12-01",
        "until": "2018-11-01",
    }
    errors = manager.is_refused(form, wrong)
    assert set(errors) == {"name", "email", "slack", "until"}
    assert "linked to Planned Care director already" in errors["slack"]
    taken = {"name": "\u200b", "email": "planned.care.sro@partnership.example", "slack": "U0CANCERLEAD"}
    assert manager.is_refused(form, {**taken, "from": None, "until": None}) == {
        "name": "Give a name or a role, such as Planned Care director.",
        "email": "Planned Care SRO has this address already.",
    }
    manager.saves(form, {"name": "Cancer lead", "email": "cancer@partnership.example"})
    (person,) = stage.books.people("Cancer lead")
    assert (person.email, person.slack_id) == ("cancer@partnership.example", "U0CANCERLEAD")
    (event,) = stage.books.events(f"person:{person.id}", "person.edited")
    assert event.detail["before"]["name"] == "Cancer commissioning lead"
    assert event.detail["after"]["name"] == "Cancer lead"
    assert "Cancer lead" in words(stage.person(DIRECTOR).types("/risk PC7"))


def test_a_link_is_taken_off_and_stays_off(stage):
    manager, director = stage.person(MANAGER), stage.person(DIRECTOR)
    manager.saves(manager.chooses(manager.types("/convenor people planned.care.director"), "Edit"), {"slack": None})
    assert labels(director.types("/risk PC11")) == ["History", "Share here"]
    assert stage.books.person("planned-care-director").slack_id is None


def test_whoever_leaves_is_shut_out_the_next_day_and_not_the_administrator(stage):
    manager, director = stage.person(MANAGER), stage.person(DIRECTOR)
    form = manager.chooses(manager.types("/convenor people planned.care.director"), "Edit")
    manager.saves(form, {"until": "2018-10-31"})
    assert "I don't know you as a member" in words(director.types("/risk PC11"))
    assert "not serving today" in words(manager.types("/convenor people planned.care.director"))
    own = manager.chooses(manager.types("/convenor people governance.manager"), "Edit")
    errors = manager.is_refused(own, {"until": "2018-10-31", "slack": None})
    assert set(errors) == {"until", "slack"}
    assert all(error.endswith("Ask another administrator.") for error in errors.values())
    assert stage.books.person("governance-manager").until_on is None


def test_a_form_of_a_person_is_not_saved_by_somebody_else(stage):
    manager = stage.person(MANAGER)
    before = stage.books.counts()
    page = manager.types("/convenor people cancer")
    posted = stage.sandbox.api("chat.postMessage", channel="C0PLANNED", text="A list", blocks=page["blocks"])
    director = stage.person(DIRECTOR, "C0PLANNED")
    shown = next(message for message in director.reads("C0PLANNED") if message["ts"] == posted["ts"])
    assert "You can't see or change the directory." in words(director.asks(shown, "Edit"))
    assert "You can't see or change the directory." in words(director.asks(shown, "Add a person"))
    assert director.forms() == []
    assert stage.books.counts() == before


def test_somebody_is_found_by_address_when_they_first_act(sandbox, register, tmp_path):
    sandbox.faults({"method": "users.list", "kind": "server_error"})
    with bot_inside(sandbox, register.url, quick_config(tmp_path)):
        until(lambda: not sandbox.open_faults(), what="the list of accounts has failed")
        assert register.accounts() == 0
        assert register.person("planned-care-director").slack_id is None
        answer = sandbox.say(DIRECTOR, "C0GENERAL", "/risk PC11")
        assert labels(answer) == ["Update", "History", "Edit details", "Share here", "Follow"]
        person = register.person("planned-care-director")
        assert person.slack_id == DIRECTOR
        assert register.accounts() == 1
        (linked,) = register.events(f"person:{person.id}", "person.linked")
        assert linked.detail == {"slack_id": DIRECTOR, "by": "e-mail"}


def test_somebody_whom_slack_cannot_describe_is_asked_to_try_again(sandbox, register, tmp_path):
    sandbox.faults({"method": "users.list", "kind": "server_error"}, {"method": "users.info", "kind": "server_error"})
    with bot_inside(sandbox, register.url, quick_config(tmp_path)):
        until(lambda: len(sandbox.open_faults()) == 1, what="the list of accounts has failed")
        said = words(sandbox.say(DIRECTOR, "C0GENERAL", "/risk PC11"))
        assert "Try again" in said
        assert words(sandbox.say(DIRECTOR, "C0GENERAL", "/risk PC11")).startswith("*Risk PC11 ")


def test_an_edit_survives_a_restart(sandbox, register, tmp_path):
    with opened(sandbox, register, tmp_path) as stage:
        manager = stage.person(MANAGER)
        manager.saves(manager.chooses(manager.types("/convenor people cancer"), "Edit"), {"name": "Cancer lead"})
    with opened(sandbox, register, tmp_path) as stage:
        assert "Cancer lead" in words(stage.person(DIRECTOR).types("/risk PC7"))
