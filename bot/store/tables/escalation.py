"""What boards were told of a risk, and what they decided about it. Rows are added and ended, never taken away."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.domain.alerts import AlertStatus
from bot.store.tables.base import one_of, plain_text, primary_key

STANDING = "ended_at IS NULL"
WAITING = "status = 'waiting'"
UNACKNOWLEDGED = "acknowledged_at IS NULL AND told_at IS NULL"


class EscalationRow(SQLModel, table=True):
    """A risk on a board's report, from the review that brought it there until the board itself takes it off.

    `rule` says in words which rule was met, `version` at which version of the risk. The decision that ended it is the
    board's: the day it met, the minute, and its reason, recorded by `ended_by`.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        Index(
            "uq_escalation_standing",
            "risk_id",
            "board_key",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
        Index("ix_escalation_risk_id", "risk_id"),
    )

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id")
    board_key: str
    since_at: datetime
    version: int
    rule: str
    ended_at: datetime | None = None
    ended_by: str = plain_text()
    held_on: date | None = None
    minute: str = plain_text()
    reason: str = plain_text()


class AlertRow(SQLModel, table=True):
    """A crossing that boards asked to hear of at once: one of each risk and version.

    `crossings` lists the rules met, each with measure, threshold and scores before and after. Its wait began at
    `waits_since`; `release_at` is when it goes out unless the office says otherwise; `settled_by` released, dropped or
    sent it.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("risk_id", "version"),
        one_of("status", "status", [value.value for value in AlertStatus]),
        Index("ix_alert_waiting", "release_at", "id", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
    )

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id")
    version: int
    crossings: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    status: str = AlertStatus.WAITING.value
    raised_at: datetime
    waits_since: datetime
    release_at: datetime
    settled_at: datetime | None = None
    settled_by: str = plain_text()
    reason: str = plain_text()


class AlertBoardRow(SQLModel, table=True):
    """A board that an alert went to.

    `places` lists its messages, each with channel, anchor and, for a direct one, the person. `chase_at` is when the
    board's silence is told, `told_at` when that was done.
    """

    __tablename__ = "alert_board"
    __table_args__ = (
        UniqueConstraint("alert_id", "board_key"),
        Index(
            "ix_alert_board_unacknowledged",
            "chase_at",
            "id",
            sqlite_where=text(UNACKNOWLEDGED),
            postgresql_where=text(UNACKNOWLEDGED),
        ),
    )

    id: int | None = primary_key()
    alert_id: int = Field(foreign_key="alert.id")
    board_key: str
    places: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    chase_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = plain_text()
    told_at: datetime | None = None


class RiskCommentRow(SQLModel, table=True):
    """What somebody said of a risk without reviewing it, such as a board member who answers an alert."""

    __tablename__ = "risk_comment"

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id", index=True)
    at: datetime
    author_name: str
    words: str


class AcceptanceRow(SQLModel, table=True):
    """A board's acceptance of a risk above tolerance: why, and until when; `residual` is the score it accepted.

    `ended_why` says what ended it early; one that nobody ended holds through `expires_on`.
    """

    __tablename__ = "acceptance"

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id", index=True)
    board_key: str
    accepted_at: datetime
    recorded_by: str
    held_on: date
    minute: str
    reason: str
    residual: int
    expires_on: date = Field(index=True)
    ended_at: datetime | None = None
    ended_why: str = plain_text()
