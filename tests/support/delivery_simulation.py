"""A seeded world in which processes crash and freeze, Slack fails, and posts land late; it counts what went wrong.

All of it happens on one thread and on a time that is moved by hand, so that a seed always tells the same story.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.dispatcher import Dispatcher
from bot.errors import UnavailableError
from bot.slack.outcomes import NotSent, Outcome, Posted, RateLimited, Unknown
from bot.store.claims import Claim
from bot.store.delivery import Deliveries
from bot.store.outbox import OutgoingMessage
from bot.store.tables.delivery import OutboxStatus
from bot.store.unit_of_work import Store
from tests.support.delivery import StandingTime, put
from tests.support.fake_slack import FakeSlack, Found

T = TypeVar("T")
LEASE_S = 30.0
WAIT_S = 50.0


class CrashError(BaseException):
    """A process ends here."""


@dataclass(frozen=True)
class Odds:
    """How often things go wrong, each per opportunity.

    Attributes:
        crash: the process ends; asked before and after every call and every commit.
        freeze: it stands still for longer than a lease and a wait, while its rival works; asked likewise.
        fail: a call or a commit fails.
        late: of the calls that end in doubt, those that take effect later.
        latest: the longest that a call takes to take effect, in waits. The promise holds up to 1.
        sent_unsaid: Slack says it has a message, and has not. The promise does not cover it.
    """

    crash: float = 0.03
    freeze: float = 0.02
    fail: float = 0.25
    late: float = 0.5
    latest: float = 0.99
    sent_unsaid: float = 0.0


@dataclass
class Verdict:
    """What Slack holds in the end, compared with what was written."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)


class Mishaps:
    """Draws what goes wrong, and counts it."""

    def __init__(self, chance: random.Random, odds: Odds, events: Counter[str]) -> None:
        self.chance = chance
        self.odds = odds
        self.events = events
        self.calm = False
        self.frozen = False
        self.thaw: Callable[[], None] = lambda: None

    def hits(self, name: str, odds: float) -> bool:
        if self.calm or self.chance.random() >= odds:
            return False
        self.events[name] += 1
        return True

    def interrupt(self) -> None:
        """Crash or freeze here, perhaps."""
        if self.hits("crash", self.odds.crash):
            raise CrashError
        if not self.frozen and self.hits("freeze", self.odds.freeze):
            self.frozen = True
            try:
                self.thaw()
            finally:
                self.frozen = False


class StormySlack(FakeSlack):
    """Slack behind a bad line."""

    def __init__(self, time: StandingTime, mishaps: Mishaps) -> None:
        super().__init__(time)
        self.mishaps = mishaps
        self.under_way: list[tuple[datetime, Callable[[], object]]] = []

    def settle(self) -> None:
        """Let calls under way take effect that are due to."""
        due = sorted((at for at, _ in self.under_way if at <= self.time.now()))
        for at in due:
            self.under_way, landing = (
                [entry for entry in self.under_way if entry[0] != at],
                [work for due_at, work in self.under_way if due_at == at],
            )
            for work in landing:
                work()

    def post(
        self,
        channel: str,
        content: Mapping[str, Any],
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Outcome:
        key = (metadata or {})["event_payload"]["key"]
        return self._stormy(lambda: self.land(channel, content["text"], key, thread_ts))

    def update(self, channel: str, ts: str, content: Mapping[str, Any]) -> Outcome:
        return self._stormy(lambda: self.replace(channel, ts, content["text"]))

    def find_posted(self, channel: str, key: str, since: datetime, thread_ts: str | None = None) -> Found:
        self.mishaps.interrupt()
        self.settle()
        if self.mishaps.hits("search failed", self.mishaps.odds.fail):
            return self.mishaps.chance.choice([Unknown("5xx"), RateLimited(3), NotSent("refused")])
        found = super().find_posted(channel, key, since, thread_ts)
        self.mishaps.interrupt()
        return found

    def channel(self, channel_id: str) -> Any:
        self.mishaps.interrupt()
        if self.mishaps.hits("facts failed", self.mishaps.odds.fail):
            raise UnavailableError("Slack did not answer.")
        return super().channel(channel_id)

    def _stormy(self, work: Callable[[], Outcome]) -> Outcome:
        self.settle()
        odds, chance = self.mishaps.odds, self.mishaps.chance
        if self.mishaps.hits("not sent", odds.fail):
            return chance.choice([RateLimited(3), NotSent("refused")])
        if self.mishaps.hits("said, not done", odds.sent_unsaid):
            return Posted("1.1", "C1")
        if self.mishaps.hits("doubtful", odds.fail):
            if self.mishaps.hits("late", odds.late):
                lands_at = self.time.now() + timedelta(seconds=chance.uniform(0, WAIT_S * odds.latest))
                self.under_way.append((lands_at, work))
            elif chance.random() < 0.5:
                work()
            self.mishaps.interrupt()
            return Unknown("no answer in time")
        outcome = work()
        self.mishaps.interrupt()
        return outcome


class StormyDeliveries(Deliveries):
    """A database that fails, and a process that ends, around every commit."""

    mishaps: Mishaps

    def _write(self, work: Callable[[Connection], T]) -> T:
        self.mishaps.interrupt()
        if self.mishaps.hits("database failed", self.mishaps.odds.fail / 10):
            raise UnavailableError("The database did not answer.")
        result = super()._write(work)
        # A freeze between the check of the lease and the call is beyond the promise; after a claim it is not.
        self.mishaps.interrupt()
        return result


class LeaseForgetter(StormyDeliveries):
    """A planted fault: a lease that ran out is taken to mean that nothing was sent."""

    def _expire(self, connection: Connection, now: datetime) -> None:
        super()._expire(connection, now)
        connection.exec_driver_sql("UPDATE outbox SET status = 'pending' WHERE status = 'uncertain'")


class DeadlineForgetter(StormyDeliveries):
    """A planted fault: the lease is not looked at before sending."""

    def holds(self, claim: Claim) -> bool:
        return True


class Simulation:
    """Two processes that deliver one outbox while `count` messages are written to it."""

    def __init__(
        self, store: Store, seed: int, count: int, odds: Odds, kind: type[StormyDeliveries] = StormyDeliveries
    ) -> None:
        self._store = store
        self._chance = random.Random(seed)
        self._verdict = Verdict()
        self._mishaps = Mishaps(self._chance, odds, self._verdict.events)
        self._time = StandingTime()
        self._slack = StormySlack(self._time, self._mishaps)
        self._kind = kind
        self._written = self._compose(count)
        self._processes = [self._process(), self._process()]

    def run(self) -> Verdict:
        """Write, deliver, let the storm end, deliver what is left, and judge."""
        waiting = list(self._written)
        while waiting:
            burst, waiting = waiting[:5], waiting[5:]
            put(self._store, *burst)
            for _ in range(3):
                self._step(self._chance.randrange(2))
        self._mishaps.calm = True
        for _ in range(200):
            self._time.move(60)
            while self._step(0):
                pass
            if not self._unfinished():
                break
        self._time.move(10 * WAIT_S)
        self._slack.settle()
        return self._judge()

    def _step(self, index: int) -> int:
        self._mishaps.thaw = lambda: self._thaw(index)
        self._time.move(self._chance.expovariate(1 / 4))
        self._slack.settle()
        try:
            return self._processes[index].run_once()
        except CrashError:
            self._processes[index] = self._process()
        except UnavailableError:
            pass
        return 1

    def _thaw(self, index: int) -> None:
        """Process `index` stands still; its rival goes on through a lease and a wait."""
        for pause in (LEASE_S, WAIT_S, WAIT_S):
            self._time.move(pause + 1)
            self._slack.settle()
            rival = 1 - index
            try:
                self._processes[rival].run_once()
            except CrashError:
                self._processes[rival] = self._process()
            except UnavailableError:
                pass

    def _process(self) -> Dispatcher:
        lease, wait = timedelta(seconds=LEASE_S), timedelta(seconds=WAIT_S)
        deliveries = self._kind(self._store.engines, lease, wait, now=self._time.now, elapsed=self._time.elapsed)
        deliveries.mishaps = self._mishaps
        return Dispatcher(deliveries, self._slack, threading.Event(), lambda _: None, search_attempts=1000, batch=4)

    def _unfinished(self) -> int:
        counts = Deliveries(self._store.engines, timedelta(1), timedelta(1)).counts()
        return sum(counts[s] for s in (OutboxStatus.PENDING, OutboxStatus.CLAIMED, OutboxStatus.UNCERTAIN))

    def _compose(self, count: int) -> list[OutgoingMessage]:
        """Cards, their later versions and replies under them, on a fifth as many subjects."""
        messages: list[OutgoingMessage] = []
        cards: dict[str, list[str]] = {}
        for number in range(count):
            key, subject = f"k{number:05}", f"s{self._chance.randrange(max(1, count // 5))}"
            mine = cards.setdefault(subject, [])
            sort = self._chance.choice(["card", "version", "reply"]) if mine else "card"
            anchor = self._chance.choice(mine) if sort == "version" else f"a:{key}"
            under = self._chance.choice(mine) if sort == "reply" else None
            if sort == "card":
                mine.append(anchor)
            messages.append(
                OutgoingMessage(
                    dedupe_key=key,
                    subject=subject,
                    channel=f"C{subject}",
                    anchor=anchor,
                    content={"text": key},
                    under=under,
                    is_confidential=self._chance.random() < 0.3,
                )
            )
        return messages

    def _judge(self) -> Verdict:
        verdict = self._verdict
        first = {m.anchor: m for m in reversed(self._written)}
        last = {m.anchor: m.dedupe_key for m in self._written}
        standing = Counter(m.key for m in self._slack.messages)
        by_key = {m.key: m for m in self._slack.messages}
        for anchor, message in first.items():
            key = message.dedupe_key
            if not standing[key]:
                verdict.lost.append(key)
                continue
            if by_key[key].text != last[anchor]:
                verdict.stale.append(key)
            root = by_key.get(first[message.under].dedupe_key) if message.under else None
            if by_key[key].thread_ts != (root.ts if root else None):
                verdict.misplaced.append(key)
        verdict.doubled = [key for key, times in standing.items() if times > 1]
        order: dict[str, str] = {}
        for landed in self._slack.messages:
            if landed.key < order.get(landed.channel, ""):
                verdict.misplaced.append(landed.key)
            order[landed.channel] = landed.key
        return verdict
