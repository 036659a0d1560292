"""Finance trackers: whole for imports and exports, and line by line for those who keep them in Slack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, delete, insert, select, update

from bot.domain.finance import FINANCE_LINK, KeptLine, line_reference
from bot.domain.imports.drafts import FinanceSection, MoneyUnit
from bot.domain.references import Reference, parse_reference
from bot.domain.registers.records import FinanceLineRecord
from bot.store.repositories.registers.shared import lock
from bot.store.tables import metadata

_LINE, _LINK, _RISK = metadata.tables["finance_line"], metadata.tables["record_link"], metadata.tables["risk"]
_AS_THEY_ARE = (
    *("partner", "number", "title", "narrative", "full_value_pence"),
    *("adjusted_pence", "adjusted_recurrent_pence", "adjusted_non_recurrent_pence"),
)
_NAMED = _LINE.c.partner + "/" + _LINE.c.section + "/" + _LINE.c.number
_LINKS = (
    select(_LINK.c.ref, _RISK.c.prefix, _RISK.c.number)
    .join(_RISK, _RISK.c.id == _LINK.c.risk_id)
    .where(_LINK.c.kind == FINANCE_LINK)
    .order_by(_LINK.c.id)
)
_CALLED = select(_LINE).where(_NAMED.in_(bindparam("refs", expanding=True))).order_by(_LINE.c.id)
_LINKS_OF = _LINKS.where(_LINK.c.ref.in_(bindparam("refs", expanding=True)))
# Up to so many lines their ties are asked for by name, not read with all others.
_FEW = 20


class FinanceTracker:
    """Every line of every partner's tracker, with the risks each is tied to.

    Args:
        connection: the transaction.
        for_change: lock a line that is read by its number until the transaction ends.
    """

    def __init__(self, connection: Connection, *, for_change: bool = False) -> None:
        self._connection = connection
        self._for_change = for_change

    def lock(self) -> None:
        """Keep other writers out."""
        lock(self._connection, _LINE)

    def records(self) -> tuple[FinanceLineRecord, ...]:
        """Return all lines in the order they came."""
        return tuple(kept.line for kept in self.lines())

    def lines(self) -> tuple[KeptLine, ...]:
        """Return all lines in the order they came, with their numbers."""
        rows = self._connection.execute(select(_LINE).order_by(_LINE.c.id)).mappings().all()
        return self._read(rows)

    def called(self, refs: Iterable[str]) -> tuple[KeptLine, ...]:
        """Return the lines with these references (`Hackney/risk/3`)."""
        return self._read(self._connection.execute(_CALLED, {"refs": list(refs)}).mappings().all())

    def find(self, line_id: int) -> KeptLine | None:
        """Return the line kept under a number; None where there is none any more."""
        query = select(_LINE).where(_LINE.c.id == line_id)
        if self._for_change:
            query = query.with_for_update()
        return next(iter(self._read(self._connection.execute(query).mappings().all())), None)

    def add(self, record: FinanceLineRecord) -> int:
        """Add a line; return its number."""
        inserted = self._connection.execute(insert(_LINE).values(**_values(record)).returning(_LINE.c.id))
        self._link(record)
        return int(inserted.scalar_one())

    def change(self, after: FinanceLineRecord) -> None:
        """Let a line stand as `after` has it."""
        same = [column == value for column, value in _key(after)]
        self._connection.execute(update(_LINE).where(*same).values(**_values(after)))
        self._unlink(after)
        self._link(after)

    def drop(self, kept: KeptLine) -> None:
        """Take a line and its ties away."""
        self._unlink(kept.line)
        self._connection.execute(delete(_LINE).where(_LINE.c.id == kept.id))

    def _read(self, rows: Iterable[RowMapping]) -> tuple[KeptLine, ...]:
        kept = [KeptLine(row["id"], _record(row)) for row in rows]
        named = {"refs": [line_reference(one.line) for one in kept]}
        links = self._connection.execute(_LINKS_OF, named) if len(kept) <= _FEW else self._connection.execute(_LINKS)
        tied: dict[str, list[str]] = defaultdict(list)
        for link in links:
            tied[link.ref].append(str(Reference(link.prefix, link.number)))
        return tuple(
            KeptLine(one.id, replace(one.line, risk_refs=tuple(tied.get(line_reference(one.line), ())))) for one in kept
        )

    def _unlink(self, line: FinanceLineRecord) -> None:
        mine = and_(_LINK.c.kind == FINANCE_LINK, _LINK.c.ref == line_reference(line))
        self._connection.execute(delete(_LINK).where(mine))

    def _link(self, line: FinanceLineRecord) -> None:
        for written in line.risk_refs:
            ref = parse_reference(written)
            if ref is None:
                continue
            one = select(_RISK.c.id).where(_RISK.c.prefix == ref.prefix, _RISK.c.number == ref.number)
            risk_id = self._connection.execute(one).scalar_one_or_none()
            values = {"risk_id": risk_id, "kind": FINANCE_LINK, "ref": line_reference(line)}
            same = [_LINK.c[name] == value for name, value in values.items()]
            if risk_id is not None and self._connection.execute(select(_LINK.c.id).where(*same)).first() is None:
                self._connection.execute(insert(_LINK).values(**values))


def _key(line: FinanceLineRecord) -> Iterable[tuple[Any, str]]:
    return zip((_LINE.c.partner, _LINE.c.section, _LINE.c.number), line.key, strict=True)


def _record(row: RowMapping) -> FinanceLineRecord:
    return FinanceLineRecord(
        section=FinanceSection(row["section"]),
        probability=Fraction(row["probability"]) if row["probability"] else None,
        unit=MoneyUnit(row["unit"]),
        to_be_confirmed=tuple(row["to_be_confirmed"].split()),
        **{name: row[name] for name in _AS_THEY_ARE},
    )


def _values(record: FinanceLineRecord) -> dict[str, Any]:
    return {
        "section": record.section.value,
        "probability": "" if record.probability is None else str(record.probability),
        "unit": record.unit.value,
        "to_be_confirmed": " ".join(record.to_be_confirmed),
        **{name: getattr(record, name) for name in _AS_THEY_ARE},
    }
