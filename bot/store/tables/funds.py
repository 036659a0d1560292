"""Funds and the lines asked of them. Money is whole pence."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.imports.drafts import Recurrence
from bot.store.tables.base import off, one_of, plain_text, primary_key


def _recurrence() -> CheckConstraint:
    return one_of("recurrence", "recurrence", ["", *(value.value for value in Recurrence)])


class FundRow(SQLModel, table=True):
    """A named envelope; its amount is None while nobody has said it.

    `loaded_digest` is of the configuration's entry last applied, empty for a fund that only a file of costs names. The
    row is what awards of one fund wait for each other at.
    """

    __tablename__ = "fund"

    id: int | None = primary_key()
    key: str = Field(unique=True)
    name: str
    envelope_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    loaded_digest: str = plain_text()


class FundLineRow(SQLModel, table=True):
    """A line of costs, asked of a fund where one is named.

    `stated_total_pence` is what was printed, kept even where it disagrees. `quantity` of `unit`, times `periods` of
    `period`, at `rate_pence` each, is how a line may be reckoned (5 beds x 26 weeks x 800); numbers are exact decimals
    as text, empty where there are none.
    """

    __tablename__ = "fund_line"
    __table_args__ = (
        UniqueConstraint("fund_id", "workstream_key", "initiative", "line"),
        _recurrence(),
    )

    id: int | None = primary_key()
    fund_id: int | None = Field(default=None, foreign_key="fund.id")
    workstream_key: str | None = None
    initiative: str
    line: str
    stated_total_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    note: str = ""
    recurrence: str = plain_text()
    quantity: str = plain_text()
    unit: str = plain_text()
    periods: str = plain_text()
    period: str = plain_text()
    rate_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    is_up_to: bool = off()
    is_tbc: bool = off()


class FundLineYearRow(SQLModel, table=True):
    """What a line asks in one financial year, named by the year it begins in (2018 is 2018/19).

    The amount is None where the paper says only that it is to be confirmed. `recurrence` is set where the year's
    recurrent and non-recurrent money stand apart.
    """

    __tablename__ = "fund_line_year"
    __table_args__ = (UniqueConstraint("line_id", "year", "recurrence"), _recurrence())

    id: int | None = primary_key()
    line_id: int = Field(foreign_key="fund_line.id")
    year: int
    recurrence: str = plain_text()
    amount_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    is_up_to: bool = off()
    is_tbc: bool = off()
