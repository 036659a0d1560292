"""Risks. What a board may ask about (reviews, leads) is added, never overwritten; the present is derived."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.domain.risks import ReviewKind, RiskStatus, Visibility
from bot.store.tables.base import off, one_of, plain_text, primary_key

_STEPS = "BETWEEN 1 AND 5"


def _both_or_neither(measure: str) -> CheckConstraint:
    """Declare that a score has both its numbers, or is not known."""
    likelihood, severity = f"{measure}_l", f"{measure}_s"
    return CheckConstraint(
        f"({likelihood} IS NULL) = ({severity} IS NULL)"
        f" AND ({likelihood} IS NULL OR ({likelihood} {_STEPS} AND {severity} {_STEPS}))",
        name=measure,
    )


class RiskRow(SQLModel, table=True):
    """A risk. `version` is the version of its last review, which holds the present scores and words.

    `organisation` presents it, `sits_with` says where it should sit, `response` is the partnership's. The printed
    scores are words that a register has where a score should stand; they are no scores.
    """

    __tablename__ = "risk"
    __table_args__ = (
        UniqueConstraint("prefix", "number"),
        one_of("status", "status", [value.value for value in RiskStatus]),
        one_of("visibility", "visibility", [value.value for value in Visibility]),
        CheckConstraint("number > 0", name="number"),
    )

    id: int | None = primary_key()
    prefix: str
    number: int
    workstream_key: str = Field(index=True)
    project: str = ""
    summary: str
    category: str = ""
    cause: str = plain_text()
    event: str = plain_text()
    effect: str = plain_text()
    response: str = plain_text()
    organisation: str = plain_text()
    sits_with: str = plain_text()
    printed_inherent: str = plain_text()
    printed_residual: str = plain_text()
    printed_target: str = plain_text()
    visibility: str = Visibility.PUBLIC.value
    status: str = RiskStatus.OPEN.value
    raised_on: date
    version: int


class RiskDetailRow(SQLModel, table=True):
    """What of a risk is not part of a review, as it stood from a version on until the next row's.

    The risk's own row repeats the last of them, for reading the present.
    """

    __tablename__ = "risk_detail"
    __table_args__ = (UniqueConstraint("risk_id", "from_version"),)

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id")
    from_version: int
    workstream_key: str
    project: str
    summary: str
    category: str
    cause: str
    event: str
    effect: str
    response: str
    organisation: str
    sits_with: str
    printed_inherent: str
    printed_residual: str
    printed_target: str
    visibility: str


class RiskReviewRow(SQLModel, table=True):
    """One entry of a risk's history, complete in itself.

    `last_review_version` is its own version when it is a review of the position, else that of the last one: who
    edits, closes or reopens a risk has not reviewed it. One that `is_no_change` was given in so many words: in answer
    to a round or not, and whoever else answered it.
    """

    __tablename__ = "risk_review"
    __table_args__ = (
        UniqueConstraint("risk_id", "version"),
        one_of("kind", "kind", [value.value for value in ReviewKind]),
        *(_both_or_neither(measure) for measure in ("inherent", "residual", "target")),
    )

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id")
    version: int
    kind: str
    last_review_version: int
    reviewed_at: datetime
    author_id: int | None = Field(default=None, foreign_key="person.id")
    author_name: str
    inherent_l: int | None = None
    inherent_s: int | None = None
    residual_l: int | None = None
    residual_s: int | None = None
    target_l: int | None = None
    target_s: int | None = None
    mitigation: str = ""
    update: str = ""
    reported_direction: str | None = None
    is_imported: bool = off()
    is_no_change: bool = off()


class RiskLeadRow(SQLModel, table=True):
    """A lead of a risk, a person or a group, with dates; the order is the register's.

    The versions tell which of the risk's versions the lead came and went with, to the instant where the days are too
    coarse. One of 0 or none was not recorded: then the day counts.
    """

    __tablename__ = "risk_lead"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (group_id IS NULL)", name="one_lead"),
        Index("ix_risk_lead_risk_id", "risk_id"),
        Index("ix_risk_lead_person_id", "person_id"),
        Index("ix_risk_lead_group_id", "group_id"),
    )

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id")
    position: int
    person_id: int | None = Field(default=None, foreign_key="person.id")
    group_id: int | None = Field(default=None, foreign_key="people_group.id")
    from_on: date
    until_on: date | None = None
    from_version: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    until_version: int | None = None


class RiskReaderRow(SQLModel, table=True):
    """A person named as a reader of a non-public risk."""

    __tablename__ = "risk_reader"
    __table_args__ = (UniqueConstraint("risk_id", "person_id"),)

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id")
    person_id: int = Field(foreign_key="person.id")


class RegisterReportRow(SQLModel, table=True):
    """A report of the register to a board: the position as at an instant, from which directions are derived.

    It counts from the day `made_on`, when the board had it; where that is not set, from the position itself.
    """

    __tablename__ = "register_report"
    __table_args__ = (UniqueConstraint("board_key", "position_at"),)

    id: int | None = primary_key()
    board_key: str
    position_at: datetime
    made_on: date | None = None


class RecordLinkRow(SQLModel, table=True):
    """A tie between a risk and another record, named by kind and reference."""

    __tablename__ = "record_link"
    __table_args__ = (UniqueConstraint("risk_id", "kind", "ref"),)

    id: int | None = primary_key()
    risk_id: int = Field(foreign_key="risk.id")
    kind: str
    ref: str
