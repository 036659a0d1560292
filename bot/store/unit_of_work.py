"""One transaction per request, click or tick: rows, audit and outbox are committed together, here only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot.clock import Clock
from bot.domain.escalation import EscalationRule
from bot.domain.registers.naming import Names
from bot.store import audit, faults
from bot.store.engines import Engines
from bot.store.inbox import Inbox
from bot.store.outbox import Outbox
from bot.store.repositories.boards import Boards
from bot.store.repositories.directory import DirectoryCache, People
from bot.store.repositories.jobs import Jobs
from bot.store.repositories.received import ReceivedFiles
from bot.store.repositories.registers.everything import Registers
from bot.store.repositories.risks import Risks
from bot.store.repositories.ticks import Ticks

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shared:
    """What all units of one store share: the kept directory, and which boards hear of a risk."""

    directories: DirectoryCache
    rules: Sequence[EscalationRule]


class View:
    """A read-only look at the store, inside one transaction. `now` is the business time of the request."""

    def __init__(self, connection: Connection, shared: Shared, now: datetime) -> None:
        self._connection = connection
        self._shared = shared
        self.now = now

    @cached_property
    def risks(self) -> Risks:
        """The risk register."""
        return Risks(self._connection, self._shared.rules)

    @cached_property
    def people(self) -> People:
        """People, groups, workstreams, boards and accounts."""
        return People(self._connection, self._shared.directories)

    def registers(self, zone: ZoneInfo, names: Names) -> Registers:
        """Return the six registers whole, with days told in `zone` and people named by `names`."""
        return Registers(self._connection, self.risks, zone, names)

    @cached_property
    def ticks(self) -> Ticks:
        """When scheduled workflows last ran."""
        return Ticks(self._connection)

    @cached_property
    def jobs(self) -> Jobs:
        """Work that outlasts a request."""
        return Jobs(self._connection)

    @cached_property
    def received(self) -> ReceivedFiles:
        """Files that people dropped."""
        return ReceivedFiles(self._connection)

    @cached_property
    def audit_head(self) -> audit.AuditHead:
        """The recorded end of the audit chain."""
        return audit.head_of(self._connection)

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
        return Risks(self._connection, self._shared.rules, for_change=True)

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
        """Write what is kept for the end: outbox rows in the order of their keys, then the audit chain."""
        self.outbox.flush()
        audit.append(self._connection, self._events, self.now)


class Store:
    """The database with its one way to read and its one way to write.

    Args:
        engines: where it is.
        clock: the business clock that stamps each unit.
        rules: which boards hear of a risk.
    """

    def __init__(self, engines: Engines, clock: Clock, rules: Sequence[EscalationRule] = ()) -> None:
        self.engines = engines
        self._clock = clock
        self._shared = Shared(DirectoryCache(), tuple(rules))
        self.outbox_filled = threading.Event()
        self.jobs_filled = threading.Event()

    @contextmanager
    def view(self, now: datetime | None = None) -> Iterator[View]:
        """Open a read-only look.

        Raises:
            UnavailableError: the database did not answer.
        """
        try:
            with self.engines.read.connect() as connection, connection.begin():
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
        shared = Shared(DirectoryCache(), self._shared.rules)

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
