"""What happens while a proposal lies before a board: votes, words, interests. Rows are added, never changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.proposals.records import Choice, Ruling
from bot.store.tables.base import one_of, primary_key


class VoteRow(SQLModel, table=True):
    """One vote on one recommendation. Of a seat's votes in a sitting the latest counts.

    `seat_id` is the member whose seat votes, `voter_id` who voted: the member, or a deputy for them. `entered_by` is
    who wrote it down where the voter did not vote themselves in Slack, and `how` where that was heard.
    """

    __tablename__ = "vote"
    __table_args__ = (
        one_of("choice", "choice", [value.value for value in Choice]),
        Index("ix_vote_of_stage", "stage_id", "sitting", "id"),
    )

    id: int | None = primary_key()
    stage_id: int = Field(foreign_key="stage.id")
    sitting: int
    considered: int
    item: int
    seat_id: int = Field(foreign_key="person.id")
    voter_id: int = Field(foreign_key="person.id")
    choice: str
    reason: str
    conditions: str
    at: datetime
    entered_by_id: int | None = Field(default=None, foreign_key="person.id")
    entered_by: str = ""
    how: str = ""


class VoteDelegateRow(SQLModel, table=True):
    """Who votes for a member of a board on the days from `from_on` to `until_on`, unless it was ended before."""

    __tablename__ = "vote_delegate"

    id: int | None = primary_key()
    board_key: str = Field(index=True)
    member_id: int = Field(foreign_key="person.id")
    deputy_id: int = Field(foreign_key="person.id")
    from_on: date
    until_on: date
    said_by: str
    said_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""


class StageWordRow(SQLModel, table=True):
    """What somebody said on a stage: a question, a comment, advice, an objection, or that they have read it.

    Only an answer is added to it later.
    """

    __tablename__ = "stage_word"
    __table_args__ = (
        one_of("kind", "kind", ["question", "comment", "advice", "objection", "read"]),
        Index("ix_stage_word_of_stage", "stage_id", "id"),
    )

    id: int | None = primary_key()
    stage_id: int = Field(foreign_key="stage.id")
    sitting: int
    kind: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    name: str
    words: str
    at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


class ConflictRow(SQLModel, table=True):
    """An interest that touches a stage's proposal, from the register or declared for it.

    `is_bar` where the law bars its holder: no ruling lifts that, only a recorded dispensation.
    """

    __tablename__ = "conflict"
    __table_args__ = (
        one_of("source", "source", ["register", "declared", "office"]),
        Index("ix_conflict_of_stage", "stage_id", "id"),
    )

    id: int | None = primary_key()
    stage_id: int = Field(foreign_key="stage.id")
    person_id: int = Field(foreign_key="person.id")
    interest_id: int | None = Field(default=None, foreign_key="interest.id")
    source: str
    type: str
    words: str
    is_sensitive: bool = False
    is_bar: bool = False
    raised_by: str
    raised_at: datetime


class RulingRow(SQLModel, table=True):
    """What was ruled on an interest for a stage; the latest holds. A dispensation names who granted it, and when."""

    __tablename__ = "ruling"
    __table_args__ = (one_of("ruling", "ruling", [value.value for value in Ruling]),)

    id: int | None = primary_key()
    conflict_id: int = Field(foreign_key="conflict.id", index=True)
    ruling: str
    reason: str
    dispensation: str
    ruled_by_id: int | None = Field(default=None, foreign_key="person.id")
    ruled_by: str
    at: datetime


class SightRow(SQLModel, table=True):
    """That somebody opened the text or a paper of a stage, for the first time."""

    __tablename__ = "sight"
    __table_args__ = (UniqueConstraint("stage_id", "person_id", "what"),)

    id: int | None = primary_key()
    stage_id: int = Field(foreign_key="stage.id")
    person_id: int = Field(foreign_key="person.id")
    what: str
    at: datetime
