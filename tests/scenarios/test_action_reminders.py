"""An action in its owner's hands: reminded of, answered in the thread, and taken back, over real HTTP."""

from __future__ import annotations

from tests.scenarios.people import MANAGER, words
from tests.scenarios.test_monthly_round import goes_to

OWNER, THEIRS = "U0HEALTHWATCH", "D0HEALTHWATCH"


def test_a_reminder_is_answered_in_its_thread(own_stage):
    owner, manager = own_stage.person(OWNER), own_stage.person(MANAGER)
    goes_to(own_stage, "11-22T09:06")
    (asked,) = owner.reads(THEIRS)
    assert words(asked).startswith("*One thing needs you*\n1. *ICBMar18-3* Bring options for keeping co-production")
    assert "due Thu 6 Dec, asked by ICB" in words(asked)

    own_stage.sandbox.say(OWNER, THEIRS, "We met the team & agreed", asked["ts"])
    answer = own_stage.sandbox.wait_for_message(OWNER, THEIRS, "Recorded as", thread_ts=asked["ts"])
    assert words(answer).startswith("Recorded as the update of *ICBMar18-3*: “We met the team &amp; agreed”")
    assert "agreed" in words(manager.types("/action ICBMar18-3"))
    owner.presses(answer, "Not an update")
    own_stage.books.wait_until_sent()
    answer = owner.reads(THEIRS, asked["ts"])[-1]
    assert "again “Due at the December meeting”" in words(answer)
    assert "agreed" not in words(manager.types("/action ICBMar18-3"))
    own_stage.books.verify()
