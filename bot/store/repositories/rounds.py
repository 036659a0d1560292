"""Monthly rounds within a transaction. Nothing here decides; it reads and writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, insert, select, update

from bot.domain.rounds import Item, Round, RoundDates
from bot.store.inserting import insert_for
from bot.store.repositories.round_items import RoundItems, read_item
from bot.store.tables import metadata

_T = metadata.tables
_ROUND, _ITEM, _REPORT = _T["collection_round"], _T["round_item"], _T["register_report"]


class Rounds(RoundItems):
    """Rounds and their items within one transaction; see `RoundItems` for the arguments.

    Read for change, a round is kept from being closed or moved meanwhile, while others may answer it too; whoever
    closes or moves it uses `take` or `take_open`, and waits for them.
    """

    def months(self) -> tuple[str, ...]:
        """Return every month that has a round, the latest first."""
        return tuple(self._connection.execute(select(_ROUND.c.month).order_by(_ROUND.c.month.desc())).scalars())

    def positions(self, most: int) -> tuple[datetime, ...]:
        """Return the positions of the latest rounds that were closed, the latest first, at most so many."""
        closed = select(_ROUND.c.position_at).where(_ROUND.c.position_at.is_not(None))
        return tuple(self._connection.execute(closed.order_by(_ROUND.c.position_at.desc()).limit(most)).scalars())

    def get(self, round_id: int) -> Round | None:
        """Return a round by its id."""
        return self._one(self._kept(select(_ROUND).where(_ROUND.c.id == round_id)))

    def find(self, month: str) -> Round | None:
        """Return the round of a month such as `2018-12`."""
        return self._one(self._kept(select(_ROUND).where(_ROUND.c.month == month)))

    def take(self, month: str) -> Round | None:
        """Return the round of a month, to be changed by nobody else until the unit ends."""
        return self._one(select(_ROUND).where(_ROUND.c.month == month).with_for_update())

    def latest(self) -> Round | None:
        """Return the round of the latest month."""
        return self._one(select(_ROUND).order_by(_ROUND.c.month.desc()).limit(1))

    def open_rounds(self) -> tuple[Round, ...]:
        """Return the rounds that are open, the earliest month first."""
        return self._all(self._kept(_OPEN))

    def take_open(self) -> tuple[Round, ...]:
        """Return the rounds that are open, to be changed by nobody else until the unit ends."""
        return self._all(_OPEN.with_for_update())

    def of_risk(self, risk_id: int) -> tuple[tuple[Round, Item], ...]:
        """Return the latest rounds that a risk is an item of, the latest first."""
        query = (
            select(_ROUND, *(column.label(f"item_{column.name}") for column in _ITEM.c))
            .join(_ITEM, _ITEM.c.round_id == _ROUND.c.id)
            .where(_ITEM.c.risk_id == risk_id)
            .order_by(_ROUND.c.month.desc())
            .limit(3)
        )
        if self._for_change:
            query = query.with_for_update(read=True, of=_ROUND)
        rows = self._connection.execute(query).mappings()
        return tuple((_round(row), read_item(row, "item_")) for row in rows)

    def begin(self, dates: RoundDates, opened_at: datetime) -> Round | None:
        """Open a round; None when its month has one already."""
        statement = insert_for(self._connection, _ROUND).values(
            month=dates.month,
            opened_at=opened_at,
            due_on=dates.due_on,
            paper_on=dates.paper_on,
            meeting_on=dates.meeting_on,
            plan=1,
        )
        made = statement.on_conflict_do_nothing(index_elements=["month"]).returning(_ROUND)
        row = self._connection.execute(made).mappings().first()
        return _round(row) if row is not None else None

    def change(self, round_id: int, **values: Any) -> None:
        """Set columns of a round."""
        self._connection.execute(update(_ROUND).where(_ROUND.c.id == round_id).values(**values))

    def report(self, boards: Iterable[str], position_at: datetime, made_on: date, instead: datetime | None) -> None:
        """Record that the register of `position_at` is what boards get on `made_on`, `instead` of an earlier one."""
        boards = sorted(boards)
        if instead is not None:
            mine = (_REPORT.c.position_at == instead, _REPORT.c.made_on == made_on)
            self._connection.execute(
                update(_REPORT).where(*mine, _REPORT.c.board_key.in_(boards)).values(position_at=position_at)
            )
        statement = insert_for(self._connection, _REPORT).on_conflict_do_nothing(
            index_elements=["board_key", "position_at"]
        )
        rows = [{"board_key": board, "position_at": position_at, "made_on": made_on} for board in boards]
        if rows:
            self._connection.execute(statement, rows)

    def load(self, values: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> int:
        """Write a round that is over, with its items; return its id."""
        made = self._connection.execute(insert(_ROUND).values(**values).returning(_ROUND.c.id)).scalar_one()
        if items:
            self._connection.execute(insert(_ITEM), [{**item, "round_id": made} for item in items])
        return int(made)

    def _kept(self, query: Select[Any]) -> Select[Any]:
        return query.with_for_update(read=True) if self._for_change else query

    def _one(self, query: Select[Any]) -> Round | None:
        row = self._connection.execute(query).mappings().first()
        return _round(row) if row is not None else None

    def _all(self, query: Select[Any]) -> tuple[Round, ...]:
        return tuple(_round(row) for row in self._connection.execute(query).mappings())


_OPEN = select(_ROUND).where(_ROUND.c.closed_at.is_(None)).order_by(_ROUND.c.month)


def _round(row: RowMapping) -> Round:
    return Round(**{name: row[name] for name in Round.__dataclass_fields__})
