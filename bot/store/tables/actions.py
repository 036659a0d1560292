"""Actions as boards set them."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from bot.store.tables.base import one_of, primary_key


class ActionRow(SQLModel, table=True):
    """An action with the board that set it; a due date may be missing."""

    __tablename__ = "action"
    __table_args__ = (one_of("status", "status", ["open", "closed"]),)

    id: int | None = primary_key()
    ref: str = Field(unique=True)
    summary: str
    board_key: str
    assigned_on: date
    due_on: date | None = None
    status: str = "open"
    update: str = ""
    closed_at: datetime | None = None


class ActionOwnerRow(SQLModel, table=True):
    """Somebody accountable for an action: a person, or a role nobody is named for yet."""

    __tablename__ = "action_owner"

    id: int | None = primary_key()
    action_id: int = Field(foreign_key="action.id", index=True)
    position: int
    person_id: int | None = Field(default=None, foreign_key="person.id")
    name: str
