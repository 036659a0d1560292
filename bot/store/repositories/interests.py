"""The register of interests within a transaction, entry by entry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from bot.domain.proposals.conflicts import Entry
from bot.store.tables import metadata

_INTEREST = metadata.tables["interest"]
_COLUMNS = [_INTEREST.c[name] for name in Entry.__dataclass_fields__]


class Interests:
    """Reads and writes entries of the register."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, interest_id: int) -> Entry | None:
        """Return the entry of an id."""
        return next(iter(self._read(_INTEREST.c.id == interest_id)), None)

    def in_force(self, day: date, people: Collection[int] | None = None) -> tuple[Entry, ...]:
        """Return the entries in force on a day, of everybody or of these people, in the order they came."""
        among = () if people is None else (_INTEREST.c.person_id.in_(sorted(people)),)
        return self._read(or_(_INTEREST.c.until_on.is_(None), _INTEREST.c.until_on >= day), *among)

    def add(self, person_id: int, **values: object) -> int | None:
        """Add an entry; return its id, None where the register has it already. `values` are its columns."""
        same = [_INTEREST.c[name] == values[name] for name in ("declared_on", "position", "organisation")]
        known = select(_INTEREST.c.id).where(_INTEREST.c.person_id == person_id, *same)
        if self._connection.execute(known).first() is not None:
            return None
        added = insert(_INTEREST).values(person_id=person_id, loaded_digest="", **values).returning(_INTEREST.c.id)
        return int(self._connection.execute(added).scalar_one())

    def end(self, interest_id: int, until_on: date) -> bool:
        """Let an entry hold no longer than a day; return whether it would have held longer."""
        longer = or_(_INTEREST.c.until_on.is_(None), _INTEREST.c.until_on > until_on)
        ended = update(_INTEREST).where(_INTEREST.c.id == interest_id, longer).values(until_on=until_on)
        return self._connection.execute(ended).rowcount > 0

    def _read(self, *conditions: ColumnElement[bool] | Any) -> tuple[Entry, ...]:
        rows = self._connection.execute(select(*_COLUMNS).where(*conditions).order_by(_INTEREST.c.id))
        return tuple(Entry(**row) for row in rows.mappings())
