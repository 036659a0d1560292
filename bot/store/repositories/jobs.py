"""Work that outlasts a request: asked for with the change that causes it, taken by one worker at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, delete, select, text, true, update

from bot.clock import wall_now
from bot.store.inserting import insert_for
from bot.store.tables import metadata
from bot.store.tables.jobs import UNDONE, JobStatus

_JOB = metadata.tables["job"]


@dataclass(frozen=True, slots=True)
class Job:
    """A job taken by a worker; `token` proves that it holds it. `attempts` counts this one."""

    id: int
    token: str
    key: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int


class Jobs:
    """Jobs, on real time. A worker that vanishes loses its lease, and another takes the job again from its start."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.filled = False

    def ask(self, key: str, kind: str, payload: Mapping[str, Any]) -> bool:
        """Ask for a job; return whether it is new. A second one of the same key is not written."""
        now = wall_now()
        statement = insert_for(self._connection, _JOB).values(
            key=key,
            kind=kind,
            payload=dict(payload),
            status=JobStatus.WAITING.value,
            attempts=0,
            created_at=now,
            not_before_at=now,
        )
        made = statement.on_conflict_do_nothing(index_elements=["key"]).returning(_JOB.c.id)
        is_new = self._connection.execute(made).first() is not None
        self.filled = self.filled or is_new
        return is_new

    def payload(self, key: str) -> Mapping[str, Any] | None:
        """Return what a job carries, with what was noted of it; None when it is no longer kept."""
        found = self._connection.execute(select(_JOB.c.payload).where(_JOB.c.key == key)).first()
        return None if found is None else dict(found.payload)

    def is_due(self, kinds: Collection[str] | None = None) -> bool:
        """Return whether a job of these kinds, None for any, waits to be taken."""
        return self._connection.execute(_due(_named(kinds)), {"now": wall_now()}).first() is not None

    def take(self, lease: timedelta, kinds: Collection[str] | None = None) -> Job | None:
        """Take the job of these kinds that has waited longest, for the time of `lease`; None when nothing is due."""
        now = wall_now()
        due = _due(_named(kinds)).with_for_update(skip_locked=True)
        row = self._connection.execute(due, {"now": now}).first()
        if row is None:
            return None
        job = Job(row.id, uuid4().hex, row.key, row.kind, row.payload, row.attempts + 1)
        values = {
            "status": JobStatus.CLAIMED.value,
            "lease_token": job.token,
            "not_before_at": now + lease,
            "attempts": job.attempts,
        }
        self._connection.execute(update(_JOB).where(_JOB.c.id == row.id).values(values))
        return job

    def finish(self, job: Job, status: JobStatus = JobStatus.DONE) -> bool:
        """Record that a job is over; return whether the worker still held it."""
        return self._settle(job, {"status": status.value})

    def note(self, job: Job, **facts: Any) -> bool:
        """Add facts to a job's payload, for whoever performs it again; return whether the worker still held it."""
        mine = (_JOB.c.id == job.id, _JOB.c.lease_token == job.token, _JOB.c.status == JobStatus.CLAIMED.value)
        statement = update(_JOB).where(*mine).values(payload={**job.payload, **facts})
        return self._connection.execute(statement).rowcount == 1

    def put_back(self, job: Job, delay: timedelta) -> bool:
        """Let a job wait for `delay`; return whether the worker still held it."""
        return self._settle(job, {"status": JobStatus.WAITING.value, "not_before_at": wall_now() + delay})

    def release(self, kinds: Collection[str] | None = None) -> int:
        """Let every claimed job of these kinds be taken again at once; only for when no worker can hold one."""
        claimed = and_(_JOB.c.status == JobStatus.CLAIMED.value, _of(kinds))
        values = {"status": JobStatus.WAITING.value, "lease_token": None, "not_before_at": wall_now()}
        return self._connection.execute(update(_JOB).where(claimed).values(values)).rowcount

    def forget_before(self, days: int) -> int:
        """Drop jobs that are over and were asked for more than `days` ago; return how many."""
        over = _JOB.c.status.in_([JobStatus.DONE.value, JobStatus.FAILED.value])
        old = _JOB.c.created_at < wall_now() - timedelta(days=days)
        return self._connection.execute(delete(_JOB).where(over, old)).rowcount

    def _settle(self, job: Job, values: Mapping[str, Any]) -> bool:
        mine = (_JOB.c.id == job.id, _JOB.c.lease_token == job.token, _JOB.c.status == JobStatus.CLAIMED.value)
        statement = update(_JOB).where(*mine).values({**values, "lease_token": None})
        return self._connection.execute(statement).rowcount == 1


def _named(kinds: Collection[str] | None) -> tuple[str, ...] | None:
    return None if kinds is None else tuple(sorted(kinds))


@cache
def _due(kinds: tuple[str, ...] | None) -> Select[Any]:
    # Built once, because workers look several times a second; it is executed with the time as `now`.
    now = bindparam("now", type_=_JOB.c.not_before_at.type)
    # The literal condition is the index's own, so that the index is found.
    due = select(_JOB).where(text(f"({UNDONE})"), _JOB.c.not_before_at <= now, _of(kinds))
    return due.order_by(_JOB.c.not_before_at, _JOB.c.id).limit(1)


def _of(kinds: Collection[str] | None) -> ColumnElement[bool]:
    return true() if kinds is None else _JOB.c.kind.in_(sorted(kinds))
