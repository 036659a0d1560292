"""A row of the outbox under lease, and the clocks that leases run on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

_SQLITE_NOW = text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
_POSTGRES_NOW = text("SELECT clock_timestamp()")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands on Slack."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Attempts that may have reached Slack: when the first began, and the thread of the last (None: no thread)."""

    since: datetime
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A row under our lease.

    Attributes:
        id: the row.
        token: the fence; a later claim of the row has another.
        deadline: until when it may be sent, on the clock that `Deliveries` was given as `elapsed`.
        channel: the channel or person it is addressed to.
        under: the anchor whose thread it goes into, or None.
        stands: where the anchor's message stands at this address: to be updated. None: to be posted.
        root: where the message of `under` stands at this address; None: it goes into the channel itself.
        doubt: what to search for before it is sent again; None when Slack is known not to have it.
        waited: how long ago the row was written.
        attempts: how often sending has failed.
        searches: how often searching has failed since the last attempt.
    """

    id: int
    token: str
    deadline: float
    dedupe_key: str
    subject: str
    channel: str
    anchor: str
    under: str | None
    is_confidential: bool
    content: Mapping[str, Any]
    stands: Place | None
    root: Place | None
    doubt: Doubt | None
    waited: timedelta
    attempts: int
    searches: int


def database_now(connection: Connection) -> datetime:
    """Return the database's own time as aware UTC; on SQLite that is the machine's, to the millisecond."""
    if connection.dialect.name == "sqlite":
        reading = connection.execute(_SQLITE_NOW).scalar_one()
        return datetime.fromisoformat(reading).replace(tzinfo=UTC)
    now: datetime = connection.execute(_POSTGRES_NOW).scalar_one()
    return now.astimezone(UTC)


def elapsed_seconds() -> float:
    """Return seconds on a clock that only runs forward and, where the system has one, also while it is suspended."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
