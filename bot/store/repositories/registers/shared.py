"""What the registers share: locking, grouping, and the owners of a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, text

from bot.domain.registers.naming import Names

_UNLINKED = " (not linked)"


def lock(connection: Connection, *tables: Table) -> None:
    """Keep other writers out of the tables until the unit of work ends. SQLite has one writer anyway."""
    if connection.dialect.name != "sqlite":
        names = ", ".join(f'"{table.name}"' for table in tables)
        connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def grouped(rows: Iterable[RowMapping], column: str) -> dict[int, list[RowMapping]]:
    """Return the rows by their owner's id, in the order they came."""
    found: dict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def owner_word(row: RowMapping, names: Names) -> str:
    """Return what names an owner. One who was written down unknown and is listed now is said to be unlinked."""
    if row["person_id"] is not None:
        return names.of_person(row["person_id"])
    name: str = row["name"]
    lead = names.find(name)
    return f"{name}{_UNLINKED}" if lead and lead.person_id is not None else name


def owner_row(word: str, names: Names) -> dict[str, Any]:
    """Return the columns of an owner: a person of the directory, or a name as it stands."""
    name = word.removesuffix(_UNLINKED)
    lead = names.find(name)
    if lead is None:
        return {"person_id": None, "name": name}
    return {"person_id": lead.person_id, "name": lead.name}
