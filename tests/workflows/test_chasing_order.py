"""Whatever the order of plans, answers, snoozes, absences and the clock: what people are sent keeps to the rules."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.clock import ManualClock
from bot.dispatcher import Dispatcher
from bot.domain.chasing import Away, Offsets, Preference, plan
from bot.settings import default_config_dir, load_config
from bot.settings.mail import MailSetting
from bot.slack.facts import ChannelFacts
from bot.slack.outcomes import Posted
from bot.store.delivery import Deliveries
from bot.store.engines import open_engines
from bot.workflows.chasing.absences import end_away, set_away
from bot.workflows.chasing.composing import compose
from bot.workflows.chasing.hearers import hours_of
from bot.workflows.chasing.planning import cancel, plan_now, plan_nudges, settle
from bot.workflows.chasing.snoozing import put_off
from bot.workflows.chasing.tick import chase
from tests.support.chasing import Things, add_people, office_of

# Over Christmas; and over the change to summer time in London, to winter time in Sydney, and Easter.
CHRISTMAS, SPRING = datetime(2018, 12, 20, 8, tzinfo=UTC), datetime(2019, 3, 27, 8, tzinfo=UTC)
OFFSETS = Offsets((1, 3), on_the_day=True, after=(1, 2))
HOLIDAYS = {date(2018, 12, 25), date(2018, 12, 26), date(2019, 1, 1), date(2019, 4, 19), date(2019, 4, 22)}
SUBJECTS = ("thing:A", "thing:B", "thing:C")
number = st.integers(0, 2)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("plan"), number, number, st.integers(0, 20)),
        st.tuples(st.just("answer"), number),
        st.tuples(st.just("by hand"), number, number),
        st.tuples(st.just("snooze"), number, number, st.integers(1, 9)),
        st.tuples(st.just("away"), number, st.integers(0, 6), st.integers(0, 9), st.none() | number),
        st.tuples(st.just("back"), number),
        st.tuples(st.just("busy days"), number, st.integers(3, 6)),
        st.tuples(st.just("moves"), number),
        st.tuples(st.just("ask and wait"), number, number, st.integers(1, 5)),
        st.tuples(st.just("ask and wait"), number, number, st.integers(6, 40)),
        st.tuples(st.just("wait"), st.integers(1, 80)),
    ),
    min_size=10,
    max_size=20,
)


@pytest.fixture(scope="module")
def office(sqlite_template, tmp_path_factory):
    engines = open_engines(sqlite_template.copy_to(tmp_path_factory.mktemp("chasing")))
    config = load_config(default_config_dir() / "convenor.toml")
    mail = MailSetting(way="folder", from_address="convenor@partnership.example")
    services = office_of(engines, ManualClock(CHRISTMAS), config.model_copy(update={"mail": mail}))
    people = [add_people(services, [name])[0] for name, _ in PLACES]
    for person, (_, zone) in zip(people, PLACES, strict=True):
        # Their own: the zone of an account on Slack goes with the account.
        wish = Preference(zone, None, None)
        services.store.write(lambda unit, person=person, wish=wish: unit.hearing.prefer(person, wish))
    yield services, people
    engines.dispose()


PLACES = (("ann", "Europe/London"), ("ben", "America/New_York"), ("cat", "Australia/Sydney"))


class Post:
    """Slack and mail: what is new is noted with its time and its reader, what changes stands where it stood."""

    def __init__(self, month):
        self.month, self.new = month, []

    def post(self, channel, content, thread_ts=None, metadata=None):
        assert ("html" in content) == channel.startswith("mailto:")
        person = self.month.at.get(channel)
        if person is not None:
            assert channel == self.month.place(person)
            self.new.append((person, self.month.now))
        return Posted(f"{len(self.new)}.0", channel)

    def update(self, channel, ts, content):
        assert not channel.startswith("mailto:")
        return Posted(ts, channel)

    def open_dm(self, user_id):
        return user_id

    def channel(self, channel_id):
        return ChannelFacts(channel_id, "", is_private=True, is_im=False, is_ext_shared=False, is_archived=False)


class Month:
    """Some weeks lived step by step."""

    def __init__(self, services, people, start):
        self.services = office_of(services.store.engines, ManualClock(start), services.config)
        self.people, self.things = people, Things()
        self.now, self.plans = start, Counter()
        self.snoozed, self.mailed = {}, set()
        slack = {f"U0{name.upper()}": person for person, (name, _) in zip(people, PLACES, strict=True)}
        mail = {f"mailto:{name}@partnership.example": person for person, (name, _) in zip(people, PLACES, strict=True)}
        self.at, self.accounts = {**slack, **mail}, {person: account for account, person in slack.items()}
        with services.store.engines.write.begin() as connection:
            for table in ("nudge", "nudge_message", "snooze", "absence", "outbox", "posted_message"):
                connection.execute(text(f"DELETE FROM {table}"))
        for person in people:
            self.write(lambda unit, person=person: unit.people.edit(person, slack_id=self.accounts[person]))
        self.post = Post(self)
        self.dispatcher = Dispatcher(
            Deliveries(services.store.engines, timedelta(minutes=5), timedelta(0)),
            self.post,
            threading.Event(),
            print,
            compose=lambda kept, channel, stands, waited: compose(
                self.services,
                kept,
                channel=channel,
                stands=stands,
                waited=waited,
                kinds=self.things.kinds,
            ),
        )
        with self.services.store.view() as view:
            self.hours = hours_of(view, services, people)

    def write(self, work):
        return self.services.store.write(work, now=self.now)

    def rows(self, query):
        with self.services.store.engines.read.connect() as connection:
            return list(connection.execute(text(query)))

    def state(self):
        return self.rows("SELECT id, status, due_at, message_id FROM nudge ORDER BY id"), self.messages()

    def messages(self):
        return self.rows("SELECT id, person_id, day_on FROM nudge_message ORDER BY id")

    def place(self, person):
        account = self.accounts[person]
        return (
            account if person not in self.mailed else f"mailto:{account.removeprefix('U0').lower()}@partnership.example"
        )

    def live(self, what, *rest):
        self.do(what, *rest)
        while self.dispatcher.run_once():
            pass

    def do(self, what, *rest):
        match what:
            case "plan":
                self.plan(*rest)
            case "answer":
                self.things.done.add(SUBJECTS[rest[0]])
                self.write(lambda unit: settle(unit, [SUBJECTS[rest[0]]]))
            case "by hand":
                key = (SUBJECTS[rest[0]], self.people[rest[1]])
                self.plans[key] += 1
                rule = f"by-hand-{self.plans[key]}"
                self.write(lambda unit: plan_now(unit, self.services, [key], rule))
            case "snooze":
                key = (SUBJECTS[rest[0]], self.people[rest[1]])
                until = self.today(key[1]) + timedelta(days=rest[2])
                self.snoozed[key] = until
                self.write(lambda unit: put_off(unit, self.services, key, until))
            case "away":
                self.leave(*rest)
            case "back":
                self.come_back(self.people[rest[0]])
            case "busy days":
                for _ in range(rest[1]):
                    self.live("ask and wait", rest[0], rest[0], 24)
            case "moves":
                self.move(self.people[rest[0]])
            case "ask and wait":
                self.live("by hand", *rest[:2])
                self.live("wait", rest[2])
            case "wait":
                self.now += timedelta(hours=rest[0])
                self.services.clock.move_to(self.now)
                self.tick()

    def plan(self, subject, person, ahead):
        key = (SUBJECTS[subject], self.people[person])
        today = self.today(key[1])
        planned = plan(today + timedelta(days=ahead), OFFSETS, self.services.config.working, today)
        self.plans[key] += 1

        def work(unit):
            cancel(unit, [key[0]], [key[1]])
            plan_nudges(unit, self.services, [key], planned, self.plans[key])

        self.write(work)

    def leave(self, person, ahead, lasting, deputy):
        first = self.today(self.people[person]) + timedelta(days=ahead)
        away = Away(first, first + timedelta(days=lasting), None if deputy is None else self.people[deputy])
        today = self.today(self.people[person])
        self.write(lambda unit: set_away(unit, self.people[person], away, today))

    def come_back(self, person):
        def back(unit):
            end_away(unit, person, self.today(person))
            unit.nudges.look_again(self.people)

        self.write(back)

    def move(self, person):
        """Leave Slack for mail, or mail for Slack."""
        self.mailed ^= {person}
        account = None if person in self.mailed else self.accounts[person]
        self.write(lambda unit: unit.people.edit(person, slack_id=account))

    def today(self, person):
        return self.hours[person].today(self.now)

    def tick(self):
        before = len(self.messages())
        chase(self.services, self.now, self.things.kinds)
        after = self.state()
        assert chase(self.services, self.now, self.things.kinds) == "nobody to remind"
        assert self.state() == after
        said = self.rows(
            "SELECT n.subject, n.person_id, n.planned_at, m.person_id FROM nudge n"
            f" JOIN nudge_message m ON n.message_id = m.id WHERE m.id IN"
            f" (SELECT id FROM nudge_message ORDER BY id LIMIT -1 OFFSET {before})"
        )
        assert len({(subject, person) for subject, person, _, _ in said}) == len(said)
        for subject, person, planned_at, reader in said:
            self.check(subject, person, planned_at, reader)

    def check(self, subject, person, planned_at, reader):
        assert subject not in self.things.done
        assert self.snoozed.get((subject, person), date.min) <= self.today(person)
        with self.services.store.view(self.now) as view:
            away = {
                absence.person_id
                for absence in view.hearing.absences(self.today(reader), [reader])
                if absence.away.covers(self.today(reader))
            }
            assert reader == person or person in view.hearing.acts_for(reader, self.today(person))
        assert not away
        earlier = f"SELECT 1 FROM nudge WHERE subject = '{subject}' AND person_id = {person}"
        assert not self.rows(f"{earlier} AND status = 'planned' AND planned_at < '{planned_at}'")

    def check_all(self):
        days, weeks = Counter(), Counter()
        for person, sent_at in self.post.new:
            # Told apart from the rules under test: by the wall clock, the days of the week and the bank holidays.
            at = sent_at.astimezone(self.hours[person].zone)
            assert 8 <= at.hour < 19
            assert at.weekday() < 5
            assert at.date() not in HOLIDAYS
            days[person, at.date()] += 1
            weeks[person, at.isocalendar()[:2]] += 1
        assert max(days.values(), default=0) <= 1
        assert max(weeks.values(), default=0) <= 3


@settings(max_examples=8)
@given(st.sampled_from((CHRISTMAS, SPRING)), steps)
def test_people_are_sent_what_is_wanted_when_they_may_be_disturbed(office, start, steps):
    month = Month(*office, start)
    for step in (("plan", 0, 0, 3), *steps, ("wait", 100)):
        month.live(*step)
    month.check_all()


def test_a_week_has_room_for_three_whatever_is_asked(office):
    month = Month(*office, SPRING)
    for step in (("busy days", 0, 5), ("moves", 0), ("busy days", 0, 5), ("answer", 0), ("wait", 10)):
        month.live(*step)
    month.check_all()
    assert [at.day for _, at in month.post.new] == [28, 29, 1, 2, 3]
