"""Funds and the lines asked of them, in pence."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, func, insert, select

from bot.store.tables import metadata

_T = metadata.tables
_FUND, _LINE, _YEAR = _T["fund"], _T["fund_line"], _T["fund_line_year"]


class Funds:
    """Adds and sums funds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def knows(self, key: str) -> bool:
        """Return whether a fund with this key exists."""
        return self._connection.execute(select(_FUND.c.id).where(_FUND.c.key == key)).first() is not None

    def add(self, key: str, name: str, envelope_pence: int) -> int:
        """Add a fund; return its id."""
        return int(
            self._connection.execute(
                insert(_FUND).values(key=key, name=name, envelope_pence=envelope_pence).returning(_FUND.c.id)
            ).scalar_one()
        )

    def add_line(
        self,
        fund_id: int,
        *,
        workstream: str | None,
        initiative: str,
        line: str,
        stated_total_pence: int | None,
        years: Mapping[int, int],
        note: str,
    ) -> None:
        """Add a line; `years` maps the year a financial year begins in to pence."""
        line_id = self._connection.execute(
            insert(_LINE)
            .values(
                fund_id=fund_id,
                workstream_key=workstream,
                initiative=initiative,
                line=line,
                stated_total_pence=stated_total_pence,
                note=note,
            )
            .returning(_LINE.c.id)
        ).scalar_one()
        for year, pence in years.items():
            self._connection.execute(insert(_YEAR).values(line_id=line_id, year=year, amount_pence=pence))

    def asked_by_year(self, key: str) -> dict[int, int]:
        """Return pence asked of a fund, by the year a financial year begins in."""
        rows = self._connection.execute(
            select(_YEAR.c.year, func.sum(_YEAR.c.amount_pence))
            .join(_LINE, _LINE.c.id == _YEAR.c.line_id)
            .join(_FUND, _FUND.c.id == _LINE.c.fund_id)
            .where(_FUND.c.key == key)
            .group_by(_YEAR.c.year)
        )
        return {year: int(pence) for year, pence in rows}
