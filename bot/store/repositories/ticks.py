"""When scheduled workflows last ran."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.store.tables import metadata

_TICK = metadata.tables["tick"]


class Ticks:
    """The last business instant of each tick."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self, name: str) -> datetime | None:
        """Return when the tick last ran, None when it never did."""
        return self._connection.execute(select(_TICK.c.ran_at).where(_TICK.c.name == name)).scalar_one_or_none()

    def all(self) -> Mapping[str, datetime]:
        """Return when each tick last ran, by its name."""
        return {row.name: row.ran_at for row in self._connection.execute(select(_TICK.c.name, _TICK.c.ran_at))}

    def mark(self, name: str, ran_at: datetime) -> None:
        """Record that the tick ran for `ran_at`."""
        mine = _TICK.c.name == name
        if not self._connection.execute(update(_TICK).where(mine).values(ran_at=ran_at)).rowcount:
            self._connection.execute(insert(_TICK).values(name=name, ran_at=ran_at))
