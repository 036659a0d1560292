"""Chasing: who is to be reminded of what and when, in which message it was said, and who may not be disturbed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.domain.chasing import NudgeStatus
from bot.store.tables.base import one_of, plain_text, primary_key

PLANNED = "status = 'planned'"
SAID = "message_id IS NOT NULL"


def _planned(name: str, *columns: str) -> Index:
    """Declare an index that holds planned rows only: queries find it when they repeat `PLANNED` literally."""
    return Index(name, *columns, sqlite_where=text(PLANNED), postgresql_where=text(PLANNED))


class NudgeRow(SQLModel, table=True):
    """A reminder of `subject` to a person by a rule such as `before-3`, in the subject's plan of that number.

    `subject` begins with its kind, such as `round:4:risk:12`. `planned_at` is when its plan has it said, `due_at` when
    that is next to be decided: later than planned once something held it back. `message_id` is the message it was
    said in.
    """

    __tablename__ = "nudge"
    __table_args__ = (
        UniqueConstraint("subject", "person_id", "rule", "plan"),
        one_of("status", "status", [value.value for value in NudgeStatus]),
        _planned("ix_nudge_due", "due_at", "id", "person_id"),
        _planned("ix_nudge_subject_planned", "subject"),
        Index("ix_nudge_message_id", "message_id", sqlite_where=text(SAID), postgresql_where=text(SAID)),
    )

    id: int | None = primary_key()
    subject: str
    person_id: int = Field(foreign_key="person.id")
    rule: str
    plan: int
    planned_at: datetime
    due_at: datetime
    status: str = NudgeStatus.PLANNED.value
    settled_at: datetime | None = None
    message_id: int | None = Field(default=None, foreign_key="nudge_message.id")


class NudgeMessageRow(SQLModel, table=True):
    """A message that holds a person's nudges of a day. `number` counts them within the day, `version` its renewals."""

    __tablename__ = "nudge_message"
    __table_args__ = (UniqueConstraint("person_id", "day_on", "number"),)

    id: int | None = primary_key()
    person_id: int = Field(foreign_key="person.id")
    day_on: date
    number: int = 1
    version: int = 1


class SnoozeRow(SQLModel, table=True):
    """A person's wish not to hear of a subject before `until_on`; the latest of a subject counts."""

    __tablename__ = "snooze"
    __table_args__ = (Index("ix_snooze_person_id_subject", "person_id", "subject"),)

    id: int | None = primary_key()
    person_id: int = Field(foreign_key="person.id")
    subject: str
    until_on: date
    asked_at: datetime


class AbsenceRow(SQLModel, table=True):
    """Days on which a person is away, both included, and who acts for them.

    `ended_on` is set when they are back sooner.
    """

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="in_order"),)

    id: int | None = primary_key()
    person_id: int = Field(foreign_key="person.id", index=True)
    from_on: date
    until_on: date
    deputy_id: int | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime
    ended_on: date | None = None


class PreferenceRow(SQLModel, table=True):
    """A person's own hours and wishes. Minutes count from midnight in their time zone; None leaves the partnership's.

    `digest` says how they have their own weekly digest: `slack`, `mail`, or empty for not at all;
    `digest_since_at` is when they wished for it.
    """

    __tablename__ = "preference"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    timezone: str | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None
    digest: str = plain_text()
    digest_since_at: datetime | None = None
