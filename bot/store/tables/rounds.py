"""Monthly rounds of updates: which risks were asked about, and what came of each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.rounds import ItemState
from bot.store.tables.base import one_of, plain_text, primary_key


class RoundRow(SQLModel, table=True):
    """A month's round. `month` is such as `2018-12`, that of the meeting it serves.

    `position_at` is the instant that its closing froze: the month's report is the register as it stood then. `plan`
    rises when the due day moves, so that reminders are planned anew.
    """

    __tablename__ = "collection_round"

    id: int | None = primary_key()
    month: str = Field(unique=True)
    opened_at: datetime
    due_on: date
    paper_on: date | None = None
    meeting_on: date | None = None
    plan: int = 1
    closed_at: datetime | None = None
    closed_by: str = plain_text()
    position_at: datetime | None = None


class RoundNamesRow(SQLModel, table=True):
    """What a round's closing froze for the month's paper: names of boards by their keys, of workstreams, and more.

    `workstreams` are pairs of key and name in the paper's order. `leads` has the names of each reported risk's leads by
    the risk's id; `settings` the sections of the configuration that the paper's words come from, as they were read.
    `replaces_at` is the position of the closing before, where the round was reopened.
    """

    __tablename__ = "round_names"

    id: int | None = primary_key()
    round_id: int = Field(foreign_key="collection_round.id", unique=True)
    boards: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    workstreams: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    leads: dict[str, list[str]] = Field(sa_column=Column(JSON, nullable=False))
    settings: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    replaces_at: datetime | None = None


class RoundItemRow(SQLModel, table=True):
    """A risk in a round: one state, and who gave it. `heard` is how the office heard it, empty for one's own answer.

    `version` is the risk's version that the answer made.
    """

    __tablename__ = "round_item"
    __table_args__ = (
        UniqueConstraint("round_id", "risk_id"),
        one_of("state", "state", [value.value for value in ItemState]),
    )

    id: int | None = primary_key()
    round_id: int = Field(foreign_key="collection_round.id")
    risk_id: int = Field(foreign_key="risk.id", index=True)
    state: str = ItemState.MISSING.value
    version: int | None = None
    answered_at: datetime | None = None
    author_id: int | None = Field(default=None, foreign_key="person.id")
    author_name: str = plain_text()
    heard: str = plain_text()
