"""Whose Home has been opened, and whose is to be renewed: what changed is told by a unit's own audit events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from bot.domain.homes import KEPT_FRESH, Concerned, concerned_by, home_of
from bot.store.audit import AuditEvent
from bot.store.inserting import insert_for
from bot.store.repositories.concerned import concerned_by_actions, concerned_by_risks, deputies_of
from bot.store.tables import metadata

_HOME = metadata.tables["home"]


class Homes:
    """Homes within one transaction. What is touched is written when the unit ends, with what it changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._touched: set[int] = set()

    def pages(self, slack_id: str) -> Mapping[str, int]:
        """Return which page of each list an account's Home shows; the first of those that are not named."""
        found = self._connection.execute(select(_HOME.c.pages).where(_HOME.c.slack_id == slack_id)).scalar_one_or_none()
        return found or {}

    def open(self, slack_id: str, person_id: int, at: datetime) -> None:
        """Record that somebody opened their Home: it shows its first pages, and is kept up to date from now on."""
        values: dict[str, Any] = {"person_id": person_id, "opened_at": at, "pages": {}}
        statement = insert_for(self._connection, _HOME).values(slack_id=slack_id, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["slack_id"], set_=values))

    def turn(self, slack_id: str, pages: Mapping[str, int]) -> None:
        """Record which pages an account's Home shows from now on."""
        mine = _HOME.c.slack_id == slack_id
        self._connection.execute(update(_HOME).where(mine).values(pages=dict(pages)))

    def touch(self, person_ids: Iterable[int]) -> None:
        """Have these people's Homes renewed, as far as they opened one, for what no audit event of this unit shows."""
        self._touched.update(person_ids)

    def to_renew(self, events: Sequence[AuditEvent], now: datetime) -> tuple[str, ...]:
        """Return what the outbox calls the Homes on which this unit changed anything.

        Args:
            events: the unit's.
            now: its time.
        """
        if not events and not self._touched:
            return ()
        opened = {
            row.slack_id: row.person_id
            for row in self._connection.execute(
                select(_HOME.c.slack_id, _HOME.c.person_id).where(_HOME.c.opened_at >= now - KEPT_FRESH)
            )
        }
        if not opened:
            return ()
        concerned = concerned_by((event.actor, event.subject) for event in events)
        people = frozenset(opened.values()) if concerned.everybody else self._people(concerned)
        self._touched.clear()
        return tuple(home_of(who) for who, person in sorted(opened.items()) if person in people)

    def _people(self, concerned: Concerned) -> frozenset[int]:
        people = self._touched | concerned.people
        if concerned.actions:
            people |= concerned_by_actions(self._connection, concerned.actions)
        if concerned.risks:
            people |= concerned_by_risks(self._connection, concerned.risks)
        return frozenset(people | deputies_of(self._connection, people))
