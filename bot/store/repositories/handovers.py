"""Handovers of actions within a transaction: who is asked to take which over, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, literal_column, select, update

from bot.domain.actions.asked import Handover, HandoverState
from bot.domain.actions.records import Owner
from bot.store.tables import metadata
from bot.store.tables.actions import WAITING

_HANDOVER = metadata.tables["action_handover"]
_IS_WAITING: ColumnElement[bool] = literal_column(f"action_handover.{WAITING}")


@dataclass(frozen=True, slots=True)
class NewHandover:
    """A handover that is to be asked for; see `Handover`."""

    action_id: int
    from_position: int
    owner: Owner
    to_id: int
    asked_by_id: int | None
    asked_by: str
    reason: str
    asked_at: datetime


class Handovers:
    """Handovers within one transaction. Whoever writes them has locked their action before.

    Args:
        connection: of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, handover_id: int) -> Handover | None:
        """Return the handover of an id."""
        return next(iter(self._read(_HANDOVER.c.id == handover_id)), None)

    def waiting_of(self, action_id: int) -> tuple[Handover, ...]:
        """Return what waits about an action, the oldest first."""
        return self._read(_IS_WAITING, _HANDOVER.c.action_id == action_id)

    def of(self, action_id: int) -> tuple[Handover, ...]:
        """Return every handover of an action, the oldest first."""
        return self._read(_HANDOVER.c.action_id == action_id)

    def waiting_for(self, person_id: int) -> tuple[Handover, ...]:
        """Return what waits for a person's answer, the oldest first."""
        return self._read(_IS_WAITING, _HANDOVER.c.to_id == person_id)

    def waiting_actions(self) -> frozenset[int]:
        """Return the ids of the actions about which anything waits."""
        return frozenset(self._connection.execute(select(_HANDOVER.c.action_id).where(_IS_WAITING)).scalars())

    def ask(self, new: NewHandover) -> int:
        """Add a handover that waits; return its id."""
        values = {
            "action_id": new.action_id,
            "from_position": new.from_position,
            "from_id": new.owner.person_id,
            "from_name": new.owner.name,
            "to_id": new.to_id,
            "asked_by_id": new.asked_by_id,
            "asked_by": new.asked_by,
            "reason": new.reason,
            "asked_at": new.asked_at,
        }
        return int(self._connection.execute(insert(_HANDOVER).values(values).returning(_HANDOVER.c.id)).scalar_one())

    def settle(self, handover: Handover, state: HandoverState, at: datetime, answer: str = "") -> None:
        """Record what became of a handover that waited."""
        waits = (_HANDOVER.c.id == handover.id) & (_HANDOVER.c.state == HandoverState.WAITING.value)
        values = {"state": state.value, "answered_at": at, "answer": answer}
        self._connection.execute(update(_HANDOVER).where(waits).values(values))

    def _read(self, *conditions: Any) -> tuple[Handover, ...]:
        query = select(_HANDOVER).where(*conditions).order_by(_HANDOVER.c.id)
        rows: Sequence[RowMapping] = self._connection.execute(query).mappings().all()
        return tuple(
            Handover(
                id=row["id"],
                action_id=row["action_id"],
                from_position=row["from_position"],
                owner=Owner(row["from_name"], row["from_id"]),
                to_id=row["to_id"],
                asked_by_id=row["asked_by_id"],
                asked_by=row["asked_by"],
                reason=row["reason"],
                asked_at=row["asked_at"],
                state=HandoverState(row["state"]),
                answered_at=row["answered_at"],
                answer=row["answer"],
            )
            for row in rows
        )
