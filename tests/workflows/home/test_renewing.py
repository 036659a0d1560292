"""Whose Home is shown anew when something changes, how often, and what becomes of one that Slack does not take."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.dispatcher import Dispatcher
from bot.domain.actions.records import Owner
from bot.domain.homes import KEPT_FRESH
from bot.routes import Routes
from bot.slack.outcomes import NotSent, Posted, RateLimited, Refused, Unknown
from bot.store.delivery import Deliveries
from bot.store.repositories.handovers import NewHandover
from bot.workflows import following
from bot.workflows.deferred import compose_deferred
from bot.workflows.home.renewing import renew_for_the_day
from bot.workflows.identify import Identity
from bot.workflows.parked import tell_parked
from tests.support.delivery import StandingTime
from tests.support.partnership import HOME
from tests.workflows.home.conftest import DIRECTOR, MANAGER, SRO, words

WEEK = date(2018, 11, 2)
OTHER = "U0UCDIRECTOR"


class Slack:
    """Slack as far as Homes go: takes them, or answers as it is told."""

    def __init__(self):
        self.shown, self.answers = [], []

    def renew_home(self, user, view):
        if self.answers:
            answer = self.answers.pop(0)
            if not isinstance(answer, Posted):
                return answer
        self.shown.append((user, words(view)))
        return Posted("home", user)


class Post:
    """A dispatcher whose time stands still unless it is moved."""

    def __init__(self, town):
        self.slack, self.time, self.parked = Slack(), StandingTime(), []
        services = town.services
        routes = Routes(self.slack, None, lambda _: True)
        deliveries = Deliveries(
            services.store.engines,
            timedelta(seconds=30),
            timedelta(seconds=10),
            now=self.time.now,
            elapsed=self.time.elapsed,
        )

        def on_parked(row):
            self.parked.append(row.channel)
            tell_parked(services, row.subject, row.channel, row.fault, confidential=row.is_confidential)

        self.dispatcher = Dispatcher(
            deliveries,
            routes,
            threading.Event(),
            on_parked,
            compose=lambda kept, channel, stands, waited: compose_deferred(
                services, kept, channel=channel, stands=stands, waited=waited
            ),
        )

    def runs(self):
        while self.dispatcher.run_once():
            pass
        return [user for user, _ in self.slack.shown]


def changed(town, action, who=DIRECTOR):
    """Let something be said of an action by somebody."""
    key = f"person:{town.person(who)}"
    town.services.store.write(lambda unit: unit.record(key, "action.updated", f"action:{action.ref}"))


def renewed(town):
    found = sorted(user for user, status in town.renewals() if status == "pending")
    town.forget_renewals()
    return found


def all_open(town):
    for who in (DIRECTOR, MANAGER, SRO, OTHER):
        town.opens(who)
    assert renewed(town) == []


def test_only_who_opened_their_home_has_it_renewed_and_only_for_a_month(town):
    action = town.action(DIRECTOR, WEEK)
    assert town.renewals() == []
    town.opens(DIRECTOR)
    changed(town, action, MANAGER)
    assert renewed(town) == [DIRECTOR]
    town.partnership.clock.move_to(town.partnership.clock.now() + KEPT_FRESH + timedelta(seconds=1))
    changed(town, action, MANAGER)
    assert renewed(town) == []


def test_an_action_concerns_its_owners_followers_whoever_acts_and_whoever_is_asked_to_take_it(town):
    action = town.action(DIRECTOR, WEEK)
    all_open(town)
    changed(town, action, SRO)
    assert renewed(town) == [DIRECTOR, SRO]
    following.follow(town.services, Identity(OTHER, HOME), action.ref, "click:1")
    assert renewed(town) == [OTHER]
    changed(town, action)
    assert renewed(town) == [DIRECTOR, OTHER]
    owner = Owner("Director", town.person(DIRECTOR))
    asked = NewHandover(action.id, 0, owner, town.person(MANAGER), None, "D", "", town.partnership.clock.now())
    town.services.store.write(lambda unit: unit.handovers.ask(asked))
    changed(town, action)
    assert renewed(town) == sorted([MANAGER, DIRECTOR, OTHER])


def test_who_owned_an_action_before_is_said_by_whoever_changes_it(town):
    all_open(town)
    town.services.store.write(lambda unit: unit.homes.touch([town.person(SRO), 10**6]))
    assert renewed(town) == [SRO]


def test_a_risk_concerns_its_leads_and_its_workstream(town):
    all_open(town)
    town.services.store.write(lambda unit: unit.record("rules", "risk.escalated", "risk:PC11"))
    assert renewed(town) == [DIRECTOR, SRO]
    town.services.store.write(lambda unit: unit.record("rules", "risk.escalated", "risk:UC6"))
    assert OTHER in renewed(town)


@pytest.mark.parametrize("subjects", [["round:2018-12"], [f"risk:PC{number}" for number in range(1, 102)]])
def test_what_concerns_everybody_renews_every_home(town, subjects):
    all_open(town)

    def work(unit):
        for subject in subjects:
            unit.record("convenor", "changed", subject)

    town.services.store.write(work)
    assert renewed(town) == sorted([DIRECTOR, MANAGER, SRO, OTHER])


def test_a_deputy_s_home_is_renewed_with_that_of_whom_they_act_for(town):
    action = town.action(DIRECTOR, WEEK)
    town.opens(OTHER)
    person = town.person(DIRECTOR)
    town.partnership.change(
        "insert into absence (person_id, from_on, until_on, deputy_id, recorded_at)"
        f" values ({person}, '2018-11-01', '2018-11-09', {town.person(OTHER)}, '2018-11-01 09:00:00')"
    )
    changed(town, action)
    assert renewed(town) == [OTHER]


def test_a_hundred_changes_are_one_renewal_that_says_the_last(town):
    action = town.action(DIRECTOR, WEEK, "First words")
    town.opens(DIRECTOR)
    for _ in range(100):
        changed(town, action)
    town.partnership.change("update action set summary = 'Last words'")
    assert town.renewals() == [(DIRECTOR, "pending")]
    post = Post(town)
    assert post.runs() == [DIRECTOR]
    assert "Last words" in post.slack.shown[0][1]
    for _ in range(3):
        changed(town, action)
        post.runs()
    assert len(town.partnership.rows("select 1 from outbox where channel like 'home:%'")) == 1
    assert len(post.slack.shown) == 4


def test_what_changes_while_a_home_is_being_sent_is_sent_after_it(town):
    action = town.action(DIRECTOR, WEEK)
    town.opens(DIRECTOR)
    changed(town, action)
    post = Post(town)
    show = post.slack.renew_home

    def shows_while_it_changes(user, view):
        post.slack.renew_home = show
        changed(town, action)
        return show(user, view)

    post.slack.renew_home = shows_while_it_changes
    assert post.runs() == [DIRECTOR, DIRECTOR]
    assert [status for _, status in town.renewals()] == ["sent", "sent"]
    changed(town, action)
    post.runs()
    assert len(town.renewals()) == 2


def test_a_new_day_renews_the_homes_of_those_for_whom_it_makes_something_late_or_due(town):
    for who, due_on in ((DIRECTOR, date(2018, 11, 1)), (SRO, date(2018, 11, 2)), (OTHER, date(2018, 11, 9))):
        town.action(who, due_on)
    all_open(town)

    def day_begins(day):
        town.partnership.clock.move_to(datetime(2018, 11, day, 0, 1, tzinfo=UTC))
        return renew_for_the_day(town.services, town.partnership.clock.now())

    assert day_begins(2) == "2 desks looked at"
    assert renewed(town) == [DIRECTOR, SRO], "late since today, due today"
    day_begins(4)
    assert renewed(town) == []
    day_begins(5)
    assert renewed(town) == [OTHER], "the week in which it is due begins"


@pytest.mark.parametrize("answer", [RateLimited(2.0), NotSent("no way out"), Unknown("broken off")])
def test_a_home_that_did_not_go_out_is_shown_as_it_is_by_then(town, answer):
    action = town.action(DIRECTOR, WEEK, "First words")
    town.opens(DIRECTOR)
    changed(town, action)
    post = Post(town)
    post.slack.answers = [answer]
    assert post.runs() == []
    town.partnership.change("update action set summary = 'Last words'")
    changed(town, action)
    assert len(town.renewals()) == 1
    assert post.runs() == [], "what waits is not hurried by what changes"
    post.time.move(3)
    assert post.runs() == [DIRECTOR], "shown twice it is the same: nothing has to be made out first"
    assert "Last words" in post.slack.shown[0][1]


def test_a_home_that_slack_refuses_is_given_up_and_nobody_is_told(town):
    action = town.action(DIRECTOR, WEEK)
    town.opens(DIRECTOR)
    changed(town, action)
    post = Post(town)
    post.slack.answers = [Refused("invalid_blocks")]
    assert post.runs() == []
    assert post.parked == [f"home:{DIRECTOR}"]
    assert town.partnership.outbox("parked") == []
    changed(town, action)
    assert post.runs() == [DIRECTOR]


def test_a_home_is_composed_for_who_its_account_is_by_then(town):
    action = town.action(DIRECTOR, WEEK)
    town.opens(DIRECTOR)
    changed(town, action)
    town.partnership.change(f"update person set until_on = '2018-10-31' where slack_id = '{DIRECTOR}'")
    post = Post(town)
    assert post.runs() == [DIRECTOR]
    assert "I don't know you" in post.slack.shown[0][1]
    assert action.ref not in post.slack.shown[0][1]


def test_a_rehearsal_renews_nothing(town):
    action = town.action(DIRECTOR, WEEK)
    town.opens(DIRECTOR)
    town.services.store.rehearse(lambda unit: unit.record("convenor", "action.updated", f"action:{action.ref}"))
    assert town.renewals() == []
