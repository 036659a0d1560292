"""Proposals with every version that was submitted, their papers, and the route fixed when they were."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.domain.people import DecidesIn
from bot.domain.proposals.records import Ask, Outcome, ProposalState, StageState
from bot.domain.risks import Visibility
from bot.store.tables.base import one_of, primary_key

UNDER_WAY = "state = 'under_way'"
BEFORE_A_BOARD = "state = 'open' OR state = 'returned' OR state = 'deferred'"


def _of(name: str, condition: str, *columns: str) -> Index:
    """Declare an index of the rows that meet a condition: queries find it when they repeat the words literally."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class ProposalRow(SQLModel, table=True):
    """A proposal. `draft` is its content as its author last saved it, None when nothing was changed since a version.

    `draft_row` holds columns of this row that stand otherwise in the draft (its sponsor, its visibility), and are taken
    over with the next version. `former_sponsors` are ids of who sponsored an earlier version: they stay barred.
    `submitted` numbers the latest version in `proposal_version`; what stands here of it (title, sums, dates) is for
    lists. `version` counts the changes of this row.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        one_of("state", "state", [value.value for value in ProposalState]),
        one_of("visibility", "visibility", [value.value for value in Visibility]),
        _of("ix_proposal_under_way", UNDER_WAY, "id"),
    )

    id: int | None = primary_key()
    number: int = Field(unique=True)
    ref: str = Field(unique=True)
    title: str
    fund_key: str = Field(index=True)
    kind: str
    workstream_key: str
    organisation_key: str
    author_id: int = Field(foreign_key="person.id", index=True)
    sponsor_id: int | None = Field(default=None, foreign_key="person.id")
    visibility: str
    exempt_ground: str = ""
    exempt_reason: str = ""
    exempt_until_on: date | None = None
    state: str
    draft: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    draft_row: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    former_sponsors: list[int] = Field(default=[], sa_column=Column(JSON, nullable=False, server_default="[]"))
    version: int
    submitted: int = 0
    asked_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    starts_on: date | None = None
    round_id: int | None = Field(default=None, foreign_key="bid_round.id", index=True)
    copied_from: str = ""
    made_at: datetime
    submitted_at: datetime | None = None
    ended_at: datetime | None = None


class ProposalVersionRow(SQLModel, table=True):
    """A version as it was submitted. `digest` is the SHA-256 of its content, written the same each time."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: int | None = primary_key()
    proposal_id: int = Field(foreign_key="proposal.id")
    number: int
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    digest: str
    submitted_at: datetime
    submitted_by_id: int | None = Field(default=None, foreign_key="person.id")
    submitted_by: str
    why: str


class ProposalPaperRow(SQLModel, table=True):
    """A file or a link that goes with a proposal. `body` is the file itself, kept so that its digest can be shown true.

    It goes with the versions from `since` on (0: with the draft), and with none from `until` on.
    """

    __tablename__ = "proposal_paper"
    __table_args__ = (one_of("kind", "kind", ["link", "file"]),)

    id: int | None = primary_key()
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    kind: str
    title: str
    address: str
    file_id: str = ""
    digest: str
    size: int = 0
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    added_by: str
    added_at: datetime
    since: int = 0
    until: int | None = None


class StageRow(SQLModel, table=True):
    """A board's turn in a proposal's route.

    `rules` are those of the day it was submitted: who must take part, how it decides, how long it has, what happens
    when time runs out, notice and call-in. `run` counts the routes a proposal took: one that was rejected and comes
    again takes another. `noticed_on` is the day on which public notice of it began. `words` is what the board said when
    it last answered, and `decided_on` the day of that; `ran_out_on` is the day on which it was found that time had run
    out in this sitting.
    """

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("proposal_id", "position"),
        one_of("ask", "ask", [value.value for value in Ask]),
        one_of("decides_in", "decides_in", [value.value for value in DecidesIn]),
        one_of("state", "state", [value.value for value in StageState]),
        one_of("outcome", "outcome", [value.value for value in Outcome]),
        _of("ix_stage_before_board", BEFORE_A_BOARD, "board_key", "due_on"),
    )

    id: int | None = primary_key()
    proposal_id: int = Field(foreign_key="proposal.id")
    step: int
    position: int
    board_key: str
    ask: str
    decides_in: str
    rules: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    state: str
    outcome: str = ""
    sitting: int = 0
    considers: int = 0
    opened_at: datetime | None = None
    noticed_on: date | None = None
    due_on: date | None = None
    meets_on: date | None = None
    deferred_until: date | None = None
    closed_at: datetime | None = None
    decided_on: date | None = None
    effective_on: date | None = None
    revision: int = 0
    run: int = 1
    route_key: str = ""
    words: str = ""
    ran_out_on: date | None = None
