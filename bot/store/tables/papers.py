"""Board papers that were made, and where their files are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from bot.store.tables.base import plain_text, primary_key


class PaperRow(SQLModel, table=True):
    """A paper made for a board and a month. `digest` names its content, `files` its forms with their links in Slack.

    `position_at` is the instant whose register it shows; a draft was made before its round was closed.
    """

    __tablename__ = "paper"
    __table_args__ = (Index("ix_paper_board_key_month", "board_key", "month"),)

    id: int | None = primary_key()
    kind: str
    board_key: str
    month: str
    is_public: bool
    is_draft: bool
    position_at: datetime
    digest: str
    made_at: datetime
    made_by: str
    channel: str = plain_text()
    files: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
