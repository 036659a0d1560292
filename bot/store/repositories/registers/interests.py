"""The register of interests, whole."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from bot.domain.registers.naming import Names
from bot.domain.registers.records import InterestRecord
from bot.errors import IntegrityError
from bot.store.repositories.registers.shared import lock
from bot.store.tables import metadata

_INTEREST = metadata.tables["interest"]
_AS_THEY_ARE = ("declared_on", "position", "organisation", "nature", "type", "is_sensitive", "until_on")


class InterestRegister:
    """Every declared interest.

    What an import writes keeps the digest of the configuration it finds, so that loading the same configuration again
    leaves it alone.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Keep other writers out."""
        lock(self._connection, _INTEREST)

    def records(self, names: Names) -> tuple[InterestRecord, ...]:
        """Return all interests in the order they came."""
        rows = self._connection.execute(select(_INTEREST).order_by(_INTEREST.c.id)).mappings()
        return tuple(
            InterestRecord(person=names.of_person(row["person_id"]), **{name: row[name] for name in _AS_THEY_ARE})
            for row in rows.all()
        )

    def add(self, record: InterestRecord, names: Names) -> None:
        """Add an interest of a listed person."""
        self._connection.execute(insert(_INTEREST).values(**_values(record, names), loaded_digest=""))

    def change(self, before: InterestRecord, after: InterestRecord, names: Names) -> None:
        """Let an interest stand as `after` has it."""
        old = _values(before, names)
        same = [
            _INTEREST.c[name].is_not_distinct_from(old[name])
            for name in ("person_id", "declared_on", "position", "organisation")
        ]
        self._connection.execute(update(_INTEREST).where(*same).values(**_values(after, names)))


def _values(record: InterestRecord, names: Names) -> dict[str, object]:
    person = names.person(record.person)
    if person is None:
        raise IntegrityError(f"{record.person} is not in the directory.")
    return {"person_id": person.id, **{name: getattr(record, name) for name in _AS_THEY_ARE}}
