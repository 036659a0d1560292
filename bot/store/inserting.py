"""Rows that are written only where there is none yet, or in place of the one that is there."""

from __future__ import annotations

from sqlalchemy import Connection, TableClause
from sqlalchemy.dialects import postgresql, sqlite


def insert_for(connection: Connection, table: TableClause) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that can say what becomes of a row that is there already; both databases say it alike."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
