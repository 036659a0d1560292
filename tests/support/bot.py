"""Starts the bot against a sandbox, in this process or as one of its own, on the demonstration's register."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import structlog

from bot.app import Application
from bot.clock import ManualClock
from bot.handlers.delivery import EVENTS_PATH, HttpIntake
from bot.settings import default_config_dir, load_config, load_settings
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows.load_demo import load_demo
from bot.workflows.load_partnership import load_partnership
from tests.support.databases import SqliteTemplate
from tests.support.sandbox import ROOT, Json, SandboxClient, until
from tests.support.spawning import Process, run, start

BEGINS_AT = datetime(2018, 11, 1, 8, 50, tzinfo=UTC)
CONNECTIONS = 2
START_SECONDS = 30.0
STOP_SECONDS = 15.0
SHIPPED = default_config_dir() / "convenor.toml"
WORKSPACE: Json = json.loads((default_config_dir() / "demo" / "workspace.json").read_text(encoding="utf-8"))
MANIFEST: Json = json.loads((default_config_dir() / "manifest.json").read_text(encoding="utf-8"))
LOUD = frozenset({"error", "critical", "exception"})


def quick_config(folder: Path, replacements: Mapping[str, str] | None = None) -> Path:
    """Copy the shipped configuration with little patience; return the copy.

    Args:
        folder: Where to.
        replacements: Further pieces of the text, each of which must occur, and what stands there instead.
    """
    text = SHIPPED.read_text(encoding="utf-8")
    quick = {"reconcile_wait_seconds = 50": "reconcile_wait_seconds = 0.3\npoll_seconds = 0.5\nlease_seconds = 5"}
    for old, new in {**quick, **(replacements or {})}.items():
        assert old in text, f"the shipped configuration has no {old!r}"
        text = text.replace(old, new)
    copy = folder / "convenor.toml"
    copy.write_text(text, encoding="utf-8")
    return copy


def load_people(database_url: str) -> None:
    """Load the demonstration partnership, without any record, into a migrated database."""
    with contextlib.closing(_store_at(database_url)) as store:
        load_partnership(store, load_config(SHIPPED))


def load_register(database_url: str) -> None:
    """Load the demonstration partnership and its register into a migrated database."""
    config = load_config(SHIPPED)
    with contextlib.closing(_store_at(database_url)) as store:
        load_partnership(store, config)
        assert load_demo(store, config, default_config_dir() / "demo").was_empty


def _store_at(database_url: str) -> Store:
    return Store(open_engines(database_url), ManualClock(BEGINS_AT), load_config(SHIPPED).rules)


def demo_template(migrated: SqliteTemplate, folder: Path) -> SqliteTemplate:
    """Return a SQLite file with the demonstration in it, for tests to copy."""
    return migrated.filled(folder, load_register)


def bot_environment(sandbox: SandboxClient, database_url: str, config: Path) -> dict[str, str]:
    """Return the variables that point a bot at a sandbox, its time machine, a database and a configuration."""
    app = sandbox.app()
    return {
        "CONVENOR_CONFIG": str(config),
        "CONVENOR_DATABASE_URL": database_url,
        "CONVENOR_DATA_DIR": str(config.parent),
        "CONVENOR_CLOCK_URL": f"{sandbox.url}/control/clock",
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "SLACK_BOT_TOKEN": app["bot_token"],
        "SLACK_APP_TOKEN": app["app_token"],
        "SLACK_SIGNING_SECRET": app["signing_secret"],
    }


class Log:
    """What the bot in this process has logged since the log was set up."""

    def __init__(self) -> None:
        self.entries: list[Json] = []

    def set_up(self) -> None:
        """Take every event from now on; nothing is printed."""
        structlog.configure(
            processors=[self._take],
            wrapper_class=structlog.make_filtering_bound_logger(0),
            cache_logger_on_first_use=False,
        )

    @property
    def loud(self) -> list[Json]:
        """What should not happen, whatever people do."""
        return [entry for entry in self.entries if entry["level"] in LOUD]

    def _take(self, _logger: Any, level: str, entry: Any) -> Any:
        self.entries.append({**entry, "level": level})
        raise structlog.DropEvent


@contextlib.contextmanager
def bot_inside(sandbox: SandboxClient, database_url: str, config: Path, *, http: bool = False) -> Iterator[Application]:
    """Run the bot in this process for as long as the block lasts.

    Args:
        sandbox: Its Slack.
        database_url: A migrated database.
        config: Its configuration.
        http: Take signed HTTP requests instead of Socket Mode.
    """
    settings = load_settings(bot_environment(sandbox, database_url, config))
    with Application(settings, ("127.0.0.1", 0) if http else None) as bot:
        if http:
            assert isinstance(bot.intake, HttpIntake)
            sandbox.deliver_to(request_url(bot.intake.port))
        else:
            sandbox.deliver_by_socket()
            sandbox.wait_for_app(CONNECTIONS)
        yield bot
    until(lambda: sandbox.app()["connections"] == 0, what="all connections closed")


class BotProcess:
    """The bot as a process of its own; it is ready when `start` returns.

    Args:
        sandbox: Its Slack.
        database_url: A migrated database.
        config: Its configuration.
        folder: Where its log is written.
        http: Take signed HTTP requests instead of Socket Mode.
    """

    def __init__(
        self, sandbox: SandboxClient, database_url: str, config: Path, folder: Path, *, http: bool = False
    ) -> None:
        self._sandbox = sandbox
        self._environment = bot_environment(sandbox, database_url, config)
        self._http = http
        self._process: Process | None = None
        self._asked = False
        self.log = folder / "bot.log"

    @property
    def command(self) -> list[str]:
        """The words that start it, after `python -m`."""
        return ["bot", "run", *(["--http", "127.0.0.1:0"] if self._http else [])]

    def start(self) -> None:
        """Start it, wait until it is ready, and have the sandbox deliver to it.

        Raises:
            AssertionError: It did not start; holds what it said.
        """
        with self.log.open("a", encoding="utf-8") as log:
            self._process = start(self.command, cwd=ROOT, env=self._variables(), stderr=log)
        self._asked = False
        line = first_line(self._process, START_SECONDS)
        if not line.startswith("{"):
            self.stop()
            raise AssertionError(f"the bot did not start: {line!r}\n{self.said}")
        if self._http:
            self._sandbox.deliver_to(request_url(json.loads(line)["port"]))
        else:
            self._sandbox.deliver_by_socket()
            self._sandbox.wait_for_app(CONNECTIONS)

    def run_to_its_end(self) -> subprocess.CompletedProcess[str]:
        """Start it where it is expected to stop by itself; return what it said and its exit status."""
        return self._run(self.command)

    def says(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another command of `convenor` with the same settings; return what it said and its exit status."""
        return self._run(["bot", *words])

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return run(command, cwd=ROOT, env=self._variables(), seconds=START_SECONDS)

    @property
    def said(self) -> str:
        """What it has written on standard error."""
        return self.log.read_text(encoding="utf-8")

    def ask_to_stop(self) -> None:
        """Send it SIGTERM, and do not wait."""
        assert self._process is not None
        self._asked = True
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Ask it to stop unless it was asked, wait, and return its exit status; kill it when it does not."""
        process, self._process = self._process, None
        if process is None:
            return 0
        if not self._asked:
            process.terminate()
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()

    def _variables(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "CONVENOR_"))}
        return {**kept, **self._environment}


def request_url(port: int) -> str:
    """Return the address that signed requests go to."""
    return f"http://127.0.0.1:{port}{EVENTS_PATH}"


def first_line(process: Process, seconds: float) -> str:
    """Return the first line on a process's standard output; empty when it ended or the time is up."""
    lines: Queue[str] = Queue()
    stream = process.stdout
    assert stream is not None
    threading.Thread(target=lambda: lines.put(stream.readline()), daemon=True).start()
    try:
        return lines.get(timeout=seconds).strip()
    except Empty:
        return ""
