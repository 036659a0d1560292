"""The migrations build what the tables declare, and the comparison that says so is not blind."""

import re

import pytest
from alembic import command
from sqlalchemy import text

from bot.errors import UnavailableError
from bot.store import schema
from bot.store.engines import open_engines
from tests.support.databases import PostgresServer, SqliteTemplate

INDEX = "CREATE INDEX ix_outbox_subject ON outbox (subject, id) WHERE "
UNFINISHED = "status = 'pending' OR status = 'claimed' OR status = 'uncertain'"


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def databases(request, tmp_path_factory):
    """A migrated database, and one built from the tables."""
    if request.param == "sqlite":
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        folder = tmp_path_factory.mktemp("schema")
        migrated = open_engines(template.copy_to(folder))
        declared = open_engines(f"sqlite:///{folder / 'declared.sqlite3'}")
        with declared.write.begin() as connection:
            schema.create_declared(connection)
        yield migrated, declared
        migrated.dispose()
        declared.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as first, server.database() as second:
        migrated, declared = open_engines(first), open_engines(second)
        with declared.write.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            schema.create_declared(connection)
        yield migrated, declared
        migrated.dispose()
        declared.dispose()


def rewritten(table, was, becomes):
    """SQLite changes a table only by building it anew; its catalogue is edited in place of that."""
    change = f"UPDATE sqlite_master SET sql = replace(sql, '{was}', '{becomes}')"
    return ["PRAGMA writable_schema = ON", f"{change} WHERE name = '{table}' AND instr(sql, '{was}') > 0"]


def planted(name, sqlite, postgres, kind, about):
    return pytest.param({"sqlite": sqlite, "postgresql": postgres}, kind, about, id=name)


def alike(name, statements, kind, about):
    return planted(name, statements, statements, kind, about)


PLANTED = [
    planted(
        "a changed CHECK",
        rewritten("risk", "''open'', ''closed''", "''open'', ''shut''"),
        [
            "ALTER TABLE risk DROP CONSTRAINT ck_risk_status",
            "ALTER TABLE risk ADD CONSTRAINT ck_risk_status CHECK (status IN ('open', 'shut'))",
        ],
        {"sqlite": "table", "postgresql": "constraint"},
        "shut",
    ),
    planted(
        "a dropped CHECK",
        rewritten("risk", "CONSTRAINT ck_risk_number CHECK (number > 0), ", ""),
        ["ALTER TABLE risk DROP CONSTRAINT ck_risk_number"],
        {"sqlite": "table", "postgresql": "constraint"},
        "ck_risk_number",
    ),
    planted(
        "a dropped UNIQUE",
        rewritten("inbox", "CONSTRAINT uq_inbox_key UNIQUE", "CONSTRAINT uq_inbox_key CHECK"),
        ["ALTER TABLE inbox DROP CONSTRAINT uq_inbox_key"],
        {"sqlite": "table", "postgresql": "constraint"},
        "uq_inbox_key",
    ),
    planted(
        "a dropped foreign key",
        rewritten("risk_review", "REFERENCES risk (id)", ""),
        ["ALTER TABLE risk_review DROP CONSTRAINT fk_risk_review_risk_id_risk"],
        {"sqlite": "table", "postgresql": "constraint"},
        "fk_risk_review_risk_id_risk",
    ),
    planted(
        "a column that may be empty",
        rewritten("risk", "summary VARCHAR NOT NULL", "summary VARCHAR"),
        ["ALTER TABLE risk ALTER COLUMN summary DROP NOT NULL"],
        {"sqlite": "table", "postgresql": "column"},
        "summary",
    ),
    planted(
        "a column of another type",
        rewritten("fund", "envelope_pence BIGINT", "envelope_pence REAL"),
        ["ALTER TABLE fund ALTER COLUMN envelope_pence TYPE real"],
        {"sqlite": "table", "postgresql": "column"},
        "envelope_pence",
    ),
    planted(
        "a default",
        rewritten("risk", "summary VARCHAR NOT NULL", "summary VARCHAR DEFAULT ''x'' NOT NULL"),
        ["ALTER TABLE risk ALTER COLUMN summary SET DEFAULT 'x'"],
        {"sqlite": "table", "postgresql": "column"},
        "DEFAULT",
    ),
    alike("a column too many", ["ALTER TABLE risk ADD COLUMN colour VARCHAR"], None, "colour"),
    alike("a table too many", ["CREATE TABLE extra (id INTEGER)"], None, "extra"),
    alike("a table missing", ["DROP TABLE register_report"], None, "register_report"),
    alike("a changed index predicate", ["DROP INDEX ix_outbox_subject", f"{INDEX}status = 'pending'"], "index", "ix_o"),
    alike("an index without its predicate", ["DROP INDEX ix_outbox_subject", INDEX[:-7]], "index", "ix_outbox_subject"),
    alike(
        "an index over other columns",
        ["DROP INDEX ix_outbox_subject", INDEX.replace("subject, id", "id, subject") + UNFINISHED],
        "index",
        "ix_outbox_subject",
    ),
    alike("a missing index", ["DROP INDEX ix_risk_lead_risk_id"], "index", "ix_risk_lead_risk_id"),
    alike("an index too many", ["CREATE INDEX ix_extra ON risk (raised_on)"], "index", "ix_extra"),
]

TRIGGER = {
    "sqlite": ["CREATE TRIGGER keep_audit BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'kept'); END"],
    "postgresql": [
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER keep_audit BEFORE DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION keep()",
    ],
}


def found(databases, planted_in_migrated=(), planted_in_declared=()):
    """The differences with statements planted on either side, which are rolled back."""
    migrated, declared = databases
    with migrated.write.connect() as left, declared.write.connect() as right:
        for connection, statements in ((left, planted_in_migrated), (right, planted_in_declared)):
            for statement in statements:
                done = connection.exec_driver_sql(statement)
                assert not statement.startswith("UPDATE") or done.rowcount == 1, "the plant must land"
        return schema.differences(left, right)


def test_migrations_build_what_the_tables_declare(databases):
    assert found(databases) == []


@pytest.mark.parametrize(("statements", "kind", "about"), PLANTED)
def test_each_planted_difference_is_reported(databases, statements, kind, about):
    dialect = databases[0].write.dialect.name
    reported = found(databases, planted_in_migrated=statements[dialect])
    expected = kind[dialect] if isinstance(kind, dict) else kind
    assert any(about in line and (expected is None or line.startswith(f"{expected} ")) for line in reported), reported
    assert found(databases) == [], "the plant must be gone again"


def test_a_dropped_trigger_is_reported(databases):
    statements = TRIGGER[databases[0].write.dialect.name]
    reported = found(databases, planted_in_declared=statements)
    assert [line for line in reported if re.match(r"trigger \S*keep_audit: migrations have None", line)], reported
    assert found(databases, statements, statements) == []


def test_a_difference_says_what_each_side_has(databases):
    (reported,) = found(databases, ["DROP INDEX ix_risk_lead_risk_id"])
    assert reported.startswith("index ix_risk_lead_risk_id: migrations have None, tables have 'CREATE INDEX")


def test_the_order_of_clauses_and_spaces_carry_no_meaning():
    one = 'CREATE TABLE "risk" (\n  id INTEGER,\n  CONSTRAINT a CHECK (n IN (1, 2)),\n  CONSTRAINT b UNIQUE (id)\n)'
    other = "CREATE TABLE risk (id INTEGER, CONSTRAINT b UNIQUE (id), CONSTRAINT a CHECK (n IN (1, 2)))"
    assert schema._normal(one) == schema._normal(other)
    assert schema._normal(other) != schema._normal(f"{other} WITHOUT ROWID")
    assert schema._normal(other) != schema._normal(other.replace("(1, 2)", "(2, 1)"))


def test_migrating_again_changes_nothing(engines):
    assert schema.migrate(engines) == schema.migrate(engines)
    schema.check_revision(engines)


def test_going_back_leaves_no_table_and_forward_again_builds_the_same(engines):
    with engines.write.begin() as connection:
        before = schema._objects(connection)
        command.downgrade(schema._alembic(connection), "base")
        assert schema._objects(connection) == {}
    with pytest.raises(UnavailableError, match="at revision none; this program needs") as refused:
        schema.check_revision(engines)
    assert "convenor migrate" in refused.value.mend
    schema.migrate(engines)
    schema.check_revision(engines)
    with engines.read.connect() as connection:
        assert schema._objects(connection) == before


def test_a_database_that_a_newer_program_has_used_is_left_alone(engines):
    with engines.write.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        before = schema._objects(connection)
    for attempt in (schema.check_revision, schema.migrate):
        with pytest.raises(UnavailableError, match="at revision 9999, which this program does not know") as refused:
            attempt(engines)
        assert "newer" in str(refused.value)
    with engines.read.connect() as connection:
        assert schema._objects(connection) == before
