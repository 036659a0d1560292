"""Claims within a transaction: somebody's word that an action is done, and what an owner said to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, literal_column, select, update

from bot.domain.actions.asked import Claim, ClaimState
from bot.store.tables import metadata
from bot.store.tables.actions import WAITING

_CLAIM, _OWNER = metadata.tables["action_claim"], metadata.tables["action_owner"]
_IS_WAITING: ColumnElement[bool] = literal_column(f"action_claim.{WAITING}")


class Claims:
    """Claims within one transaction. Whoever writes them has locked their action before.

    Args:
        connection: of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, claim_id: int) -> Claim | None:
        """Return the claim of an id."""
        return next(iter(self._read(_CLAIM.c.id == claim_id)), None)

    def waiting_of(self, action_id: int) -> Claim | None:
        """Return the claim that waits for an action's owners; there is one at most."""
        return next(iter(self._read(_IS_WAITING, _CLAIM.c.action_id == action_id)), None)

    def of(self, action_id: int) -> tuple[Claim, ...]:
        """Return every claim on an action, the oldest first."""
        return self._read(_CLAIM.c.action_id == action_id)

    def waiting_for(self, person_id: int) -> tuple[Claim, ...]:
        """Return the claims on actions that a person owns which wait for their owners, the oldest first."""
        mine = select(_OWNER.c.action_id).where(_OWNER.c.person_id == person_id)
        return self._read(_IS_WAITING, _CLAIM.c.action_id.in_(mine))

    def waiting_actions(self) -> frozenset[int]:
        """Return the ids of the actions about which one waits."""
        return frozenset(self._connection.execute(select(_CLAIM.c.action_id).where(_IS_WAITING)).scalars())

    def say(self, action_id: int, said_by_id: int | None, said_by: str, how: str, at: datetime) -> int:
        """Add a claim that waits; return its id."""
        values = {"action_id": action_id, "said_by_id": said_by_id, "said_by": said_by, "how": how, "said_at": at}
        return int(self._connection.execute(insert(_CLAIM).values(values).returning(_CLAIM.c.id)).scalar_one())

    def settle(self, claim: Claim, state: ClaimState, at: datetime, by: str, answer: str = "") -> None:
        """Record what became of a claim that waited."""
        waits = (_CLAIM.c.id == claim.id) & (_CLAIM.c.state == ClaimState.WAITING.value)
        values = {"state": state.value, "answered_at": at, "answered_by": by, "answer": answer}
        self._connection.execute(update(_CLAIM).where(waits).values(values))

    def _read(self, *conditions: Any) -> tuple[Claim, ...]:
        query = select(_CLAIM).where(*conditions).order_by(_CLAIM.c.id)
        rows = self._connection.execute(query).mappings()
        return tuple(
            Claim(
                id=row["id"],
                action_id=row["action_id"],
                said_by_id=row["said_by_id"],
                said_by=row["said_by"],
                how=row["how"],
                said_at=row["said_at"],
                state=ClaimState(row["state"]),
                answered_at=row["answered_at"],
                answered_by=row["answered_by"],
                answer=row["answer"],
            )
            for row in rows
        )
