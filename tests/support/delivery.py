"""Helpers for what delivers the outbox: a real time that stands still until it is moved, and short messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from bot.store.due import OUTBOX, POSTED
from bot.store.engines import Engines
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Store


class StandingTime:
    """The database's time and this machine's running seconds, moved together by hand.

    It begins a minute ahead of the machine, so that rows stamped by the machine are due.
    """

    def __init__(self) -> None:
        self._began_at = datetime.now(UTC) + timedelta(minutes=1)
        self._passed = 0.0

    def now(self, connection: Connection | None = None) -> datetime:
        return self._began_at + timedelta(seconds=self._passed)

    def elapsed(self) -> float:
        return self._passed

    def move(self, seconds: float) -> None:
        self._passed += seconds


def message(key: str, subject: str | None = None, anchor: str | None = None, **more: Any) -> OutgoingMessage:
    """A message whose text is its key; its subject and anchor are its own unless given."""
    facts = {"channel": "C1", "content": {"text": key}} | more
    return OutgoingMessage(dedupe_key=key, subject=subject or f"s:{key}", anchor=anchor or f"a:{key}", **facts)


def put(store: Store, *messages: OutgoingMessage) -> None:
    """Write messages, each in a unit of its own, so that they are ordered as given."""
    for one in messages:
        store.write(lambda unit, one=one: unit.outbox.put(one))


def row_of(engines: Engines, key: str) -> Any:
    """The outbox row of a key, by column name."""
    with engines.read.connect() as connection:
        return connection.execute(select(OUTBOX).where(OUTBOX.c.dedupe_key == key)).one()


def places(engines: Engines) -> dict[str, tuple[str, str, str]]:
    """Where each anchor stands: address, channel, ts."""
    with engines.read.connect() as connection:
        return {row.anchor: (row.address, row.channel, row.ts) for row in connection.execute(select(POSTED))}
