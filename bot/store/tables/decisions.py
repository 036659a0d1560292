"""What boards decided, and what hangs on it. A decision is never changed: a further one corrects it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.domain.proposals.records import Outcome
from bot.store.tables.base import one_of, primary_key

OPEN_CONDITION = "state = 'open'"
WAITING_ITEM = "state = 'waiting'"


def _of(name: str, condition: str, *columns: str) -> Index:
    """Declare an index of the rows that meet a condition: queries find it when they repeat the words literally."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class DecisionRow(SQLModel, table=True):
    """A decision record. `record` is all of it, `digest` its SHA-256, which the audit trail holds too.

    `kind` says how it came about; a correction, and a ratification of a chair's action, names what it is about in
    `about_id`.
    """

    __tablename__ = "decision"
    __table_args__ = (
        one_of("kind", "kind", ["board", "chairs_action", "ratification", "correction", "later"]),
        one_of("outcome", "outcome", [value.value for value in Outcome]),
        UniqueConstraint("board_key", "year", "serial"),
        Index("ix_decision_of_proposal", "proposal_id", "id"),
    )

    id: int | None = primary_key()
    number: str = Field(unique=True)
    board_key: str
    year: int
    serial: int
    proposal_id: int = Field(foreign_key="proposal.id")
    stage_id: int | None = Field(default=None, foreign_key="stage.id", index=True)
    sitting: int
    kind: str
    about_id: int | None = Field(default=None, foreign_key="decision.id")
    decided_on: date
    outcome: str
    words: str
    record: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    digest: str
    entered_by: str
    entered_at: datetime


class ConditionRow(SQLModel, table=True):
    """A condition of a decision: what, by whom, how it is shown, until when, and who says that it is met.

    While one that is to be met `before` is open the approval is not in force. `on_lapse` is what the board resolved
    for the case that it is not met in time. `action_id` is the action by which it is chased.
    """

    __tablename__ = "condition"
    __table_args__ = (
        one_of("due", "due", ["before", "after"]),
        one_of("on_lapse", "on_lapse", ["stays", "falls"]),
        one_of("state", "state", ["open", "discharged", "lapsed", "waived"]),
        UniqueConstraint("decision_id", "number"),
        _of("ix_condition_open", OPEN_CONDITION, "long_stop_on"),
    )

    id: int | None = primary_key()
    decision_id: int = Field(foreign_key="decision.id")
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    board_key: str
    number: int
    words: str
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    evidence: str
    long_stop_on: date | None = None
    discharged_by_id: int | None = Field(default=None, foreign_key="person.id")
    discharger: str
    due: str
    on_lapse: str
    state: str = "open"
    ended_at: datetime | None = None
    ended_by: str = ""
    shown: str = ""
    action_id: int | None = Field(default=None, foreign_key="action.id")
    version: int = 1


class DecisionActionRow(SQLModel, table=True):
    """An action by which what was decided is followed up."""

    __tablename__ = "decision_action"

    action_id: int = Field(foreign_key="action.id", primary_key=True)
    decision_id: int = Field(foreign_key="decision.id", index=True)


class DelegationRow(SQLModel, table=True):
    """What a board left to another, and when it is to come back: costs that change by more than a part or a sum."""

    __tablename__ = "delegation"
    __table_args__ = (one_of("state", "state", ["open", "ended", "returned"]),)

    id: int | None = primary_key()
    decision_id: int = Field(foreign_key="decision.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    board_key: str
    to_board: str
    to_name: str
    words: str
    percent: int | None = None
    pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    basis_pence: int | None = Field(default=None, sa_column=Column(BigInteger))
    state: str = "open"
    ended_at: datetime | None = None
    ended_by: str = ""


class ComingItemRow(SQLModel, table=True):
    """Something that comes before a board: a review, a ratification, a lapsed condition, a deferred proposal."""

    __tablename__ = "coming_item"
    __table_args__ = (
        one_of("kind", "kind", ["review", "ratification", "lapsed", "deferred", "overrun", "undecided", "other"]),
        one_of("state", "state", ["waiting", "taken", "dropped"]),
        _of("ix_coming_item_waiting", WAITING_ITEM, "board_key", "due_on"),
    )

    id: int | None = primary_key()
    board_key: str
    due_on: date | None = None
    kind: str
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    words: str
    state: str = "waiting"
    made_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""


class ChairsActionRow(SQLModel, table=True):
    """Why a chair decided between meetings, whom they consulted, and the decision that ratified it."""

    __tablename__ = "chairs_action"

    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    reason: str
    consulted: str
    ratified_by_id: int | None = Field(default=None, foreign_key="decision.id")
