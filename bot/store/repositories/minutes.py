"""What minutes and forward plans say, to be compared with the tracker."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from bot.domain.plans.meetings import Minuted, Planned
from bot.store.tables import metadata

_T = metadata.tables
_MINUTED, _FORWARD = _T["minuted_action"], _T["forward_item"]


class Minutes:
    """Actions as minutes have them, and items of forward plans."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def minuted(self, boards: Collection[str], body: str) -> tuple[Minuted, ...]:
        """Return the actions that the minutes of these boards have, as those of a body, the oldest meeting first."""
        mine = select(_MINUTED).where(_MINUTED.c.board_key.in_(sorted(boards)))
        rows = self._connection.execute(mine.order_by(_MINUTED.c.held_on, _MINUTED.c.id)).mappings()
        return tuple(
            Minuted(body, row["held_on"], row["paragraph"], row["ref"], row["summary"], row["due_on"]) for row in rows
        )

    def planned(self, boards: Collection[str], body: str) -> tuple[Planned, ...]:
        """Return the items of these boards' forward plans, as those of a body, unscheduled ones last."""
        mine = select(_FORWARD).where(_FORWARD.c.board_key.in_(sorted(boards)))
        rows = self._connection.execute(mine.order_by(_FORWARD.c.id)).mappings()
        items = [Planned(body, row["held_on"], row["title"], row["ref"]) for row in rows]
        return tuple(sorted(items, key=lambda item: (item.held_on is None, item.held_on or 0)))

    def boards(self) -> frozenset[str]:
        """Return the keys of the boards, and names of bodies, that minutes or forward plans are held of."""
        found = [
            self._connection.execute(select(table.c.board_key).distinct()).scalars() for table in (_MINUTED, _FORWARD)
        ]
        return frozenset(key for keys in found for key in keys)
