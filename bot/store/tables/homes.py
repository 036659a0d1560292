"""Whose Home has been opened, so that it can be kept up to date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class HomeRow(SQLModel, table=True):
    """The Home of a Slack account as its person last opened it; `pages` says which page of each of its lists shows."""

    __tablename__ = "home"

    slack_id: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    opened_at: datetime
    pages: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
