"""What people follow, within a transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.store.inserting import insert_for
from bot.store.tables import metadata

_FOLLOW = metadata.tables["follow"]


class Follows:
    """Who follows which records within one transaction. A subject is such as `risk:12`, by the record's number here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person_id: int) -> tuple[str, ...]:
        """Return what a person follows, the latest first."""
        mine = select(_FOLLOW.c.subject).where(_FOLLOW.c.person_id == person_id)
        return tuple(self._connection.execute(mine.order_by(_FOLLOW.c.since_at.desc(), _FOLLOW.c.subject)).scalars())

    def has(self, person_id: int, subject: str) -> bool:
        """Return whether a person follows a record."""
        mine = (_FOLLOW.c.person_id == person_id, _FOLLOW.c.subject == subject)
        return self._connection.execute(select(_FOLLOW.c.subject).where(*mine)).first() is not None

    def follow(self, person_id: int, subject: str, at: datetime) -> bool:
        """Record that a person follows a record; return whether that is new."""
        values = {"person_id": person_id, "subject": subject, "since_at": at}
        statement = insert_for(self._connection, _FOLLOW).values(values)
        made = statement.on_conflict_do_nothing(index_elements=["person_id", "subject"])
        return self._connection.execute(made).rowcount == 1

    def unfollow(self, person_id: int, subject: str) -> bool:
        """Record that a person follows a record no longer; return whether they did."""
        mine = (_FOLLOW.c.person_id == person_id, _FOLLOW.c.subject == subject)
        return self._connection.execute(delete(_FOLLOW).where(*mine)).rowcount == 1
