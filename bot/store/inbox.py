"""What was accepted before: a second delivery of the same thing gets the first one's answer and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.clock import wall_now
from bot.store.inserting import insert_for
from bot.store.tables import InboxRow

_INBOX = InboxRow.__table__  # type: ignore[attr-defined]


class Inbox:
    """Claims keys of accepted deliveries within a unit of work, by real time: that is how Slack delivers again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, key: str) -> dict[str, Any] | None:
        """Take `key` for this unit; return None, or the outcome kept by the delivery that took it before.

        On PostgreSQL a rival that is still at work is waited for.
        """
        statement = insert_for(self._connection, _INBOX).values(key=key, received_at=wall_now(), outcome={})
        made = statement.on_conflict_do_nothing(index_elements=["key"]).returning(_INBOX.c.id)
        if self._connection.execute(made).first() is not None:
            return None
        outcome: dict[str, Any] = self._connection.execute(
            select(_INBOX.c.outcome).where(_INBOX.c.key == key)
        ).scalar_one()
        return outcome

    def keep(self, key: str, outcome: Mapping[str, Any]) -> None:
        """Keep what a second delivery of `key` is to be told (JSON)."""
        self._connection.execute(update(_INBOX).where(_INBOX.c.key == key).values(outcome=dict(outcome)))

    def forget_before(self, days: int) -> int:
        """Drop keys received more than `days` ago; return how many."""
        gone = self._connection.execute(delete(_INBOX).where(_INBOX.c.received_at < wall_now() - timedelta(days=days)))
        return gone.rowcount
