"""Actions as boards set them. What was said of an action, and each date it was due, is added, never overwritten."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.base import one_of, plain_text, primary_key

_STATUSES = ["open", "closed"]


class ActionRow(SQLModel, table=True):
    """An action with the board that set it, as its last entry left it.

    Dates may be missing. `original_due_on` is set once a revised date stands beside the first one. `status_words` is
    the status as its register writes it, where it says more than open or closed.
    """

    __tablename__ = "action"
    __table_args__ = (one_of("status", "status", _STATUSES),)

    id: int | None = primary_key()
    ref: str = Field(unique=True)
    summary: str
    board_key: str
    assigned_on: date | None = None
    due_on: date | None = None
    original_due_on: date | None = None
    status: str = "open"
    status_words: str = plain_text()
    update: str = ""
    closed_at: datetime | None = None


class ActionEntryRow(SQLModel, table=True):
    """One entry of an action's history, complete in itself: what was said, its status, and when it was due then."""

    __tablename__ = "action_entry"
    __table_args__ = (UniqueConstraint("action_id", "version"), one_of("status", "status", _STATUSES))

    id: int | None = primary_key()
    action_id: int = Field(foreign_key="action.id")
    version: int
    at: datetime
    author_id: int | None = Field(default=None, foreign_key="person.id")
    author_name: str
    status: str
    status_words: str
    due_on: date | None = None
    update: str


class ActionOwnerRow(SQLModel, table=True):
    """Somebody accountable for an action: a person, or a role nobody is named for yet."""

    __tablename__ = "action_owner"

    id: int | None = primary_key()
    action_id: int = Field(foreign_key="action.id", index=True)
    position: int
    person_id: int | None = Field(default=None, foreign_key="person.id")
    name: str
