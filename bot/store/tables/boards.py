"""Boards, their seats, their meetings, and the register of interests."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.people import Capacity, DecidesIn
from bot.store.tables.base import one_of, primary_key


class BoardRow(SQLModel, table=True):
    """A board; level 1 is the lowest."""

    __tablename__ = "board"
    __table_args__ = (one_of("decides_in", "decides_in", [value.value for value in DecidesIn]),)

    id: int | None = primary_key()
    key: str = Field(unique=True)
    name: str
    level: int
    channel: str | None = None
    decides_in: str
    loaded_digest: str = ""


class BoardMemberRow(SQLModel, table=True):
    """A seat with a board, with its dates."""

    __tablename__ = "board_member"
    __table_args__ = (one_of("capacity", "capacity", [value.value for value in Capacity]),)

    id: int | None = primary_key()
    board_id: int = Field(foreign_key="board.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    organisation_key: str | None = None
    capacity: str
    from_on: date | None = None
    until_on: date | None = None


class MeetingRow(SQLModel, table=True):
    """A date on which a board meets."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("board_id", "held_on"),)

    id: int | None = primary_key()
    board_id: int = Field(foreign_key="board.id")
    held_on: date


class InterestRow(SQLModel, table=True):
    """An entry of the register of interests; sensitive ones stay out of what is published. A day may be missing.

    It holds through `until_on`, None for no end.
    """

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("person_id", "declared_on", "position", "organisation"),)

    id: int | None = primary_key()
    person_id: int = Field(foreign_key="person.id")
    declared_on: date | None = None
    position: str
    organisation: str
    nature: str
    type: str
    is_sensitive: bool = False
    until_on: date | None = None
    loaded_digest: str = ""
