"""Migrate, and compare what the migrations built with what the tables declare.

Only migrating needs Alembic, and only then is it loaded: a tenth of the bot's start and of its memory.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.errors import UnavailableError
from bot.store import faults
from bot.store.engines import Engines
from bot.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

_SCRIPTS = Path(__file__).parent / "migrations"
_SQLITE_OBJECTS = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
_POSTGRES_OBJECTS = """
SELECT 'column', c.relname || '.' || a.attname,
       format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
       || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relkind = 'r' AND c.relname NOT LIKE 'alembic%'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes
 WHERE schemaname = current_schema() AND tablename NOT LIKE 'alembic%'
UNION ALL SELECT 'constraint', r.conrelid::regclass || '.' || r.conname, pg_get_constraintdef(r.oid)
  FROM pg_constraint r JOIN pg_namespace n ON n.oid = r.connamespace AND n.nspname = current_schema()
 WHERE r.contype <> 'n' AND r.conname NOT LIKE 'alembic%'
UNION ALL SELECT 'trigger', t.tgrelid::regclass || '.' || t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t
 WHERE NOT t.tgisinternal
"""


def migrate(engines: Engines) -> str:
    """Bring the database to the newest revision, in one transaction; return that revision.

    Raises:
        UnavailableError: it is newer than this program, or does not answer.
    """
    from alembic import command  # noqa: PLC0415 - see above

    with faults.explained(), engines.write.begin() as connection:
        _refuse_newer(revision_of(connection))
        command.upgrade(_alembic(connection), "head")
    return revisions()[-1]


def check_revision(engines: Engines) -> None:
    """Make sure the database is at the revision this program was written for.

    Raises:
        UnavailableError: it is older, newer, or was never migrated.
    """
    with faults.explained(), engines.read.connect() as connection, connection.begin():
        present = revision_of(connection)
    _refuse_newer(present)
    wanted = revisions()[-1]
    if present != wanted:
        raise UnavailableError(
            f"The database is at revision {present or 'none'}; this program needs {wanted}.",
            "Run `convenor migrate` (after a backup).",
        )


def revisions() -> list[str]:
    """Return every revision, oldest first: each migration's file is named `REVISION_words.py`, in rising order."""
    return sorted(file.stem.partition("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*_*.py"))


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database is at, None when it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _refuse_newer(present: str | None) -> None:
    if present is not None and present not in revisions():
        raise UnavailableError(
            f"The database is at revision {present}, which this program does not know: a newer one has used it.",
            "Install that version again, or restore the backup made before it was used.",
        )


def differences(migrated: Connection, declared: Connection) -> list[str]:
    """Compare two databases object by object through their own catalogues; return the differences in words.

    Args:
        migrated: a database built by the migrations.
        declared: one built from the tables (`create_declared`), on the same kind of database.
    """
    left, right = _objects(migrated), _objects(declared)
    return [
        f"{kind} {name}: migrations have {left.get((kind, name))!r}, tables have {right.get((kind, name))!r}"
        for kind, name in sorted(left.keys() | right.keys())
        if left.get((kind, name)) != right.get((kind, name))
    ]


def create_declared(connection: Connection) -> None:
    """Create every declared table without migrations, for comparison and scratch databases."""
    metadata.create_all(connection)


def _objects(connection: Connection) -> dict[tuple[str, str], str]:
    query = _SQLITE_OBJECTS if connection.dialect.name == "sqlite" else _POSTGRES_OBJECTS
    return {(kind, name): _normal(sql) for kind, name, sql in connection.execute(text(query))}


def _normal(sql: str) -> str:
    """Fold spaces, quotes and the order of a table's clauses, which carry no meaning."""
    flat = re.sub(r"\s+", " ", sql).replace('"', "").strip()
    head, bracket, rest = flat.partition("(")
    if not head.upper().startswith("CREATE TABLE") or not bracket:
        return flat
    body, _, options = rest.rpartition(")")
    return f"{head.strip()} ({', '.join(sorted(_clauses(body)))}) {options.strip()}".strip()


def _clauses(body: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for position, character in enumerate(body):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(body[start:position].strip())
            start = position + 1
    return [*parts, body[start:].strip()]


def _alembic(connection: Connection) -> AlembicConfig:
    from alembic.config import Config as AlembicConfig  # noqa: PLC0415 - see above

    config = AlembicConfig()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
