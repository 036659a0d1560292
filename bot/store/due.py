"""Which outbox rows need a dispatcher now.

Each statement repeats the predicate of the partial indexes word for word, with the statuses as literals: only then
do SQLite and PostgreSQL use those indexes, however many finished rows the table keeps.

Dispatchers look several times a second, so a statement is built once; it is executed with `moment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Flag, auto
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.expression import FromClause

from bot.domain.reply_links import MAILTO
from bot.domain.webhooks import WEBHOOK
from bot.store.tables import OutboxRow, PostedMessageRow

OUTBOX = OutboxRow.__table__  # type: ignore[attr-defined]
POSTED = PostedMessageRow.__table__  # type: ignore[attr-defined]

_NOW = bindparam("now", type_=OUTBOX.c.not_before_at.type)
_MOST = bindparam("most", type_=Integer())


def moment(now: datetime, most: int = 1) -> Mapping[str, Any]:
    """Return the parameters of the statements: the database's time, and how many rows are wanted at most."""
    return {"now": now, "most": most}


def unfinished(rows: FromClause) -> ColumnElement[bool]:
    """Return the predicate of the partial indexes for a table or an alias of it."""
    return or_(*(rows.c.status == literal_column(f"'{word}'") for word in ("pending", "claimed", "uncertain")))


class Way(Flag):
    """Which rows a dispatcher sends: those that go to Slack, by mail, to webhooks, or several of these."""

    SLACK = auto()
    MAIL = auto()
    WEBHOOK = auto()
    ALL = SLACK | MAIL | WEBHOOK


_BEGINNINGS = {Way.MAIL: MAILTO, Way.WEBHOOK: WEBHOOK}


@cache
def claimable(way: Way = Way.ALL) -> Select[int]:
    """Return the ids of rows to claim, longest due first.

    A row waits while an earlier unfinished row has its subject, is the same message on Slack, or is the message
    whose thread it goes into.
    """
    row = OUTBOX
    return (
        select(row.c.id)
        .where(
            unfinished(row),
            row.c.status != literal_column("'claimed'"),
            row.c.not_before_at <= _NOW,
            _goes(way),
            ~_earlier("subject", row.c.subject),
            ~_earlier("anchor", row.c.anchor),
            ~_earlier("anchor", row.c.under),
        )
        .order_by(row.c.not_before_at, row.c.id)
        .limit(_MOST)
    )


@cache
def run_out() -> Select[int, datetime]:
    """Return the ids of claimed rows whose lease has run out, and when it did."""
    row = OUTBOX
    return select(row.c.id, row.c.not_before_at).where(
        unfinished(row), row.c.status == literal_column("'claimed'"), row.c.not_before_at <= _NOW
    )


@cache
def next_due(way: Way = Way.ALL) -> Select[datetime | None]:
    """Return the earliest instant after now at which a row falls due."""
    return select(func.min(OUTBOX.c.not_before_at)).where(unfinished(OUTBOX), OUTBOX.c.not_before_at > _NOW, _goes(way))


def superseded(ids: list[int]) -> Select[int]:
    """Return which of `ids` are updates that a later row of the same message makes needless."""
    row, later, stands = OUTBOX, OUTBOX.alias(), POSTED
    same_message = and_(later.c.anchor == row.c.anchor, later.c.channel == row.c.channel, later.c.id > row.c.id)
    return select(row.c.id).where(
        row.c.id.in_(ids),
        row.c.status == literal_column("'pending'"),
        exists().where(stands.c.anchor == row.c.anchor, stands.c.address == row.c.channel),
        exists().where(unfinished(later), later.c.status == literal_column("'pending'"), same_message),
    )


def _goes(way: Way) -> ColumnElement[bool]:
    if way == Way.ALL:
        return true()
    is_of = {kind: OUTBOX.c.channel.startswith(beginning) for kind, beginning in _BEGINNINGS.items()}
    ways: list[ColumnElement[bool]] = [is_it for kind, is_it in is_of.items() if way & kind]
    if way & Way.SLACK:
        ways.append(~or_(*is_of.values()))
    return or_(*ways)


def _earlier(column: str, value: ColumnElement[Any]) -> ColumnElement[bool]:
    other = OUTBOX.alias()
    return exists().where(unfinished(other), other.c[column] == value, other.c.id < OUTBOX.c.id)
