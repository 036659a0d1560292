"""Weekly digests as they were made, and what people follow."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.base import primary_key


class DigestRow(SQLModel, table=True):
    """The digest of a week, which begins on `week_on`, for a scope such as `workstream:PC`, `programme`, `person:12`.

    `content` is what it said, so that its message, its letter and its card say the same.
    """

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("scope", "week_on"),)

    id: int | None = primary_key()
    scope: str
    week_on: date
    made_at: datetime
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class FollowRow(SQLModel, table=True):
    """A record that a person follows: `subject` is such as `risk:12` or `action:5`, by the record's number here."""

    __tablename__ = "follow"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    subject: str = Field(primary_key=True)
    since_at: datetime
