"""Organisations, people with roles, groups, workstreams, and the Slack accounts people act from."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.people import Role
from bot.store.tables.base import one_of, primary_key


class DirectoryVersionRow(SQLModel, table=True):
    """One row: a number that rises with each change of the directory, so that readers may keep a copy."""

    __tablename__ = "directory_version"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 0


class OrganisationRow(SQLModel, table=True):
    """A statutory partner or another employer."""

    __tablename__ = "organisation"

    id: int | None = primary_key()
    key: str = Field(unique=True)
    name: str
    kind: str
    loaded_digest: str = ""


class PersonRow(SQLModel, table=True):
    """A person. `loaded_digest` is the digest of the configuration last applied to the row."""

    __tablename__ = "person"

    id: int | None = primary_key()
    key: str = Field(unique=True)
    name: str
    email: str | None = Field(default=None, index=True)
    slack_id: str | None = Field(default=None, unique=True)
    organisation_key: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    loaded_digest: str = ""


class RoleRow(SQLModel, table=True):
    """A role of a person, with its dates."""

    __tablename__ = "role"
    __table_args__ = (one_of("role", "role", [role.value for role in Role]),)

    id: int | None = primary_key()
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str
    workstream_key: str | None = None
    is_interim: bool = False
    from_on: date | None = None
    until_on: date | None = None
    from_config: bool = True


class GroupRow(SQLModel, table=True):
    """A group of contacts that can lead a risk."""

    __tablename__ = "people_group"

    id: int | None = primary_key()
    key: str = Field(unique=True)
    name: str
    loaded_digest: str = ""


class GroupMemberRow(SQLModel, table=True):
    """A contact of a group, with dates."""

    __tablename__ = "people_group_member"

    id: int | None = primary_key()
    group_id: int = Field(foreign_key="people_group.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    from_on: date | None = None
    until_on: date | None = None


class WorkstreamRow(SQLModel, table=True):
    """A workstream with the channels its records are shown in."""

    __tablename__ = "workstream"

    id: int | None = primary_key()
    key: str = Field(unique=True)
    name: str
    channel: str | None = None
    private_channel: str | None = None
    loaded_digest: str = ""


class AccountRow(SQLModel, table=True):
    """A Slack account as Slack last described it."""

    __tablename__ = "slack_account"
    __table_args__ = (UniqueConstraint("slack_id"),)

    id: int | None = primary_key()
    slack_id: str
    team_id: str
    name: str
    email: str | None = None
    is_guest: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    is_deleted: bool = False
    timezone: str | None = None
    seen_at: datetime
