"""Snoozes, absences and hours as people set them, and who may."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bot.clock import ManualClock
from bot.domain.chasing import Planned, Preference
from bot.domain.people import Role
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.handlers.away_words import read_away
from bot.settings import default_config_dir, load_config
from bot.store.engines import open_engines
from bot.workflows.chasing.absences import AwayDraft, away_form, find_deputy, save_absence
from bot.workflows.chasing.asks import Ask
from bot.workflows.chasing.composing import compose, turn_page
from bot.workflows.chasing.own_hours import hours_form, save_hours
from bot.workflows.chasing.planning import plan_nudges
from bot.workflows.chasing.snoozing import snooze, snooze_form
from bot.workflows.chasing.tick import chase
from bot.workflows.identify import Identity
from tests.support.chasing import HOME, Things, add_people, deliver, messages, nudges, office_of, outbox

TODAY = date(2018, 11, 20)
NINE = datetime(2018, 11, 20, 9, tzinfo=UTC)
ANN, BEN, GIL = (Identity(f"U0{name}", HOME) for name in ("ANN", "BEN", "GIL"))


@pytest.fixture(scope="module")
def config():
    return load_config(default_config_dir() / "convenor.toml")


@pytest.fixture
def services(sqlite_template, tmp_path, config):
    engines = open_engines(sqlite_template.copy_to(tmp_path))
    yield office_of(engines, ManualClock(NINE), config)
    engines.dispose()


@pytest.fixture
def things():
    return Things()


@pytest.fixture
def people(services):
    ids = add_people(services, ["ann", "ben", "gil"])
    services.store.write(lambda unit: unit.people.add_role(ids[2], Role.OFFICE, None))
    return dict(zip(("ann", "ben", "gil"), ids, strict=True))


@pytest.fixture
def reminded(services, things, people):
    asks = [("thing:PC11", people["ann"]), ("thing:PC7", people["ann"])]
    days = [Planned("before-3", TODAY), Planned("due", date(2018, 11, 23))]
    services.store.write(lambda unit: plan_nudges(unit, services, asks, days))
    chase(services, NINE, things.kinds)
    return people["ann"]


def tick(services, things, day, hour=9):
    moment = datetime(2018, 11, day, hour, tzinfo=UTC)
    services.clock.move_to(moment)
    chase(services, moment, things.kinds)


def shown(services, things, message_id=1):
    kept = {"kind": "nudges", "id": message_id}
    return compose(services, kept, channel="U0ANN", stands=True, waited=NINE - NINE, kinds=things.kinds)


class TestSnooze:
    def test_silences_the_regular_reminder_and_comes_back_on_its_day(self, services, things, reminded):
        key = ("thing:PC11", reminded)
        deliver(services)
        assert snooze(services, ANN, key, 6, "click", things.kinds) == date(2018, 11, 26)
        assert snooze(services, ANN, key, 6, "click", things.kinds) == date(2018, 11, 26)
        assert [row.dedupe_key for row in outbox(services)] == ["nudges:1:v000001", "nudges:1:v000002"]
        message = shown(services, things)
        assert message["text"].startswith("One thing needs you. 1. PC7 update.")
        assert "PC11 update · snoozed until Mon 26 Nov" in str(message["blocks"])
        tick(services, things, 23)
        assert "PC11" not in shown(services, things, 2)["text"]
        assert ("PC11", "due", "planned") in nudges(services)
        tick(services, things, 26)
        assert "PC11" in shown(services, things, 3)["text"]
        assert nudges(services)[-1] == ("PC11", "snoozed-1", "said")

    def test_a_shorter_one_takes_the_place_of_a_longer(self, services, things, reminded):
        key = ("thing:PC11", reminded)
        snooze(services, ANN, key, date(2018, 12, 20), "one", things.kinds)
        assert snooze(services, ANN, key, 1, "two", things.kinds) == date(2018, 11, 21)
        tick(services, things, 21)
        assert len(messages(services)) == 2
        assert [status for _, rule, status in nudges(services) if rule == "snoozed-1"] == ["superseded"]

    def test_is_for_who_is_asked_who_acts_for_them_and_the_office(self, services, things, people, reminded):
        key = ("thing:PC11", reminded)
        with pytest.raises(NotAllowedError, match="somebody else"):
            snooze(services, BEN, key, 1, "a", things.kinds)
        save_absence(services, GIL, AwayDraft(reminded, TODAY, TODAY, people["ben"]), "b")
        assert snooze(services, BEN, key, 1, "c", things.kinds) == date(2018, 11, 21)
        assert snooze(services, GIL, key, 3, "d", things.kinds) == date(2018, 11, 23)

    @pytest.mark.parametrize(
        ("until", "said"), [(TODAY, "after today"), (date(2019, 3, 1), "next 60 days")], ids=["today", "too far"]
    )
    def test_takes_a_day_within_reach(self, services, things, reminded, until, said):
        with pytest.raises(InvalidInputError, match=said):
            snooze(services, ANN, ("thing:PC11", reminded), until, "x", things.kinds)

    @pytest.mark.parametrize("subject", ["nonsense", "thing:PC99", "round:x:risk:y", "acceptance:" + "9" * 30])
    def test_what_was_never_asked_cannot_be_put_off(self, services, things, reminded, subject):
        with pytest.raises(InvalidInputError, match="nobody any more"):
            snooze(services, ANN, (subject, reminded), 1, "x", things.kinds)

    def test_its_form_says_what_its_reader_may_read(self, services, things, people, reminded):
        save_absence(services, GIL, AwayDraft(reminded, TODAY, TODAY, people["ben"]), "b")
        snooze_form(services, BEN, ("thing:PC11", reminded), things.kinds)
        assert things.read[-1] == Ask("thing:PC11", reminded, people["ben"])

    def test_what_is_answered_cannot_be_put_off(self, services, things, reminded):
        key = ("thing:PC11", reminded)
        assert snooze_form(services, ANN, key, things.kinds)["submit"]["text"] == "Snooze"
        things.done.add("thing:PC11")
        with pytest.raises(InvalidInputError, match="nobody any more"):
            snooze(services, ANN, key, 1, "x", things.kinds)


class TestAway:
    def test_who_acts_is_asked_until_one_is_back(self, services, things, people):
        said = save_absence(services, ANN, AwayDraft(None, None, date(2018, 11, 23), people["ben"]), "a")
        assert "Away from Tue 20 Nov to Fri 23 Nov; Ben acts." in said
        assert "from Mon 26 Nov on" in said
        with services.store.view() as view:
            assert view.hearing.acts_for(people["ben"], TODAY) == {people["ann"]}
            assert view.hearing.acts_for(people["ben"], date(2018, 11, 24)) == frozenset()
        assert "Welcome back" in save_absence(services, ANN, AwayDraft(None), "b")
        with services.store.view() as view:
            assert view.hearing.acts_for(people["ben"], TODAY) == frozenset()
        assert "nothing changes" in save_absence(services, ANN, AwayDraft(None), "c")

    @pytest.mark.parametrize(
        ("said", "left"),
        [
            # Within another: its own days alone, the others stay.
            (
                [((11, 20), (11, 30)), ((11, 22), (11, 26))],
                [((11, 20), (11, 21)), ((11, 22), (11, 26)), ((11, 27), (11, 30))],
            ),
            # From its first day on, or from today within it: how long it lasts.
            ([((11, 20), (11, 30)), ((11, 20), (11, 21))], [((11, 20), (11, 21))]),
            ([((11, 26), (11, 30)), ((11, 26), (11, 27))], [((11, 26), (11, 27))]),
            # Over its end, over its beginning, over all of it, and not at all.
            ([((11, 20), (11, 30)), ((11, 26), (12, 10))], [((11, 20), (11, 25)), ((11, 26), (12, 10))]),
            ([((11, 26), (11, 30)), ((11, 22), (11, 27))], [((11, 22), (11, 27)), ((11, 28), (11, 30))]),
            ([((11, 22), (11, 23)), ((11, 20), (11, 30))], [((11, 20), (11, 30))]),
            ([((12, 3), (12, 7)), ((11, 20), (11, 30))], [((11, 20), (11, 30)), ((12, 3), (12, 7))]),
        ],
        ids=["inner", "anew", "anew to come", "end", "beginning", "whole", "apart"],
    )
    def test_what_was_said_last_counts_for_its_days_and_is_answered_with_all_that_is_set(
        self, services, people, said, left
    ):
        for number, (first, last) in enumerate(said):
            answer = save_absence(services, ANN, AwayDraft(None, date(2018, *first), date(2018, *last)), f"a{number}")
        set_now = [(a.from_on, a.until_on) for a in self.set_now(services)]
        assert set_now == [(date(2018, *first), date(2018, *last)) for first, last in left]
        assert answer.count("• ") == len(left) - 1
        assert f"waits until {'Mon 3 Dec' if left[-1][1] != (12, 10) else 'Tue 11 Dec'}" in answer or len(left) < 3

    def test_within_an_absence_days_go_to_who_acts_on_them(self, services, people):
        save_absence(services, ANN, AwayDraft(None, TODAY, date(2018, 11, 30)), "a")
        save_absence(services, ANN, AwayDraft(None, date(2018, 11, 22), date(2018, 11, 23), people["ben"]), "b")
        assert [a.deputy_id for a in self.set_now(services)] == [None, people["ben"], None]

    def test_back_ends_what_lasts_and_said_again_what_is_to_come(self, services, people):
        save_absence(services, ANN, AwayDraft(None, TODAY, date(2018, 11, 30)), "a")
        save_absence(services, ANN, AwayDraft(None, date(2018, 11, 26), date(2018, 12, 10)), "b")
        said = save_absence(services, ANN, AwayDraft(None), "c")
        assert "Welcome back" in said
        assert "once more to take it back" in said
        assert [(a.from_on.day, a.until_on.day) for a in self.set_now(services)] == [(26, 10)]
        said = save_absence(services, ANN, AwayDraft(None), "d")
        assert "*Taken back.*" in said
        assert "Away from Mon 26 Nov to Mon 10 Dec; nobody acts" in said
        assert self.set_now(services) == []

    def set_now(self, services):
        with services.store.view() as view:
            return [absence.away for absence in view.hearing.absences(TODAY)]

    def test_what_waited_comes_when_its_reader_is_back(self, services, things, people):
        save_absence(services, ANN, AwayDraft(None, None, date(2018, 12, 20)), "a")
        asks = [("thing:PC11", people["ann"])]
        services.store.write(lambda unit: plan_nudges(unit, services, asks, [Planned("due", TODAY)]))
        tick(services, things, 20)
        assert messages(services) == []
        save_absence(services, ANN, AwayDraft(None), "b")
        tick(services, things, 20, 10)
        assert len(messages(services)) == 1

    def test_is_set_for_others_by_the_office_alone(self, services, people):
        assert "Ben" in save_absence(services, GIL, AwayDraft(people["ben"], TODAY, TODAY), "a")
        with pytest.raises(NotAllowedError, match="yourself only"):
            save_absence(services, ANN, AwayDraft(people["ben"], TODAY, TODAY), "b")
        asked = [block.get("block_id") for block in away_form(services, GIL)["blocks"]]
        assert asked == [None, "what", "who", "from", "until", "deputy"]
        save_absence(services, ANN, AwayDraft(None, TODAY, TODAY, people["ben"]), "c")
        form = away_form(services, ANN)
        assert [block.get("block_id") for block in form["blocks"]] == [None, "what", "from", "until", "deputy"]
        assert "Away on Tue 20 Nov; Ben acts" in str(form["blocks"][0])

    @pytest.mark.parametrize(
        ("first", "last", "deputy", "field"),
        [
            (date(2018, 11, 19), TODAY, "ben", "from"),
            (TODAY, date(2018, 11, 19), "ben", "until"),
            (TODAY, date(2020, 1, 1), "ben", "until"),
            (TODAY, TODAY, "ann", "deputy"),
            (TODAY, TODAY, "gone", "deputy"),
        ],
    )
    def test_days_and_who_acts_must_make_sense(self, services, people, first, last, deputy, field):
        with pytest.raises(InvalidInputError) as refused:
            save_absence(services, ANN, AwayDraft(None, first, last, people.get(deputy, 999)), "a")
        assert list(refused.value.fields) == [field]

    def test_who_acts_is_found_by_mention_or_name(self, services, people):
        assert find_deputy(services, ANN, "<@U0BEN|ben>") == people["ben"]
        assert find_deputy(services, ANN, "@BEN") == people["ben"]
        with pytest.raises(NotFoundError, match="I don't know"):
            find_deputy(services, ANN, "Nobody")
        add_people(services, ["benedict"])
        assert find_deputy(services, ANN, "ben") == people["ben"]
        with pytest.raises(NotFoundError, match="could be Ben, Benedict"):
            find_deputy(services, ANN, "be")

    def test_a_part_of_a_name_is_a_question_and_a_part_of_a_word_is_none(self, services, people):
        services.store.write(lambda unit: unit.people.edit(people["gil"], name="Children and families lead"))
        with pytest.raises(NotFoundError, match="“families lead” could be Children and families lead"):
            find_deputy(services, ANN, "families lead")
        with pytest.raises(NotFoundError, match="I don't know “hild”"):
            find_deputy(services, ANN, "hild")


@pytest.mark.parametrize(
    ("words", "until", "deputy"),
    [
        ("back", None, ""),
        ("until 30 Nov", date(2018, 11, 30), ""),
        ("until 30 Nov and", date(2018, 11, 30), ""),
        ("until Fri 30 Nov and Jane Smith acts for me", date(2018, 11, 30), "Jane Smith"),
        ("30/11/2018 <@U0BEN|ben> acts for me", date(2018, 11, 30), "<@U0BEN|ben>"),
        ("until 3 January, Planned Care director acts for me.", date(2019, 1, 3), "Planned Care director"),
        ("till 2018-12-24 Ann", date(2018, 12, 24), "Ann"),
    ],
)
def test_the_words_of_an_absence(words, until, deputy):
    read = read_away(words, TODAY)
    assert (read.until_on, read.deputy) == (until, deputy)


def test_words_without_a_day_are_refused():
    with pytest.raises(InvalidInputError, match="I don't see until when"):
        read_away("Jane acts for me", TODAY)


class TestHours:
    def test_are_kept_to(self, services, things, people):
        wanted = Preference("America/New_York", time(18), time(10))
        said = save_hours(services, ANN, wanted, "a")
        assert "between 18:00 and 10:00, America/New York time" in said
        asks = [("thing:PC11", people["ann"])]
        services.store.write(lambda unit: plan_nudges(unit, services, asks, [Planned("due", TODAY)]))
        with services.store.view() as view:
            assert view.nudges.next_due() == datetime(2018, 11, 20, 15, tzinfo=UTC)
        form = hours_form(services, ANN)
        assert [b["element"].get("initial_option", {}).get("value") for b in form["blocks"][1:]] == [
            "18:00",
            "10:00",
            "America/New_York",
        ]

    @pytest.mark.parametrize(
        ("wanted", "field"),
        [
            (Preference(None, time(8), time(19)), "until"),
            (Preference(None, time(12), time(11)), "until"),
            (Preference("Mars/Base", time(19), time(8)), "zone"),
        ],
    )
    def test_must_run_over_midnight_and_leave_time(self, services, people, wanted, field):
        with pytest.raises(InvalidInputError) as refused:
            save_hours(services, ANN, wanted, "a")
        assert list(refused.value.fields) == [field]


def test_pages_are_turned_by_their_reader_alone(services, things, people):
    asks = [(f"thing:R{n:03d}", people["ann"]) for n in range(200)]
    services.store.write(lambda unit: plan_nudges(unit, services, asks, [Planned("due", TODAY)]))
    chase(services, NINE, things.kinds)
    first = shown(services, things)
    assert len(first["blocks"]) <= 50
    assert first["text"].startswith("200 things need you")
    last = turn_page(services, ANN, 1, 17, things.kinds)
    assert "200. R199 update" in str(last["blocks"])
    assert "page 17 of 17" in str(last["blocks"])
    with pytest.raises(NotAllowedError):
        turn_page(services, BEN, 1, 2, things.kinds)
