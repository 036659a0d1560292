"""Which actions a list shows, and on which page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.actions.records import Source


class Wanted(StrEnum):
    """What a list is narrowed to; all but `closed` and `all` show open actions only."""

    OPEN = "open"
    OVERDUE = "overdue"
    UNDATED = "undated"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ActionQuery:
    """A list as asked for. Pages count from 1.

    Attributes:
        wanted: what it is narrowed to.
        board: the name under which they were set; empty for any.
        workstream: the key of the workstream they belong to; empty for any.
        owner_id: who owns them; None for anybody.
        due_from: the first day on which they may be due; None for any.
        due_until: the last such day, given with the first.
        words: each occurs in them.
        page: which page.
    """

    wanted: Wanted = Wanted.OPEN
    board: str = ""
    workstream: str = ""
    owner_id: int | None = None
    due_from: date | None = None
    due_until: date | None = None
    words: tuple[str, ...] = ()
    page: int = 1

    def on_page(self, page: int) -> ActionQuery:
        """Return the same query for another page."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """How many open actions there are, by how urgent they are."""

    open: int = 0
    overdue: int = 0
    this_week: int = 0
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of an action as is needed to compare many: neither its owners nor what was said of it."""

    ref: str
    board: str
    summary: str
    assigned_on: date | None
    due_on: date | None
    original_due_on: date | None
    is_open: bool
    source: Source
