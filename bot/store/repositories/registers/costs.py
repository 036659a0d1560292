"""Cost lines, whole, with the funds they are asked of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update

from bot.domain.imports.drafts import Recurrence
from bot.domain.registers.records import CostLineRecord, CostYear
from bot.store.repositories.registers.shared import grouped, lock
from bot.store.tables import metadata

_T = metadata.tables
_FUND, _LINE, _YEAR = _T["fund"], _T["fund_line"], _T["fund_line_year"]
_AS_THEY_ARE = ("line", "stated_total_pence", "unit", "period", "rate_pence", "is_up_to", "is_tbc", "note")


class CostRegister:
    """Every line of costs with its years."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Keep other writers out."""
        lock(self._connection, _FUND, _LINE)

    def records(self) -> tuple[CostLineRecord, ...]:
        """Return all lines in the order they came."""
        found = self._connection.execute(select(_YEAR).order_by(_YEAR.c.year, _YEAR.c.recurrence))
        years = grouped(found.mappings().all(), "line_id")
        lines = select(_LINE, _FUND.c.key.label("fund"), _FUND.c.name.label("fund_name"), _FUND.c.envelope_pence)
        rows = self._connection.execute(
            lines.outerjoin(_FUND, _FUND.c.id == _LINE.c.fund_id).order_by(_LINE.c.id)
        ).mappings()
        return tuple(_record(row, years.get(row["id"], [])) for row in rows.all())

    def funds(self) -> dict[str, tuple[str, int | None]]:
        """Return name and envelope of each fund by its key."""
        rows = self._connection.execute(select(_FUND.c.key, _FUND.c.name, _FUND.c.envelope_pence))
        return {key: (name, envelope) for key, name, envelope in rows}

    def add(self, record: CostLineRecord) -> None:
        """Add a line, and its fund where it is the first to name it."""
        line_id = self._connection.execute(
            insert(_LINE).values(fund_id=self._fund(record), **_values(record)).returning(_LINE.c.id)
        ).scalar_one()
        self._spread(line_id, record)

    def change(self, after: CostLineRecord) -> None:
        """Let a line stand as `after` has it."""
        fund_id = self._fund(after)
        values = _values(after)
        same: list[ColumnElement[bool]] = [
            _LINE.c.fund_id.is_not_distinct_from(fund_id),
            _LINE.c.workstream_key.is_not_distinct_from(values["workstream_key"]),
            _LINE.c.initiative == after.section,
            _LINE.c.line == after.line,
        ]
        line_id = self._connection.execute(select(_LINE.c.id).where(*same)).scalar_one()
        self._connection.execute(update(_LINE).where(_LINE.c.id == line_id).values(**values))
        self._connection.execute(delete(_YEAR).where(_YEAR.c.line_id == line_id))
        self._spread(line_id, after)

    def _fund(self, record: CostLineRecord) -> int | None:
        """Return the fund's id, with its name and envelope as the record says them."""
        if not record.fund:
            return None
        said = {"name": record.fund_name, "envelope_pence": record.envelope_pence}
        fund = self._connection.execute(select(_FUND).where(_FUND.c.key == record.fund)).mappings().first()
        if fund is None:
            return int(
                self._connection.execute(
                    insert(_FUND).values(key=record.fund, **said).returning(_FUND.c.id)
                ).scalar_one()
            )
        if any(fund[name] != value for name, value in said.items()):
            self._connection.execute(update(_FUND).where(_FUND.c.id == fund["id"]).values(**said))
        return int(fund["id"])

    def _spread(self, line_id: int, record: CostLineRecord) -> None:
        rows = [
            {
                "line_id": line_id,
                "year": year.year,
                "recurrence": _word(year.recurrence),
                "amount_pence": year.pence,
                "is_up_to": year.is_up_to,
                "is_tbc": year.is_tbc,
            }
            for year in record.years
        ]
        if rows:
            self._connection.execute(insert(_YEAR), rows)


def _record(row: RowMapping, years: list[RowMapping]) -> CostLineRecord:
    return CostLineRecord(
        fund=row["fund"] or "",
        fund_name=row["fund_name"] or "",
        envelope_pence=row["envelope_pence"],
        workstream=row["workstream_key"] or "",
        section=row["initiative"],
        years=tuple(
            CostYear(y["year"], y["amount_pence"], y["is_up_to"], y["is_tbc"], _recurrence(y["recurrence"]))
            for y in years
        ),
        recurrence=_recurrence(row["recurrence"]),
        quantity=_number(row["quantity"]),
        periods=_number(row["periods"]),
        **{name: row[name] for name in _AS_THEY_ARE},
    )


def _recurrence(kept: str) -> Recurrence | None:
    return Recurrence(kept) if kept else None


def _word(recurrence: Recurrence | None) -> str:
    return recurrence.value if recurrence else ""


def _number(kept: str) -> Decimal | None:
    return Decimal(kept) if kept else None


def _values(record: CostLineRecord) -> dict[str, Any]:
    return {
        "workstream_key": record.workstream or None,
        "initiative": record.section,
        "recurrence": _word(record.recurrence),
        "quantity": "" if record.quantity is None else str(record.quantity),
        "periods": "" if record.periods is None else str(record.periods),
        **{name: getattr(record, name) for name in _AS_THEY_ARE},
    }
