"""Rounds of bids and what their panels gave, within a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, func, insert, select, update

from bot.domain.bids import BidRound, BidRoundState, Criterion, Score, round_ref
from bot.domain.proposals.records import ProposalState
from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
_ROUND, _SCORE, _PROPOSAL = _T["bid_round"], _T["bid_score"], _T["proposal"]


class Bids:
    """Reads and writes rounds of bids.

    Args:
        connection: of the transaction.
        for_change: whether the round that is read by itself is locked until the transaction ends.
    """

    def __init__(self, connection: Connection, *, for_change: bool = False) -> None:
        self._connection = connection
        self._for_change = for_change

    def numbered(self, number: int) -> BidRound | None:
        """Return the round of a number."""
        return next(iter(self._read(_ROUND.c.number == number, lock=self._for_change)), None)

    def get(self, round_id: int) -> BidRound | None:
        """Return the round of an id."""
        return next(iter(self._read(_ROUND.c.id == round_id, lock=self._for_change)), None)

    def all(self) -> tuple[BidRound, ...]:
        """Return all rounds in the order they were opened."""
        return self._read()

    def in_state(self, *states: BidRoundState) -> tuple[BidRound, ...]:
        """Return the rounds in some states, in the order they were opened."""
        return self._read(_ROUND.c.state.in_(sorted(state.value for state in states)))

    def next_number(self) -> int:
        """Return the number after the highest ever given; other writers wait."""
        if self._connection.dialect.name != "sqlite":
            self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("bid_round"))))
        return int(self._connection.execute(select(func.max(_ROUND.c.number))).scalar() or 0) + 1

    def add(self, number: int, criteria: Iterable[Criterion], **values: object) -> int:
        """Open a round; return its id. `values` are columns."""
        row = {"number": number, "criteria": [asdict(one) for one in criteria], "state": BidRoundState.OPEN.value}
        added = self._connection.execute(insert(_ROUND).values({**row, **values}).returning(_ROUND.c.id))
        return int(added.scalar_one())

    def change(self, round_id: int, **values: object) -> None:
        """Let a round stand otherwise. `values` are columns."""
        self._connection.execute(update(_ROUND).where(_ROUND.c.id == round_id).values(**values))

    def bids(self, round_id: int) -> tuple[int, ...]:
        """Return the ids of a round's bids that were submitted and not withdrawn, in the order they came."""
        mine = (
            _PROPOSAL.c.round_id == round_id,
            _PROPOSAL.c.submitted > 0,
            _PROPOSAL.c.state != ProposalState.WITHDRAWN.value,
        )
        return tuple(self._connection.execute(select(_PROPOSAL.c.id).where(*mine).order_by(_PROPOSAL.c.id)).scalars())

    def of_rounds(self) -> Mapping[int, tuple[int, ...]]:
        """Return the ids of the bids of all rounds, as `bids` has them, by the round's id."""
        mine = (_PROPOSAL.c.round_id.is_not(None), _PROPOSAL.c.submitted > 0)
        wanted = select(_PROPOSAL.c.round_id, _PROPOSAL.c.id).where(
            *mine, _PROPOSAL.c.state != ProposalState.WITHDRAWN.value
        )
        found: dict[int, tuple[int, ...]] = {}
        for round_id, proposal_id in self._connection.execute(wanted.order_by(_PROPOSAL.c.id)):
            found[round_id] = (*found.get(round_id, ()), proposal_id)
        return found

    def add_scores(self, round_id: int, scores: Iterable[Score], at: datetime) -> None:
        """Keep what a member of a panel gave."""
        self._connection.execute(insert(_SCORE), [{"round_id": round_id, "at": at, **asdict(one)} for one in scores])

    def scores(self, round_id: int) -> tuple[Score, ...]:
        """Return all that was given in a round, oldest first."""
        mine = select(_SCORE).where(_SCORE.c.round_id == round_id).order_by(_SCORE.c.id)
        return tuple(
            Score(row["proposal_id"], row["person_id"], row["criterion"], row["points"], row["words"])
            for row in self._connection.execute(mine).mappings()
        )

    def _read(self, *conditions: ColumnElement[bool], lock: bool = False) -> tuple[BidRound, ...]:
        wanted = select(_ROUND).where(*conditions).order_by(_ROUND.c.id)
        rows = self._connection.execute(wanted.with_for_update() if lock else wanted).mappings()
        return tuple(_round(row) for row in rows)


def _round(row: RowMapping) -> BidRound:
    return BidRound(
        id=row["id"],
        ref=round_ref(row["number"]),
        fund=row["fund_key"],
        title=row["title"],
        board=row["board_key"],
        closes_on=row["closes_on"],
        scores_due_on=row["scores_due_on"],
        is_blind=row["is_blind"],
        criteria=tuple(Criterion(**one) for one in row["criteria"]),
        panel=tuple(row["panel"]),
        state=BidRoundState(row["state"]),
    )
