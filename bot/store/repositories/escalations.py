"""Risks on the reports of boards: brought there, taken off by the board's decision, never forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, text, update

from bot.domain.escalation import Decision, Escalation
from bot.domain.references import Reference
from bot.domain.scoring import Scores
from bot.store.repositories.review_reading import read_review
from bot.store.tables import metadata
from bot.store.tables.escalation import STANDING

_T = metadata.tables
_ESCALATION, _RISK, _REVIEW = _T["escalation"], _T["risk"], _T["risk_review"]
_AT_ONCE = 500
# The literal condition is the index's own, so that the index is found.
_STANDS = text(f"({STANDING})")


@dataclass(frozen=True, slots=True)
class NewEscalation:
    """A risk that comes onto a board's report, by a rule in words, at a version of the risk."""

    risk_id: int
    board: str
    since_at: datetime
    version: int
    rule: str


@dataclass(frozen=True, slots=True)
class Position:
    """The scores of a risk from a version on."""

    version: int
    at: datetime
    scores: Scores


@dataclass(frozen=True, slots=True)
class Past:
    """A risk's positions and its escalations, each oldest first."""

    risk_id: int
    positions: tuple[Position, ...]
    escalations: tuple[Escalation, ...]


class Escalations:
    """Which boards have which risks on their reports. Rows are added and ended, never taken away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_risk(self, risk_id: int) -> tuple[Escalation, ...]:
        """Return every escalation of a risk, ended ones included, oldest first."""
        query = select(_ESCALATION).where(_ESCALATION.c.risk_id == risk_id).order_by(_ESCALATION.c.id)
        return tuple(_escalation(row) for row in self._connection.execute(query).mappings())

    def pasts(self, refs: Iterable[Reference]) -> Mapping[Reference, Past]:
        """Return the positions and escalations of many risks, by a few statements."""
        wanted = frozenset(refs)
        ids = {
            row.id: Reference(row.prefix, row.number)
            for row in self._connection.execute(select(_RISK.c.id, _RISK.c.prefix, _RISK.c.number))
            if Reference(row.prefix, row.number) in wanted
        }
        positions: dict[int, list[Position]] = defaultdict(list)
        rows: dict[int, list[Escalation]] = defaultdict(list)
        for some in _chunks(sorted(ids)):
            reviews = select(_REVIEW).where(_REVIEW.c.risk_id.in_(some)).order_by(_REVIEW.c.risk_id, _REVIEW.c.version)
            for row in self._connection.execute(reviews).mappings():
                review = read_review(row)
                positions[row["risk_id"]].append(Position(review.version, review.at, review.scores))
            mine = select(_ESCALATION).where(_ESCALATION.c.risk_id.in_(some)).order_by(_ESCALATION.c.id)
            for row in self._connection.execute(mine).mappings():
                rows[row["risk_id"]].append(_escalation(row))
        return {ref: Past(risk_id, tuple(positions[risk_id]), tuple(rows[risk_id])) for risk_id, ref in ids.items()}

    def known(self) -> Mapping[int, frozenset[str]]:
        """Return the boards that each risk (its id) is or ever was reported to."""
        boards: dict[int, set[str]] = defaultdict(set)
        for risk_id, board in self._connection.execute(select(_ESCALATION.c.risk_id, _ESCALATION.c.board_key)):
            boards[risk_id].add(board)
        return {risk_id: frozenset(found) for risk_id, found in boards.items()}

    def ended_between(self, after: datetime, until: datetime) -> tuple[tuple[int, Escalation], ...]:
        """Return the escalations (each with its risk's id) that ended later than `after`, up to `until`."""
        within = (_ESCALATION.c.ended_at > after, _ESCALATION.c.ended_at <= until)
        query = select(_ESCALATION).where(*within).order_by(_ESCALATION.c.ended_at, _ESCALATION.c.id)
        return tuple((row["risk_id"], _escalation(row)) for row in self._connection.execute(query).mappings())

    def begin(self, begun: Sequence[NewEscalation]) -> None:
        """Put risks onto the reports of boards on which they do not stand."""
        rows = [
            {
                "risk_id": one.risk_id,
                "board_key": one.board,
                "since_at": one.since_at,
                "version": one.version,
                "rule": one.rule,
            }
            for one in begun
        ]
        if rows:
            self._connection.execute(insert(_ESCALATION), rows)

    def end(self, escalation: Escalation, at: datetime, by: str, decision: Decision) -> bool:
        """Record that a board took a risk off its report; return whether it still stood there."""
        said = {"held_on": decision.held_on, "minute": decision.minute, "reason": decision.reason}
        return self._end(escalation, {"ended_at": at, "ended_by": by, **said})

    def take_back(self, escalation: Escalation, at: datetime, by: str, reason: str) -> bool:
        """Record that a risk should not have come onto a report; return whether it still stood there."""
        return self._end(escalation, {"ended_at": at, "ended_by": by, "reason": reason})

    def _end(self, escalation: Escalation, values: Mapping[str, object]) -> bool:
        mine = update(_ESCALATION).where(_ESCALATION.c.id == escalation.id, _STANDS)
        return self._connection.execute(mine.values(dict(values))).rowcount == 1


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _escalation(row: RowMapping) -> Escalation:
    decided = row["held_on"] is not None
    return Escalation(
        id=row["id"],
        board=row["board_key"],
        since_at=row["since_at"],
        version=row["version"],
        rule=row["rule"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
        decision=Decision(row["held_on"], row["minute"], row["reason"]) if decided else None,
        reason=row["reason"],
    )
