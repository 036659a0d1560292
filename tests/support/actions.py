"""An action tracker without Slack: actions are set and chased by hand, and what people are sent is noted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import text

from bot.clock import ManualClock
from bot.dispatcher import Dispatcher
from bot.domain.actions.records import Action, EntryKind, NewAction, Owner
from bot.settings import Config, load_config
from bot.settings.mail import MailSetting
from bot.settings.partnership import BoardChaseSetting
from bot.slack.facts import ChannelFacts
from bot.slack.outcomes import Posted
from bot.store.delivery import Deliveries
from bot.store.engines import Engines, open_engines
from bot.store.repositories.actions import NewEntry
from bot.store.unit_of_work import Store, Unit
from bot.workflows import deferred
from bot.workflows.actions import ladder, late_list, planning, unchased
from bot.workflows.chasing.tick import chase, next_chase
from bot.workflows.housekeeping import mark_run
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.risk_change import Request
from bot.workflows.services import Services
from tests.support.accounts import demo_accounts, ordinary
from tests.support.bot import SHIPPED

HOME = "T0DEMO"
BEGINS = datetime(2018, 11, 1, 8, 30, tzinfo=UTC)
_KEYS = count()
_EMPTIED = (
    *("nudge", "nudge_message", "snooze", "absence", "preference", "outbox", "posted_message", "inbox", "tick"),
    *("action_claim", "action_handover", "action_descent", "action_owner", "action_entry", "action"),
)
_DAILY = {
    ladder.TICK: ladder.tell_of_late_actions,
    late_list.TICK: late_list.tell_late_lists,
    unchased.TICK: unchased.show_unchased,
}


def chased_config() -> Config:
    """Return the demonstration's configuration, in which the Transformation Board is chased by its own rules."""
    config = load_config(SHIPPED)
    own = BoardChaseSetting(before=(2,), on_the_day=False, after=(1, 2), director_after=2, office_after=4)
    boards = [board.model_copy(update={"chase": own}) if board.key == "TB" else board for board in config.boards]
    return config.model_copy(update={"boards": tuple(boards), "mail": MailSetting()})


def meet_people(url: str, config: Config) -> None:
    """Have the accounts of the demonstration's workspace met."""
    engines = open_engines(url)
    store = Store(engines, ManualClock(BEGINS), config.rules, config.zone)
    remember_accounts(Services(store, config, ManualClock(BEGINS), HOME), ordinary(demo_accounts()))
    store.close()


@dataclass
class Post:
    """Slack, as far as messages need it: what is new to somebody is noted with its place and time."""

    clock: ManualClock
    new: list[tuple[str, datetime, Any]] = field(default_factory=list)
    changed: list[tuple[str, Any]] = field(default_factory=list)

    def post(self, channel: str, content: Any, thread_ts: Any = None, metadata: Any = None) -> Posted:
        self.new.append((channel, self.clock.now(), content))
        return Posted(f"{len(self.new)}.000000", channel)

    def update(self, channel: str, ts: str, content: Any) -> Posted:
        self.changed.append((channel, content))
        return Posted(ts, channel)

    def open_dm(self, user_id: str) -> str:
        return user_id

    def channel(self, channel_id: str) -> ChannelFacts:
        return ChannelFacts(channel_id, "", is_private=True, is_im=False, is_ext_shared=False, is_archived=False)

    def to(self, channel: str) -> list[str]:
        """Return the texts of what was new in a place."""
        return [content["text"] for place, _, content in self.new if place == channel]


@dataclass
class Tracker:
    """A tracker with its clock, its dispatcher and what it sent."""

    engines: Engines
    services: Services
    clock: ManualClock
    post: Post
    watch: Callable[[Tracker], None] = lambda _: None
    """Called whenever the ticks have run and what they decided was sent."""

    @staticmethod
    def afresh(engines: Engines, config: Config, at: datetime = BEGINS) -> Tracker:
        """Return a tracker over a database of which nothing is left but the partnership."""
        with engines.write.begin() as connection:
            for table in _EMPTIED:
                connection.execute(text(f"delete from {table}"))
        return Tracker.over(engines, config, at)

    @staticmethod
    def over(engines: Engines, config: Config, at: datetime = BEGINS) -> Tracker:
        """Return a tracker over a database as it is."""
        clock = ManualClock(at)
        store = Store(engines, clock, config.rules, config.zone)
        tracker = Tracker(engines, Services(store, config, clock, HOME), clock, Post(clock))
        tracker.starts()
        return tracker

    def starts(self) -> None:
        """Do what a start does: ticks never run have no backlog, changed rules are noticed, what waits is sent."""
        for tick in _DAILY:
            with self.services.store.view() as view:
                is_new = view.ticks.last(tick) is None
            if is_new:
                mark_run(self.services, tick, self.clock.now())
        self.services.store.write(lambda unit: planning.forget_other_rules(unit, self.services.config))
        self.services.store.outbox_filled.set()

    def under(self, config: Config) -> Tracker:
        """Return the tracker after a restart under another configuration."""
        store = Store(self.engines, self.clock, config.rules, config.zone)
        other = replace(self, services=Services(store, config, self.clock, HOME))
        other.starts()
        return other

    def sets(self, ref: str, owners: Iterable[str], due_on: date | None, board: str = "ICB", **more: Any) -> int:
        """Add an action; return its id."""
        people = {person.key: person for person in self.people().values()}
        named = tuple(Owner(people[key].name, people[key].id) for key in owners)
        new = NewAction(f"Bring what {ref} asks for", board, named, self.today, due_on, **more)

        def work(unit: Unit) -> int:
            action_id = unit.actions.add(ref, new, NewEntry(EntryKind.SET, unit.now, "Governance manager", None, ""))
            planning.replan(unit, self.services, [action_id])
            return action_id

        return self.services.store.write(work)

    @property
    def today(self) -> date:
        return self.services.today(self.clock.now())

    def people(self) -> Any:
        with self.services.store.view() as view:
            return view.people.directory().people

    def person(self, key: str) -> int:
        return next(person.id for person in self.people().values() if person.key == key)

    def action(self, ref: str) -> Action:
        with self.services.store.view() as view:
            found = view.actions.find(ref)
        assert found is not None
        return found

    def asks(self, who: str, ref: str = "", version: int | None = None) -> Request:
        """Return a request of a Slack account, delivered once."""
        return Request(Identity(who, HOME), f"test:{next(_KEYS)}", ref, version)

    def goes_to(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Move on to a time of London's winter and do what the ticks do there, and what the dispatcher sends."""
        self.clock.move_to(datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC))
        self.ticks()

    def lives_through(self, day: date) -> None:
        """Live on until the noon of a day."""
        self.lives_until(datetime.combine(day, time(12), UTC))

    def lives_until(self, until: datetime) -> None:
        """Live on, stopping wherever a tick has something to do: each morning, and when a reminder comes due."""
        while (now := self.clock.now()) < until:
            morning = datetime.combine(
                now.astimezone(self.services.config.zone).date(), time(9), self.services.config.zone
            )
            wakes = [until, morning if morning > now else morning + timedelta(days=1)]
            due = next_chase(self.services, now)
            if due is not None:
                wakes.append(max(due, now + timedelta(minutes=5)))
            self.clock.move_to(min(wakes).astimezone(UTC))
            self.ticks()

    def ticks(self) -> None:
        """Do what the scheduled workflows do now, in their order, and send what comes of it."""
        self.decides()
        self.sends()
        self.watch(self)

    def decides(self) -> None:
        """Do what the scheduled workflows do now, and send nothing."""
        now = self.clock.now()
        planning.plan_unplanned(self.services, now)
        with self.services.store.view(now) as view:
            days = ladder.days_since(self.services, view.ticks.last(ladder.TICK), now)
        if days:
            for work in _DAILY.values():
                work(self.services, now)
            self.services.store.write(lambda unit: [unit.ticks.mark(name, now) for name in _DAILY])
        chase(self.services, now)

    def sends(self) -> None:
        """Send what waits."""
        if self.services.store.outbox_filled.is_set():
            self.services.store.outbox_filled.clear()
            deliveries = Deliveries(self.engines, timedelta(minutes=5), timedelta(0))
            dispatcher = Dispatcher(
                deliveries,
                self.post,
                threading.Event(),
                print,
                compose=lambda kept, channel, stands, waited: deferred.compose_deferred(
                    self.services, kept, channel=channel, stands=stands, waited=waited
                ),
            )
            while dispatcher.run_once() or _is_due_soon(deliveries) or dispatcher.run_once():
                pass

    def rows(self, statement: str) -> list[Any]:
        """Return what a statement finds."""
        with self.engines.read.connect() as connection:
            return list(connection.execute(text(statement)))

    def nudges(self, subject: str) -> list[tuple[str, str, date]]:
        """Return rule, status and planned day of a subject's nudges, in their order."""
        found = self.rows(
            f"select rule, status, planned_at from nudge where subject = '{subject}' order by planned_at, id"
        )
        return [(row.rule, row.status, date.fromisoformat(str(row.planned_at)[:10])) for row in found]

    def told(self, step: str) -> list[tuple[str, date]]:
        """Return who was told of late actions by a step, with the day."""
        rows = self.rows(
            "select person.key, day_on from nudge join person on person.id = nudge.person_id join nudge_message"
            f" on nudge_message.id = message_id where subject like 'action-late%{step}' order by day_on"
        )
        return [(row.key, date.fromisoformat(str(row.day_on))) for row in rows]

    def change(self, statement: str) -> None:
        """Change the database past the bot, as an import would."""
        with self.engines.write.begin() as connection:
            connection.execute(text(statement))


def _is_due_soon(deliveries: Deliveries) -> bool:
    """Wait for a row due within an instant: the database's clock is coarser than the one rows are written by."""
    wake = deliveries.next_wake_in()
    if wake is None or wake > timedelta(seconds=1):
        return False
    threading.Event().wait(max(wake.total_seconds(), 0.0005))
    return True
