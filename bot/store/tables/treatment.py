"""What is done about a risk: where its score should go by when, and the controls that hold it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.treatment import Effectiveness
from bot.store.tables.base import one_of, plain_text, primary_key


class TrajectoryRow(SQLModel, table=True):
    """A target score by a date, as somebody set it; the latest of a risk counts. No date takes the target's date back.

    `start_on` and `start_value` are the day it was set and the residual score of that day. The score aimed at is the
    risk's target; `target_value` is what it was when the date was set.
    """

    __tablename__ = "trajectory"

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id", index=True)
    set_at: datetime
    author_name: str
    start_on: date
    start_value: int
    target_value: int
    target_on: date | None = None


class RiskControlRow(SQLModel, table=True):
    """A control of a risk, numbered within it."""

    __tablename__ = "risk_control"
    __table_args__ = (UniqueConstraint("risk_id", "number"),)

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id")
    number: int
    ended_at: datetime | None = None


class ControlEntryRow(SQLModel, table=True):
    """What was last said of a control: its words, who answers for it, and how well it works. Entries are only added.

    `note` says what the judgement rests on, or why the control ended.
    """

    __tablename__ = "control_entry"
    __table_args__ = (one_of("effectiveness", "effectiveness", [value.value for value in Effectiveness]),)

    id: int | None = primary_key()
    control_id: int = Field(foreign_key="risk_control.id", index=True)
    at: datetime
    author_name: str
    words: str
    owner: str = plain_text()
    effectiveness: str
    note: str = plain_text()
