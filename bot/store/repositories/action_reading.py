"""How actions are read from the store: the statements, and rows as values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from bot.domain.actions.access import Readable
from bot.domain.actions.records import Action, ActionState, Entry, EntryKind, Outcome, Owner, Source, SourceKind
from bot.domain.actions.workstreams import Belonging, Serving
from bot.domain.risks import Visibility
from bot.store.tables import metadata
from bot.store.tables.actions import OPEN, PLAIN_REF

_T = metadata.tables
ACTION, ENTRY, OWNER = _T["action"], _T["action_entry"], _T["action_owner"]
IS_OPEN: ColumnElement[bool] = literal_column(f"action.{OPEN}")
"""Whether an action is open, in the words of the indexes of open ones."""
PLAIN: ColumnElement[str] = literal_column(PLAIN_REF)
"""A reference as it is compared, in the words of its index."""

_LAST = ENTRY.alias("last_entry")
_MOVED = (
    select(func.count())
    .where(ENTRY.c.action_id == ACTION.c.id, ENTRY.c.kind == EntryKind.EXTENDED.value)
    .correlate(ACTION)
    .scalar_subquery()
)
_SAYS = ENTRY.alias("said")
# An edit or a handover carries no words of its own: those that stand were said before it.
_LAST_SAID = (
    select(func.max(_SAYS.c.version))
    .where(
        _SAYS.c.action_id == ACTION.c.id,
        _SAYS.c.update == ACTION.c.update,
        _SAYS.c.kind.not_in([kind.value for kind in (EntryKind.EDITED, EntryKind.REASSIGNED, EntryKind.WITHDRAWN)]),
    )
    .correlate(ACTION)
    .scalar_subquery()
)
_READ = select(
    ACTION, _LAST.c.at.label("updated_at"), _LAST.c.author_name.label("updated_by"), _MOVED.label("moved")
).select_from(ACTION.outerjoin(_LAST, (_LAST.c.action_id == ACTION.c.id) & (_LAST.c.version == _LAST_SAID)))
_OWNERS = select(OWNER).where(OWNER.c.action_id.in_(bindparam("ids", expanding=True))).order_by(OWNER.c.position)
_PORTION = 500


class ActionReads:
    """Reads actions within one transaction.

    Args:
        connection: of the transaction.
        for_change: whether an action that is found alone is locked until the unit of work ends.
    """

    def __init__(self, connection: Connection, *, for_change: bool = False) -> None:
        self._connection = connection
        self._for_change = for_change

    def read(self, *conditions: Any, lock: bool = False) -> tuple[Action, ...]:
        """Return the actions that meet all conditions, in the order they came."""
        query = _READ.where(*conditions).order_by(ACTION.c.id)
        return self.read_by(query.with_for_update(of=ACTION) if lock else query)

    def read_some(
        self, conditions: Sequence[Any], order: Sequence[Any], most: int, skipped: int = 0
    ) -> tuple[Action, ...]:
        """Return at most so many actions that meet all conditions, in an order, after those that are skipped."""
        return self.read_by(_READ.where(*conditions).order_by(*order).limit(most).offset(skipped))

    def read_by(self, query: Select[Any]) -> tuple[Action, ...]:
        """Return the actions of a query, each with its owners."""
        rows = self._connection.execute(query).mappings().all()
        owners = self._owners([row["id"] for row in rows])
        return tuple(_action(row, owners.get(row["id"], ())) for row in rows)

    def _owners(self, action_ids: Sequence[int]) -> Mapping[int, Sequence[Owner]]:
        found: dict[int, list[Owner]] = {}
        for start in range(0, len(action_ids), _PORTION):
            ids = action_ids[start : start + _PORTION]
            for row in self._connection.execute(_OWNERS, {"ids": ids}).mappings():
                found.setdefault(row["action_id"], []).append(Owner(row["name"], row["person_id"]))
        return found


def may_be_read(readable: Readable) -> ColumnElement[bool]:
    """Return the condition that somebody may read an action, as `bot.domain.actions.access` has it."""
    if readable.everything:
        return true()
    public = (ACTION.c.visibility == Visibility.PUBLIC.value) if readable.public else false()
    own = owned_by(frozenset() if readable.person_id is None else {readable.person_id})
    return or_(public, own, among(ACTION.c.workstream_key, readable.keys), among(ACTION.c.board_key, readable.keys))


def belongs(belonging: Belonging) -> ColumnElement[bool]:
    """Return the condition that an action belongs to any of some workstreams, as `workstream_of` says of one."""
    known, keys = sorted(belonging.known), belonging.wanted
    by_owners = or_(false(), *(_owned_inside(serving) for serving in belonging.wanted.values()))
    by_board = or_(among(ACTION.c.board_key, keys), and_(ACTION.c.board_key.not_in(known), by_owners))
    return or_(among(ACTION.c.workstream_key, keys), and_(ACTION.c.workstream_key.not_in(known), by_board))


def _owned_inside(serving: Serving) -> ColumnElement[bool]:
    return and_(owned_by(serving.inside), ~owned_by(serving.elsewhere))


def owned_by(people: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that any of these people owns an action."""
    if not people:
        return false()
    return ACTION.c.id.in_(select(OWNER.c.action_id).where(OWNER.c.person_id.in_(sorted(people))))


def among(column: ColumnElement[str], keys: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these keys."""
    return column.in_(sorted(keys)) if keys else false()


def entry_from(row: RowMapping) -> Entry:
    """Return a row of the history as a value."""
    return Entry(
        version=row["version"],
        kind=EntryKind(row["kind"]),
        at=row["at"],
        author=row["author_name"],
        author_id=row["author_id"],
        status=ActionState(row["status"]),
        due_on=row["due_on"],
        update=row["update"],
        held_on=row["held_on"],
        minute=row["minute"],
        visibility=Visibility(row["visibility"]),
    )


def _action(row: RowMapping, owners: Sequence[Owner]) -> Action:
    has_moved = row["original_due_on"] is not None and row["original_due_on"] != row["due_on"]
    return Action(
        id=row["id"],
        ref=row["ref"],
        summary=row["summary"],
        board=row["board_key"],
        owners=tuple(owners),
        assigned_on=row["assigned_on"],
        due_on=row["due_on"],
        original_due_on=row["original_due_on"],
        # A register that was brought in may say what the first date was, and not how often it moved.
        times_moved=max(row["moved"], int(has_moved)),
        status=ActionState(row["status"]),
        status_words=row["status_words"],
        outcome=Outcome(row["outcome"]),
        update=row["update"],
        updated_at=row["updated_at"],
        updated_by=row["updated_by"] or "",
        closed_at=row["closed_at"],
        version=row["version"],
        workstream=row["workstream_key"],
        visibility=Visibility(row["visibility"]),
        source=Source(SourceKind(row["source_kind"]), row["source_ref"]),
        minute=row["minute"],
        message_link=row["message_link"],
        recurrence=row["recurrence"],
        plan=row["plan"],
    )
