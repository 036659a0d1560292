"""The stages of proposals' routes within a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, insert, select, text, update

from bot.domain.people import DecidesIn
from bot.domain.proposals.records import Ask, Outcome, Stage, StageState
from bot.domain.proposals.rules import rules_from_json
from bot.store.tables import metadata
from bot.store.tables.proposals import BEFORE_A_BOARD

_T: Mapping[str, Table] = metadata.tables
STAGE = _T["stage"]
IS_BEFORE_A_BOARD = text(f"({BEFORE_A_BOARD})")
"""In the words of the index that serves it."""


class Stages:
    """Reads and writes stages.

    Args:
        connection: of the transaction.
        for_change: whether the stage that is read by itself is locked until the transaction ends. Lock the proposal
            first: whatever changes both takes them in that order.
    """

    def __init__(self, connection: Connection, *, for_change: bool = False) -> None:
        self._connection = connection
        self._for_change = for_change

    def get(self, stage_id: int) -> Stage | None:
        """Return the stage of an id."""
        return next(iter(self.read(STAGE.c.id == stage_id, lock=self._for_change)), None)

    def of_proposal(self, proposal_id: int) -> tuple[Stage, ...]:
        """Return a proposal's stages in the order of the route."""
        return self.read(STAGE.c.proposal_id == proposal_id)

    def of_proposals(self, proposal_ids: Collection[int]) -> Mapping[int, tuple[Stage, ...]]:
        """Return the stages of these proposals, each in the order of its route."""
        found: dict[int, tuple[Stage, ...]] = {}
        for stage in self.read(STAGE.c.proposal_id.in_(sorted(set(proposal_ids)))):
            found[stage.proposal_id] = (*found.get(stage.proposal_id, ()), stage)
        return found

    def of_ids(self, stage_ids: Collection[int]) -> Mapping[int, Stage]:
        """Return the stages of these ids, those that there are."""
        return {stage.id: stage for stage in self.read(STAGE.c.id.in_(sorted(set(stage_ids))))}

    def before_boards(self, boards: Collection[str] | None = None) -> tuple[Stage, ...]:
        """Return the stages that lie before boards, or before these."""
        among = () if boards is None else (STAGE.c.board_key.in_(sorted(boards)),)
        return self.read(IS_BEFORE_A_BOARD, *among)

    def read(self, *conditions: ColumnElement[bool] | Any, lock: bool = False) -> tuple[Stage, ...]:
        """Return the stages that meet all conditions, by proposal and position; locked where asked."""
        wanted = select(STAGE).where(*conditions).order_by(STAGE.c.proposal_id, STAGE.c.position)
        rows = self._connection.execute(wanted.with_for_update() if lock else wanted)
        return tuple(_stage_from(row) for row in rows.mappings())

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add a route's stages; each is its columns without `id`, state and what comes with its opening."""
        coming = {"state": StageState.COMING.value, "outcome": "", "sitting": 0, "considers": 0, "revision": 0}
        coming |= {"run": 1, "route_key": "", "words": ""}
        self._connection.execute(insert(STAGE), [{**coming, **row} for row in rows])

    def change(self, stage: Stage, **values: object) -> None:
        """Let a stage stand otherwise, also where only its card shows something else: it gets its next revision."""
        changed = update(STAGE).where(STAGE.c.id == stage.id).values(revision=STAGE.c.revision + 1, **values)
        self._connection.execute(changed)


def _stage_from(row: RowMapping) -> Stage:
    return Stage(
        id=row["id"],
        proposal_id=row["proposal_id"],
        step=row["step"],
        position=row["position"],
        board=row["board_key"],
        ask=Ask(row["ask"]),
        decides_in=DecidesIn(row["decides_in"]),
        state=StageState(row["state"]),
        outcome=Outcome(row["outcome"]),
        sitting=row["sitting"],
        considers=row["considers"],
        opened_at=row["opened_at"],
        due_on=row["due_on"],
        meets_on=row["meets_on"],
        deferred_until=row["deferred_until"],
        closed_at=row["closed_at"],
        effective_on=row["effective_on"],
        revision=row["revision"],
        rules=rules_from_json(row["rules"]),
        run=row["run"],
        route=row["route_key"],
        words=row["words"],
        ran_out_on=row["ran_out_on"],
        decided_on=row["decided_on"],
        noticed_on=row["noticed_on"],
    )
