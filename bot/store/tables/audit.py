"""The audit trail: every change, chained by hash."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class AuditEventRow(SQLModel, table=True):
    """One change: who, what, on which record, with the facts; `hash` covers it and the hash before it."""

    __tablename__ = "audit_event"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor: str
    verb: str
    subject: str = Field(index=True)
    detail: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    previous_hash: str
    hash: str


class AuditHeadRow(SQLModel, table=True):
    """One row: the end of the chain, locked last by every writer."""

    __tablename__ = "audit_head"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = 0
    hash: str
