"""Meetings of boards, the register of interests, and the reports that directions are derived from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
_MEETING, _INTEREST, _REPORT = _T["meeting"], _T["interest"], _T["register_report"]


class Boards:
    """Writes what boards leave behind and what they plan. A second write of the same is ignored."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan_meetings(self, board_id: int, dates: Iterable[date], today: date) -> None:
        """Let a board meet on `dates`; meetings after `today` on other days are dropped, past ones stay."""
        planned = set(dates)
        self._connection.execute(
            delete(_MEETING).where(
                _MEETING.c.board_id == board_id, _MEETING.c.held_on > today, _MEETING.c.held_on.not_in(planned)
            )
        )
        for held_on in sorted(planned):
            self._add_once(_MEETING, {"board_id": board_id, "held_on": held_on})

    def save_interest(self, identity: Mapping[str, Any], digest: str, **details: object) -> bool:
        """Record a declared interest; return whether it was new or other than last applied.

        Args:
            identity: person_id, declared_on, position and organisation.
            digest: of the entry that is applied; an entry with the digest already stored is left alone.
            details: nature, type and is_sensitive.
        """
        values = {**details, "loaded_digest": digest}
        if self._add_once(_INTEREST, identity, **values):
            return True
        mine = [_INTEREST.c[name] == value for name, value in identity.items()]
        older = update(_INTEREST).where(*mine, _INTEREST.c.loaded_digest != digest)
        return self._connection.execute(older.values(**values)).rowcount > 0

    def add_report(self, board_key: str, position_at: datetime) -> None:
        """Record that the register, as it stood at `position_at`, was reported to a board."""
        self._add_once(_REPORT, {"board_key": board_key, "position_at": position_at})

    def _add_once(self, table: Table, identity: Mapping[str, object], **values: object) -> bool:
        same = [table.c[name] == value for name, value in identity.items()]
        if self._connection.execute(select(table.c.id).where(*same)).first() is not None:
            return False
        self._connection.execute(insert(table).values(**identity, **values))
        return True
