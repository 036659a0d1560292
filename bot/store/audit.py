"""The audit chain: each event's hash covers the one before, so that a changed or missing row shows."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from bot.domain.recorded import RecordedEvent
from bot.errors import IntegrityError
from bot.store.engines import canonical_json
from bot.store.tables import AuditEventRow, AuditHeadRow

GENESIS = "0" * 64
_EVENT = AuditEventRow.__table__  # type: ignore[attr-defined]
_HEAD = AuditHeadRow.__table__  # type: ignore[attr-defined]
_CHAIN = select(_EVENT).order_by(_EVENT.c.seq).execution_options(yield_per=1000)
_HEAD_ROW = select(_HEAD).where(_HEAD.c.id == 1)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """A change to be recorded. `detail` must be JSON; `actor` and `subject` are keys such as `person:3`."""

    actor: str
    verb: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The end of the chain: how many events there are and the last hash. Publishing it fixes the chain."""

    seq: int
    hash: str


def append(connection: Connection, events: list[AuditEvent], at: datetime) -> None:
    """Append `events` to the chain, locking its head; call it last in a transaction.

    Raises:
        IntegrityError: the recorded end of the chain is gone.
    """
    if not events:
        return
    head = _read_head(connection, _HEAD_ROW.with_for_update())
    seq, previous = head.seq, head.hash
    rows = []
    for event in events:
        seq += 1
        row = {
            "seq": seq,
            "at": at,
            "actor": event.actor,
            "verb": event.verb,
            "subject": event.subject,
            "detail": dict(event.detail),
            "previous_hash": previous,
        }
        previous = row["hash"] = _digest(row)
        rows.append(row)
    connection.execute(insert(_EVENT), rows)
    connection.execute(update(_HEAD).where(_HEAD.c.id == 1).values(seq=seq, hash=previous))


def events_of(
    connection: Connection, subject: str, most: int, verbs: Collection[str] = ()
) -> tuple[RecordedEvent, ...]:
    """Return the latest events on a subject, newest first, at most so many; of some verbs only where they are named."""
    among = (_EVENT.c.subject == subject, *([_EVENT.c.verb.in_(sorted(verbs))] if verbs else []))
    latest = select(_EVENT).where(*among).order_by(_EVENT.c.seq.desc()).limit(most)
    rows = connection.execute(latest).mappings()
    return tuple(RecordedEvent(row["at"], row["actor"], row["verb"], row["detail"]) for row in rows)


def head_when(connection: Connection, subject: str, verbs: Sequence[str]) -> AuditHead | None:
    """Return the end of the chain as the latest event of one of `verbs` on a subject left it; None without one."""
    latest = select(_EVENT.c.seq, _EVENT.c.hash).where(_EVENT.c.subject == subject, _EVENT.c.verb.in_(verbs))
    row = connection.execute(latest.order_by(_EVENT.c.seq.desc()).limit(1)).first()
    return None if row is None else AuditHead(row.seq, row.hash)


def head_at(connection: Connection, instant: datetime) -> AuditHead:
    """Return the end of the chain as it stood at an instant; no event and no hash where it had not begun."""
    latest = select(_EVENT.c.seq, _EVENT.c.hash).where(_EVENT.c.at <= instant)
    row = connection.execute(latest.order_by(_EVENT.c.seq.desc()).limit(1)).first()
    return AuditHead(0, GENESIS) if row is None else AuditHead(row.seq, row.hash)


def verify(connection: Connection) -> AuditHead:
    """Walk the whole chain and return its head.

    Raises:
        IntegrityError: the first event that is missing or altered, or a head that is gone or disagrees.
    """
    seq, previous = 0, GENESIS
    with connection.execute(_CHAIN) as rows:
        for row in rows.mappings():
            seq += 1
            if row["seq"] != seq:
                raise IntegrityError(f"Audit event {seq} is missing: the next one stored is {row['seq']}.")
            if row["previous_hash"] != previous or _digest(dict(row)) != row["hash"]:
                raise IntegrityError(f"Audit event {seq} ({row['verb']} {row['subject']}) was altered.")
            previous = row["hash"]
    head = head_of(connection)
    if head != AuditHead(seq, previous):
        raise IntegrityError(
            f"The chain ends at event {seq} but its recorded end is event {head.seq}: the tail was cut or replaced."
        )
    return head


def verify_end(connection: Connection, last: int) -> AuditHead:
    """Check the last events of the chain and its recorded end; return the head.

    Args:
        connection: where it is.
        last: how many events to check at most. A change further back goes unseen.

    Raises:
        IntegrityError: one of them is missing or altered, or the head is gone or disagrees.
    """
    head = head_of(connection)
    tail = select(_EVENT).order_by(_EVENT.c.seq.desc()).limit(last)
    rows = [dict(row) for row in connection.execute(tail).mappings()]
    present = AuditHead(rows[0]["seq"], rows[0]["hash"]) if rows else AuditHead(0, GENESIS)
    if head != present:
        raise IntegrityError(f"The audit chain ends at event {present.seq}; its recorded end is event {head.seq}.")
    for later, row in zip([None, *rows], rows, strict=False):
        if _digest(row) != row["hash"] or (later is not None and later["previous_hash"] != row["hash"]):
            raise IntegrityError(f"Audit event {row['seq']} ({row['verb']} {row['subject']}) was altered.")
        if later is not None and later["seq"] != row["seq"] + 1:
            raise IntegrityError(f"Audit event {row['seq'] + 1} is missing.")
    return head


def head_of(connection: Connection) -> AuditHead:
    """Return the recorded end of the chain.

    Raises:
        IntegrityError: it is gone.
    """
    return _read_head(connection, _HEAD_ROW)


def _read_head(connection: Connection, query: Select[Any]) -> AuditHead:
    head = connection.execute(query).one_or_none()
    if head is None:
        raise IntegrityError("The recorded end of the audit chain is gone.")
    return AuditHead(head.seq, head.hash)


def _digest(row: Mapping[str, Any]) -> str:
    at: datetime = row["at"]
    covered = {
        "seq": row["seq"],
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": row["actor"],
        "verb": row["verb"],
        "subject": row["subject"],
        "detail": row["detail"],
    }
    return hashlib.sha256((row["previous_hash"] + canonical_json(covered)).encode()).hexdigest()
