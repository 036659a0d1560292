"""Financial risk trackers: what is stated is kept as stated, in whole pence."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.imports.drafts import FinanceSection, MoneyUnit
from bot.store.tables.base import one_of, primary_key


class FinanceLineRow(SQLModel, table=True):
    """A risk or an opportunity of a partner's tracker, with the signs of the tracker.

    `probability` is an exact fraction of one such as `1/8`, empty where it is not known; `to_be_confirmed` names the
    columns that say so, parted by spaces; `unit` is what the amounts were printed in.
    """

    __tablename__ = "finance_line"
    __table_args__ = (
        UniqueConstraint("partner", "section", "number"),
        one_of("section", "section", [value.value for value in FinanceSection]),
        one_of("unit", "unit", [value.value for value in MoneyUnit]),
    )

    id: int | None = primary_key()
    partner: str
    section: str
    number: str
    title: str
    narrative: str
    full_value_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    probability: str
    adjusted_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    adjusted_recurrent_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    adjusted_non_recurrent_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    unit: str
    to_be_confirmed: str
