"""The processes that are measured: each in a process of its own, ready when it says so, gone when the block ends."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from bot.clock import ManualClock
from bot.settings import default_config_dir, load_config
from bot.store import schema
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows.load_demo import load_demo
from bot.workflows.load_partnership import load_partnership
from tests.support.sandbox import SandboxProcess

ROOT = Path(__file__).resolve().parents[2]
_STOP_S = 20


@dataclass(frozen=True, slots=True)
class Child:
    """A running process, the port it said it listens on, and the seconds from its start to its ready line."""

    process: psutil.Popen
    port: int
    ready_after_s: float

    @property
    def resident_mb(self) -> float:
        """Resident memory in MiB."""
        return float(self.process.memory_info().rss) / 2**20

    @property
    def worked_s(self) -> float:
        """Seconds of processor time it has used so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@dataclass(frozen=True, slots=True)
class Workspace:
    """The sandbox that stands in for Slack, with a migrated database that holds the demonstration register."""

    environment: Mapping[str, str]
    directory: Path
    team: str

    @property
    def secret(self) -> str:
        """The signing secret."""
        return self.environment["SLACK_SIGNING_SECRET"]

    def run_bot(self, log: str = "bot.log", **more: str) -> AbstractContextManager[Child]:
        """Run the bot as `python -m bot run`; `more` are further environment variables."""
        command = [sys.executable, "-m", "bot", "run", "--http", "127.0.0.1:0"]
        return run_child(command, {**self.environment, **more}, self.directory / log)


@contextmanager
def open_workspace(directory: Path) -> Iterator[Workspace]:
    """Prepare the database and run the sandbox for as long as the block lasts."""
    config = default_config_dir()
    database = directory / "convenor.sqlite3"
    _prepare(database, config)
    workspace = _read(config / "demo" / "workspace.json")
    tokens = {
        "SLACK_BOT_TOKEN": f"xoxb-{secrets.token_hex(16)}",
        "SLACK_APP_TOKEN": f"xapp-{secrets.token_hex(16)}",
        "SLACK_SIGNING_SECRET": secrets.token_hex(16),
    }
    sandbox = SandboxProcess(directory, workspace, _read(config / "manifest.json"), environment=tokens)
    url = sandbox.start()
    environment = {
        **tokens,
        "SLACK_API_URL": f"{url}/api/",
        "CONVENOR_CONFIG": str(config / "convenor.toml"),
        "CONVENOR_DATABASE_URL": f"sqlite:///{database}",
    }
    try:
        yield Workspace(environment, directory, workspace["team"]["id"])
    finally:
        sandbox.stop()


@contextmanager
def run_child(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[Child]:
    """Run a process that prints a JSON line with its port once it is ready; stop it when the block ends.

    Raises:
        RuntimeError: it ended without that line.
    """
    began = time.perf_counter()
    with log.open("wb") as errors:
        process = psutil.Popen(
            command, env=clean_environment(environment), cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        line = process.stdout.readline()
        took = time.perf_counter() - began
        if not line:
            raise RuntimeError(f"{' '.join(command)} did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
        yield Child(process, int(json.loads(line)["port"]), took)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def clean_environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return our environment without what configures a bot, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "CONVENOR_", "PYTHON"))}
    return {**kept, **more}


def _prepare(database: Path, config_dir: Path) -> None:
    engines = open_engines(f"sqlite:///{database}")
    try:
        schema.migrate(engines)
        config = load_config(config_dir / "convenor.toml")
        store = Store(engines, ManualClock(datetime(2018, 11, 1, 8, 50, tzinfo=UTC)), config.rules)
        load_partnership(store, config)
        load_demo(store, config, config_dir / "demo")
    finally:
        engines.dispose()


def _read(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read
