"""A database that the first version has filled is brought to the registers without losing a row."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.store import schema

FILLED = """
INSERT INTO person (id, key, name, loaded_digest) VALUES (7, 'manager', 'Governance manager', '');
INSERT INTO risk (id, prefix, number, workstream_key, project, summary, category, visibility, status, raised_on,
 version) VALUES (3, 'PC', 11, 'PC', '', 'Activity runs above plan', '', 'public', 'open', '2018-11-01', 1);
INSERT INTO risk_review (id, risk_id, version, kind, last_review_version, reviewed_at, author_id, author_name,
 inherent_l, inherent_s, residual_l, residual_s, mitigation, "update")
 VALUES (5, 3, 1, 'added', 1, '2018-11-01 08:00:00', 7, 'Governance manager', 5, 4, 5, 4, 'A plan', 'It rose');
INSERT INTO action (id, ref, summary, board_key, assigned_on, due_on, status, "update")
 VALUES (2, 'ICBOct18-1', 'Bring the plan', 'ICB', '2018-10-11', '2018-11-16', 'open', 'Not yet'),
 (4, 'ICBOct18-3', 'Circulate it', 'ICB', '2018-10-11', NULL, 'open', '');
INSERT INTO action_owner (id, action_id, position, person_id, name) VALUES (9, 2, 0, 7, 'Governance manager');
INSERT INTO fund (id, key, name, envelope_pence) VALUES (6, 'IT-3', 'IT fund', 250000000);
INSERT INTO fund_line (id, fund_id, workstream_key, initiative, line, stated_total_pence, note)
 VALUES (8, 6, 'PC', 'Outpatients', 'Viewer', 9000000, 'as printed');
INSERT INTO fund_line_year (id, line_id, year, amount_pence) VALUES (1, 8, 2018, 5000000), (2, 8, 2019, 4500000);
INSERT INTO interest (id, person_id, declared_on, position, organisation, nature, type, is_sensitive, loaded_digest)
 VALUES (1, 7, '2018-04-12', 'Trustee', 'A hospice', 'Paid', 'indirect', {false}, 'abc');
INSERT INTO audit_event (seq, at, actor, verb, subject, detail, previous_hash, hash)
 VALUES (1, '2018-10-31 17:00:00', 'import', 'action.imported', 'action:ICBOct18-1', '{{}}', '', '')
"""
KEPT = [
    *("person", "risk", "risk_review", "action", "action_owner", "fund", "fund_line", "fund_line_year", "interest"),
    "audit_event",
]


@pytest.fixture
def filled(engines):
    """A database as the first version left it."""
    false = "0" if engines.is_sqlite else "false"
    with engines.write.begin() as connection:
        command.downgrade(schema._alembic(connection), "0001")
        for statement in FILLED.format(false=false).split(";"):
            connection.exec_driver_sql(statement)
    return engines


def contents(engines):
    with engines.read.connect() as connection:
        return {
            table: [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings().all()]
            for table in KEPT
        }


def test_every_row_is_kept_with_its_numbers(filled):
    before = contents(filled)
    assert all(before.values())
    schema.migrate(filled)
    after = contents(filled)
    for table, rows in before.items():
        assert [{name: row[name] for name in old} for old, row in zip(rows, after[table], strict=True)] == rows, table
    added = {name: value for name, value in after["fund_line"][0].items() if name not in before["fund_line"][0]}
    assert {str(value) for value in added.values()} <= {"", "None", "0", "False"}


def test_what_refers_still_refers_and_what_is_forbidden_still_is(filled):
    schema.migrate(filled)
    for statement in (
        "INSERT INTO action_owner (action_id, position, name) VALUES (99, 0, 'Nobody')",
        "INSERT INTO fund_line_year (line_id, year) VALUES (99, 2018)",
        "UPDATE risk_review SET inherent_l = NULL",
        "UPDATE risk_review SET residual_l = 6",
        "UPDATE action SET status = 'parked'",
        "UPDATE fund_line SET recurrence = 'sometimes'",
        "UPDATE fund_line_year SET recurrence = 'sometimes'",
        "INSERT INTO fund_line_year (line_id, year) VALUES (8, 2018)",
    ):
        with pytest.raises(DatabaseError), filled.write.begin() as connection:
            connection.execute(text(statement))
    with filled.write.begin() as connection:
        connection.execute(text("UPDATE risk_review SET inherent_l = NULL, inherent_s = NULL"))
        connection.execute(text("UPDATE action SET assigned_on = NULL"))
        connection.execute(
            text("INSERT INTO fund_line_year (id, line_id, year, recurrence) VALUES (3, 8, 2018, 'recurrent')")
        )


def test_each_action_begins_its_history_when_the_audit_trail_first_names_it(filled):
    schema.migrate(filled)
    with filled.read.connect() as connection:
        rows = connection.execute(
            text('SELECT action_id, version, at, status, due_on, "update" FROM action_entry ORDER BY action_id')
        ).all()
    assert [(row[0], row[1], str(row[2])[:16], row[3], str(row[4]), row[5]) for row in rows] == [
        (2, 1, "2018-10-31 17:00", "open", "2018-11-16", "Not yet"),
        (4, 1, "2018-10-11 00:00", "open", "None", ""),
    ]


def test_going_back_keeps_the_rows_too(filled):
    before = contents(filled)
    schema.migrate(filled)
    with filled.write.begin() as connection:
        command.downgrade(schema._alembic(connection), "0001")
    assert contents(filled) == before


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE risk_review SET inherent_l = NULL, inherent_s = NULL", id="a score"),
        pytest.param(
            "INSERT INTO fund_line_year (id, line_id, year, amount_pence, recurrence)"
            " VALUES (3, 8, 2018, 5, 'recurrent')",
            id="one amount out of a year's two",
        ),
    ],
)
def test_going_back_refuses_to_invent(filled, statement):
    schema.migrate(filled)
    with filled.write.begin() as connection:
        connection.execute(text(statement))
    with pytest.raises(DatabaseError), filled.write.begin() as connection:
        command.downgrade(schema._alembic(connection), "0001")
