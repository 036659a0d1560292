"""Actions as rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, insert, select

from bot.store.tables import metadata

_ACTION, _OWNER = metadata.tables["action"], metadata.tables["action_owner"]


class Actions:
    """Adds actions to the tracker."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def knows(self, ref: str) -> bool:
        """Return whether an action with this reference exists."""
        return self._connection.execute(select(_ACTION.c.id).where(_ACTION.c.ref == ref)).first() is not None

    def add(
        self,
        *,
        ref: str,
        summary: str,
        board: str,
        assigned_on: date,
        due_on: date | None,
        owners: Iterable[tuple[str, int | None]],
        update: str = "",
    ) -> None:
        """Add an open action.

        Args:
            ref: its reference, used once.
            summary: what is to be done.
            board: the key of the board that set it, or the name its boards meet in common under.
            assigned_on: when it was set.
            due_on: when it is due; None where no date was agreed.
            owners: names with the person's id where one is known, first one first.
            update: what has been said of it so far.
        """
        action_id = self._connection.execute(
            insert(_ACTION)
            .values(
                ref=ref,
                summary=summary,
                board_key=board,
                assigned_on=assigned_on,
                due_on=due_on,
                status="open",
                update=update,
            )
            .returning(_ACTION.c.id)
        ).scalar_one()
        rows = [
            {"action_id": action_id, "position": position, "name": name, "person_id": person_id}
            for position, (name, person_id) in enumerate(owners)
        ]
        self._connection.execute(insert(_OWNER), rows)
