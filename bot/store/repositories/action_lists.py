"""Lists of actions: what somebody may read of what they ask for, narrowed, counted and paged by the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from bot.domain.actions.access import Readable
from bot.domain.actions.listing import ActionCounts, ActionQuery, Outline, Wanted
from bot.domain.actions.records import Action, ActionState, Source, SourceKind
from bot.domain.actions.workstreams import Belonging
from bot.domain.listing import Page
from bot.store.repositories.action_reading import (
    ACTION,
    IS_OPEN,
    OWNER,
    ActionReads,
    belongs,
    may_be_read,
    owned_by,
)

_NOWHERE = Belonging()
_SEARCHED = ("ref", "summary", "update", "minute", "status_words")
# Not everybody may know the risk that an action came out of.
_SOURCES = (SourceKind.PROPOSAL.value, SourceKind.PLAN.value)
_OUTLINE = (
    *(ACTION.c.ref, ACTION.c.board_key, ACTION.c.summary, ACTION.c.assigned_on, ACTION.c.due_on),
    *(ACTION.c.original_due_on, ACTION.c.status, ACTION.c.source_kind, ACTION.c.source_ref),
)


class ActionLists(ActionReads):
    """Lists of actions within one transaction; see `ActionReads` for the arguments."""

    def listed(
        self, query: ActionQuery, readable: Readable, today: date, size: int, belonging: Belonging = _NOWHERE
    ) -> Page[Action]:
        """Return the page of a list that holds what is asked for and may be read.

        Args:
            query: what is asked for. Open ones stand by their day, those without one last; closed ones newest first.
            readable: what the asker may read.
            today: the partnership's day.
            size: how many stand on a page.
            belonging: which actions belong to the asked-for workstream, where one is asked for.
        """
        conditions = [*_asked(query, today, belonging), may_be_read(readable)]
        total = self._count(conditions)
        pages = max(1, -(-total // size))
        number = min(max(1, query.page), pages)
        order: Sequence[Any] = (ACTION.c.due_on.is_(None), ACTION.c.due_on, ACTION.c.ref)
        if query.wanted is Wanted.CLOSED:
            order = (ACTION.c.closed_at.is_(None), ACTION.c.closed_at.desc(), ACTION.c.ref)
        items = self.read_some(conditions, order, size, (number - 1) * size) if total else ()
        return Page(items, total, number, pages)

    def outlined(self, names: Collection[str], readable: Readable) -> tuple[Outline, ...]:
        """Return the actions that were set under these names and may be read, in the order they came."""
        wanted = select(*_OUTLINE).where(ACTION.c.board_key.in_(sorted(names)), may_be_read(readable))
        return tuple(
            Outline(
                row.ref,
                row.board_key,
                row.summary,
                row.assigned_on,
                row.due_on,
                row.original_due_on,
                row.status == ActionState.OPEN.value,
                Source(SourceKind(row.source_kind), row.source_ref),
            )
            for row in self._connection.execute(wanted.order_by(ACTION.c.id))
        )

    def counted(self, query: ActionQuery, readable: Readable, today: date) -> ActionCounts:
        """Return how many open actions a list would hold, by how urgent they are."""
        sunday = today + timedelta(days=6 - today.weekday())

        def of(condition: Any) -> Any:
            return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

        found = self._connection.execute(
            select(
                func.count(),
                of(ACTION.c.due_on < today),
                of(ACTION.c.due_on.between(today, sunday)),
                of(ACTION.c.due_on.is_(None)),
            )
            .select_from(ACTION)
            .where(*_asked(query, today, _NOWHERE), may_be_read(readable))
        ).one()
        return ActionCounts(*found)

    def _count(self, conditions: Sequence[Any]) -> int:
        counted = select(func.count()).select_from(ACTION).where(*conditions)
        return int(self._connection.execute(counted).scalar_one())


def _asked(query: ActionQuery, today: date, belonging: Belonging) -> list[Any]:
    """Return the conditions of a list."""
    conditions: list[Any] = []
    if query.wanted is Wanted.CLOSED:
        conditions.append(ACTION.c.status == "closed")
    elif query.wanted is not Wanted.ALL:
        conditions.append(IS_OPEN)
    if query.wanted is Wanted.OVERDUE:
        conditions.append(ACTION.c.due_on < today)
    if query.wanted is Wanted.UNDATED:
        conditions.append(ACTION.c.due_on.is_(None))
    if query.board:
        conditions.append(ACTION.c.board_key == query.board)
    if query.workstream:
        conditions.append(belongs(belonging))
    if query.owner_id is not None:
        conditions.append(owned_by({query.owner_id}))
    if query.due_from is not None:
        conditions.append(ACTION.c.due_on.between(query.due_from, query.due_until or query.due_from))
    return [*conditions, *(_holds(word) for word in query.words)]


def _holds(word: str) -> Any:
    pattern = f"%{word.replace(chr(92), chr(92) * 2).replace('%', chr(92) + '%').replace('_', chr(92) + '_')}%"
    owned = select(OWNER.c.action_id).where(OWNER.c.name.ilike(pattern, escape=chr(92)))
    named = and_(ACTION.c.source_kind.in_(_SOURCES), ACTION.c.source_ref.ilike(pattern, escape=chr(92)))
    return or_(named, *(ACTION.c[name].ilike(pattern, escape=chr(92)) for name in _SEARCHED), ACTION.c.id.in_(owned))
