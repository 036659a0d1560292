"""What hangs on decisions within a transaction: conditions, delegations, and what is coming to boards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, func, insert, select, text, update

from bot.domain.proposals.conditions import ComingItem, ComingKind, Condition, ConditionState, Watched
from bot.domain.proposals.decisions import Due, OnLapse, Terms
from bot.store.tables import metadata
from bot.store.tables.decisions import OPEN_CONDITION, WAITING_ITEM

_T: Mapping[str, Table] = metadata.tables
_CONDITION, _DELEGATION, _COMING = _T["condition"], _T["delegation"], _T["coming_item"]
_IS_OPEN, _IS_WAITING = text(OPEN_CONDITION), text(WAITING_ITEM)


class Conditions:
    """Reads and writes conditions, and delegations that are watched.

    Args:
        connection: of the transaction.
        for_change: whether a condition that is read by itself is locked until the transaction ends.
    """

    def __init__(self, connection: Connection, *, for_change: bool = False) -> None:
        self._connection = connection
        self._for_change = for_change

    def get(self, condition_id: int) -> Condition | None:
        """Return the condition of an id."""
        return next(iter(self.read(_CONDITION.c.id == condition_id, lock=self._for_change)), None)

    def of_ids(self, condition_ids: Collection[int]) -> tuple[Condition, ...]:
        """Return the conditions of these ids, those that there are."""
        return self.read(_CONDITION.c.id.in_(sorted(set(condition_ids))))

    def of_proposal(self, proposal_id: int) -> tuple[Condition, ...]:
        """Return the conditions of all decisions on a proposal, in the order they were set."""
        return self.read(_CONDITION.c.proposal_id == proposal_id)

    def of_decision(self, decision_id: int) -> tuple[Condition, ...]:
        """Return the conditions of a decision."""
        return self.read(_CONDITION.c.decision_id == decision_id)

    def open_of(self, proposal_id: int) -> tuple[Condition, ...]:
        """Return the open conditions of a proposal."""
        return self.read(_IS_OPEN, _CONDITION.c.proposal_id == proposal_id)

    def open(self) -> tuple[Condition, ...]:
        """Return every open condition."""
        return self.read(_IS_OPEN)

    def due_by(self, day: date) -> tuple[Condition, ...]:
        """Return the open conditions whose last day is `day` or was before it."""
        return self.read(_IS_OPEN, _CONDITION.c.long_stop_on <= day)

    def of_actions(self, action_ids: Collection[int]) -> tuple[Condition, ...]:
        """Return the conditions that are chased by these actions."""
        return self.read(_CONDITION.c.action_id.in_(sorted(set(action_ids))))

    def read(self, *conditions: ColumnElement[bool] | Any, lock: bool = False) -> tuple[Condition, ...]:
        """Return the conditions that meet all that is asked, in the order they were set; locked where asked."""
        wanted = select(_CONDITION).where(*conditions).order_by(_CONDITION.c.id)
        rows = self._connection.execute(wanted.with_for_update() if lock else wanted)
        return tuple(_condition_from(row) for row in rows.mappings())

    def add(self, decision_id: int, proposal_id: int, board: str, terms: Terms) -> int:
        """Add a condition under the next number of its decision; return its id."""
        highest = select(func.max(_CONDITION.c.number)).where(_CONDITION.c.decision_id == decision_id)
        values = {
            "decision_id": decision_id,
            "proposal_id": proposal_id,
            "board_key": board,
            "number": int(self._connection.execute(highest).scalar() or 0) + 1,
            "words": terms.words,
            "owner_id": terms.owner_id,
            "evidence": terms.evidence,
            "long_stop_on": terms.long_stop_on,
            "discharged_by_id": terms.discharged_by_id,
            "discharger": terms.discharger,
            "due": terms.due.value,
            "on_lapse": terms.on_lapse.value,
            "state": ConditionState.OPEN.value,
            "version": 1,
        }
        made = insert(_CONDITION).values(values).returning(_CONDITION.c.id)
        return int(self._connection.execute(made).scalar_one())

    def change(self, condition: Condition, **values: object) -> None:
        """Let a condition stand otherwise. `values` are columns."""
        after = update(_CONDITION).where(_CONDITION.c.id == condition.id)
        self._connection.execute(after.values(version=_CONDITION.c.version + 1, **values))

    def delegate(
        self, decision_id: int, proposal_id: int, board: str, basis_pence: int | None, **values: object
    ) -> int:
        """Keep what a board left to another. `values` are `to_board`, `to_name`, `words`, `percent` and `pence`."""
        row = {"decision_id": decision_id, "proposal_id": proposal_id, "board_key": board, "basis_pence": basis_pence}
        made = insert(_DELEGATION).values(**row, state="open", **values).returning(_DELEGATION.c.id)
        return int(self._connection.execute(made).scalar_one())

    def watched(self, proposal_id: int) -> tuple[Watched, ...]:
        """Return the delegations of a proposal that are open."""
        mine = select(_DELEGATION).where(_DELEGATION.c.proposal_id == proposal_id, _DELEGATION.c.state == "open")
        rows = self._connection.execute(mine.order_by(_DELEGATION.c.id)).mappings()
        return tuple(_watched_from(row) for row in rows)

    def delegations_of(self, decision_id: int) -> tuple[Watched, ...]:
        """Return what a decision left to others."""
        mine = select(_DELEGATION).where(_DELEGATION.c.decision_id == decision_id).order_by(_DELEGATION.c.id)
        return tuple(_watched_from(row) for row in self._connection.execute(mine).mappings())

    def delegated_to(self, board: str) -> tuple[Watched, ...]:
        """Return what other boards have left to a board, and is watched still."""
        mine = select(_DELEGATION).where(_DELEGATION.c.to_board == board, _DELEGATION.c.state == "open")
        rows = self._connection.execute(mine.order_by(_DELEGATION.c.id)).mappings()
        return tuple(_watched_from(row) for row in rows)

    def end_delegation(self, delegation_id: int, state: str, at: datetime, by: str) -> None:
        """Let a delegation end (`ended`), or come back to the board that gave it (`returned`)."""
        mine = update(_DELEGATION).where(_DELEGATION.c.id == delegation_id, _DELEGATION.c.state == "open")
        self._connection.execute(mine.values(state=state, ended_at=at, ended_by=by))


class Coming:
    """Reads and writes what is coming to boards.

    Args:
        connection: of the transaction.
        now: the business time of the request.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def get(self, item_id: int) -> ComingItem | None:
        """Return the item of an id."""
        return next(iter(self._read(_COMING.c.id == item_id)), None)

    def of_board(self, board: str) -> tuple[ComingItem, ...]:
        """Return what waits to come before a board, the earliest first, what has no day last."""
        return self._read(_IS_WAITING, _COMING.c.board_key == board)

    def of_proposal(self, proposal_id: int) -> tuple[ComingItem, ...]:
        """Return what of a proposal waits to come before boards."""
        return self._read(_IS_WAITING, _COMING.c.proposal_id == proposal_id)

    def waiting(self) -> tuple[ComingItem, ...]:
        """Return everything that waits to come before boards."""
        return self._read(_IS_WAITING)

    def add(
        self,
        *,
        board: str,
        kind: ComingKind | str,
        words: str,
        due_on: date | None = None,
        proposal_id: int | None = None,
        decision_id: int | None = None,
    ) -> int:
        """Put something before a board; return its id. The same that waits already is not put twice."""
        kind = ComingKind(kind)
        for one in self.of_board(board):
            if (one.kind, one.proposal_id, one.decision_id, one.words) == (kind, proposal_id, decision_id, words):
                return one.id
        values = {
            "board_key": board,
            "kind": kind.value,
            "words": words,
            "due_on": due_on,
            "proposal_id": proposal_id,
            "decision_id": decision_id,
            "state": "waiting",
            "made_at": self._now,
        }
        return int(self._connection.execute(insert(_COMING).values(values).returning(_COMING.c.id)).scalar_one())

    def end(self, item: ComingItem | int, state: str, by: str) -> None:
        """Let something wait no more: `taken` by its board, or `dropped`."""
        item_id = item if isinstance(item, int) else item.id
        mine = update(_COMING).where(_COMING.c.id == item_id, _IS_WAITING)
        self._connection.execute(mine.values(state=state, ended_at=self._now, ended_by=by))

    def _read(self, *conditions: ColumnElement[bool] | Any) -> tuple[ComingItem, ...]:
        rows = self._connection.execute(select(_COMING).where(*conditions).order_by(_COMING.c.id)).mappings()
        found = [_item_from(row) for row in rows]
        return tuple(sorted(found, key=lambda one: (one.due_on or date.max, one.id)))


def _condition_from(row: RowMapping) -> Condition:
    return Condition(
        id=row["id"],
        decision_id=row["decision_id"],
        proposal_id=row["proposal_id"],
        board=row["board_key"],
        number=row["number"],
        words=row["words"],
        owner_id=row["owner_id"],
        evidence=row["evidence"],
        long_stop_on=row["long_stop_on"],
        discharged_by_id=row["discharged_by_id"],
        discharger=row["discharger"],
        due=Due(row["due"]),
        on_lapse=OnLapse(row["on_lapse"]),
        state=ConditionState(row["state"]),
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
        shown=row["shown"],
        action_id=row["action_id"],
        version=row["version"],
    )


def _watched_from(row: RowMapping) -> Watched:
    return Watched(
        id=row["id"],
        decision_id=row["decision_id"],
        proposal_id=row["proposal_id"],
        board=row["board_key"],
        to_board=row["to_board"],
        to_name=row["to_name"],
        words=row["words"],
        percent=row["percent"],
        pence=row["pence"],
        basis_pence=row["basis_pence"],
        state=row["state"],
    )


def _item_from(row: RowMapping) -> ComingItem:
    return ComingItem(
        id=row["id"],
        board=row["board_key"],
        due_on=row["due_on"],
        kind=ComingKind(row["kind"]),
        proposal_id=row["proposal_id"],
        decision_id=row["decision_id"],
        words=row["words"],
        state=row["state"],
        made_at=row["made_at"],
    )
