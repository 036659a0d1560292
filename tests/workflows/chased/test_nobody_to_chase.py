"""What is late when it comes in, what has nobody to remind, and lists that stand where others read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.domain.actions.records import Owner
from bot.workflows.actions import extending
from bot.workflows.actions.closing import done
from bot.workflows.actions.planning import replan
from tests.scenarios.people import DIRECTOR, MANAGER, MEMBER, PROGRAMME_DIRECTOR
from tests.support.actions import Tracker

OWNER = "planned-care-deputy"
DUE = date(2018, 11, 7)
OFFICE = "C0OFFICE"


def brings_in(tracker: Tracker, days: dict[str, date], **more: Any) -> None:
    """Have actions be there whose reminders were never reckoned, as an import leaves them."""
    for ref, due_on in days.items():
        tracker.sets(ref, more.get("owners", [OWNER]), due_on)
    tracker.change("delete from nudge")
    tracker.change("update action set plan = 0, chased_by = ''")


def test_what_is_late_when_it_comes_in_is_told_once_by_the_steps_that_passed(tracker: Tracker) -> None:
    tracker.goes_to(date(2018, 11, 20))
    brings_in(tracker, {"ICBOct18-3": date(2018, 10, 16), "ICBOct18-4": date(2018, 11, 14), "ICBNov18-5": DUE})
    tracker.goes_to(date(2018, 11, 20), 10)
    # One message to everybody, whatever they are told of.
    assert [len(tracker.post.to(who)) for who in (MEMBER, DIRECTOR, PROGRAMME_DIRECTOR, OFFICE)] == [1, 1, 1, 1]
    assert tracker.post.to(MEMBER)[0].startswith("Three things need you.")
    said = {row.subject: row.rule for row in tracker.rows("select subject, rule from nudge where message_id > 0")}
    assert (said["action:1"], said["action:2"], said["action:3"]) == ("after-8", "after-3", "after-8")
    assert "What is late stands on ICB's late list" in tracker.post.to(MEMBER)[0].replace("what is", "What is")
    assert tracker.post.to(DIRECTOR)[0].startswith("Three things to know.")
    assert "not reminded before today" in tracker.post.to(DIRECTOR)[0]
    assert "*2 actions are so late that you are told, once.*" in tracker.post.to(OFFICE)[0]
    # Neither a start by other rules nor the days that follow tell any of it again.
    config = tracker.services.config
    other = config.actions.model_copy(update={"before": (7,)})
    again = tracker.under(config.model_copy(update={"actions": other}))
    again.lives_through(date(2018, 11, 23))
    assert (len(again.told("director")), len(again.told("office")), len(again.post.to(OFFICE))) == (3, 2, 1)
    assert [len(again.post.to(who)) for who in (MEMBER, DIRECTOR)] == [1, 1]


def test_what_is_due_on_a_day_off_is_asked_for_on_the_next_working_day(tracker: Tracker) -> None:
    tracker.sets("ICBNov18-1", [OWNER], date(2018, 11, 10))
    tracker.goes_to(date(2018, 11, 12))
    assert "due Sat 10 Nov (no working day, so it counts as Mon 12 Nov), asked by ICB" in tracker.post.to(MEMBER)[0]
    tracker.goes_to(date(2018, 11, 13))
    assert "was due Sat 10 Nov, 3 days late" in tracker.post.to(MEMBER)[1]


def test_a_late_list_in_a_channel_says_how_it_is_now_and_hides_what_is_hidden(tracker: Tracker) -> None:
    for number in (3, 4, 5):
        tracker.sets(f"ICBOct18-{number}", [OWNER], date(2018, 11, 1))
    tracker.goes_to(date(2018, 11, 27), 10)
    assert "*3 late actions before Hackney" in tracker.post.to("C0ICBH")[0]
    done(tracker.services, tracker.asks(MANAGER, "ICBOct18-3"), "It was circulated")
    tracker.change("update action set visibility = 'non_public', version = version + 1 where id = 2")
    tracker.services.store.write(lambda unit: replan(unit, tracker.services, [2]))
    tracker.sends()
    boards = {place: content["text"] for place, content in tracker.post.changed if place in {"C0ICBH", "C0ICBC"}}
    assert len(boards) == 2
    for text in boards.values():
        assert "*1 late action before" in text
        assert "Not late any more: ICBOct18-3 (done)" in text
        assert "ICBOct18-4" not in text


def test_who_left_and_who_never_was_leave_their_actions_to_the_office(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], date(2019, 1, 31))
    tracker.sets("ICBOct18-4", [OWNER, "cancer-lead"], DUE)
    tracker.sets("ICBOct18-5", [], DUE)
    tracker.sets("ICBOct18-6", [], date(2019, 1, 31))
    tracker.change("update person set until_on = '2018-11-05' where key = 'planned-care-deputy'")
    tracker.change("update directory_version set version = version + 1")
    try:
        tracker.goes_to(date(2018, 11, 5))
        (first,) = tracker.post.to(OFFICE)
        assert "*1 open action has nobody to remind:*" in first
        assert "*ICBOct18-5* Bring what ICBOct18-5 asks for\nno owner, due Wed 7 Nov" in first
        tracker.goes_to(date(2018, 11, 6))
        (_, second) = tracker.post.to(OFFICE)
        assert "*2 open actions have nobody to remind:*" in second
        buttons = [block["accessory"] for block in tracker.post.new[-1][2]["blocks"] if "accessory" in block]
        assert {button["text"]["text"] for button in buttons} <= {"Reassign"}
        tracker.lives_through(date(2018, 11, 8))
        assert len(tracker.post.to(OFFICE)) == 2
        lead = Owner("Cancer commissioning lead", tracker.person("cancer-lead"))
        tracker.services.store.write(lambda unit: unit.actions.set_owners(1, [lead]))
        tracker.services.store.write(lambda unit: replan(unit, tracker.services, [1]))
        tracker.sends()
        assert tracker.post.changed[-1][0] == OFFICE
        assert "*1 open action has nobody" in tracker.post.changed[-1][1]["text"]
        tracker.goes_to(date(2018, 11, 12))
        assert "It has no owner. No word of it yet." in tracker.post.to(PROGRAMME_DIRECTOR)[-1]
    finally:
        tracker.change("update person set until_on = null where key = 'planned-care-deputy'")
        tracker.change("update directory_version set version = version + 1")


def test_actions_without_a_date_stand_in_one_list_of_the_office(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], None)
    tracker.sets("ICBOct18-4", [OWNER], None)
    tracker.goes_to(date(2018, 11, 2))
    tracker.sets("ICBOct18-5", [OWNER], None)
    tracker.goes_to(date(2018, 11, 5))
    tracker.goes_to(date(2018, 11, 14))
    # Shown on Friday the 2nd, and not again within ten working days.
    (shown,) = tracker.post.to(OFFICE)
    assert "*2 open actions have no date.*" in shown
    extending.extend(tracker.services, tracker.asks(MANAGER, "ICBOct18-5"), date(2018, 12, 20), "")
    extending.extend(tracker.services, tracker.asks(MANAGER, "ICBOct18-3"), date(2018, 12, 20), "")
    tracker.sends()
    assert {place for place, _ in tracker.post.changed} == {OFFICE}
    assert "*1 open action has no date.*" in tracker.post.changed[-1][1]["text"]
    tracker.goes_to(date(2018, 11, 16))
    assert len(tracker.post.to(OFFICE)) == 2
    done(tracker.services, tracker.asks(MANAGER, "ICBOct18-4"), "It was circulated")
    tracker.sends()
    assert tracker.post.changed[-1][1]["text"].startswith("Every open action has a date now.")
