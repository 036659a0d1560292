"""A look at a database of each kind says what is there, finds a trail that was tampered with, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store import health
from bot.store.engines import Engines
from bot.store.health import look_at
from bot.store.schema import revisions
from bot.store.unit_of_work import Store
from tests.support.ports import closed_port


def record(store: Store, number: int) -> None:
    for n in range(number):
        store.write(lambda unit, n=n: unit.record("test", "test.happened", f"thing:{n}", n=n))


def test_a_sound_database_is_seen_as_it_is(database_url: str, engines: Engines, store: Store):
    record(store, 3)
    facts = look_at(database_url)
    assert (facts.exists, facts.fault, facts.revision, facts.is_writable) == (True, "", revisions()[-1], True)
    assert (facts.is_newer, facts.audit_fault, facts.holder) == (False, "", None)
    assert facts.audit is not None
    assert facts.audit.seq == 3
    assert facts.is_sqlite == engines.is_sqlite
    if facts.is_sqlite:
        assert facts.library is not None
        assert (facts.free_bytes or 0) > 0


TAMPERED = [
    pytest.param("UPDATE audit_event SET verb = 'else' WHERE seq = 3", "Audit event 3 (else thing:2)", id="the last"),
    pytest.param("UPDATE audit_event SET actor = 'else' WHERE seq = 2", "Audit event 2 (test", id="one before"),
    pytest.param(
        "DELETE FROM audit_event WHERE seq = 3", "ends at event 2; its recorded end is event 3", id="the tail"
    ),
    pytest.param("DELETE FROM audit_event WHERE seq = 2", "was altered", id="one within"),
    pytest.param("DELETE FROM audit_event", "ends at event 0; its recorded end is event 3", id="all"),
    pytest.param("DELETE FROM audit_head", "end of the audit chain is gone", id="the head"),
]


@pytest.mark.parametrize(("sql", "says"), TAMPERED)
def test_a_trail_that_was_tampered_with_near_its_end_is_seen(
    database_url: str, engines: Engines, store: Store, sql: str, says: str
):
    record(store, 3)
    with engines.write.begin() as connection:
        assert connection.execute(text(sql)).rowcount > 0
    assert says in look_at(database_url).audit_fault


def test_older_newer_and_empty_databases_are_told_apart(database_url: str, engines: Engines):
    for version, is_newer in (("0001", False), ("9999", True)):
        with engines.write.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
        facts = look_at(database_url)
        assert (facts.revision, facts.is_newer, facts.audit) == (version, is_newer, None)
    with engines.write.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert look_at(database_url).revision is None


def test_looking_at_a_file_leaves_no_trace(tmp_path: Path, sqlite_template):
    url = sqlite_template.copy_to(tmp_path)
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in tmp_path.iterdir()}
    assert look_at(url).fault == ""
    assert {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in tmp_path.iterdir()} == before
    assert not look_at(f"sqlite:///{tmp_path}/deep/none.sqlite3").exists
    assert set(tmp_path.iterdir()) == set(before)


def test_a_network_file_system_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:4 / {tmp_path} rw - nfs4 server:/share rw\nnot a line of one\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(health, "_MOUNTS", mounts)
    assert look_at(f"sqlite:///{tmp_path}/a.sqlite3").remote == "nfs4"
    assert look_at("sqlite:////a.sqlite3").remote == ""


@pytest.mark.parametrize("option", ["password=s3cret", "passfile=/s3cret", "sslpassword=s3cret"])
def test_a_password_among_the_options_of_an_address_is_not_shown(option: str):
    place = look_at(f"postgresql+psycopg://127.0.0.1:{closed_port()}/x?user=bot&{option}").place
    assert "s3cret" not in place
    assert f"{option.partition('=')[0]}=..." in place
    assert "user=bot" in place
