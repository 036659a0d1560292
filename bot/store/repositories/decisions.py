"""Decision records within a transaction. One that is written is never changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, func, insert, select, update

from bot.domain.proposals.content import digest_of
from bot.domain.proposals.decision_numbers import number_of
from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.records import Outcome
from bot.errors import IntegrityError
from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
_DECISION, _CHAIRS, _FOLLOWED = _T["decision"], _T["chairs_action"], _T["decision_action"]


class Decisions:
    """Reads and adds decision records.

    Args:
        connection: of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, decision_id: int) -> Decision | None:
        """Return the decision of an id."""
        return next(iter(self.read(_DECISION.c.id == decision_id)), None)

    def find(self, number: str) -> Decision | None:
        """Return the decision of a number such as `ICB-H-2018-3`."""
        return next(iter(self.read(_DECISION.c.number == number)), None)

    def of_proposal(self, proposal_id: int) -> tuple[Decision, ...]:
        """Return the decisions on a proposal, the oldest first."""
        return self.read(_DECISION.c.proposal_id == proposal_id)

    def of_proposals(self, proposal_ids: Collection[int]) -> Mapping[int, tuple[Decision, ...]]:
        """Return the decisions on these proposals, the oldest first."""
        found: dict[int, tuple[Decision, ...]] = {}
        for one in self.read(_DECISION.c.proposal_id.in_(sorted(set(proposal_ids)))):
            found[one.proposal_id] = (*found.get(one.proposal_id, ()), one)
        return found

    def of_stage(self, stage_id: int) -> tuple[Decision, ...]:
        """Return the decisions of a stage, the oldest first."""
        return self.read(_DECISION.c.stage_id == stage_id)

    def of_board(self, board: str, year: int | None = None) -> tuple[Decision, ...]:
        """Return a board's decisions, or those of a calendar year, the oldest first."""
        in_year = () if year is None else (_DECISION.c.year == year,)
        return self.read(_DECISION.c.board_key == board, *in_year)

    def about(self, decision_id: int) -> tuple[Decision, ...]:
        """Return the further records about a decision: corrections, and what became of a chair's action."""
        return self.read(_DECISION.c.about_id == decision_id)

    def between(self, since: datetime, until: datetime) -> tuple[Decision, ...]:
        """Return what was recorded from an instant on and before another, the oldest first."""
        return self.read(_DECISION.c.entered_at >= since, _DECISION.c.entered_at < until)

    def all(self) -> tuple[Decision, ...]:
        """Return every decision in the order they came."""
        return self.read()

    def read(self, *conditions: ColumnElement[bool]) -> tuple[Decision, ...]:
        """Return the decisions that meet all conditions, in the order they came."""
        rows = self._connection.execute(select(_DECISION).where(*conditions).order_by(_DECISION.c.id))
        return tuple(_decision_from(row) for row in rows.mappings())

    def next_serial(self, board: str, year: int) -> int:
        """Return the serial after the highest of a board and a year; other writers wait."""
        if self._connection.dialect.name != "sqlite":
            self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"decision:{board}:{year}"))))
        highest = select(func.max(_DECISION.c.serial)).where(_DECISION.c.board_key == board, _DECISION.c.year == year)
        return int(self._connection.execute(highest).scalar() or 0) + 1

    def begin(
        self,
        *,
        board: str,
        proposal_id: int,
        stage_id: int | None,
        sitting: int,
        kind: DecisionKind,
        about_id: int | None,
        decided_on: date,
        outcome: Outcome,
        words: str,
        entered_by: str,
        entered_at: datetime,
    ) -> Decision:
        """Begin a decision record under the board's next number of the year; return it, to be sealed in this unit."""
        year = decided_on.year
        serial = self.next_serial(board, year)
        values = {
            "number": number_of(board, year, serial),
            "board_key": board,
            "year": year,
            "serial": serial,
            "proposal_id": proposal_id,
            "stage_id": stage_id,
            "sitting": sitting,
            "kind": kind.value,
            "about_id": about_id,
            "decided_on": decided_on,
            "outcome": outcome.value,
            "words": words,
            "record": {},
            "digest": "",
            "entered_by": entered_by,
            "entered_at": entered_at,
        }
        made = insert(_DECISION).values(values).returning(_DECISION)
        return _decision_from(self._connection.execute(made).mappings().one())

    def seal(self, decision: Decision, record: Mapping[str, Any]) -> Decision:
        """Give a decision that was begun its whole record, which its digest covers; return it. This can be done once.

        Args:
            decision: as it was begun.
            record: JSON values.

        Raises:
            IntegrityError: it was sealed before.
        """
        digest = digest_of(record)
        mine = update(_DECISION).where(_DECISION.c.id == decision.id, _DECISION.c.digest == "")
        if self._connection.execute(mine.values(record=dict(record), digest=digest)).rowcount != 1:
            raise IntegrityError(f"{decision.number} was sealed before.")
        return replace(decision, record=record, digest=digest)

    def add_chairs_action(self, decision_id: int, reason: str, consulted: str) -> None:
        """Keep why a chair decided between meetings, and whom they consulted."""
        self._connection.execute(
            insert(_CHAIRS).values(decision_id=decision_id, reason=reason, consulted=consulted, ratified_by_id=None)
        )

    def chairs_action(self, decision_id: int) -> RowMapping | None:
        """Return `reason`, `consulted` and `ratified_by_id` of a chair's action; None where a decision is none."""
        return self._connection.execute(select(_CHAIRS).where(_CHAIRS.c.decision_id == decision_id)).mappings().first()

    def ratify(self, decision_id: int, by_id: int) -> bool:
        """Keep by which decision a chair's action was answered; return whether it had not been before."""
        waiting = update(_CHAIRS).where(_CHAIRS.c.decision_id == decision_id, _CHAIRS.c.ratified_by_id.is_(None))
        return self._connection.execute(waiting.values(ratified_by_id=by_id)).rowcount == 1

    def follow_up(self, decision_id: int, action_id: int) -> None:
        """Keep by which action a decision is followed up."""
        self._connection.execute(insert(_FOLLOWED).values(action_id=action_id, decision_id=decision_id))

    def followed_by(self, decision_id: int) -> tuple[int, ...]:
        """Return the ids of the actions by which a decision is followed up, in the order they came."""
        mine = select(_FOLLOWED.c.action_id).where(_FOLLOWED.c.decision_id == decision_id)
        return tuple(self._connection.execute(mine.order_by(_FOLLOWED.c.action_id)).scalars())

    def of_actions(self, action_ids: Collection[int]) -> Mapping[int, int]:
        """Return the ids of the decisions that these actions follow up, by theirs."""
        mine = select(_FOLLOWED).where(_FOLLOWED.c.action_id.in_(sorted(set(action_ids))))
        return {row.action_id: row.decision_id for row in self._connection.execute(mine)}


def _decision_from(row: RowMapping) -> Decision:
    return Decision(
        id=row["id"],
        number=row["number"],
        board=row["board_key"],
        year=row["year"],
        serial=row["serial"],
        proposal_id=row["proposal_id"],
        stage_id=row["stage_id"],
        sitting=row["sitting"],
        kind=DecisionKind(row["kind"]),
        about_id=row["about_id"],
        decided_on=row["decided_on"],
        outcome=Outcome(row["outcome"]),
        words=row["words"],
        record=row["record"],
        digest=row["digest"],
        entered_by=row["entered_by"],
        entered_at=row["entered_at"],
    )
