"""What people said on stages within a transaction. Words are added; only an answer is written to one later."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, insert, select, update

from bot.domain.proposals.records import BEFORE_A_BOARD
from bot.domain.proposals.words import StageWord, WordKind
from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
_WORD, _STAGE, _PROPOSAL = _T["stage_word"], _T["stage"], _T["proposal"]
_BEFORE_A_BOARD = _STAGE.c.state.in_(sorted(state.value for state in BEFORE_A_BOARD))


class StageWords:
    """Reads and writes what was said on stages.

    Args:
        connection: of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, word_id: int) -> StageWord | None:
        """Return the word of an id."""
        return next(iter(self._read(_WORD.c.id == word_id)), None)

    def of_ids(self, word_ids: Collection[int]) -> Mapping[int, StageWord]:
        """Return the words of these ids, those that there are."""
        return {word.id: word for word in self._read(_WORD.c.id.in_(sorted(set(word_ids))))}

    def of_stage(self, stage_id: int) -> tuple[StageWord, ...]:
        """Return what was said on a stage, the earliest first."""
        return self._read(_WORD.c.stage_id == stage_id)

    def of_stages(self, stage_ids: Collection[int]) -> tuple[StageWord, ...]:
        """Return what was said on these stages, the earliest first."""
        return self._read(_WORD.c.stage_id.in_(sorted(set(stage_ids))))

    def waiting_of(self, stage_ids: Collection[int]) -> tuple[StageWord, ...]:
        """Return the questions on these stages that nobody has answered, the earliest first."""
        return self._read(
            _WORD.c.stage_id.in_(sorted(set(stage_ids))),
            _WORD.c.kind == WordKind.QUESTION.value,
            _WORD.c.answered_at.is_(None),
        )

    def waiting_for(self, person_id: int) -> tuple[StageWord, ...]:
        """Return the questions without an answer on what somebody wrote or sponsors and what lies before a board."""
        concerns = select(_STAGE.c.id).join(_PROPOSAL, _PROPOSAL.c.id == _STAGE.c.proposal_id)
        mine = concerns.where(
            (_PROPOSAL.c.author_id == person_id) | (_PROPOSAL.c.sponsor_id == person_id), _BEFORE_A_BOARD
        )
        return self._read(
            _WORD.c.kind == WordKind.QUESTION.value, _WORD.c.answered_at.is_(None), _WORD.c.stage_id.in_(mine)
        )

    def add(
        self, stage_id: int, sitting: int, kind: WordKind, *, person_id: int | None, name: str, words: str, at: datetime
    ) -> int:
        """Add what somebody said; return its id."""
        said = {"kind": kind.value, "person_id": person_id, "name": name, "words": words, "at": at}
        values = {"stage_id": stage_id, "sitting": sitting, **said}
        return int(self._connection.execute(insert(_WORD).values(values).returning(_WORD.c.id)).scalar_one())

    def answer(self, word_id: int, words: str, by: str, at: datetime) -> None:
        """Write the answer to a question; one given before is replaced."""
        values = {"answer": words, "answered_by": by, "answered_at": at}
        self._connection.execute(update(_WORD).where(_WORD.c.id == word_id).values(values))

    def _read(self, *conditions: Any) -> tuple[StageWord, ...]:
        wanted = select(_WORD).where(*conditions).order_by(_WORD.c.id)
        return tuple(_word_from(row) for row in self._connection.execute(wanted).mappings())


def _word_from(row: RowMapping) -> StageWord:
    return StageWord(
        id=row["id"],
        stage_id=row["stage_id"],
        sitting=row["sitting"],
        kind=WordKind(row["kind"]),
        person_id=row["person_id"],
        name=row["name"],
        words=row["words"],
        at=row["at"],
        answer=row["answer"],
        answered_by=row["answered_by"],
        answered_at=row["answered_at"],
    )
