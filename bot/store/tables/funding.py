"""What was given out of funds, what of it was spent, who allowed more than there is, and rounds of bids."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from bot.domain.imports.drafts import Recurrence
from bot.store.tables.base import one_of, primary_key


class AwardRow(SQLModel, table=True):
    """Money that a fund gives to a proposal.

    `conditional` while a condition that is to be met before is open, and before the day in `effective_on`, on which the
    decision takes effect; `fallen` once nothing of it holds any more.
    """

    __tablename__ = "award"
    __table_args__ = (one_of("state", "state", ["conditional", "in_force", "fallen"]),)

    id: int | None = primary_key()
    fund_key: str = Field(index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    title: str
    state: str
    made_at: datetime
    changed_at: datetime | None = None
    effective_on: date | None = None


class AwardLineRow(SQLModel, table=True):
    """A part of an award. `year` is the one a financial year begins in; None where the paper names no year."""

    __tablename__ = "award_line"
    __table_args__ = (one_of("recurrence", "recurrence", ["", *(value.value for value in Recurrence)]),)

    id: int | None = primary_key()
    award_id: int = Field(foreign_key="award.id", index=True)
    number: int
    title: str
    workstream_key: str
    organisation_key: str
    year: int | None = None
    recurrence: str
    pence: int = Field(sa_column=Column(BigInteger, nullable=False))


class FundSpendRow(SQLModel, table=True):
    """Money drawn down or spent of a fund or an award. A correction is a further row with the opposite sign."""

    __tablename__ = "fund_spend"
    __table_args__ = (one_of("kind", "kind", ["drawdown", "actual"]), Index("ix_fund_spend_of_fund", "fund_key", "id"))

    id: int | None = primary_key()
    fund_key: str
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id")
    kind: str
    year: int
    pence: int = Field(sa_column=Column(BigInteger, nullable=False))
    spent_on: date
    words: str
    entered_by: str
    entered_at: datetime


class FundOverrideRow(SQLModel, table=True):
    """A finance officer's word that a fund may give more than it has, for one proposal."""

    __tablename__ = "fund_override"

    id: int | None = primary_key()
    fund_key: str
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    considered: int
    over_pence: int = Field(sa_column=Column(BigInteger, nullable=False))
    reason: str
    officer_id: int = Field(foreign_key="person.id")
    officer: str
    at: datetime


class BidRoundRow(SQLModel, table=True):
    """A fund's round of bids: until when, who scores them, against what, and which board decides.

    `criteria` is a list of `{key, name, weight, most}`, `panel` of ids of people.
    """

    __tablename__ = "bid_round"
    __table_args__ = (one_of("state", "state", ["open", "scoring", "ranked", "decided", "called_off"]),)

    id: int | None = primary_key()
    fund_key: str = Field(index=True)
    number: int = Field(unique=True)
    title: str
    board_key: str
    closes_on: date
    scores_due_on: date | None = None
    is_blind: bool
    criteria: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    panel: list[int] = Field(sa_column=Column(JSON, nullable=False))
    state: str
    opened_at: datetime
    opened_by: str
    ended_at: datetime | None = None


class BidScoreRow(SQLModel, table=True):
    """What a member of a panel gives a bid for one criterion; the latest of each counts.

    Without a criterion it says that the member stands aside from this bid, and why.
    """

    __tablename__ = "bid_score"
    __table_args__ = (Index("ix_bid_score_of_round", "round_id", "proposal_id"),)

    id: int | None = primary_key()
    round_id: int = Field(foreign_key="bid_round.id")
    proposal_id: int = Field(foreign_key="proposal.id")
    person_id: int = Field(foreign_key="person.id")
    criterion: str
    points: int
    words: str
    at: datetime
