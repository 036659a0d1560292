"""The machine lets the bot down: a full disk, a locked database, a second bot, a slip in the configuration, a stop."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from tests.scenarios.conftest import opened
from tests.scenarios.people import DIRECTOR, PLANNED, SRO, Person, words
from tests.support.bot import BotProcess, first_line, quick_config
from tests.support.sandbox import until

HOLD = """
import sys
from bot.store.engines import open_engines
with open_engines(sys.argv[1]).write.begin() as connection:
    if len(sys.argv) > 2:
        connection.exec_driver_sql(sys.argv[2])
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextlib.contextmanager
def held_by_another_process(url: str, statement: str = "") -> Iterator[None]:
    """Hold the database's write lock in another process; on PostgreSQL what the statement locks."""
    words = [sys.executable, "-c", HOLD, url, *([statement] if statement else [])]
    holder = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert first_line(holder, 20) == "held"
        yield
    finally:
        holder.communicate("\n", timeout=20)


class Disk:
    """The room that is left for the database, as SQLite itself counts it."""

    def __init__(self):
        self.connections = []

    def __call__(self, connection, _record):
        self.connections.append(connection)

    def fill(self):
        for connection in self.connections:
            connection.execute("PRAGMA max_page_count=1")

    def clear(self):
        for connection in self.connections:
            connection.execute("PRAGMA max_page_count=1000000")


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    event.listen(Engine, "connect", disk)
    yield disk
    event.remove(Engine, "connect", disk)


def test_a_full_disk(sandbox, register, tmp_path, log, disk):
    with opened(sandbox, register, tmp_path) as stage:
        director = stage.person(DIRECTOR)
        long = "Activity fell. " * 130
        form = director.opens("/risk update PC11")
        before = register.counts()
        disk.fill()
        why = (
            "The disk that holds the records is full. Nothing was saved. "
            "Tell whoever runs the server: it needs space, then try again."
        )
        until(lambda: words(director.types(f"/risk update PC7 4x4 {long}")) == why, what="no room left")
        assert director.is_refused(form, {"residual": "4x3", "update": long}) == {"residual": why}
        assert words(director.types("/risk PC11")).startswith("*Risk PC11 ")
        kept = register.counts()
        assert kept["risk_review"] - before["risk_review"] == kept["audit_event"] - before["audit_event"]
        disk.clear()
        assert "*Saved PC11.*" in director.saves(form)
        register.wait_until_sent(30)
        assert register.reviews("PC11")[-1].update == long.strip()
        assert long.strip()[:200] in words(director.reads(PLANNED, director.reads(PLANNED)[-1]["ts"])[-1])
        register.verify()


WHAT_A_CHANGE_LOCKS = {
    "sqlite": "",
    "postgresql": "LOCK TABLE risk, audit_head IN ACCESS EXCLUSIVE MODE",
}


def test_a_database_locked_by_another_process(sandbox, register_on_each, tmp_path, log):
    books = register_on_each
    kind = books.url.split("+")[0].split(":")[0]
    with opened(sandbox, books, tmp_path) as stage:
        director, sro = stage.person(DIRECTOR), stage.person(SRO)
        form = director.opens("/risk update PC11")
        why = "The database is in use by another program. Nothing was saved. Try again in a minute."
        with held_by_another_process(books.url, WHAT_A_CHANGE_LOCKS[kind]):
            said: list[str] = []
            waiting = threading.Thread(target=lambda: said.append(words(sro.types("/risk update PC7 4x4 We wait"))))
            waiting.start()
            assert director.is_refused(form, {"residual": "4x3", "update": "Activity fell"}) == {"residual": why}
            waiting.join()
            assert said == [why]
            if kind == "sqlite":
                assert words(director.types("/risk PC11")).startswith("*Risk PC11 ")
        assert "*Saved PC11.*" in director.saves(form)
        books.wait_until_sent()
        assert len(books.reviews("PC11")) == 2
        assert len(books.reviews("PC7")) == 2
        (root,) = director.reads(PLANNED)
        assert len(director.reads(PLANNED, root["ts"])) == 2
        books.verify()


@pytest.mark.process
def test_a_second_bot_on_one_database_is_refused_with_the_reason(sandbox, register, tmp_path):
    config = quick_config(tmp_path)
    with opened(sandbox, register, tmp_path) as stage:
        second = BotProcess(sandbox, register.url, config, tmp_path).run_to_its_end()
        assert second.returncode == 1
        assert "Another Convenor (process" in second.stderr
        assert "already runs on this database. Stop that one first." in second.stderr
        assert "Traceback" not in second.stderr
        assert second.stdout == ""
        assert words(stage.person(DIRECTOR).types("/risk PC11")).startswith("*Risk PC11 ")


@pytest.mark.process
@pytest.mark.parametrize(
    ("slip", "said"),
    [
        pytest.param(
            {'home_team = "T0DEMO"': 'home_teem = "T0DEMO"'},
            ("convenor.toml: partnership.home_teem: is not a setting.", "Did you mean", "home_team"),
            id="a misspelt key",
        ),
        pytest.param(
            {'{ person = "cancer-lead", organisation': '{ person = "cancer-laed", organisation'},
            ("convenor.toml: boards.PCLG.members", "cancer-laed", "cancer-lead"),
            id="a misspelt person",
        ),
    ],
)
def test_a_slip_in_the_configuration_stops_the_start_with_its_place(sandbox, register, tmp_path, slip, said):
    before = register.counts()
    stopped = BotProcess(sandbox, register.url, quick_config(tmp_path, slip), tmp_path).run_to_its_end()
    assert stopped.returncode == 2
    assert stopped.stderr.startswith("Configuration: ")
    assert not [piece for piece in said if piece not in stopped.stderr], stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert len(stopped.stderr.strip().splitlines()) == 1
    assert register.counts() == before


@pytest.mark.process
@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_what_is_in_hand_when_the_bot_is_stopped_is_answered_saved_and_shown_by_the_next(
    sandbox, register, tmp_path, http
):
    director, sro = Person(sandbox, DIRECTOR, PLANNED), Person(sandbox, SRO)
    bot = BotProcess(sandbox, register.url, quick_config(tmp_path), tmp_path, http=http)
    bot.start()
    try:
        card = director.types("/risk PC11")
        said: dict[str, str] = {}
        asking = threading.Thread(target=lambda: said.update(form=words(sro.types("/risk update PC11"))))
        sharing = threading.Thread(target=lambda: said.update(share=words(director.asks(card, "Share here"))))
        with held_by_another_process(register.url):
            sandbox.faults({"method": "views.open", "kind": "timeout_before", "seconds": 1.0})
            asking.start()
            until(lambda: not sandbox.open_faults(), what="the bot asks for the form")
            # For a share the bot asks Slack who reads along, and then waits for the lock to write it down.
            earlier = max(entry["n"] for entry in sandbox.traffic())
            sharing.start()
            until(lambda: "conversations.members" in str(sandbox.traffic(earlier)), what="the bot asks who reads along")
            bot.ask_to_stop()
        asking.join()
        sharing.join()
        assert said["form"].startswith("The form could not be opened: ")
        assert said["share"].startswith("Shared PC11 here")
        assert bot.stop() == 0
        assert '"level": "error"' not in bot.said
        assert "Traceback" not in bot.said
        assert len(register.events("risk:PC11", "risk.shared")) == 1
        bot.start()
        register.wait_until_sent()
    finally:
        bot.stop()
    assert len(director.reads(PLANNED)) == 1
    verified = bot.says("verify")
    assert verified.returncode == 0
    assert verified.stdout.startswith("The audit trail is whole: ")
