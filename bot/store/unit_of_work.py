"""One transaction per request, click or tick: rows, audit and outbox are committed together, here only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot.clock import Clock
from bot.domain.escalation import EscalationRule
from bot.domain.recorded import RecordedEvent
from bot.store import audit, faults
from bot.store.catalogue import Catalogue, Shared
from bot.store.claims import Place
from bot.store.engines import Engines
from bot.store.inbox import Inbox
from bot.store.outbox import Outbox, place_of, standing_at, was_put
from bot.store.repositories.actions import Actions
from bot.store.repositories.bids import Bids
from bot.store.repositories.boards import Boards
from bot.store.repositories.conditions import Conditions
from bot.store.repositories.directory import DirectoryCache
from bot.store.repositories.plans import Plans
from bot.store.repositories.proposals import Proposals
from bot.store.repositories.received import ReceivedFiles
from bot.store.repositories.registers.finance import FinanceTracker
from bot.store.repositories.risks import Risks
from bot.store.repositories.rounds import Rounds
from bot.store.repositories.stages import Stages
from bot.store.turns import ReadingTurns

T = TypeVar("T")
_LONDON = ZoneInfo("Europe/London")
_log = logging.getLogger(__name__)


class View(Catalogue):
    """A read-only look at the store, inside one transaction. `now` is the business time of the request."""

    @property
    def today(self) -> date:
        """The day of `now` in the partnership's zone."""
        return self.now.astimezone(self._shared.zone).date()

    def place_of(self, anchor: str) -> Place | None:
        """Return where the message of `anchor` stands on Slack, None while it has not been posted."""
        return place_of(self._connection, anchor)

    def standing_at(self, place: Place) -> tuple[str, str] | None:
        """Return the anchor and the address of the message that stands at a place on Slack, None for none of ours."""
        return standing_at(self._connection, place)

    def was_put(self, dedupe_keys: Collection[str]) -> bool:
        """Return whether any message of these keys was ever put into the outbox."""
        return was_put(self._connection, dedupe_keys)

    @cached_property
    def audit_head(self) -> audit.AuditHead:
        """The recorded end of the audit chain."""
        return audit.head_of(self._connection)

    def events_of(self, subject: str, most: int, verbs: Collection[str] = ()) -> tuple[RecordedEvent, ...]:
        """Return the latest events on a subject such as `finance:Hackney risk 3`, newest first; of these verbs only."""
        return audit.events_of(self._connection, subject, most, verbs)

    def audit_head_when(self, subject: str, verbs: Sequence[str]) -> audit.AuditHead | None:
        """Return the end of the audit chain as the latest of these events on a subject left it; None without one."""
        return audit.head_when(self._connection, subject, verbs)

    def audit_head_at(self, instant: datetime) -> audit.AuditHead:
        """Return the end of the audit chain as it stood at an instant."""
        return audit.head_at(self._connection, instant)

    def verify_audit(self) -> audit.AuditHead:
        """Walk the audit chain.

        Raises:
            IntegrityError: the chain is broken.
        """
        return audit.verify(self._connection)


class Unit(View):
    """A unit of work: what it writes is committed together when the work returns, or not at all."""

    def __init__(self, session: Session, shared: Shared, now: datetime) -> None:
        super().__init__(session.connection(), shared, now)
        self._session = session
        self._events: list[audit.AuditEvent] = []
        self.outbox = Outbox(self._connection)
        self.inbox = Inbox(self._connection)

    @cached_property
    def risks(self) -> Risks:
        """The risk register, locking what it reads for change."""
        return Risks(self._connection, self._shared.rules, self.now, self._shared.zone, for_change=True)

    @cached_property
    def actions(self) -> Actions:
        """The action tracker, locking the action that is read for change."""
        return Actions(self._connection, for_change=True)

    @cached_property
    def plans(self) -> Plans:
        """Plans of tasks, locking the task that is read for change."""
        return Plans(self._connection, for_change=True)

    @cached_property
    def proposals(self) -> Proposals:
        """Proposals, locking the one that is read for change."""
        return Proposals(self._connection, for_change=True)

    @cached_property
    def stages(self) -> Stages:
        """The stages of routes, locking the one that is read for change."""
        return Stages(self._connection, for_change=True)

    @cached_property
    def conditions(self) -> Conditions:
        """Conditions of decisions, locking the one that is read for change."""
        return Conditions(self._connection, for_change=True)

    @cached_property
    def bids(self) -> Bids:
        """Rounds of bids, locking the one that is read for change."""
        return Bids(self._connection, for_change=True)

    @cached_property
    def finance(self) -> FinanceTracker:
        """The finance trackers, locking the line that is read for change."""
        return FinanceTracker(self._connection, for_change=True)

    @cached_property
    def rounds(self) -> Rounds:
        """The monthly rounds of updates, keeping those that answers count for from being closed meanwhile."""
        return Rounds(self._connection, for_change=True)

    @cached_property
    def received(self) -> ReceivedFiles:
        """Files that people dropped, locking what it reads for change."""
        return ReceivedFiles(self._connection, for_change=True)

    @cached_property
    def boards(self) -> Boards:
        """Boards, meetings and interests."""
        return Boards(self._connection)

    def record(self, actor: str, verb: str, subject: str, **detail: object) -> None:
        """Write an audit event with this unit. `detail` must be JSON values."""
        self._events.append(audit.AuditEvent(actor, verb, subject, detail))

    def finish(self) -> None:
        """Write what is kept for the end: outbox rows by their keys, which Homes to renew, then the audit chain."""
        self.outbox.flush()
        homes = self.homes.to_renew(self._events, self.now)
        if homes:
            self.outbox.renew_in_place(homes, {"kind": "home"})
        audit.append(self._connection, self._events, self.now)


class Store:
    """The database with its one way to read and its one way to write.

    Args:
        engines: where it is.
        clock: the business clock that stamps each unit.
        rules: which boards hear of a risk.
        zone: the partnership's, in which its days are told.
    """

    def __init__(
        self, engines: Engines, clock: Clock, rules: Sequence[EscalationRule] = (), zone: ZoneInfo = _LONDON
    ) -> None:
        self.engines = engines
        self._clock = clock
        self._shared = Shared(DirectoryCache(), tuple(rules), zone)
        self._turns = ReadingTurns() if engines.is_sqlite else None
        self.outbox_filled = threading.Event()
        self.jobs_filled = threading.Event()

    @contextmanager
    def view(self, now: datetime | None = None) -> Iterator[View]:
        """Open a read-only look.

        Raises:
            UnavailableError: the database did not answer.
        """
        turn = self._turns.taken() if self._turns else nullcontext()
        try:
            with turn, self.engines.read.connect() as connection, connection.begin():
                yield View(connection, self._shared, now or self._clock.now())
        except DBAPIError as problem:
            _log.warning("database fault", extra={"fault": type(problem.orig).__name__})
            raise faults.explain(problem) from problem

    def write(self, work: Callable[[Unit], T], now: datetime | None = None) -> T:
        """Run `work` in one unit of work and commit it; the only place that commits.

        Args:
            work: may be run again from the start after a deadlock, so it must not reach outside the unit.
            now: the business time of the unit; the clock's by default.

        Raises:
            UnavailableError: the database did not answer, is locked or full; nothing was saved.
        """

        def transaction() -> tuple[T, Unit]:
            with Session(self.engines.write) as session:
                unit = Unit(session, self._shared, now or self._clock.now())
                result = work(unit)
                unit.finish()
                session.commit()
                return result, unit

        result, unit = faults.retried(transaction)
        if unit.outbox.filled:
            self.outbox_filled.set()
        if unit.jobs.filled:
            self.jobs_filled.set()
        return result

    def rehearse(self, work: Callable[[Unit], T], now: datetime | None = None) -> T:
        """Run `work` in one unit of work and take back all that it wrote; return what it returned.

        Args:
            work: as for `write`.
            now: the business time of the unit; the clock's by default.

        Raises:
            UnavailableError: the database did not answer, or is locked.
        """
        # What the rehearsal reads of itself must not be kept for others.
        shared = replace(self._shared, directories=DirectoryCache())

        def rehearsal() -> T:
            with Session(self.engines.write) as session:
                try:
                    return work(Unit(session, shared, now or self._clock.now()))
                finally:
                    session.rollback()

        return faults.retried(rehearsal)

    def close(self) -> None:
        """Release all connections."""
        self.engines.dispose()
