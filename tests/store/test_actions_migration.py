"""A database that the version before has filled is brought to actions in full, and back."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import text

from bot.store import schema

FILLED = """
INSERT INTO person (id, key, name, loaded_digest) VALUES (7, 'manager', 'Governance manager', '');
INSERT INTO action (id, ref, summary, board_key, due_on, status, closed_at, status_words, "update")
 VALUES (2, 'ICBOct18-1', 'Bring the plan', 'ICB', '2018-11-16', 'open', NULL, '', 'Not yet'),
 (3, 'ICBOct18-2', 'Circulate it', 'ICB', NULL, 'closed', '2018-10-30 09:00:00', 'Complete', 'Circulated'),
 (4, 'ICBOct18-3', 'Ask both councils', 'ICB', NULL, 'open', NULL, '', '');
INSERT INTO action_entry (action_id, version, at, author_name, status, status_words,
 "update") VALUES (2, 1, '2018-10-12 09:00:00', 'Import', 'open', '', 'Begun'),
 (2, 2, '2018-10-19 09:00:00', 'Import', 'open', '', 'Not yet'),
 (3, 1, '2018-10-30 09:00:00', 'Import', 'closed', '', 'Circulated')
"""
AFTERWARDS = """
INSERT INTO outbox (dedupe_key, subject, channel, anchor, is_confidential, content, status, created_at, not_before_at,
 attempts, searches) VALUES
 ('a', 's', 'home:U1', 'a', {false}, '{{"deferred": {{"kind": "home"}}}}', 'pending', '{at}', '{at}', 0, 0),
 ('b', 's', 'webhook:teams', 'b', {false}, '{{"text": "x"}}', 'uncertain', '{at}', '{at}', 0, 0),
 ('c', 's', 'C0OFFICE', 'c', {false}, '{{"deferred": {{"kind": "digest", "id": 1}}}}', 'pending', '{at}', '{at}', 0, 0),
 ('d', 's', 'U1', 'd', {false}, '{{"deferred": {{"kind": "nudges", "id": 1}}}}', 'pending', '{at}', '{at}', 0, 0),
 ('e', 's', 'C0OFFICE', 'e', {false}, '{{"text": "x"}}', 'pending', '{at}', '{at}', 0, 0),
 ('f', 's', 'webhook:teams', 'f', {false}, '{{"text": "x"}}', 'sent', '{at}', '{at}', 1, 0);
INSERT INTO nudge (subject, person_id, rule, plan, planned_at, due_at, status) VALUES
 ('action:2', 7, 'before-3', 1, '{at}', '{at}', 'planned'),
 ('handover:1', 7, 'at-once', 1, '{at}', '{at}', 'planned'),
 ('action:2', 7, 'before-10', 1, '{at}', '{at}', 'superseded'),
 ('round:1:risk:3', 7, 'before-3', 1, '{at}', '{at}', 'planned'),
 ('acceptance:1:risk:3', 7, 'before-3', 1, '{at}', '{at}', 'planned')
"""


@pytest.fixture
def filled(engines):
    """A database as the version before left it, brought forward."""
    with engines.write.begin() as connection:
        command.downgrade(schema._alembic(connection), "0004")
        for statement in FILLED.split(";"):
            connection.exec_driver_sql(statement)
    schema.migrate(engines)
    return engines


def rows(engines, statement):
    with engines.read.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_actions_count_their_entries_and_closed_ones_were_done(filled):
    found = rows(filled, "SELECT ref, version, outcome, visibility, chased_by FROM action ORDER BY id")
    assert found == [
        ("ICBOct18-1", 2, "", "public", ""),
        ("ICBOct18-2", 1, "done", "public", ""),
        ("ICBOct18-3", 0, "", "public", ""),
    ]


def test_what_the_version_before_cannot_send_goes_with_its_tables(filled):
    false = "0" if filled.is_sqlite else "false"
    with filled.write.begin() as connection:
        for statement in AFTERWARDS.format(false=false, at="2018-11-01 08:30:00").split(";"):
            connection.exec_driver_sql(statement)
        command.downgrade(schema._alembic(connection), "0004")
    assert rows(filled, "SELECT dedupe_key FROM outbox ORDER BY 1") == [("d",), ("e",), ("f",)]
    planned = "SELECT subject FROM nudge WHERE status = 'planned' ORDER BY 1"
    assert rows(filled, planned) == [("acceptance:1:risk:3",), ("round:1:risk:3",)]
    assert rows(filled, "SELECT count(*) FROM nudge WHERE status = 'cancelled'") == [(2,)]
    assert rows(filled, "SELECT ref FROM action WHERE id = 2") == [("ICBOct18-1",)]
