"""Messages that Slack should hear, written with the change that causes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, not_, or_, select, update

from bot.clock import wall_now
from bot.store import due
from bot.store.claims import Place
from bot.store.inserting import insert_for
from bot.store.tables import OutboxRow, PostedMessageRow
from bot.store.tables.delivery import OutboxStatus

_OUTBOX = OutboxRow.__table__  # type: ignore[attr-defined]
_POSTED = PostedMessageRow.__table__  # type: ignore[attr-defined]

_PORTION = 500

DEFERRED = "deferred"
"""In a message's content: what it says is found only when it is sent."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to post, or to put in place of what its anchor stands for.

    Attributes:
        dedupe_key: unique for all time; a second row with it is not written. Never holds a clock reading.
        subject: messages of one subject are sent in the order of writing.
        channel: Slack id of a channel, or of a user for a direct message.
        anchor: names the message on Slack; a later row with the same anchor updates it in place.
        content: `text` and `blocks` as Slack takes them; or `DEFERRED` with what is needed to find them when the
            message is sent.
        under: the anchor whose thread it goes into, None for the channel itself.
        is_confidential: only for private channels that no other organisation shares.
    """

    dedupe_key: str
    subject: str
    channel: str
    anchor: str
    content: Mapping[str, Any]
    under: str | None = None
    is_confidential: bool = False


def place_of(connection: Connection, anchor: str) -> Place | None:
    """Return where the message of `anchor` stands on Slack, None while it has not been posted."""
    where = select(_POSTED.c.channel, _POSTED.c.ts).where(_POSTED.c.anchor == anchor)
    row = connection.execute(where).first()
    return Place(row.channel, row.ts) if row else None


def standing_at(connection: Connection, place: Place) -> tuple[str, str] | None:
    """Return the anchor and the address of our message that stands at a place on Slack, None where none does."""
    where = select(_POSTED.c.anchor, _POSTED.c.address).where(
        _POSTED.c.channel == place.channel, _POSTED.c.ts == place.ts
    )
    row = connection.execute(where).first()
    return (row.anchor, row.address) if row else None


def was_put(connection: Connection, dedupe_keys: Collection[str]) -> bool:
    """Return whether any message of these keys was ever written."""
    return connection.execute(select(_OUTBOX.c.id).where(_OUTBOX.c.dedupe_key.in_(dedupe_keys))).first() is not None


class Outbox:
    """Collects messages during a unit of work and writes them at its end, in the order of their keys.

    Sorted inserts matter: shuffled unique keys deadlock on PostgreSQL.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[OutgoingMessage] = []
        self.filled = False

    def put(self, message: OutgoingMessage) -> None:
        """Add a message to the unit."""
        self._waiting.append(message)

    def adopt(self, place: Place) -> str:
        """Return the anchor of the message at a place in a channel, so that answers can go into its thread.

        One that somebody else wrote gets an anchor of its own.
        """
        standing = standing_at(self._connection, place)
        if standing is not None and standing[1] == place.channel:
            return standing[0]
        anchor = f"thread:{place.channel}:{place.ts}"
        values = {"anchor": anchor, "address": place.channel, "channel": place.channel, "ts": place.ts}
        self._connection.execute(
            insert_for(self._connection, _POSTED).values(values).on_conflict_do_nothing(index_elements=["anchor"])
        )
        return anchor

    def withdraw_public(self, subject: str) -> int:
        """Take back messages about `subject` that wait for channels anybody may read; return how many."""
        waiting = _OUTBOX.c.status.in_([OutboxStatus.PENDING.value, OutboxStatus.UNCERTAIN.value])
        public = _OUTBOX.c.is_confidential.is_(False)
        taken = self._connection.execute(
            update(_OUTBOX)
            .where(_OUTBOX.c.subject == subject, public, waiting)
            .values(status=OutboxStatus.SUPERSEDED.value, fault="the record is no longer public")
        )
        return taken.rowcount

    def withdraw_all_but(self, anchors: Collection[str], why: str) -> int:
        """Take back every message that waits but those of these anchors and below them; return how many."""
        waiting = _OUTBOX.c.status == OutboxStatus.PENDING.value
        below = [_OUTBOX.c.anchor.startswith(f"{anchor}:", autoescape=True) for anchor in sorted(anchors)]
        taken = self._connection.execute(
            update(_OUTBOX)
            .where(waiting, not_(or_(_OUTBOX.c.anchor.in_(sorted(anchors)), *below)))
            .values(status=OutboxStatus.SUPERSEDED.value, fault=why)
        )
        return taken.rowcount

    def stands(self, anchor: str) -> bool:
        """Return whether the message of `anchor` has been posted."""
        return self._connection.execute(select(_POSTED.c.id).where(_POSTED.c.anchor == anchor)).first() is not None

    def channel_of(self, anchor: str) -> str | None:
        """Return where the message of `anchor` was addressed to, None while it has not been posted."""
        where = select(_POSTED.c.address).where(_POSTED.c.anchor == anchor)
        return self._connection.execute(where).scalar_one_or_none()

    def standing_below(self, anchor: str) -> Mapping[str, str]:
        """Return the anchors that begin with `anchor` and a colon, of messages posted, each with its address."""
        begins = _POSTED.c.anchor.startswith(f"{anchor}:", autoescape=True)
        rows = self._connection.execute(select(_POSTED.c.anchor, _POSTED.c.address).where(begins))
        return {row.anchor: row.address for row in rows}

    def naming(self, beginning: str, part: str) -> frozenset[str]:
        """Return the anchors that begin with `beginning` and a colon and hold `part`, of what stands or will."""
        found: set[str] = set()
        for table, conditions in ((_POSTED, ()), (_OUTBOX, (due.unfinished(_OUTBOX),))):
            begins = table.c.anchor.startswith(f"{beginning}:", autoescape=True)
            holds = table.c.anchor.contains(part, autoescape=True)
            found |= set(self._connection.execute(select(table.c.anchor).where(begins, holds, *conditions)).scalars())
        return frozenset(found)

    def content_of(self, dedupe_key: str) -> dict[str, Any] | None:
        """Return what a message was written with; None where none of this key ever was."""
        where = select(_OUTBOX.c.content).where(_OUTBOX.c.dedupe_key == dedupe_key)
        content: dict[str, Any] | None = self._connection.execute(where).scalar_one_or_none()
        return content

    def to_be_renewed(self, anchors: Iterable[str]) -> Mapping[str, str]:
        """Return which messages stand, or are just being sent, and where each was addressed to.

        Left out are those of which a row waits that will be worded when it is sent: it will say what this unit
        writes. Such rows are held until the unit ends, so that none is sent in between with what was before.
        """
        wanted = sorted(set(anchors))
        found: dict[str, str] = {}
        for start in range(0, len(wanted), _PORTION):
            portion = wanted[start : start + _PORTION]
            posted = select(_POSTED.c.anchor, _POSTED.c.address).where(_POSTED.c.anchor.in_(portion))
            rows = select(_OUTBOX.c.anchor, _OUTBOX.c.channel, _OUTBOX.c.status, _OUTBOX.c.content).where(
                due.unfinished(_OUTBOX), _OUTBOX.c.anchor.in_(portion)
            )
            waiting = self._connection.execute(rows.order_by(_OUTBOX.c.id).with_for_update()).all()
            found |= {row.anchor: row.address for row in self._connection.execute(posted)}
            found |= {row.anchor: row.channel for row in waiting if row.anchor not in found}
            for row in waiting:
                if row.status == OutboxStatus.PENDING.value and DEFERRED in row.content:
                    found.pop(row.anchor, None)
        mine = {message.anchor for message in self._waiting if DEFERRED in message.content}
        return {anchor: address for anchor, address in found.items() if anchor not in mine}

    def renew_in_place(self, anchors: Sequence[str], content: Mapping[str, Any]) -> None:
        """Have what stands under these anchors shown anew, worded when it is sent.

        Each anchor is its own place. Where a renewal waits already nothing is written. It is held until the unit ends,
        so that it is not sent in between with what was before.
        """
        unfinished = select(_OUTBOX.c.anchor, _OUTBOX.c.status).where(
            due.unfinished(_OUTBOX), _OUTBOX.c.anchor.in_(anchors)
        )
        rows = self._connection.execute(unfinished.order_by(_OUTBOX.c.id).with_for_update()).all()
        # One in doubt is worded anew before it is sent again, as one that waits is.
        waiting = {row.anchor for row in rows if row.status != OutboxStatus.CLAIMED.value}
        being_sent = {row.anchor for row in rows if row.status == OutboxStatus.CLAIMED.value}
        at = wall_now()
        again = [_row_in_place(anchor, content, at, being_sent) for anchor in anchors if anchor not in waiting]
        if not again:
            return
        made = insert_for(self._connection, _OUTBOX)
        anew = {name: made.excluded[name] for name in again[0] if name != "dedupe_key"}
        self._connection.execute(made.on_conflict_do_update(index_elements=["dedupe_key"], set_=anew), again)
        self.filled = True

    def flush(self) -> None:
        """Write the collected messages."""
        if not self._waiting:
            return
        now = wall_now()
        rows = [
            {
                "dedupe_key": message.dedupe_key,
                "subject": message.subject,
                "channel": message.channel,
                "anchor": message.anchor,
                "under": message.under,
                "is_confidential": message.is_confidential,
                "content": dict(message.content),
                "status": "pending",
                "created_at": now,
                "not_before_at": now,
                "attempts": 0,
                "searches": 0,
            }
            for message in sorted(self._waiting, key=lambda m: m.dedupe_key)
        ]
        self._connection.execute(
            insert_for(self._connection, _OUTBOX).on_conflict_do_nothing(index_elements=["dedupe_key"]), rows
        )
        self._waiting.clear()
        self.filled = True


def _row_in_place(anchor: str, content: Mapping[str, Any], at: datetime, being_sent: Collection[str]) -> dict[str, Any]:
    """Return the row that renews what stands under an anchor: the same each time, so there are at most two.

    The second is for what changes while the first is being sent.
    """
    return {
        "dedupe_key": f"{anchor}:again" if anchor in being_sent else anchor,
        "subject": anchor,
        "channel": anchor,
        "anchor": anchor,
        "under": None,
        "is_confidential": False,
        "content": {DEFERRED: dict(content)},
        "status": OutboxStatus.PENDING.value,
        "created_at": at,
        "not_before_at": at,
        "lease_token": None,
        "claimed_at": None,
        "attempted_at": None,
        "attempted_thread_ts": None,
        "attempts": 0,
        "searches": 0,
        "fault": None,
    }
