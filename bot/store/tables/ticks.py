"""When each scheduled workflow last ran, in business time."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel


class TickRow(SQLModel, table=True):
    """The last business instant a tick was run for."""

    __tablename__ = "tick"

    name: str = Field(primary_key=True)
    ran_at: datetime
