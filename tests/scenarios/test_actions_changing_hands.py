"""An action moves, changes hands and is done, each by command, form and button, as its people see it in Slack."""

from __future__ import annotations

from bot.views.ids import Act
from tests.scenarios.people import DIRECTOR, MANAGER, OFFICER, PROGRAMME_DIRECTOR, filled, labels, words
from tests.support.sandbox import SandboxRefusedError, until

REF = "ICBOct18-5"
AT_OFFICER, AT_DIRECTOR = "D0GOVOFFICER", "D0PCDIRECTOR"


def hears(stage, who, place, text):
    return stage.sandbox.wait_for_message(who, place, text)


def test_an_action_is_moved_handed_over_and_done(stage):
    owner, officer, director, manager = (stage.person(who) for who in (PROGRAMME_DIRECTOR, OFFICER, DIRECTOR, MANAGER))

    form = owner.opens("/action extend icb oct 18-5 to 11 Apr because the session has moved")
    assert (filled(form)["due"], filled(form)["why"]) == ("2019-04-11", "the session has moved")
    assert "*Thu 11 Apr 2019*" in words(form)
    # Two people have the form open: what the second filled in stands over what the first saved.
    theirs = manager.opens(f"/action extend {REF}")
    assert "is due Thu 11 Apr 2019" in owner.saves(form)
    again = manager.submits(theirs, {"due": "2019-05-01", "why": "We wait for the rooms."})
    assert "changed while this form was open:* Programme director saved it" in words(again["view"])
    assert filled(again["view"])["due"] == "2019-05-01"

    form = owner.opens(f"/action reassign {REF} @governance.officer because they book the rooms")
    assert filled(form)["reason"] == "they book the rooms"
    assert "Governance officer is asked to take over" in owner.saves(form)
    offer = hears(stage, OFFICER, AT_OFFICER, "asks you to take over")
    assert labels(offer) == ["Accept", "Hand back", "Show"]
    officer.presses(offer, "Accept")
    assert labels(hears(stage, OFFICER, AT_OFFICER, "You own ICBOct18-5 now.* You took it over")) == ["Show"]
    hears(stage, PROGRAMME_DIRECTOR, "D0PROGDIRECTOR", "Governance officer owns ICBOct18-5 now")

    said = director.types(f"/action done {REF} Held on Thu 25 Oct.")
    assert "stays open until it is confirmed" in words(said)
    claim = hears(stage, OFFICER, AT_OFFICER, "says that ICBOct18-5 is done")
    assert labels(claim)[:2] == ["Confirm", "Not yet done"]
    on_home(stage, officer, "says that it is done", "Confirm")
    hears(stage, DIRECTOR, AT_DIRECTOR, "confirmed what you said")
    assert "is done already" in words(officer.types(f"/action done {REF} again"))
    assert "*ICBOct18-5 is open again" in manager.saves(
        manager.opens(f"/action reopen {REF} the notes are missing"), {"due": "2018-11-02"}
    )

    card = manager.types(f"/action {REF}")
    (menu,) = (one for block in card["blocks"] for one in block.get("elements", ()) if one["type"] == "static_select")
    stage.sandbox.press(MANAGER, card, Act.ACTION_MORE, selected_option=menu["options"][-1])
    assert "It will not be done" in words(manager.form())

    takes_part_from_home(stage)


def on_home(stage, person, text, label):
    """Press a button of a Home that says `text`; a renewal may come between reading it and pressing."""

    def pressed():
        try:
            person.presses(stage.sandbox.wait_for_home(person.user, text), label)
        except SandboxRefusedError:
            return False
        return True

    until(pressed, what=f"“{label}” on a Home with {text}")


def takes_part_from_home(stage):
    """An action of this week is moved, offered, taken over and done, each from somebody's Home."""
    sandbox, owner, officer = stage.sandbox, stage.person(PROGRAMME_DIRECTOR), stage.person(OFFICER)

    def shows(who, text, *, gone=False):
        until(lambda: (text in words(sandbox.shown_home(who))) is not gone, what=f"a Home with {text}")

    on_home(stage, officer, f"*{REF}* · due Fri 2 Nov", "Extend")
    assert "is due Thu 1 Nov" in officer.saves(officer.form(), {"due": "2018-11-01", "why": "It can be sooner."})
    shows(OFFICER, f"*{REF}* · *due today*")
    officer.saves(officer.opens(f"/action reassign {REF} @programme.director because they hold it"))
    on_home(stage, owner, "asks you to take it over", "Accept")
    shows(OFFICER, REF, gone=True)
    on_home(stage, owner, f"*{REF}* · *due today*", "Done")
    assert "is done" in owner.saves(owner.form(), {"how": "Sent on Thu 1 Nov."})
    shows(PROGRAMME_DIRECTOR, REF, gone=True)
