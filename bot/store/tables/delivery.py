"""What came in from Slack (inbox), what Slack should hear (outbox), and where it stands there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from bot.store.tables.base import one_of, primary_key


class OutboxStatus(StrEnum):
    """How far a message has come.

    pending: to be sent. claimed: a dispatcher holds a lease on it. uncertain: it may have reached Slack; to be
    searched for. sent: Slack has it. parked: given up, an administrator is told. superseded: a later row of the
    same message made it needless.
    """

    PENDING = "pending"
    CLAIMED = "claimed"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    PARKED = "parked"
    SUPERSEDED = "superseded"


UNFINISHED = "status = 'pending' OR status = 'claimed' OR status = 'uncertain'"


def _unfinished(name: str, *columns: str) -> Index:
    """Declare an index that holds unfinished rows only: queries find it when they repeat `UNFINISHED` literally."""
    return Index(name, *columns, sqlite_where=text(UNFINISHED), postgresql_where=text(UNFINISHED))


class InboxRow(SQLModel, table=True):
    """An accepted submission, command or click, so that a second delivery of it changes nothing."""

    __tablename__ = "inbox"

    id: int | None = primary_key()
    key: str = Field(unique=True)
    received_at: datetime = Field(index=True)
    outcome: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class OutboxRow(SQLModel, table=True):
    """A message that Slack should hear.

    `anchor` names the message on Slack that this row makes or replaces (one anchor, one message); `under` names
    the anchor whose thread it goes into. `subject` orders rows: one is sent only when earlier ones of its subject
    are done. `is_confidential` rows go only to private channels that no other organisation shares. Instants with
    the ending `_at` here are real time, and but for `created_at` the database's own.

    `not_before_at` is when the row next needs a dispatcher: to be sent (pending), to be searched for (uncertain),
    or because its lease has run out (claimed). `attempted_at` is the beginning of the first attempt whose outcome
    is not known, `attempted_thread_ts` the thread of the last one; together they say where to search.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("status", "status", [value.value for value in OutboxStatus]),
        _unfinished("ix_outbox_due", "not_before_at", "id", "status", "subject", "anchor", "under"),
        _unfinished("ix_outbox_subject", "subject", "id"),
        _unfinished("ix_outbox_anchor", "anchor", "id", "status", "channel"),
    )

    id: int | None = primary_key()
    dedupe_key: str = Field(unique=True)
    subject: str
    channel: str
    anchor: str
    under: str | None = None
    is_confidential: bool = False
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    status: str = OutboxStatus.PENDING.value
    created_at: datetime
    not_before_at: datetime
    lease_token: str | None = None
    claimed_at: datetime | None = None
    attempted_at: datetime | None = None
    attempted_thread_ts: str | None = None
    attempts: int = 0
    searches: int = 0
    sent_at: datetime | None = None
    ts: str | None = None
    fault: str | None = None


class PostedMessageRow(SQLModel, table=True):
    """Where an anchor's message stands on Slack.

    `address` is the channel or person the row asked for, `channel` the conversation Slack put it in; they differ
    for direct messages. A row that asks for another address is a new message, never an update of this one.
    """

    __tablename__ = "posted_message"
    __table_args__ = (Index("ix_posted_message_channel_ts", "channel", "ts"),)

    id: int | None = primary_key()
    anchor: str = Field(unique=True)
    address: str
    channel: str
    ts: str
