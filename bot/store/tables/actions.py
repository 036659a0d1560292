"""Actions as boards set them. What was said of an action, and each date it was due, is added, never overwritten."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.tables.base import none_yet, one_of, plain_text, primary_key

_STATUSES = ["open", "closed"]
OPEN = "status = 'open'"
UNPLANNED = "status = 'open' AND chased_by = ''"
WAITING = "state = 'waiting'"
PLAIN_REF = "lower(replace(replace(replace(replace(replace(ref, ' ', ''), '-', ''), '_', ''), '/', ''), '.', ''))"
"""A reference as it is compared; queries find its index when they repeat the words literally."""


def _of(name: str, condition: str, *columns: str, unique: bool = False) -> Index:
    """Declare an index of the rows that meet a condition: queries find it when they repeat the words literally."""
    return Index(name, *columns, unique=unique, sqlite_where=text(condition), postgresql_where=text(condition))


class ActionRow(SQLModel, table=True):
    """An action with the board that set it, as its last entry left it.

    Dates may be missing. `original_due_on` is set once a revised date stands beside the first one. `status_words` is
    the status as its register writes it, where it says more than open or closed. `board_key` is the board's key, what
    boards in common call themselves together (`actions_as`), or a workstream's key. `source_kind` and `source_ref`
    say out of what it came, such as a risk `PC11`. `outcome` says how a closed one ended. `plan` counts the plans of
    its reminders, `chased_by` is the digest of the settings the last was reckoned by: empty when it is to be reckoned
    anew.
    """

    __tablename__ = "action"
    __table_args__ = (
        one_of("status", "status", _STATUSES),
        _of("ix_action_due", OPEN, "due_on", "id"),
        _of("ix_action_unplanned", UNPLANNED, "id"),
        Index("ix_action_closed_at", "closed_at"),
        Index("ix_action_plain_ref", text(PLAIN_REF)),
    )

    id: int | None = primary_key()
    ref: str = Field(unique=True)
    summary: str
    board_key: str
    assigned_on: date | None = None
    due_on: date | None = None
    original_due_on: date | None = None
    status: str = "open"
    status_words: str = plain_text()
    update: str = ""
    closed_at: datetime | None = None
    version: int = none_yet()
    workstream_key: str = plain_text()
    visibility: str = Field(default="public", sa_column_kwargs={"server_default": "public"})
    source_kind: str = plain_text()
    source_ref: str = plain_text()
    minute: str = plain_text()
    message_link: str = plain_text()
    recurrence: str = plain_text()
    outcome: str = plain_text()
    plan: int = none_yet()
    chased_by: str = plain_text()


class ActionEntryRow(SQLModel, table=True):
    """One entry of an action's history, complete in itself: what was said, its status, and when it was due then.

    `kind` says what was done; it is empty for what an import brought. A board's decision names its meeting and minute.
    `visibility` is who could see the action from then on.
    """

    __tablename__ = "action_entry"
    __table_args__ = (UniqueConstraint("action_id", "version"), one_of("status", "status", _STATUSES))

    id: int | None = primary_key()
    action_id: int = Field(foreign_key="action.id")
    version: int
    at: datetime
    author_id: int | None = Field(default=None, foreign_key="person.id")
    author_name: str
    status: str
    status_words: str
    due_on: date | None = None
    update: str
    kind: str = plain_text()
    held_on: date | None = None
    minute: str = plain_text()
    visibility: str = Field(default="public", sa_column_kwargs={"server_default": "public"})


class ActionOwnerRow(SQLModel, table=True):
    """Somebody accountable for an action: a person, or a role nobody is named for yet."""

    __tablename__ = "action_owner"

    id: int | None = primary_key()
    action_id: int = Field(foreign_key="action.id", index=True)
    position: int
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    name: str


class ActionDescentRow(SQLModel, table=True):
    """An action that came out of another: a part it was split into, or its next turn."""

    __tablename__ = "action_descent"
    __table_args__ = (one_of("kind", "kind", ["split", "turn"]),)

    action_id: int = Field(foreign_key="action.id", primary_key=True)
    from_id: int = Field(foreign_key="action.id", index=True)
    kind: str


class ActionHandoverRow(SQLModel, table=True):
    """An owner's wish that somebody else own an action, and what came of it. Until it is accepted nothing changes."""

    __tablename__ = "action_handover"
    __table_args__ = (
        one_of("state", "state", ["waiting", "accepted", "returned", "withdrawn"]),
        _of("ix_action_handover_waiting", WAITING, "action_id", "from_position", unique=True),
    )

    id: int | None = primary_key()
    action_id: int = Field(foreign_key="action.id", index=True)
    from_position: int
    from_id: int | None = Field(default=None, foreign_key="person.id")
    from_name: str
    to_id: int = Field(foreign_key="person.id")
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_by: str
    reason: str
    asked_at: datetime
    state: str = "waiting"
    answered_at: datetime | None = None
    answer: str = ""


class ActionClaimRow(SQLModel, table=True):
    """Somebody's word that an action is done who neither owns it nor is of the office; an owner confirms it or not."""

    __tablename__ = "action_claim"
    __table_args__ = (
        one_of("state", "state", ["waiting", "confirmed", "refused", "withdrawn"]),
        _of("ix_action_claim_waiting", WAITING, "action_id", unique=True),
    )

    id: int | None = primary_key()
    action_id: int = Field(foreign_key="action.id", index=True)
    said_by_id: int | None = Field(default=None, foreign_key="person.id")
    said_by: str
    how: str
    said_at: datetime
    state: str = "waiting"
    answered_at: datetime | None = None
    answered_by: str = ""
    answer: str = ""


class MinutedActionRow(SQLModel, table=True):
    """An action as a board's minutes have it, to be compared with the tracker. `ref` may be missing."""

    __tablename__ = "minuted_action"
    __table_args__ = (UniqueConstraint("board_key", "held_on", "paragraph", "summary"),)

    id: int | None = primary_key()
    board_key: str
    held_on: date
    paragraph: str
    ref: str
    summary: str
    owners: str
    due_on: date | None = None


class ForwardItemRow(SQLModel, table=True):
    """An item of a board's forward plan; one without a meeting is unscheduled. `ref` names the action it answers."""

    __tablename__ = "forward_item"
    __table_args__ = (UniqueConstraint("board_key", "held_on", "title"),)

    id: int | None = primary_key()
    board_key: str
    held_on: date | None = None
    title: str
    lead: str
    ref: str
