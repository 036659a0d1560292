"""Work that outlasts a request, and the files it works on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.store.tables.base import one_of, primary_key


class JobStatus(StrEnum):
    """How far a job has come.

    waiting: to be done. claimed: a worker holds a lease on it. done: it is over, whatever came of it. failed: it
    was given up, and whoever asked was told.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"


UNDONE = "status = 'waiting' OR status = 'claimed'"


class JobRow(SQLModel, table=True):
    """A piece of work asked for by `key`, once. Instants are real time.

    `not_before_at` is when the row next needs a worker: to be done (waiting), or because its lease ran out (claimed).
    """

    __tablename__ = "job"
    __table_args__ = (
        one_of("status", "status", [value.value for value in JobStatus]),
        Index("ix_job_undone", "not_before_at", "id", sqlite_where=text(UNDONE), postgresql_where=text(UNDONE)),
    )

    id: int | None = primary_key()
    key: str = Field(unique=True)
    kind: str
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    status: str = JobStatus.WAITING.value
    attempts: int = 0
    created_at: datetime
    not_before_at: datetime
    lease_token: str | None = None


class FileState(StrEnum):
    """Where a dropped file stands: being read, shown with its table, being imported, or dealt with."""

    READING = "reading"
    SHOWN = "shown"
    IMPORTING = "importing"
    DONE = "done"


class ReceivedFileRow(SQLModel, table=True):
    """A file somebody dropped, kept until it is dealt with: what is confirmed is what was shown.

    `options` say how it is to be read; `version` rises with each reading, so that a button knows which reading it
    belongs to, `report` is what was shown of that reading, and `digest` names what it would save. `content` is emptied
    when the file is dealt with.
    """

    __tablename__ = "received_file"
    __table_args__ = (one_of("state", "state", [value.value for value in FileState]),)

    id: int | None = primary_key()
    slack_file: str = Field(unique=True)
    name: str
    sender: str
    sender_team: str
    state: str = FileState.READING.value
    version: int = 1
    digest: str = ""
    options: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    report: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    received_at: datetime = Field(index=True)
