"""Which actions came out of which within a transaction: the parts one was split into, and the turns of one."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, func, insert, literal, select

from bot.store.tables import metadata

# A series is reckoned from no further back: more than forty years of months.
_TURNS_MOST = 500

_DESCENT, _ACTION = metadata.tables["action_descent"], metadata.tables["action"]


class DescentKind(StrEnum):
    """How an action came out of another."""

    SPLIT = "split"
    TURN = "turn"


class Descents:
    """Descent of actions within one transaction.

    Args:
        connection: of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, action_id: int, from_id: int, kind: DescentKind) -> None:
        """Record that an action came out of another."""
        self._connection.execute(insert(_DESCENT).values(action_id=action_id, from_id=from_id, kind=kind.value))

    def out_of(self, action_id: int, kind: DescentKind) -> tuple[str, ...]:
        """Return the references of what came out of an action in a way, in the order they came."""
        query = (
            select(_ACTION.c.ref)
            .join(_DESCENT, _DESCENT.c.action_id == _ACTION.c.id)
            .where(_DESCENT.c.from_id == action_id, _DESCENT.c.kind == kind.value)
            .order_by(_ACTION.c.id)
        )
        return tuple(self._connection.execute(query).scalars())

    def turns_until(self, action_id: int) -> tuple[tuple[str, date | None], ...]:
        """Return how an action and each turn before it came again, and when it was first due, the last turn first."""
        turns = select(literal(action_id).label("id"), literal(0).label("back")).cte(recursive=True)
        before = select(_DESCENT.c.from_id, turns.c.back + 1).where(
            _DESCENT.c.action_id == turns.c.id, _DESCENT.c.kind == DescentKind.TURN.value, turns.c.back < _TURNS_MOST
        )
        turns = turns.union_all(before)
        first = func.coalesce(_ACTION.c.original_due_on, _ACTION.c.due_on)
        query = select(_ACTION.c.recurrence, first).join(turns, turns.c.id == _ACTION.c.id).order_by(turns.c.back)
        return tuple((words, day) for words, day in self._connection.execute(query))

    def split_from(self, action_id: int) -> tuple[str, ...]:
        """Return the reference of the action that this one is a part of, nothing where it is none."""
        query = (
            select(_ACTION.c.ref)
            .join(_DESCENT, _DESCENT.c.from_id == _ACTION.c.id)
            .where(_DESCENT.c.action_id == action_id, _DESCENT.c.kind == DescentKind.SPLIT.value)
        )
        return tuple(self._connection.execute(query).scalars())
