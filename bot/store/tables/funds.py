"""Funds and the lines asked of them. Money is whole pence."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.base import primary_key


class FundRow(SQLModel, table=True):
    """A named envelope."""

    __tablename__ = "fund"

    id: int | None = primary_key()
    key: str = Field(unique=True)
    name: str
    envelope_pence: int = Field(sa_column=Column(BigInteger, nullable=False))


class FundLineRow(SQLModel, table=True):
    """A line asked of a fund. `stated_total_pence` is what was printed, kept even where it disagrees."""

    __tablename__ = "fund_line"
    __table_args__ = (UniqueConstraint("fund_id", "workstream_key", "initiative", "line"),)

    id: int | None = primary_key()
    fund_id: int = Field(foreign_key="fund.id")
    workstream_key: str | None = None
    initiative: str
    line: str
    stated_total_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    note: str = ""


class FundLineYearRow(SQLModel, table=True):
    """What a line asks in one financial year, named by the year it begins in (2018 is 2018/19)."""

    __tablename__ = "fund_line_year"
    __table_args__ = (UniqueConstraint("line_id", "year"),)

    id: int | None = primary_key()
    line_id: int = Field(foreign_key="fund_line.id")
    year: int
    amount_pence: int = Field(sa_column=Column(BigInteger, nullable=False))
