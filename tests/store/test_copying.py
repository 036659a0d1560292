"""A copy of a database for looking ahead: complete in what decides, and the original as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.domain.references import Reference
from bot.settings import default_config_dir, load_config
from bot.store.copying import copy_database
from bot.store.outbox import OutgoingMessage
from bot.store.tables import metadata
from bot.store.unit_of_work import Store

CHANGED = {"job", "outbox", "received_file", "audit_event", "inbox"}


def contents(engines):
    with engines.read.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in metadata.tables.items()
        }


@pytest.fixture
def database_url(demo_url: str) -> str:
    return demo_url


@pytest.fixture
def live(engines, clock: ManualClock):
    config = load_config(default_config_dir() / "convenor.toml")
    store = Store(engines, clock, config.rules, config.zone)

    def ask(unit):
        unit.jobs.ask("import:1", "import", {"file": "F1"})
        unit.inbox.claim("view:1")
        unit.outbox.put(OutgoingMessage("key", "subject", "C0OFFICE", "anchor", {"text": "words"}))

    store.write(ask)
    return store


def test_a_copy_has_what_decides_and_the_original_is_as_it_was(live, clock, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.store.copying._ROWS_AT_ONCE", 3)
    before = contents(live.engines)
    copy = copy_database(live.engines, tmp_path / "ahead.sqlite3")
    try:
        copied = contents(copy)
        assert {name: rows for name, rows in copied.items() if name not in CHANGED} == {
            name: rows for name, rows in before.items() if name not in CHANGED
        }
        assert before["audit_event"]
        assert copied["audit_event"] == copied["inbox"] == []
        # A second row of the key is not written, and nobody does the job or sends the message again.
        assert [(row["key"], row["status"], row["payload"]) for row in copied["job"]] == [("import:1", "done", {})]
        assert [(row["dedupe_key"], row["status"], row["content"]) for row in copied["outbox"]] == [
            ("key", "superseded", {})
        ]
        ahead = Store(copy, clock)
        ahead.write(lambda unit: unit.record("nobody", "tried", "risk:PC11"))
        with ahead.view() as view:
            assert view.risks.find(Reference("PC", 11)).leads
    finally:
        copy.dispose()
    assert contents(live.engines) == before
