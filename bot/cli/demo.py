"""The demonstration: two processes, the sandbox and the bot, that talk only HTTP and WebSocket."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import webbrowser
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from rich.console import Console

from bot.clock import ManualClock
from bot.errors import UnavailableError
from bot.handlers.reply_door import REPLY_PATH
from bot.settings import default_config_dir, load_config
from bot.store import schema
from bot.store.engines import open_engines
from bot.store.lock import DeploymentLock
from bot.store.unit_of_work import Store
from bot.workflows.demo_proposals import load_demo_proposals
from bot.workflows.load_demo import load_demo
from bot.workflows.load_partnership import load_partnership
from bot.workflows.services import Services

_HOME_TEAM = "T0DEMO"
BEGINS_AT = datetime(2018, 11, 1, 8, 50, tzinfo=UTC)
_PORTS_TRIED = 50
_READY_S = 60.0
_STOP_S = 15.0


def run_demo(out: Console, *, port: int, directory: Path, reset: bool, browser: bool) -> None:
    """Set up the demonstration where needed, run it until it is stopped, and stop both processes cleanly.

    Raises:
        UnavailableError: it runs already, the sandbox is not installed, no port is free, or a process did not start.
    """
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise UnavailableError("The sandbox is not installed.", "Install it with `pip install 'convenor[sandbox]'`.")
    directory = directory.resolve()
    database = directory / "convenor.sqlite3"
    with DeploymentLock(database.with_suffix(".lock")):
        if reset:
            _empty(directory)
        summary = _prepare(database)
    out.print(summary)
    chosen = _free_port(port)
    if chosen != port:
        out.print(f"Port {port} is taken; using {chosen}.")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, *_hang_up()):
        signal.signal(number, lambda *_: stop.set())
    tokens = _tokens(directory / "tokens.json")
    processes: list[Process] = []
    try:
        sandbox = Process("sandbox", _sandbox_command(directory, chosen), tokens, directory)
        processes.append(sandbox)
        url = str(sandbox.wait_ready(stop)["url"])
        replies = _free_port(chosen + 1)
        bot = Process(
            "bot",
            [sys.executable, "-m", "bot", "run", "--replies", f"127.0.0.1:{replies}"],
            {**tokens, **_bot_environment(url, database, replies)},
            directory,
        )
        processes.append(bot)
        bot.wait_ready(stop)
        _welcome(out, url, directory)
        if browser and _has_desktop():
            webbrowser.open(url)
        _watch(processes, stop)
    except _StoppedEarly:
        pass
    finally:
        for process in reversed(processes):
            process.stop()
    out.print("Stopped. Your changes are kept; `make demo` goes on from here, `make demo-reset` starts anew.")


class _StoppedEarly(Exception):  # noqa: N818 - a wish, not an error
    """Ctrl-C came before everything was up."""


class Process:
    """A child in a session of its own, so that Ctrl-C reaches it only through us, in order.

    Args:
        name: for people and for its log file.
        command: what to run.
        environment: variables on top of ours.
        directory: where its log is written.
    """

    def __init__(self, name: str, command: list[str], environment: dict[str, str], directory: Path) -> None:
        self.name = name
        self.log = directory / f"{name}.log"
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(  # noqa: S603 - our own modules, no shell
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def wait_ready(self, stop: threading.Event) -> dict[str, object]:
        """Return the line in which the child says that it is ready.

        Raises:
            UnavailableError: it ended, or said nothing in time.
        """
        line = _first_line(self._child, stop)
        if stop.is_set():
            raise _StoppedEarly
        if not line:
            raise UnavailableError(f"The {self.name} did not start. {_last_line(self.log)}", f"Its log is {self.log}.")
        answer: dict[str, object] = json.loads(line)
        return answer

    @property
    def ended(self) -> bool:
        """Whether the child is gone."""
        return self._child.poll() is not None

    def stop(self) -> None:
        """Ask the child to end and wait; end it by force only when it does not."""
        if not self.ended:
            self._child.terminate()
        try:
            self._child.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if self._child.stdout is not None:
            self._child.stdout.close()


def _prepare(database: Path) -> str:
    engines = open_engines(f"sqlite:///{database}")
    try:
        schema.migrate(engines)
        config = load_config(default_config_dir() / "convenor.toml")
        store = Store(engines, ManualClock(BEGINS_AT), config.rules, config.zone)
        load_partnership(store, config)
        files = default_config_dir() / "demo"
        loaded = load_demo(store, config, files)
        load_demo_proposals(Services(store, config, ManualClock(BEGINS_AT), _HOME_TEAM), files)
        return loaded.sentence
    finally:
        engines.dispose()


def _empty(directory: Path) -> None:
    for entry in directory.iterdir():
        if entry.suffix == ".lock":
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _sandbox_command(directory: Path, port: int) -> list[str]:
    config = default_config_dir()
    return [
        sys.executable,
        "-m",
        "bot.sandbox",
        f"--workspace={config / 'demo' / 'workspace.json'}",
        f"--manifest={config / 'manifest.json'}",
        f"--state={directory / 'sandbox.sqlite3'}",
        f"--port={port}",
        f"--now={BEGINS_AT.isoformat()}",
    ]


def _bot_environment(url: str, database: Path, replies: int) -> dict[str, str]:
    return {
        "CONVENOR_DATA_DIR": str(database.parent),
        "CONVENOR_REPLY_URL": f"http://127.0.0.1:{replies}{REPLY_PATH}",
        "CONVENOR_CONFIG": str(default_config_dir() / "convenor.toml"),
        "CONVENOR_DATABASE_URL": f"sqlite:///{database}",
        "CONVENOR_CLOCK_URL": f"{url}/control/clock",
        "SLACK_API_URL": f"{url}/api/",
    }


def _tokens(file: Path) -> dict[str, str]:
    """Return the demo's own tokens, made once; they open nothing but this sandbox and its reply pages."""
    made = {
        "SLACK_BOT_TOKEN": f"xoxb-{secrets.token_hex(16)}",
        "SLACK_APP_TOKEN": f"xapp-{secrets.token_hex(16)}",
        "SLACK_SIGNING_SECRET": secrets.token_hex(16),
        "CONVENOR_LINK_KEY": secrets.token_hex(32),
    }
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if made.keys() - kept.keys():
        file.touch(mode=0o600)
        file.write_text(json.dumps({**made, **kept}), encoding="utf-8")
    return {**made, **kept}


def _free_port(wanted: int) -> int:
    for port in range(wanted, wanted + _PORTS_TRIED):
        with socket.socket() as probe:
            if os.name == "posix":
                # A port that a demo has just left still winds down; only one that somebody listens on is taken.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise UnavailableError(
        f"No port from {wanted} to {wanted + _PORTS_TRIED - 1} is free.", "Give another with --port."
    )


def _first_line(child: subprocess.Popen[str], stop: threading.Event) -> str:
    """Return the child's first line, empty when it ended or the time ran out."""
    stream: IO[str] | None = child.stdout
    if stream is None:
        return ""
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.append(stream.readline()), daemon=True)
    reader.start()
    waited = 0.0
    while reader.is_alive() and waited < _READY_S and not stop.is_set():
        reader.join(timeout=0.1)
        waited += 0.1
    return lines[0].strip() if lines else ""


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""


def _watch(processes: list[Process], stop: threading.Event) -> None:
    while not stop.wait(0.5):
        for process in processes:
            if process.ended:
                raise UnavailableError(
                    f"The {process.name} ended unexpectedly. {_last_line(process.log)}", f"Its log is {process.log}."
                )


def _welcome(out: Console, url: str, directory: Path) -> None:
    out.print(f"\n[bold]Convenor is open at {url}[/]\n")
    out.print("You act as the governance manager; the button “Acting as …” changes who you are.")
    out.print("Type [bold]/risk update PC11[/] into any channel. The demo began on Thu 1 Nov 2018 at 08:50.")
    out.print(f"E-mails to people without Slack are kept in {directory / 'mail'}.")
    out.print("Ctrl-C stops it; your changes are kept.")


def _has_desktop() -> bool:
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _hang_up() -> tuple[signal.Signals, ...]:
    return (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
