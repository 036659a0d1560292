"""The dispatcher's side of the outbox: fenced leases on due rows, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, delete, func, literal, select, update

from bot.store import due, faults
from bot.store.claims import Claim, Doubt, Place, database_now, elapsed_seconds
from bot.store.due import OUTBOX, POSTED, Way
from bot.store.engines import Engines
from bot.store.inserting import insert_for
from bot.store.tables.delivery import OutboxStatus

T = TypeVar("T")

_FREE = {"lease_token": None, "claimed_at": None}


class Deliveries:
    """Claims due rows and records outcomes; each call is one transaction, and none waits for Slack.

    What records an outcome is fenced: it returns False and changes nothing once the row has been claimed anew or
    finished. A lease that merely ran out still lets its holder report, because what it knows is true.

    Args:
        engines: where the outbox is.
        lease: how long a claim may be used.
        reconcile_wait: how long after an attempt with an unknown outcome a message may still land.
        way: which rows are claimed; together the dispatchers of a bot must claim all.
        now: reads the database's time.
        elapsed: seconds on this machine, only forward.
    """

    def __init__(
        self,
        engines: Engines,
        lease: timedelta,
        reconcile_wait: timedelta,
        *,
        way: Way = Way.ALL,
        now: Callable[[Connection], datetime] = database_now,
        elapsed: Callable[[], float] = elapsed_seconds,
    ) -> None:
        self._engines = engines
        self._lease = lease
        self._wait = reconcile_wait
        self._way = way
        self._now = now
        self.elapsed = elapsed

    def claim_due(self, limit: int = 10) -> list[Claim]:
        """Take a lease on up to `limit` due rows, longest due first.

        Leases that ran out become uncertain on the way, and updates that a later row overtakes become superseded.

        Raises:
            UnavailableError: the database did not answer.
        """
        return self._write(lambda connection: self._claim(connection, limit)) if self._read(self._is_due) else []

    def holds(self, claim: Claim) -> bool:
        """Return whether the lease still runs; asked just before a message is sent."""
        return self.elapsed() < claim.deadline

    def mark_sent(self, claim: Claim, place: Place) -> bool:
        """Record that Slack has the message, at `place`."""

        def work(connection: Connection) -> bool:
            sent = {"status": OutboxStatus.SENT.value, "sent_at": self._now(connection), "ts": place.ts}
            if not self._settle(connection, claim, {**sent, "fault": None}):
                return False
            values = {"address": claim.channel, "channel": place.channel, "ts": place.ts}
            statement = insert_for(connection, POSTED).values(anchor=claim.anchor, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["anchor"], set_=values))
            return True

        return self._write(work)

    def put_back(self, claim: Claim, delay: timedelta = timedelta(0), *, failed: bool = False) -> bool:
        """Record that nothing was sent; the row is due again after `delay`. `failed` counts as an attempt."""
        status = OutboxStatus.UNCERTAIN if claim.doubt else OutboxStatus.PENDING
        values = {"status": status.value, "attempts": claim.attempts + failed}
        return self._write(lambda c: self._settle(c, claim, {**values, "not_before_at": self._now(c) + delay}))

    def mark_uncertain(self, claim: Claim, since_attempt: timedelta) -> bool:
        """Record that the message may have reached Slack by an attempt that began `since_attempt` ago."""

        def work(connection: Connection) -> bool:
            now = self._now(connection)
            began_at = now - since_attempt
            values = {
                "status": OutboxStatus.UNCERTAIN.value,
                "not_before_at": max(now, began_at + self._wait),
                "attempted_at": func.coalesce(OUTBOX.c.attempted_at, literal(began_at, OUTBOX.c.attempted_at.type)),
                "attempts": claim.attempts + 1,
                "searches": 0,
            }
            return self._settle(connection, claim, values)

        return self._write(work)

    def mark_absent(self, claim: Claim) -> bool:
        """Record that a search found Slack without the message: it is to be sent again, at once."""
        values = {"status": OutboxStatus.PENDING.value, "searches": 0}
        return self._write(lambda c: self._settle(c, claim, {**values, "not_before_at": self._now(c)}))

    def mark_unsearched(self, claim: Claim) -> bool:
        """Record that a search failed; the next one follows after a wait that doubles each time."""
        delay = min(self._wait * 2**claim.searches, max(self._wait, timedelta(minutes=10)))
        values = {"status": OutboxStatus.UNCERTAIN.value, "searches": claim.searches + 1}
        return self._write(lambda c: self._settle(c, claim, {**values, "not_before_at": self._now(c) + delay}))

    def forget(self, claim: Claim, anchor: str, place: Place) -> bool:
        """Record that the message of `anchor` is gone from `place`; the row is due again, without it."""

        def work(connection: Connection) -> bool:
            values = {"status": OutboxStatus.PENDING.value, "not_before_at": self._now(connection)}
            if not self._settle(connection, claim, values):
                return False
            connection.execute(delete(POSTED).where(POSTED.c.anchor == anchor, POSTED.c.ts == place.ts))
            return True

        return self._write(work)

    def drop(self, claim: Claim) -> bool:
        """Record that the message is no longer wanted, so that nothing is sent."""
        values = {"status": OutboxStatus.SUPERSEDED.value, "fault": "no longer wanted"}
        return self._write(lambda c: self._settle(c, claim, values))

    def park(self, claim: Claim, fault: str) -> bool:
        """Give the row up, with a sentence that says why; later rows of its subject go on."""
        values = {"status": OutboxStatus.PARKED.value, "fault": fault}
        return self._write(lambda c: self._settle(c, claim, values))

    def next_wake_in(self) -> timedelta | None:
        """Return how long until a row not due yet falls due; None when there is none."""

        def work(connection: Connection) -> timedelta | None:
            now = self._now(connection)
            at: datetime | None = connection.execute(due.next_due(self._way), due.moment(now)).scalar_one()
            return None if at is None else at - now

        return self._read(work)

    def counts(self) -> dict[OutboxStatus, int]:
        """Return how many rows there are of each status."""

        def work(connection: Connection) -> dict[OutboxStatus, int]:
            rows = connection.execute(select(OUTBOX.c.status, func.count()).group_by(OUTBOX.c.status))
            return dict.fromkeys(OutboxStatus, 0) | {OutboxStatus(status): count for status, count in rows}

        return self._read(work)

    def _is_due(self, connection: Connection) -> bool:
        moment = due.moment(self._now(connection))
        statements = (due.run_out(), due.claimable(self._way))
        return any(connection.execute(statement, moment).first() is not None for statement in statements)

    def _claim(self, connection: Connection, limit: int) -> list[Claim]:
        # Read before the database's time, so that our deadline never falls after the lease's end there.
        started = self.elapsed()
        now = self._now(connection)
        self._expire(connection, now)
        claims: list[Claim] = []
        while len(claims) < limit:
            free = due.claimable(self._way).with_for_update(of=OUTBOX, skip_locked=True)
            ids = list(connection.execute(free, due.moment(now, limit - len(claims))).scalars())
            if not ids:
                break
            overtaken = set(connection.execute(due.superseded(ids)).scalars())
            if overtaken:
                done = {"status": OutboxStatus.SUPERSEDED.value}
                connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_(overtaken)).values(done))
            claims += self._take(connection, [i for i in ids if i not in overtaken], now, started)
        return claims

    def _expire(self, connection: Connection, now: datetime) -> None:
        """Make claims whose lease ran out uncertain: their holder may have sent until the very end of it.

        The token stays, so that a holder who comes back late can still say what it knows.
        """
        ended = due.run_out().with_for_update(of=OUTBOX, skip_locked=True)
        for row_id, ended_at in connection.execute(ended, due.moment(now)).all():
            connection.execute(
                update(OUTBOX)
                .where(OUTBOX.c.id == row_id)
                .values(
                    status=OutboxStatus.UNCERTAIN.value,
                    not_before_at=ended_at + self._wait,
                    attempted_at=func.coalesce(OUTBOX.c.attempted_at, OUTBOX.c.claimed_at),
                    attempts=OUTBOX.c.attempts + 1,
                )
            )

    def _take(self, connection: Connection, ids: list[int], now: datetime, started: float) -> list[Claim]:
        rows = {row.id: row for row in connection.execute(select(OUTBOX).where(OUTBOX.c.id.in_(ids)))}
        anchors = {row.anchor for row in rows.values()} | {row.under for row in rows.values() if row.under}
        places = {
            (row.anchor, row.address): Place(row.channel, row.ts)
            for row in connection.execute(select(POSTED).where(POSTED.c.anchor.in_(anchors)))
        }
        claims = []
        for row in (rows[row_id] for row_id in ids):
            is_uncertain = row.status == OutboxStatus.UNCERTAIN
            claim = Claim(
                id=row.id,
                token=uuid4().hex,
                deadline=started + self._lease.total_seconds(),
                dedupe_key=row.dedupe_key,
                subject=row.subject,
                channel=row.channel,
                anchor=row.anchor,
                under=row.under,
                is_confidential=row.is_confidential,
                content=row.content,
                stands=places.get((row.anchor, row.channel)),
                root=places.get((row.under, row.channel)),
                doubt=Doubt(row.attempted_at, row.attempted_thread_ts) if is_uncertain else None,
                waited=now - row.created_at,
                attempts=row.attempts,
                searches=row.searches,
            )
            values: dict[str, Any] = {
                "status": OutboxStatus.CLAIMED.value,
                "lease_token": claim.token,
                "claimed_at": now,
                "not_before_at": now + self._lease,
            }
            # An uncertain row is searched for where the doubtful attempt went, even if its root has moved since.
            if not is_uncertain:
                values["attempted_thread_ts"] = claim.root.ts if claim.root else None
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(values))
            claims.append(claim)
        return claims

    def _settle(self, connection: Connection, claim: Claim, values: Mapping[str, Any]) -> bool:
        held = OUTBOX.c.status.in_((OutboxStatus.CLAIMED.value, OutboxStatus.UNCERTAIN.value))
        mine = (OUTBOX.c.id == claim.id, OUTBOX.c.lease_token == claim.token, held)
        return connection.execute(update(OUTBOX).where(*mine).values({**_FREE, **values})).rowcount == 1

    def _read(self, work: Callable[[Connection], T]) -> T:
        with faults.explained(), self._engines.read.connect() as connection, connection.begin():
            return work(connection)

    def _write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction and commit it; the only place here that does."""

        def transaction() -> T:
            with self._engines.write.begin() as connection:
                return work(connection)

        return faults.retried(transaction)
