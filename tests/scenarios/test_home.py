"""App Home: what waits for a person, and the way to deal with it."""

from __future__ import annotations

import pytest

from bot.views.ids import Act
from tests.scenarios.conftest import PRIVATE, opened
from tests.scenarios.people import (
    BOARD_MEMBER,
    DIRECTOR,
    GROUP_MEMBER,
    GUEST,
    GUEST_WITH_ROLE,
    STRANGER,
    UNLISTED,
    labels,
    refs,
    words,
)
from tests.support.sandbox import SandboxRefusedError, until


@pytest.mark.parametrize(
    ("user", "led"),
    [
        pytest.param(DIRECTOR, ["PC11", "PC7", "PC1", PRIVATE], id="director"),
        pytest.param(GROUP_MEMBER, ["UC6", "UC7"], id="member of a lead group"),
        pytest.param(GUEST_WITH_ROLE, ["UC5", "UC6", "UC7", "UC9"], id="guest who leads"),
    ],
)
def test_home_lists_the_risks_a_person_leads(reading, user, led):
    home = reading.sandbox.wait_for_home(user, f"You lead {len(led)} open risks.")
    assert refs(home) == led
    assert set(labels(home)) == {"Update", "Quiet hours", "Away, and who acts for you"}


def test_home_names_the_next_meetings(reading):
    said = words(reading.sandbox.wait_for_home(DIRECTOR, "Your boards"))
    assert "*Planned Care Core Leadership Group* meets Tue 20 Nov; its papers are due" in said
    assert "*Transformation Board* meets Wed 28 Nov; its papers are due" in said


def test_home_of_somebody_without_a_risk_is_kind(reading):
    assert "Nothing waits for you" in words(reading.sandbox.wait_for_home(UNLISTED, "You lead no risk"))


def test_home_of_an_unknown_guest_says_whom_to_ask(reading):
    said = words(reading.sandbox.wait_for_home(GUEST, "I don't know you"))
    assert "Governance manager" in said
    assert "risk" not in said.casefold()


def test_strangers_have_no_home(reading):
    with pytest.raises(SandboxRefusedError):
        reading.sandbox.home(STRANGER)


def test_a_risk_is_updated_from_home(stage):
    director = stage.person(DIRECTOR)
    home = stage.sandbox.wait_for_home(DIRECTOR, "PC11")
    form = director.chooses(home, "Update")
    assert form["title"]["text"] == "Update PC11"
    assert "Saved PC11" in director.saves(form, {"residual": "4x3", "update": "Activity fell"})
    assert "*PC11*  ▲ Amber 12" in words(stage.sandbox.wait_for_home(DIRECTOR, "*PC11*  ▲ Amber 12"))


def test_what_cannot_be_done_any_more_is_said_in_a_modal(stage):
    director, sro = stage.person(DIRECTOR), stage.person("U0PCSRO")
    home = stage.sandbox.wait_for_home(DIRECTOR, "PC11")
    sro.saves(sro.opens("/risk close PC11"), {"update": "Done"})
    said = words(director.chooses(home, "Update"))
    assert "PC11 is closed" in said


def test_home_shows_what_others_change_without_being_opened_again(stage):
    sandbox, sro = stage.sandbox, stage.person("U0PCSRO")
    sandbox.wait_for_home(DIRECTOR, "*PC11*  ■ Red 20")
    sro.saves(sro.opens("/risk update PC11"), {"residual": "4x3", "update": "Activity fell"})
    until(lambda: "*PC11*  ▲ Amber 12" in words(sandbox.shown_home(DIRECTOR)), what="the director's Home anew")


def test_what_is_followed_and_set_on_home_shows_there(stage):
    sandbox, member = stage.sandbox, stage.person(BOARD_MEMBER)
    assert "What you follow" not in words(sandbox.wait_for_home(member.user, "Your settings"))
    assert "You follow *PC11* now" in words(member.types("/convenor follow pc11"))
    until(lambda: "What you follow" in words(sandbox.shown_home(member.user)), what="PC11 on Home")
    member.saves(member.chooses(sandbox.shown_home(member.user), "Quiet hours"), {"from": "18:00"})
    until(lambda: "Quiet from 18:00" in words(sandbox.shown_home(member.user)), what="the hours on Home")
    chosen = {"type": "plain_text", "text": "Digest by message", "emoji": False}
    option = {"text": chosen, "value": "slack"}
    sandbox.press(member.user, sandbox.shown_home(member.user), Act.HOME_DIGEST, selected_option=option)
    until(lambda: "digest comes to you by message" in words(sandbox.shown_home(member.user)), what="the wish on Home")
    assert member.chooses(sandbox.shown_home(member.user), "Away, and who acts for you")["title"]["text"] == "Away"
    member.presses(sandbox.shown_home(member.user), "Unfollow")
    until(lambda: "What you follow" not in words(sandbox.shown_home(member.user)), what="nothing followed")


def test_home_is_shown_after_slack_failed_once(sandbox, register, tmp_path):
    with opened(sandbox, register, tmp_path, http=True):
        sandbox.faults({"method": "views.publish", "kind": "server_error"})
        assert "PC11" in words(sandbox.wait_for_home(DIRECTOR, "PC11"))
        assert sandbox.open_faults() == []
