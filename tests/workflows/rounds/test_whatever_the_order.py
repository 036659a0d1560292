"""Whatever people do and whenever the ticks run, each risk of a round has one state, and a tick twice adds nothing."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.clock import ManualClock
from bot.dispatcher import Dispatcher
from bot.domain.risks import RiskStatus, draft_from
from bot.domain.rounds import ItemState
from bot.domain.scoring import Score
from bot.errors import ConvenorError, StaleRecordError
from bot.settings import Config
from bot.slack.facts import ChannelFacts
from bot.slack.outcomes import Posted
from bot.store.delivery import Deliveries
from bot.store.engines import open_engines
from bot.workflows import risk_details, risk_reviews
from bot.workflows.chasing import absences, snoozing
from bot.workflows.chasing.absences import AwayDraft
from bot.workflows.chasing.composing import compose
from bot.workflows.chasing.tick import chase
from bot.workflows.identify import Identity
from bot.workflows.risk_details import DetailsDraft, LeadId
from bot.workflows.rounds import managing, no_change, nudging
from tests.scenarios.people import DIRECTOR, LEAD, MANAGER
from tests.support.databases import SqliteTemplate
from tests.support.partnership import HOME, OPENS, Partnership

REFS = ("PC7", "PC11", "UC6")
LEADS = ("planned-care-director", "cancer-lead", "planned-care-deputy")
refs = st.sampled_from(REFS)
SLACK = {"planned-care-director": DIRECTOR, "cancer-lead": LEAD}
# One of them is half a day ahead, where the clocks have just been put forward.
ABROAD = {"cancer-lead": "Australia/Sydney"}
TURNS = 100
HOLIDAYS = {date(2018, 12, 25), date(2018, 12, 26), date(2019, 1, 1)}


class Post:
    """Slack, as far as reminders need it: notes when each person was sent a message that is new to them."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.new: list[tuple[str, datetime]] = []

    def post(self, channel: str, content: Any, thread_ts: Any = None, metadata: Any = None) -> Posted:
        if channel.startswith("U") and "Snooze" in str(content):
            self.new.append((channel, self.clock.now()))
        return Posted(f"{len(self.new)}.0", channel)

    def update(self, channel: str, ts: str, content: Any) -> Posted:
        return Posted(ts, channel)

    def open_dm(self, user_id: str) -> str:
        return user_id

    def channel(self, channel_id: str) -> ChannelFacts:
        return ChannelFacts(channel_id, "", is_private=True, is_im=False, is_ext_shared=False, is_archived=False)


class Collecting(RuleBasedStateMachine):
    """A round while everybody does as they please."""

    template: SqliteTemplate
    config: Config

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.engines = open_engines(self.template.copy_to(Path(self.folder.name)))
        self.partnership = Partnership.over(self.engines, self.config)
        self.partnership.clock.move_to(OPENS)
        self.words = 0
        for key, zone in ABROAD.items():
            self.partnership.change(
                f"insert into preference (person_id, timezone) values ({self.partnership.person(key)}, '{zone}')"
            )
        self.partnership.change("update outbox set status = 'superseded'")
        self.post = Post(self.partnership.clock)
        self.dispatcher = Dispatcher(
            Deliveries(self.engines, timedelta(minutes=5), timedelta(0)),
            self.post,
            threading.Event(),
            print,
            compose=lambda kept, channel, stands, waited: compose(
                self.partnership.services, kept, channel=channel, stands=stands, waited=waited
            ),
        )

    def teardown(self) -> None:
        if hasattr(self, "engines"):
            self.engines.dispose()
            self.folder.cleanup()

    @rule(
        ref=refs, likelihood=st.integers(1, 4), who=st.sampled_from([DIRECTOR, LEAD, MANAGER]), behind=st.integers(0, 1)
    )
    def answers(self, ref: str, likelihood: int, who: str, behind: int) -> None:
        risk = self.partnership.risk(ref)
        draft = draft_from(risk.present, residual=Score(likelihood, 3), update=self.something())
        request = self.partnership.asks(who, ref, risk.version - behind)
        self.tries(lambda: risk_reviews.update_by_form(self.partnership.services, request, draft))

    @rule(ref=refs, who=st.sampled_from([DIRECTOR, LEAD, MANAGER]))
    def stands(self, ref: str, who: str) -> None:
        request = self.partnership.asks(who, ref)
        self.tries(lambda: no_change.answer_no_change(self.partnership.services, request, self.something()))

    @rule(ref=refs, leads=st.sets(st.sampled_from(LEADS), min_size=1))
    def edits(self, ref: str, leads: set[str]) -> None:
        risk = self.partnership.risk(ref)
        draft = DetailsDraft(
            summary=risk.summary,
            project=risk.project,
            category=risk.category,
            visibility=risk.visibility,
            leads=tuple(LeadId(person_id=self.partnership.person(lead)) for lead in sorted(leads)),
            readers=frozenset(),
        )
        request = self.partnership.asks(MANAGER, ref)
        self.tries(lambda: risk_details.edit(self.partnership.services, request, draft))

    @rule(ref=refs)
    def closes_or_reopens(self, ref: str) -> None:
        is_open = self.partnership.risk(ref).status is RiskStatus.OPEN
        change = risk_reviews.close if is_open else risk_reviews.reopen
        change(self.partnership.services, self.partnership.asks(MANAGER, ref), self.something())

    @rule(person=st.sampled_from(sorted(SLACK)), ref=refs, days=st.integers(1, 6))
    def snoozes(self, person: str, ref: str, days: int) -> None:
        number, round_ = self.partnership.person(person), self.partnership.round()
        key = (f"round:{round_.id}:risk:{self.partnership.risk(ref).id}", number)
        identity, delivery = Identity(SLACK[person], HOME), self.something()
        self.tries(lambda: snoozing.snooze(self.partnership.services, identity, key, days, delivery))

    @rule(
        person=st.sampled_from(LEADS),
        ahead=st.integers(0, 3),
        days=st.integers(0, 6),
        deputy=st.none() | st.sampled_from(LEADS),
        is_back=st.booleans(),
    )
    def is_away_or_back(self, person: str, ahead: int, days: int, deputy: str | None, *, is_back: bool) -> None:
        number = self.partnership.person(person)
        first = self.partnership.clock.now().date() + timedelta(ahead)
        other = self.partnership.person(deputy) if deputy and deputy != person else None
        draft = AwayDraft(number) if is_back else AwayDraft(number, first, first + timedelta(days), other)
        identity, delivery = Identity(MANAGER, HOME), self.something()
        self.tries(lambda: absences.save_absence(self.partnership.services, identity, draft, delivery))

    @rule(person=st.sampled_from(sorted(SLACK)), days=st.integers(1, 5))
    def is_nudged_day_after_day(self, person: str, days: int) -> None:
        number = self.partnership.person(person)
        for _ in range(days):
            request = self.partnership.asks(MANAGER)
            self.tries(lambda request=request: nudging.nudge(self.partnership.services, request, "2018-12", number))
            self.time_passes(24)

    @rule(days=st.integers(0, 5))
    def moves_the_due_day_or_closes_the_round(self, days: int) -> None:
        due_on = self.partnership.clock.now().date() + timedelta(days)
        request = self.partnership.asks(MANAGER, "2018-12")
        services = self.partnership.services
        if not self.partnership.round().is_open:
            self.tries(lambda: managing.reopen(services, request, due_on))
        elif days:
            self.tries(lambda: managing.extend(services, request, due_on))
        else:
            self.tries(lambda: managing.close(services, request))
        self.partnership.works_off()

    @rule(hours=st.sampled_from([1, 5, 14, 24, 24, 72]))
    def time_passes(self, hours: int) -> None:
        until = self.partnership.clock.now() + timedelta(hours=hours)
        while (now := self.partnership.clock.now()) < until:
            # Every third hour, among them those at which rounds are looked after.
            self.partnership.clock.move_to(min(now + timedelta(hours=3 - now.hour % 3), until))
            if self.partnership.clock.now().hour in {3, 9}:
                self.partnership.ticks()
            chase(self.partnership.services, self.partnership.clock.now())
            while self.dispatcher.run_once():
                pass

    @rule()
    def a_tick_runs_twice(self) -> None:
        self.partnership.ticks()
        before = self.everything()
        self.partnership.ticks()
        assert self.everything() == before

    @invariant()
    def each_risk_has_one_state(self) -> None:
        if not hasattr(self, "partnership"):
            return
        for ref in REFS:
            risk, item = self.partnership.risk(ref), self.partnership.item(ref)
            assert (item.answered_at is not None) == (item.state in {ItemState.ANSWERED, ItemState.NO_CHANGE})
            if item.state in {ItemState.ANSWERED, ItemState.NO_CHANGE} or risk.status is RiskStatus.CLOSED:
                assert self.partnership.planned(ref) == {}

    @invariant()
    def only_the_plan_that_holds_is_said(self) -> None:
        if not hasattr(self, "partnership"):
            return
        round_ = self.partnership.round()
        reminders = "select plan from nudge where status = 'planned' and rule not like 'snoozed%' and subject like"
        plans = {row.plan // TURNS for row in self.partnership.rows(f"{reminders} 'round:{round_.id}:risk%'")}
        assert plans <= {round_.plan}
        assert {row.plan for row in self.partnership.rows(f"{reminders} 'round:{round_.id}:late%'")} <= {round_.plan}
        told = self.partnership.rows(
            "select subject, person_id, count(*) as times from nudge where rule = 'told' and message_id is not null"
            " group by 1, 2"
        )
        # Once for each due day that passed, and no oftener.
        assert max((row.times for row in told), default=0) <= round_.plan

    @invariant()
    def nobody_is_disturbed_too_often_or_at_a_wrong_time(self) -> None:
        if not hasattr(self, "partnership"):
            return
        days: Counter[Any] = Counter()
        weeks: Counter[Any] = Counter()
        zones = {SLACK[key]: ZoneInfo(zone) for key, zone in ABROAD.items()}
        for slack_id, sent_at in self.post.new:
            # Told apart from the rules under test: by the wall clock and the days of the week.
            at = sent_at.astimezone(zones.get(slack_id, ZoneInfo("Europe/London")))
            assert 8 <= at.hour < 19
            assert at.weekday() < 5
            assert at.date() not in HOLIDAYS
            days[slack_id, at.date()] += 1
            weeks[slack_id, at.isocalendar()[:2]] += 1
        assert max(days.values(), default=0) <= 1
        assert max(weeks.values(), default=0) <= 3

    def check(self) -> None:
        self.each_risk_has_one_state()
        self.only_the_plan_that_holds_is_said()
        self.nobody_is_disturbed_too_often_or_at_a_wrong_time()

    def something(self) -> str:
        self.words += 1
        return f"News number {self.words}"

    def tries(self, change: Any) -> None:
        """Do what may be refused, such as by an older form or a risk that is closed."""
        try:
            change()
        except (ConvenorError, StaleRecordError):
            self.partnership.ticks()

    def everything(self) -> list[int]:
        tables = ("nudge", "nudge_message", "outbox", "round_item", "risk_review", "audit_event")
        return [self.partnership.rows(f"select count(*) as number from {table}")[0].number for table in tables]


def test_whatever_the_order(opened_round: SqliteTemplate, config: Config) -> None:
    Collecting.template, Collecting.config = opened_round, config
    run_state_machine_as_test(Collecting, settings=settings(max_examples=6, stateful_step_count=14))


def test_a_month_of_nudges_and_of_due_days_that_move(opened_round: SqliteTemplate, config: Config) -> None:
    Collecting.template, Collecting.config = opened_round, config
    month = Collecting()
    month.begin()
    try:
        month.is_nudged_day_after_day("planned-care-director", 6)
        month.is_nudged_day_after_day("cancer-lead", 5)
        month.moves_the_due_day_or_closes_the_round(3)
        month.check()
        for _ in range(4):
            month.time_passes(24)
            month.check()
        month.moves_the_due_day_or_closes_the_round(2)
        for _ in range(3):
            month.time_passes(72)
            month.check()
        assert {account for account, _ in month.post.new} >= set(SLACK.values())
    finally:
        month.teardown()
