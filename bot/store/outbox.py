"""Messages that Slack should hear, written with the change that causes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.clock import wall_now
from bot.store.tables import OutboxRow, PostedMessageRow
from bot.store.tables.delivery import OutboxStatus

_OUTBOX = OutboxRow.__table__  # type: ignore[attr-defined]
_POSTED = PostedMessageRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to post, or to put in place of what its anchor stands for.

    Attributes:
        dedupe_key: unique for all time; a second row with it is not written. Never holds a clock reading.
        subject: messages of one subject are sent in the order of writing.
        channel: Slack id of a channel, or of a user for a direct message.
        anchor: names the message on Slack; a later row with the same anchor updates it in place.
        content: `text` and `blocks` as Slack takes them.
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

    def stands(self, anchor: str) -> bool:
        """Return whether the message of `anchor` has been posted."""
        return self._connection.execute(select(_POSTED.c.id).where(_POSTED.c.anchor == anchor)).first() is not None

    def flush(self) -> None:
        """Write the collected messages."""
        if not self._waiting:
            return
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
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
        self._connection.execute(dialect.insert(_OUTBOX).on_conflict_do_nothing(index_elements=["dedupe_key"]), rows)
        self._waiting.clear()
        self.filled = True
