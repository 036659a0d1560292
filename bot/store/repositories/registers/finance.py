"""Finance trackers, whole."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.domain.imports.drafts import FinanceSection, MoneyUnit
from bot.domain.registers.records import FinanceLineRecord
from bot.store.repositories.registers.shared import lock
from bot.store.tables import metadata

_LINE = metadata.tables["finance_line"]
_AS_THEY_ARE = (
    *("partner", "number", "title", "narrative", "full_value_pence"),
    *("adjusted_pence", "adjusted_recurrent_pence", "adjusted_non_recurrent_pence"),
)


class FinanceTracker:
    """Every line of every partner's tracker."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Keep other writers out."""
        lock(self._connection, _LINE)

    def records(self) -> tuple[FinanceLineRecord, ...]:
        """Return all lines in the order they came."""
        rows = self._connection.execute(select(_LINE).order_by(_LINE.c.id)).mappings()
        return tuple(
            FinanceLineRecord(
                section=FinanceSection(row["section"]),
                probability=Fraction(row["probability"]) if row["probability"] else None,
                unit=MoneyUnit(row["unit"]),
                to_be_confirmed=tuple(row["to_be_confirmed"].split()),
                **{name: row[name] for name in _AS_THEY_ARE},
            )
            for row in rows.all()
        )

    def add(self, record: FinanceLineRecord) -> None:
        """Add a line."""
        self._connection.execute(insert(_LINE).values(**_values(record)))

    def change(self, after: FinanceLineRecord) -> None:
        """Let a line stand as `after` has it."""
        mine = zip((_LINE.c.partner, _LINE.c.section, _LINE.c.number), after.key, strict=True)
        same = [column == value for column, value in mine]
        self._connection.execute(update(_LINE).where(*same).values(**_values(after)))


def _values(record: FinanceLineRecord) -> dict[str, Any]:
    return {
        "section": record.section.value,
        "probability": "" if record.probability is None else str(record.probability),
        "unit": record.unit.value,
        "to_be_confirmed": " ".join(record.to_be_confirmed),
        **{name: getattr(record, name) for name in _AS_THEY_ARE},
    }
