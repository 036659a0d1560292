"""What the doctor says of the machine under an embedded database, where it is not as it should be."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.cli.doctor.database import check_database, check_funds
from bot.cli.doctor.findings import Level
from bot.store import health
from bot.store.health import DatabaseFacts, look_at
from bot.store.sqlite import SqliteLibrary

MEGABYTE = 1024 * 1024
UNSOUND = SqliteLibrary(sqlite3, "sqlite3", (3, 51, 2))
SOUND = SqliteLibrary(sqlite3, "sqlite3", (3, 51, 3))
WELL = DatabaseFacts(
    "/records.sqlite3",
    is_sqlite=True,
    wanted="0002",
    exists=True,
    revision="0002",
    is_writable=True,
    free_bytes=5000 * MEGABYTE,
    library=SOUND,
)


def of(check: str, facts: DatabaseFacts) -> list[tuple[Level, str, str]]:
    """Return level, words and mend of what is found on one part."""
    return [(found.level, found.said, found.mend) for found in check_database(facts) if found.check == check]


def test_a_fund_that_proposals_ask_and_that_is_configured_no_more():
    facts = replace(WELL, funds={"BCF": ("P-1", "P-2"), "IT-3": ("P-3",)})
    (found,) = check_funds(facts, {"IT-3"})
    assert (found.level, "`BCF` is configured no more, and P-1, P-2 ask" in found.said) == (Level.FAULT, True)
    assert 'key = "BCF"' in found.mend


def test_a_machine_as_it_should_be():
    assert [level for level, _, _ in of("SQLite", WELL)] == [Level.OK]
    assert of("disk", WELL) == [(Level.OK, "5,000 MB are free where the database is.", "")]


def test_a_library_with_a_known_fault_is_named_with_what_mends_it():
    ((level, said, mend),) = of("SQLite", replace(WELL, library=UNSOUND))
    assert level is Level.LOOK
    assert said == "sqlite3 3.51.2 has a known fault that can damage the database."
    assert "3.51.3" in mend


def test_a_network_disk_is_a_fault():
    (level, said, mend), _ = of("disk", replace(WELL, remote="nfs4"))
    assert level is Level.FAULT
    assert said.startswith("The database lies on a network file system (nfs4)")
    assert "PostgreSQL" in mend


@pytest.mark.parametrize(
    ("megabytes", "level"),
    [(0, Level.FAULT), (99, Level.FAULT), (100, Level.LOOK), (1023, Level.LOOK), (1024, Level.OK)],
)
def test_a_disk_that_fills(megabytes, level):
    ((found, said, mend),) = of("disk", replace(WELL, free_bytes=megabytes * MEGABYTE))
    assert found is level
    assert said == f"{megabytes:,} MB are free where the database is."
    assert ("Make room" in mend) is (level is not Level.OK)


def test_a_disk_whose_room_cannot_be_read_is_not_called_full():
    assert [level for level, _, _ in of("disk", replace(WELL, free_bytes=None))] == [Level.UNKNOWN]


def test_the_room_left_is_read_where_the_file_will_be(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda place: SimpleNamespace(free=7 if place == tmp_path else 8))
    facts = look_at(f"sqlite:///{tmp_path / 'new' / 'x.sqlite3'}")
    assert (facts.free_bytes, of("disk", facts)[0][0]) == (7, Level.FAULT)
