"""The metadata that all tables share, and helpers to declare columns alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, MetaData, false
from sqlmodel import Field, SQLModel

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def primary_key() -> Any:
    """Declare a surrogate key."""
    return Field(default=None, primary_key=True)


def plain_text() -> Any:
    """Declare a text that rows written before the column came have as empty."""
    return Field(default="", sa_column_kwargs={"server_default": ""})


def off() -> Any:
    """Declare a mark that rows written before the column came do not bear."""
    return Field(default=False, sa_column_kwargs={"server_default": false()})


def one_of(name: str, column: str, values: list[str]) -> CheckConstraint:
    """Declare that `column` holds one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def none_yet() -> Any:
    """Declare a number that rows written before the column came have as nought."""
    return Field(default=0, sa_column_kwargs={"server_default": "0"})
