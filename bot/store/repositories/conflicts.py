"""Interests in what lies before boards, within a transaction: rulings on them, and who saw what. Rows are only added.

Whoever writes them has locked the proposal and the stage before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.domain.proposals.records import Ruling, StageState
from bot.domain.proposals.recusals import NOBODY, Conflict, Recusals, Ruled, Source, Weighed, recusals_from
from bot.store.inserting import insert_for
from bot.store.tables import metadata

_T = metadata.tables
_CONFLICT, _RULING, _SIGHT, _STAGE = _T["conflict"], _T["ruling"], _T["sight"], _T["stage"]
_OVER = (StageState.CLOSED.value, StageState.CALLED_OFF.value)


@dataclass(frozen=True, slots=True)
class Sight:
    """That somebody saw something of a stage for the first time: `text`, `card`, `voted`, or `paper:` and its id."""

    person_id: int
    what: str
    at: datetime


class Conflicts:
    """Reads and writes interests in stages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, conflict_id: int) -> Weighed | None:
        """Return the interest of an id with the latest ruling on it."""
        return next(iter(self._read(_CONFLICT.c.id == conflict_id)), None)

    def of_stage(self, stage_id: int) -> tuple[Weighed, ...]:
        """Return a stage's interests in the order they came, each with the latest ruling on it."""
        return self._read(_CONFLICT.c.stage_id == stage_id)

    def recusals(self, stage_id: int) -> Recusals:
        """Return who takes no part in deciding a stage."""
        return self.recusals_of([stage_id]).get(stage_id, NOBODY)

    def recusals_of(self, stage_ids: Collection[int]) -> Mapping[int, Recusals]:
        """Return who takes no part in deciding these stages; stages in which all take part are left out."""
        of_stage: dict[int, list[Weighed]] = {}
        for one in self._read(_CONFLICT.c.stage_id.in_(sorted(set(stage_ids)))):
            of_stage.setdefault(one.conflict.stage_id, []).append(one)
        found = {stage_id: recusals_from(weighed) for stage_id, weighed in of_stage.items()}
        return {stage_id: recusals for stage_id, recusals in found.items() if recusals != NOBODY}

    def stages_with_recusals(self, proposal_id: int) -> Mapping[int, Recusals]:
        """Return who takes no part in deciding the stages of a proposal that are not over, as `recusals_of`."""
        ids = select(_STAGE.c.id).where(_STAGE.c.proposal_id == proposal_id, _STAGE.c.state.not_in(_OVER))
        return self.recusals_of(self._connection.execute(ids).scalars().all())

    def left_by(self, person_id: int) -> frozenset[int]:
        """Return the ids of the proposals for which somebody leaves at a stage that is not over."""
        stages = select(_STAGE.c.id, _STAGE.c.proposal_id).where(
            _STAGE.c.state.not_in(_OVER),
            _STAGE.c.id.in_(select(_CONFLICT.c.stage_id).where(_CONFLICT.c.person_id == person_id)),
        )
        of_stage = {row.id: row.proposal_id for row in self._connection.execute(stages)}
        recusals = self.recusals_of(list(of_stage)) if of_stage else {}
        return frozenset(of_stage[key] for key, one in recusals.items() if person_id in one.left)

    def unruled_before(self, boards: Collection[str]) -> tuple[Weighed, ...]:
        """Return the interests in what is coming or lies before these boards which nobody has ruled on."""
        mine = select(_STAGE.c.id).where(_STAGE.c.board_key.in_(sorted(boards)), _STAGE.c.state.not_in(_OVER))
        return tuple(one for one in self._read(_CONFLICT.c.stage_id.in_(mine)) if one.effect is None)

    def add(
        self,
        stage_id: int,
        person_id: int,
        *,
        source: Source,
        kind: str,
        words: str,
        raised_by: str,
        at: datetime,
        interest_id: int | None = None,
        is_sensitive: bool = False,
        is_bar: bool = False,
    ) -> int:
        """Add an interest in a stage; return its id. `kind` is its type."""
        values = {
            "stage_id": stage_id,
            "person_id": person_id,
            "interest_id": interest_id,
            "source": source.value,
            "type": kind,
            "words": words,
            "is_sensitive": is_sensitive,
            "is_bar": is_bar,
            "raised_by": raised_by,
            "raised_at": at,
        }
        return int(self._connection.execute(insert(_CONFLICT).values(values).returning(_CONFLICT.c.id)).scalar_one())

    def rule(self, conflict_id: int, ruled: Ruled) -> int:
        """Add what was ruled on an interest; from now on this holds. Return the ruling's id."""
        values = {
            "conflict_id": conflict_id,
            "ruling": ruled.ruling.value,
            "reason": ruled.reason,
            "dispensation": ruled.dispensation,
            "ruled_by_id": ruled.ruled_by_id,
            "ruled_by": ruled.ruled_by,
            "at": ruled.at,
        }
        return int(self._connection.execute(insert(_RULING).values(values).returning(_RULING.c.id)).scalar_one())

    def see(self, stage_id: int, people: Collection[int], what: str, at: datetime) -> None:
        """Keep that people saw something of a stage; only the first time of each is kept."""
        if not people:
            return
        rows = [{"stage_id": stage_id, "person_id": one, "what": what, "at": at} for one in sorted(people)]
        kept = insert_for(self._connection, _SIGHT)
        self._connection.execute(kept.on_conflict_do_nothing(index_elements=["stage_id", "person_id", "what"]), rows)

    def sights(self, stage_id: int, person_id: int | None = None) -> tuple[Sight, ...]:
        """Return what was seen of a stage, by everybody or by one, in the order it was."""
        whose = () if person_id is None else (_SIGHT.c.person_id == person_id,)
        rows = self._connection.execute(
            select(_SIGHT.c.person_id, _SIGHT.c.what, _SIGHT.c.at)
            .where(_SIGHT.c.stage_id == stage_id, *whose)
            .order_by(_SIGHT.c.id)
        )
        return tuple(Sight(**row) for row in rows.mappings())

    def _read(self, *conditions: Any) -> tuple[Weighed, ...]:
        found = self._connection.execute(select(_CONFLICT).where(*conditions).order_by(_CONFLICT.c.id)).mappings().all()
        if not found:
            return ()
        ids = [row["id"] for row in found]
        rows = self._connection.execute(
            select(_RULING).where(_RULING.c.conflict_id.in_(ids)).order_by(_RULING.c.id)
        ).mappings()
        # Of an interest's rulings the latest comes last, and stays.
        ruled = {
            row["conflict_id"]: Ruled(
                Ruling(row["ruling"]),
                row["reason"],
                row["dispensation"],
                row["ruled_by_id"],
                row["ruled_by"],
                row["at"],
            )
            for row in rows
        }
        columns = ("id", "stage_id", "person_id", "interest_id", "type", "words", "is_sensitive", "is_bar")
        return tuple(
            Weighed(
                Conflict(
                    **{name: row[name] for name in columns},
                    source=Source(row["source"]),
                    raised_by=row["raised_by"],
                    raised_at=row["raised_at"],
                ),
                ruled.get(row["id"]),
            )
            for row in found
        )
