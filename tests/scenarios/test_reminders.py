"""Reminders in people's hands: put off, handed on while away, and kept to their hours."""

from __future__ import annotations

from bot.views.ids import Act
from tests.scenarios.people import DIRECTOR, LEAD, MANAGER, filled, words
from tests.scenarios.test_monthly_round import DIRECTORS, LEADS, goes_to


def snooze(stage, person, message, number):
    menus = [e for b in message["blocks"] for e in b.get("elements", ()) if e.get("action_id") == Act.NUDGE_SNOOZE]
    option = menus[0]["options"][number]
    block = next(b for b in message["blocks"] if menus[0] in b.get("elements", ()))
    stage.sandbox.press(person.user, message, Act.NUDGE_SNOOZE, block_id=block["block_id"], selected_option=option)


def test_reminders_are_put_off_handed_on_and_kept_to_ones_hours(own_stage):
    director, lead, manager = (own_stage.person(who) for who in (DIRECTOR, LEAD, MANAGER))
    goes_to(own_stage, "11-13T09:06")
    (asked,) = director.reads(DIRECTORS)
    snooze(own_stage, director, asked, 0)
    own_stage.books.wait_until_sent()
    (renewed,) = director.reads(DIRECTORS)
    assert words(renewed).startswith("*Two things need you*\n1. *PC7* ")
    assert "3. *PC1* monthly update, due Thu 22 Nov · ▲ Amber 12" in words(renewed)
    assert "snoozed until Wed 14 Nov" in words(renewed)
    snooze(own_stage, director, renewed, 2)
    form = director.form()
    assert filled(form) == {"until": "2018-11-14"}
    assert director.submits(form, {"until": "2018-11-13"})["response_action"] == "errors"
    assert "*Snoozed.* I say it again on Mon 19 Nov." in director.saves(form, {"until": "2018-11-18"})

    said = words(director.types("/convenor away until 30 Nov @Cancer commissioning lead acts for me"))
    assert said.startswith("*Saved: Planned Care director.* Away from Tue 13 Nov to Fri 30 Nov;")
    goes_to(own_stage, "11-20T09:06")
    assert "*For Planned Care director, who is away*" in words(lead.reads(LEADS)[-1])
    assert len(director.reads(DIRECTORS)) == 1
    form = director.opens("/convenor away")
    assert "Away from Tue 13 Nov to Fri 30 Nov" in words(form)
    assert "*Welcome back.*" in director.saves(form, {"what": "back"})
    form = manager.opens("/convenor away")
    assert {name: value for name, value in filled(form).items() if value} | {"who": "", "from": ""} == {
        "what": "away",
        "who": "",
        "from": "",
    }
    form = director.opens("/convenor hours")
    assert "As in Slack: Europe/London" in str(form)
    assert filled(form) == {"from": "19:00", "until": "08:00", "zone": "slack"}
    assert "between 17:00 and 09:30" in director.saves(form, {"from": "17:00", "until": "09:30"})
    own_stage.books.verify()
