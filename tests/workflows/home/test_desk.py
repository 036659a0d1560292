"""What stands on a Home, in which order, and for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from bot.domain.actions.records import Owner
from bot.domain.chasing import Away, Preference
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.repositories.handovers import NewHandover
from bot.workflows import following
from bot.workflows.identify import Identity
from tests.support.partnership import HOME
from tests.workflows.home.conftest import DIRECTOR, MANAGER, SRO, buttons, words

NOBODY = "U0CYINTERIM"
LATE, TODAY, SUNDAY, MONDAY = date(2018, 10, 30), date(2018, 11, 1), date(2018, 11, 4), date(2018, 11, 5)
CHRISTMAS = date(2018, 12, 21)


def follow(town, who, ref, *, wanted=True):
    return following.follow(town.services, Identity(who, HOME), ref, f"click:{next(town.numbers)}", wanted=wanted)


def test_what_presses_most_comes_first_and_is_counted(town):
    later, sunday, late, today = (town.action(DIRECTOR, on) for on in (MONDAY, SUNDAY, LATE, TODAY))
    undated = town.action(DIRECTOR, None)
    said = words(town.home(DIRECTOR))
    assert "1 late, 2 due this week." in said
    order = [said.index(f"*{action.ref}*") for action in (late, today, sunday, later, undated)]
    assert order == sorted(order)
    assert f"*{late.ref}* · *2 days late*, was due Tue 30 Oct" in said
    assert f"*{today.ref}* · *due today*, Thu 1 Nov" in said
    assert f"*{undated.ref}* · no date" in said
    assert "You own 5 open actions; 3 of them are above." in said
    assert said.index("Your actions") < said.index(f"*{later.ref}*")


def test_an_action_that_presses_is_dealt_with_there(town):
    action = town.action(DIRECTOR, TODAY)
    mine = [label for label, value in buttons(town.home(DIRECTOR)) if value == action.ref]
    assert mine == ["Done", "Update", "Extend", "Open"]


def test_a_round_s_updates_become_late_with_their_day(town):
    town.partnership.goes_to(13)
    said = words(town.home(DIRECTOR))
    assert "updates asked for" in said.splitlines()[1]
    assert "Updates asked for by Thu 22 Nov" in said
    assert ("No change", "PC11") in buttons(town.home(DIRECTOR))
    town.partnership.clock.move_to(datetime(2018, 11, 23, 9, tzinfo=UTC))
    said = words(town.home(DIRECTOR))
    assert "*Update 1 day late*, was due Thu 22 Nov" in said
    assert "late" in said.splitlines()[1]


def test_a_handover_waits_for_whom_it_is_offered_to_and_says_only_what_they_may_read(town):
    public, secret = (
        town.action(DIRECTOR, MONDAY, "Public words"),
        town.action(DIRECTOR, MONDAY, "Secret", public=False),
    )
    for action in (public, secret):
        new = NewHandover(
            action.id,
            0,
            Owner("Director", town.person(DIRECTOR)),
            town.person(NOBODY),
            town.person(DIRECTOR),
            "Director",
            "I am leaving & <gone>",
            town.partnership.clock.now(),
        )
        town.services.store.write(lambda unit, new=new: unit.handovers.ask(new))
    said = words(town.home(NOBODY))
    assert "2 questions only you can answer." in said
    assert "Public words" in said
    assert "I am leaving &amp; &lt;gone&gt;" in said
    assert "Secret" not in said
    assert [label for label, _ in buttons(town.home(NOBODY))[:2]] == ["Accept", "Hand back"]
    assert "Only you can answer" not in words(town.home(DIRECTOR))


def test_what_others_say_is_done_waits_for_its_owner(town):
    action = town.action(DIRECTOR, MONDAY)
    now = town.partnership.clock.now()
    town.services.store.write(lambda unit: unit.claims.say(action.id, None, "Ann", "It went to the board", now))
    home = town.home(DIRECTOR)
    assert "Ann says that it is done. Is it?" in words(home)
    assert [label for label, _ in buttons(home)[:2]] == ["Confirm", "Not yet done"]


def test_a_deputy_finds_what_they_act_for_as_far_as_they_may_read_it(town):
    late, secret = town.action(DIRECTOR, LATE), town.action(DIRECTOR, LATE, public=False)
    away = Away(TODAY, SUNDAY, town.person(NOBODY))
    assert late.ref not in words(town.home(NOBODY))
    town.services.store.write(lambda unit: unit.hearing.leave(town.person(DIRECTOR), away, unit.now))
    said = words(town.home(NOBODY))
    assert f"*{late.ref}* · *2 days late*, was due Tue 30 Oct · for Planned Care director, who is away" in said
    assert secret.ref not in said
    assert "Away from Thu 1 Nov to Sun 4 Nov" in words(town.home(DIRECTOR))


def test_what_is_followed_goes_when_it_is_closed_to_its_follower(town):
    action = town.action(DIRECTOR, MONDAY)
    assert "You follow *PC11* now" in follow(town, NOBODY, "pc11")
    assert "already" in follow(town, NOBODY, "PC11")
    follow(town, NOBODY, f"action:{action.ref}")
    said = words(town.home(NOBODY))
    assert "*PC11*" in said
    assert f"*{action.ref}*" in said
    assert ("Unfollow", "risk:PC11") in buttons(town.home(NOBODY))
    town.partnership.change("update risk set visibility = 'non_public' where prefix = 'PC' and number = 11")
    town.partnership.change("update action set visibility = 'non_public'")
    said = words(town.home(NOBODY))
    assert "PC11" not in said
    assert action.ref not in said
    with pytest.raises(NotFoundError):
        follow(town, NOBODY, "PC11")
    town.partnership.change("update risk set visibility = 'public'")
    assert "*PC11*" in words(town.home(NOBODY))
    assert "You no longer follow" in follow(town, NOBODY, "PC11", wanted=False)
    assert "did not follow" in follow(town, NOBODY, "PC11", wanted=False)
    assert "PC11" not in words(town.home(NOBODY))


@pytest.mark.parametrize("ref", ["", "PC9999", "risk:", "nonsense 7", "action:PC11"])
def test_what_is_not_there_is_not_followed(town, ref):
    with pytest.raises((InvalidInputError, NotFoundError)):
        follow(town, DIRECTOR, ref)


def test_whoever_the_directory_does_not_list_reads_and_follows_nothing(town):
    with pytest.raises(NotAllowedError):
        follow(town, "U0FINANALYST", "PC11")
    said = words(town.home("U0FINANALYST"))
    assert "Nothing waits for you" in said
    assert "You are not in the partnership’s directory" in said
    assert "ask Governance manager" in said
    assert "partnership’s directory" not in words(town.home(DIRECTOR))
    assert "Your settings" not in said


def test_the_office_finds_what_nobody_is_reminded_of(town):
    undated, dated = town.action(DIRECTOR, None), town.action(DIRECTOR, CHRISTMAS)
    said = words(town.home(MANAGER))
    assert "1 action without a date" in said
    assert f"*{undated.ref}* · no date" in said
    assert dated.ref not in said
    assert "nobody is reminded" not in words(town.home(DIRECTOR))


def test_settings_are_told_in_words(town):
    person = town.person(DIRECTOR)
    wish = Preference("Asia/Tokyo", datetime(2018, 1, 1, 20).time(), datetime(2018, 1, 1, 7).time())  # noqa: DTZ001
    town.services.store.write(lambda unit: unit.hearing.prefer(person, wish))
    home = town.home(DIRECTOR)
    assert "Quiet from 20:00 to 07:00 (Asia/Tokyo)" in words(home)
    assert "You are not away" in words(home)
    assert {"Quiet hours", "Away, and who acts for you"} <= {label for label, _ in buttons(home)}


def test_an_empty_desk_is_kind_and_names_what_comes_next(town):
    said = words(town.home(SRO))
    assert "Nothing waits for you here. Next: " in said
    assert "papers due" in said
    assert "*Planned Care Core Leadership Group* meets" in said


def fill(town, number=210):
    due = [LATE] * 70 + [TODAY] * 60 + [CHRISTMAS] * 60 + [None] * 20
    actions = town.actions(DIRECTOR, due, "x" * 600)
    assert len(actions) == number
    return actions


def test_two_hundred_things_are_found_page_by_page_each_once(town):
    actions = fill(town)

    def follow_some(unit):
        for action in actions[:30]:
            unit.follows.follow(town.person(DIRECTOR), f"action:{action.id}", unit.now)

    town.services.store.write(follow_some)
    town.partnership.goes_to(13)
    town.opens(DIRECTOR)
    for name, heading, ends in (
        ("waiting", "What waits for you", "Your actions"),
        ("actions", "Your actions", "Your risks"),
        ("followed", "What you follow", "Your settings"),
    ):
        found, page = [], 1
        while True:
            home = town.turns(DIRECTOR, name, page)
            assert len(home["blocks"]) <= 100
            said = words(home)
            part = said[said.index(heading) : said.index(ends, said.index(heading))]
            found += [line.split("*")[1] for line in part.splitlines() if line.startswith("*ICB")]
            if f"Page {page} of {page}" in part.splitlines():
                break
            page += 1
        assert len(found) == len(set(found)) > 12
        if name == "waiting":
            waits = found
        elif name == "actions":
            assert {*found, *waits} == {action.ref for action in actions}


def test_a_page_stays_turned_until_home_is_opened_again(town):
    fill(town)
    town.opens(DIRECTOR)
    town.turns(DIRECTOR, "waiting", 3)
    assert "Page 3 of" in words(town.home(DIRECTOR))
    assert "Page 3 of" in words(town.turns(DIRECTOR, "actions", 2))
    assert "Page 3 of" not in words(town.opens(DIRECTOR))
    assert "Page 1 of" in words(town.turns(DIRECTOR, "waiting", -7))
    town.turns(DIRECTOR, "waiting", 10**6)


SCANNED = {"risk", "risk_review", "risk_lead", "risk_reader", "action", "action_entry", "action_owner", "follow"}


@pytest.mark.parametrize("who", [DIRECTOR, MANAGER])
def test_a_home_reads_its_owner_s_records_only_however_many_there_are(town, who):
    def statements():
        found = []
        engine = town.services.store.engines.read
        listen = lambda _c, _cur, statement, parameters, *_: found.append((statement, parameters))  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        town.home(who)
        event.remove(engine, "before_cursor_execute", listen)
        return found

    fill(town, 210)
    town.partnership.goes_to(13)
    follow(town, who, "PC11")
    few = statements()
    assert len(few) <= 35
    with town.services.store.engines.read.connect() as connection:
        for statement, parameters in few:
            if statement.lstrip().upper().startswith("SELECT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                scanned = {row.detail.split()[1] for row in plan if row.detail.startswith("SCAN ")}
                assert not scanned & SCANNED or "residual_l IS NULL" in statement, statement
    for _ in range(5):
        town.action(SRO, LATE)
    assert len(statements()) == len(few)
