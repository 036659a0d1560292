"""Chasing: one message a day for all that is wanted, in each person's hours, and nothing that is not wanted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.clock import ManualClock
from bot.domain.chasing import Away, Offsets, Planned, Preference, plan
from bot.settings import default_config_dir, load_config
from bot.settings.mail import MailSetting
from bot.store.engines import open_engines
from bot.workflows.chasing.absences import end_away, set_away
from bot.workflows.chasing.composing import compose
from bot.workflows.chasing.planning import cancel, foresee_nudges, plan_now, plan_nudges, settle
from bot.workflows.chasing.tick import chase, next_chase
from tests.support.chasing import Things, add_people, deliver, messages, nudges, office_of, outbox

MONDAY = datetime(2018, 11, 19, 8, 0, tzinfo=UTC)
NOW = timedelta(0)
OFFSETS = Offsets((3,), on_the_day=True, after=(1,))


@pytest.fixture(scope="module")
def config():
    return load_config(default_config_dir() / "convenor.toml").model_copy(update={"mail": MailSetting()})


@pytest.fixture
def services(sqlite_template, tmp_path, config):
    engines = open_engines(sqlite_template.copy_to(tmp_path))
    yield office_of(engines, ManualClock(MONDAY), config)
    engines.dispose()


@pytest.fixture
def things():
    return Things()


@pytest.fixture
def ann(services):
    return add_people(services, ["ann"])[0]


def planned(services, subject, person_id, due_on, plan_number=1):
    days = plan(due_on, OFFSETS, services.config.working, date(2018, 1, 1))
    return services.store.write(
        lambda unit: plan_nudges(unit, services, [(f"thing:{subject}", person_id)], days, plan_number)
    )


def tick(services, things, at):
    if at > services.clock.now():
        services.clock.move_to(at)
    return chase(services, at, things.kinds)


def at(day, hour, minute=0):
    return datetime(2018, 11, day, hour, minute, tzinfo=UTC)


def said(services, things, message_id, *, channel="U0ANN", stands=False, waited=NOW, **kept):
    kept = {"kind": "nudges", "id": message_id, **kept}
    return compose(services, kept, channel=channel, stands=stands, waited=waited, kinds=things.kinds)


def test_several_things_come_in_one_message_and_a_second_tick_finds_nothing(services, things, ann):
    for name in ("PC11", "PC7"):
        planned(services, name, ann, date(2018, 11, 23))
    assert tick(services, things, at(20, 8, 55)) == "nobody to remind"
    assert tick(services, things, at(20, 9, 0)) == "1 message of reminders"
    assert tick(services, things, at(20, 9, 0)) == "nobody to remind"
    assert tick(services, things, at(20, 9, 5)) == "nobody to remind"
    (row,) = outbox(services)
    assert (row.dedupe_key, row.channel, row.anchor) == ("nudges:1:v000001", "U0ANN", "nudges:1")
    assert json.loads(row.content) == {"deferred": {"kind": "nudges", "id": 1}}
    message = said(services, things, 1)
    assert message["text"].startswith("Two things need you. 1. PC11 update. 2. PC7 update.")
    assert "I'll ask again on Fri 23 Nov, for the last time on Mon 26 Nov. After that your SRO is told once." in str(
        message["blocks"]
    )


def test_only_the_latest_passed_offset_is_said_after_the_bot_was_down(services, things, ann):
    planned(services, "PC11", ann, date(2018, 11, 21))
    tick(services, things, at(22, 15))
    assert nudges(services) == [
        ("PC11", "before-3", "superseded"),
        ("PC11", "due", "superseded"),
        ("PC11", "after-1", "said"),
    ]


def test_what_is_answered_is_not_asked_for_and_its_message_is_renewed_in_place(services, things, ann):
    for name in ("PC11", "PC7"):
        planned(services, name, ann, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    deliver(services)
    things.done.add("thing:PC11")
    services.store.write(lambda unit: settle(unit, ["thing:PC11"]))
    assert [row.dedupe_key for row in outbox(services)] == ["nudges:1:v000001", "nudges:1:v000002"]
    renewed = said(services, things, 1, stands=True)
    assert renewed["text"].startswith("One thing needs you. 1. PC7 update.")
    assert "PC11 is answered" in str(renewed["blocks"])
    tick(services, things, at(23, 9))
    assert said(services, things, 2)["text"].startswith("One thing needs you. 1. PC7 update.")
    assert [status for name, _, status in nudges(services) if name == "PC11"] == ["said", "answered", "answered"]


def test_the_promise_to_ask_again_counts_absences_and_the_end_of_acting(services, things, ann):
    (ben,) = add_people(services, ["ben"])
    planned(services, "PC11", ann, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    services.store.write(lambda unit: unit.hearing.leave(ann, Away(date(2018, 11, 22), date(2018, 11, 27)), unit.now))
    assert "I'll ask again on Wed 28 Nov." in str(said(services, things, 1)["blocks"])
    services.store.write(
        lambda unit: set_away(unit, ann, Away(date(2018, 11, 22), date(2018, 11, 23), ben), date(2018, 11, 20))
    )
    planned(services, "PC7", ann, date(2018, 11, 26))
    tick(services, things, at(22, 9))
    # On Monday it is asked of Ann herself.
    assert "I won't ask again" in str(said(services, things, 2, channel="U0BEN")["blocks"])


def test_a_message_that_became_needless_before_it_was_sent_is_not_sent(services, things, ann):
    planned(services, "PC11", ann, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    things.done.add("thing:PC11")
    assert said(services, things, 1) is None
    assert said(services, things, 1, stands=True)["text"] == "Nothing here waits for you now."


def test_a_message_is_renewed_once_however_much_changes_before_it_is_sent(services, things, ann):
    for name in ("PC11", "PC7", "PC1"):
        planned(services, name, ann, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    services.store.write(lambda unit: settle(unit, ["thing:PC11"]))
    assert [row.dedupe_key for row in outbox(services)] == ["nudges:1:v000001"]
    deliver(services)
    for name in ("PC11", "PC7", "PC1"):
        services.store.write(lambda unit, name=name: settle(unit, [f"thing:{name}"]))
    assert [row.dedupe_key for row in outbox(services)] == ["nudges:1:v000001", "nudges:1:v000002"]
    # What is being sent may have been worded before: it is said anew.
    with services.store.engines.write.begin() as connection:
        connection.execute(text("UPDATE outbox SET status = 'claimed' WHERE status = 'pending'"))
    services.store.write(lambda unit: settle(unit, ["thing:PC11"]))
    assert [row.dedupe_key for row in outbox(services)][2:] == ["nudges:1:v000003"]


def test_a_renewal_that_has_nothing_to_change_says_nothing_at_any_hour(services, things, ann):
    planned(services, "PC11", ann, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    assert said(services, things, 1, renews=True) is None
    assert said(services, things, 1, renews=True, stands=True) is not None


def test_a_message_goes_to_whom_it_is_for_and_as_what_it_was_sent(services, things, ann):
    planned(services, "PC11", ann, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    assert "blocks" in said(services, things, 1)
    assert "html" in said(services, things, 1, channel="mailto:ann@partnership.example")
    services.store.write(lambda unit: unit.people.edit(ann, slack_id=None, email="ann@elsewhere.example"))
    for channel in ("U0ANN", "mailto:ann@partnership.example"):
        assert said(services, things, 1, channel=channel) is None
        assert said(services, things, 1, channel=channel, stands=True) is None
    assert "html" in said(services, things, 1, channel="mailto:ann@elsewhere.example")


@pytest.mark.parametrize(
    "changed", [{"is_deleted": True}, {"is_stranger": True}, {"is_bot": True}, {"team_id": "T0OTHER"}]
)
def test_an_account_that_is_nobodys_here_is_no_way_to_reach_anybody(services, things, ann, changed):
    mail = MailSetting(way="folder", from_address="convenor@partnership.example")
    services = replace(services, config=services.config.model_copy(update={"mail": mail}))
    planned(services, "PC11", ann, date(2018, 11, 23))
    with services.store.view() as view:
        account = view.people.directory().accounts["U0ANN"]
    services.store.write(lambda unit: unit.people.save_account(replace(account, **changed), unit.now))
    tick(services, things, at(20, 9))
    assert [row.channel for row in outbox(services)] == ["C0OFFICE"]
    assert said(services, things, 1) is None


def test_one_reminder_that_cannot_be_said_holds_up_no_other(services, things, ann):
    def reader(view, services, asks, today):
        if any(ask.subject == "thing:BAD" for ask in asks):
            raise ValueError
        return things.reader(view, services, asks, today)

    for name in ("PC11", "BAD", "PC7"):
        planned(services, name, ann, date(2018, 11, 23))
    services.store.write(lambda unit: plan_now(unit, services, [("unknown:1", ann)], "by-hand-1"), now=at(20, 9))
    for hour in (9, 9, 10):
        chase(services, at(20, hour), {"thing": reader})
    (faulty, message) = sorted(outbox(services), key=lambda row: row.channel)
    assert (faulty.channel, message.channel) == ("C0OFFICE", "U0ANN")
    assert "fails on thing:BAD, unknown:1" in json.loads(faulty.content)["text"]
    assert [name for name, _, status in nudges(services) if status == "said"] == ["PC11", "PC7"]
    assert next_chase(services, at(20, 10)) == at(20, 11)


def test_the_reader_is_asked_even_where_nobody_settled_the_subject(services, things, ann):
    planned(services, "PC11", ann, date(2018, 11, 23))
    things.gone.add("thing:PC11")
    tick(services, things, at(20, 9))
    assert messages(services) == []
    assert nudges(services)[0] == ("PC11", "before-3", "answered")


def test_a_day_and_a_week_have_room_for_so_many_messages(services, things, ann):
    # One a day, three a week: what comes fourth waits for Monday.
    for hour, name in enumerate(["A", "B", "C", "D"], 9):
        services.store.write(lambda unit, name=name: plan_now(unit, services, [(f"thing:{name}", ann)], "by-hand-1"))
        tick(services, things, at(19, hour))
    for day in range(20, 24):
        services.store.write(
            lambda unit, day=day: plan_now(unit, services, [(f"thing:{day}", ann)], "by-hand-1"),
            now=at(day, 9),
        )
        for hour in range(9, 18):
            tick(services, things, at(day, hour))
    days = [written.day for _, written in messages(services)]
    assert days == [19, 20, 21]
    with services.store.view(at(23, 18)) as view:
        assert foresee_nudges(view, services, {("", ann): view.now})["", ann].at == at(26, 9)
    tick(services, things, at(26, 9))
    assert [written.day for _, written in messages(services)] == [19, 20, 21, 26]


def test_nothing_is_said_at_night_or_on_a_bank_holiday(services, things, ann):
    for day, hour in ((24, 12), (25, 10), (26, 22)):
        moment = datetime(2018, 12, day, hour, tzinfo=UTC)
        services.store.write(
            lambda unit, day=day: plan_now(unit, services, [(f"thing:{day}", ann)], "by-hand-1"), now=moment
        )
        tick(services, things, moment)
    assert [(written.day, written.hour) for _, written in messages(services)] == [(24, 12)]
    tick(services, things, datetime(2018, 12, 27, 8, 55, tzinfo=UTC))
    assert len(messages(services)) == 1
    tick(services, things, datetime(2018, 12, 27, 9, 0, tzinfo=UTC))
    assert len(messages(services)) == 2


def test_each_person_hears_at_nine_of_their_own_clock(services, things):
    (far,) = add_people(services, ["far"], "Australia/Sydney")
    (own,) = add_people(services, ["own"], "Nowhere/AtAll")
    services.store.write(lambda unit: unit.hearing.prefer(own, Preference("America/New_York", None, None)))
    for person in (far, own):
        planned(services, f"P{person}", person, date(2018, 11, 23))
    with services.store.view() as view:
        assert view.nudges.next_due() == at(19, 22)
        (_, first), *_, (_, last) = view.nudges.planned_for([(f"thing:P{own}", own)])
    assert (first, last) == (at(20, 14), at(26, 14))
    assert next_chase(services, at(19, 9)) == at(19, 22)


def test_who_acts_hears_it_with_the_name_of_who_is_away_and_it_goes_no_further(services, things, ann):
    ben, cat = add_people(services, ["ben", "cat"])
    planned(services, "PC11", ann, date(2018, 11, 23))
    planned(services, "UC1", ben, date(2018, 11, 23))
    services.store.write(
        lambda unit: unit.hearing.leave(ann, Away(date(2018, 11, 19), date(2018, 11, 22), ben), unit.now)
    )
    tick(services, things, at(20, 9))
    assert messages(services) == [(ben, at(20, 9).replace(tzinfo=None))]
    message = said(services, things, 1, channel="U0BEN")
    assert message["text"].startswith("Two things need you.")
    assert "*For Ann, who is away*" in str(message["blocks"])
    assert {ask.reader_id for ask in things.read} == {ben}
    # Ben goes too, and names Cat: what was asked of Ann waits for the first of them to be back.
    services.store.write(
        lambda unit: unit.hearing.leave(ben, Away(date(2018, 11, 21), date(2018, 11, 30), cat), unit.now)
    )
    services.store.write(lambda unit: plan_now(unit, services, [("thing:PC11", ann)], "by-hand-1"), now=at(21, 9))
    tick(services, things, at(21, 9))
    assert [person for person, _ in messages(services)] == [ben]
    with services.store.view() as view:
        assert view.nudges.next_due() == at(23, 9)
    tick(services, things, at(23, 9))
    assert {person for person, _ in messages(services)[1:]} == {ann, cat}


def test_back_sooner_means_heard_sooner(services, things, ann):
    services.store.write(lambda unit: unit.hearing.leave(ann, Away(date(2018, 11, 19), date(2018, 11, 30)), unit.now))
    planned(services, "PC11", ann, date(2018, 11, 22))
    tick(services, things, at(19, 9))
    assert next_chase(services, at(19, 10)) == at(22, 9)
    tick(services, things, at(22, 9))
    assert messages(services) == []

    def back(unit):
        end_away(unit, ann, date(2018, 11, 22))
        unit.nudges.look_again([ann])

    services.store.write(back)
    tick(services, things, at(22, 9, 5))
    assert [person for person, _ in messages(services)] == [ann]


def test_somebody_who_left_is_not_reminded(services, things, ann):
    planned(services, "PC11", ann, date(2018, 11, 23))
    services.store.write(lambda unit: unit.people.edit(ann, until_on=date(2018, 11, 19)))
    tick(services, things, at(20, 9))
    assert nudges(services)[0] == ("PC11", "before-3", "cancelled")
    assert outbox(services) == []


def test_a_moved_plan_is_asked_for_by_its_new_days_alone(services, things, ann):
    planned(services, "PC11", ann, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    services.store.write(lambda unit: cancel(unit, ["thing:PC11"]))
    assert planned(services, "PC11", ann, date(2018, 11, 28), 2) == 3
    assert planned(services, "PC11", ann, date(2018, 11, 28), 2) == 0
    for day in (23, 26, 28, 29):
        tick(services, things, at(day, 9))
    assert [written.day for _, written in messages(services)] == [20, 23, 28, 29]


def test_who_cannot_be_reached_is_listed_for_the_office_once_a_day(services, things):
    dan, eve = add_people(services, ["dan", "eve"], slack=False)
    for person in (dan, eve):
        planned(services, f"P{person}", person, date(2018, 11, 23))
        planned(services, f"Q{person}", person, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    (row,) = outbox(services)
    assert (row.channel, row.is_confidential) == ("C0OFFICE", 1)
    kept = json.loads(row.content)["deferred"]
    told = compose(services, kept, channel=row.channel, stands=False, waited=NOW, kinds=things.kinds)
    assert "I can't reach 2 people" in told["text"]
    assert "• Dan: 2 things wait" in told["text"]


def test_who_has_no_slack_is_written_to_where_mail_leaves_with_a_link_for_each_thing(services, things):
    mail = MailSetting(way="folder", from_address="convenor@partnership.example")
    services = replace(services, config=services.config.model_copy(update={"mail": mail}))
    (dan,) = add_people(services, ["dan"], slack=False)
    planned(services, "PC11", dan, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    (row,) = outbox(services)
    assert (row.channel, row.dedupe_key) == ("mailto:dan@partnership.example", "nudges:1:v000001")
    kept = json.loads(row.content)["deferred"]
    letter = compose(
        services,
        kept,
        channel=row.channel,
        stands=False,
        waited=NOW,
        links=lambda ask: f"https://reply.example/{ask.person_id}",
        kinds=things.kinds,
    )
    assert "PC11 update" in letter["text"]
    assert f"https://reply.example/{dan}" in letter["text"]
    services.store.write(lambda unit: settle(unit, ["thing:PC11"]))
    assert len(outbox(services)) == 1


def test_a_message_held_up_into_the_night_waits_and_one_on_slack_is_renewed(services, things, ann):
    planned(services, "PC11", ann, date(2018, 11, 23))
    tick(services, things, at(20, 9))
    services.clock.move_to(at(20, 22))
    assert said(services, things, 1, waited=timedelta(hours=13)) == timedelta(hours=1)
    assert isinstance(said(services, things, 1, waited=timedelta(hours=13), stands=True), dict)
    assert isinstance(said(services, things, 1, waited=timedelta(minutes=1)), dict)


def test_a_big_round_is_written_in_bounded_units(services, things):
    people = add_people(services, [f"p{n}" for n in range(60)])
    asks = [(f"thing:{person}-{n}", person) for person in people for n in range(10)]
    services.store.write(lambda unit: plan_nudges(unit, services, asks, [Planned("opening", date(2018, 11, 19))]))
    units = []
    write = services.store.write
    services.store.write = lambda work, now=None: units.append(now) or write(work, now)
    assert tick(services, things, at(19, 9)) == "60 messages of reminders"
    assert len(units) == 2
    assert len(messages(services)) == 60
