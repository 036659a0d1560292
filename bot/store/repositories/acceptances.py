"""Risks that boards have accepted above tolerance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, insert, or_, select, update

from bot.domain.tolerance import Acceptance
from bot.store.tables import metadata

_ACCEPTANCE = metadata.tables["acceptance"]
_OF_RISK = select(_ACCEPTANCE).where(_ACCEPTANCE.c.risk_id == bindparam("risk_id")).order_by(_ACCEPTANCE.c.id)
_NO_VALUES: Mapping[str, object] = MappingProxyType({})


class Acceptances:
    """Acceptances within one transaction. Rows are added and ended, never taken away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_risk(self, risk_id: int) -> tuple[Acceptance, ...]:
        """Return every acceptance of a risk, ended ones included, oldest first."""
        return self._read(_OF_RISK, {"risk_id": risk_id})

    def find(self, acceptance_ids: Sequence[int]) -> tuple[Acceptance, ...]:
        """Return those of these ids that there are."""
        return self._read(select(_ACCEPTANCE).where(_ACCEPTANCE.c.id.in_(acceptance_ids)).order_by(_ACCEPTANCE.c.id))

    def open(self, until: date | None = None) -> tuple[Acceptance, ...]:
        """Return those that nobody ended; with a day, only those that expire by then."""
        query = select(_ACCEPTANCE).where(_ACCEPTANCE.c.ended_at.is_(None))
        if until is not None:
            query = query.where(_ACCEPTANCE.c.expires_on <= until)
        return self._read(query.order_by(_ACCEPTANCE.c.expires_on, _ACCEPTANCE.c.id))

    def standing_at(self, instant: datetime) -> tuple[Acceptance, ...]:
        """Return those that had been made by an instant and were not ended by then; they may have run out."""
        unended = or_(_ACCEPTANCE.c.ended_at.is_(None), _ACCEPTANCE.c.ended_at > instant)
        query = select(_ACCEPTANCE).where(_ACCEPTANCE.c.accepted_at <= instant, unended)
        return self._read(query.order_by(_ACCEPTANCE.c.expires_on, _ACCEPTANCE.c.id))

    def add(self, accepted: Acceptance) -> int:
        """Add an acceptance, whose id is not looked at; return its id."""
        values = {
            "risk_id": accepted.risk_id,
            "board_key": accepted.board,
            "accepted_at": accepted.accepted_at,
            "recorded_by": accepted.recorded_by,
            "held_on": accepted.held_on,
            "minute": accepted.minute,
            "reason": accepted.reason,
            "residual": accepted.residual,
            "expires_on": accepted.expires_on,
        }
        made = self._connection.execute(insert(_ACCEPTANCE).values(values).returning(_ACCEPTANCE.c.id))
        return int(made.scalar_one())

    def end(self, acceptance: Acceptance, at: datetime, why: str) -> bool:
        """Record that an acceptance is over; return whether it was still open."""
        mine = (_ACCEPTANCE.c.id == acceptance.id, _ACCEPTANCE.c.ended_at.is_(None))
        values = {"ended_at": at, "ended_why": why}
        return self._connection.execute(update(_ACCEPTANCE).where(*mine).values(values)).rowcount == 1

    def _read(self, query: Select[Any], values: Mapping[str, object] = _NO_VALUES) -> tuple[Acceptance, ...]:
        return tuple(_acceptance(row) for row in self._connection.execute(query, values).mappings())


def _acceptance(row: RowMapping) -> Acceptance:
    return Acceptance(
        id=row["id"],
        risk_id=row["risk_id"],
        board=row["board_key"],
        accepted_at=row["accepted_at"],
        recorded_by=row["recorded_by"],
        held_on=row["held_on"],
        minute=row["minute"],
        reason=row["reason"],
        residual=row["residual"],
        expires_on=row["expires_on"],
        ended_at=row["ended_at"],
        ended_why=row["ended_why"],
    )
