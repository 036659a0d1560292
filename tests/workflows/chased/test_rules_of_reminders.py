"""Single rules of reminders that a person's zone, a second wish, or owners of two workstreams put to the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.actions.records import EntryKind, Owner
from bot.domain.chasing import Preference
from bot.settings import Config
from bot.store.unit_of_work import Unit
from bot.workflows.actions import extending, updating
from bot.workflows.actions.change import entry_of, save
from bot.workflows.chasing import own_hours, snoozing
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from tests.scenarios.people import MANAGER, MEMBER
from tests.support.actions import HOME, Tracker

OWNER = "planned-care-deputy"
REF = "ICBOct18-3"
DUE = date(2018, 11, 7)
ME = Identity(MEMBER, HOME)


def rules(tracker: Tracker, *statuses: str) -> list[str]:
    return [rule for rule, status, _ in tracker.nudges("action:1") if status in statuses]


def test_a_day_that_is_over_where_its_owner_lives_is_past(tracker: Tracker) -> None:
    own_hours.save_hours(tracker.services, ME, Preference("Australia/Sydney"), "a form")
    tracker.clock.move_to(datetime(2018, 11, 5, 14, 0, tzinfo=UTC))
    tracker.sets(REF, [OWNER], date(2018, 11, 6))
    assert rules(tracker, "planned")[0] == "due"


def test_who_was_told_on_another_day_is_told_today(tracker: Tracker) -> None:
    tracker.sets(REF, [OWNER], DUE)
    tracker.goes_to(date(2018, 11, 2))
    tracker.goes_to(date(2018, 11, 5), 8)
    extending.extend(tracker.services, tracker.asks(MEMBER, REF), date(2018, 11, 19), "The printers are late")
    assert rules(tracker, "planned")[0] == "before-10"


def test_whoever_moves_house_is_told_nothing_twice_and_keeps_their_wish(tracker: Tracker) -> None:
    own_hours.save_hours(tracker.services, ME, Preference("Australia/Sydney"), "a form")
    tracker.sets(REF, [OWNER], date(2018, 11, 20))
    # Ten working days before is Tuesday the sixth, when it is still Monday in London.
    tracker.goes_to(date(2018, 11, 5), 22, 30)
    assert rules(tracker, "said") == ["before-10"]
    snoozing.snooze(tracker.services, ME, ("action:1", tracker.person(OWNER)), 3, "a click")
    own_hours.save_hours(tracker.services, ME, Preference("Europe/London"), "another form")
    updating.update(tracker.services, tracker.asks(MEMBER, REF), "The draft is with the printers")
    assert "before-10" not in rules(tracker, "planned")
    assert "snoozed-1" in rules(tracker, "planned")


def test_a_wish_of_the_day_that_holds_outlives_an_update_and_the_next_wish_takes_its_place(tracker: Tracker) -> None:
    tracker.sets(REF, [OWNER], DUE)
    tracker.goes_to(date(2018, 11, 2))
    extending.extend(tracker.services, tracker.asks(MEMBER, REF), date(2018, 12, 20), "The printers are late")
    for days in (3, 5):
        snoozing.snooze(tracker.services, ME, ("action:1", tracker.person(OWNER)), days, f"click {days}")
    updating.update(tracker.services, tracker.asks(MEMBER, REF), "The draft is with the printers")
    assert [rule for rule in rules(tracker, "planned") if rule.startswith("snoozed")] == ["snoozed-2"]


def test_owners_of_two_workstreams_are_told_on_to_who_directs_the_programme(tracker: Tracker) -> None:
    tracker.sets(REF, ["cancer-lead", "unplanned-care-deputy"], DUE)
    tracker.goes_to(date(2018, 11, 12))
    assert tracker.told("director") == [("programme-director", date(2018, 11, 12))]


def test_other_days_off_are_other_rules(config: Config) -> None:
    usual, more = config.working, replace(config.working, closed=config.working.closed | {DUE})
    assert config.actions.rules().digest(usual) != config.actions.rules().digest(more)


def test_a_chair_whose_term_ended_is_told_of_no_late_list(tracker: Tracker) -> None:
    tracker.sets(REF, [OWNER], date(2018, 11, 1))
    tracker.change("update person set until_on = '2018-11-20' where slack_id = 'U0HACKNEYHEALTH'")
    tracker.change("update directory_version set version = version + 1")
    try:
        tracker.goes_to(date(2018, 11, 27))
        assert len(tracker.post.to("C0ICBH")) == 1
        assert tracker.post.to("U0HACKNEYHEALTH") == []
    finally:
        tracker.change("update person set until_on = null where slack_id = 'U0HACKNEYHEALTH'")
        tracker.change("update directory_version set version = version + 1")


def pass_on(tracker: Tracker, ref: str, key: str) -> list[str]:
    """Give an action to somebody else; return the rules by which they are to be reminded."""
    person_id = tracker.person(key)

    def work(unit: Unit) -> None:
        action = unit.actions.find(ref)
        assert action is not None
        unit.actions.set_owners(action.id, [Owner("Another lead", person_id)])
        desk = open_desk(unit, tracker.services, Identity(MANAGER, HOME))
        save(unit, tracker.services, desk, action, entry_of(unit, desk, action, EntryKind.REASSIGNED, ""))

    tracker.services.store.write(work)
    subject = f"action:{tracker.action(ref).id}"
    found = tracker.rows(f"select rule from nudge where subject = '{subject}' and person_id = {person_id} order by id")
    return [row.rule for row in found]


def test_who_takes_over_a_late_action_hears_at_once_only_what_nobody_had_heard(tracker: Tracker) -> None:
    tracker.sets(REF, [OWNER], DUE)
    tracker.sets("ICBOct18-4", [OWNER], DUE)
    tracker.goes_to(date(2018, 11, 8))
    tracker.goes_to(date(2018, 11, 9), 8)
    assert pass_on(tracker, REF, "cancer-lead") == ["after-3", "after-8"]
    tracker.change("delete from nudge where subject = 'action:2'")
    assert pass_on(tracker, "ICBOct18-4", "cancer-lead") == ["after-1", "after-3", "after-8"]
