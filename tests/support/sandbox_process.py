"""The sandbox as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, Queue

from tests.support.sandbox_door import Json
from tests.support.spawning import Process, start

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 20.0
STOP_SECONDS = 10.0


class SandboxProcess:
    """The process: it is ready when `start` returns, and gone when `stop` does.

    Args:
        directory: Where workspace, manifest, state and log lie; the state there is used again.
        workspace: The workspace file's content.
        manifest: The app manifest's content.
        now: Business time of a fresh start, ISO 8601, or None.
        environment: Further environment variables, such as tokens.
    """

    def __init__(
        self,
        directory: Path,
        workspace: Json,
        manifest: Json,
        *,
        now: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.log = directory / "sandbox.log"
        (directory / "workspace.json").write_text(json.dumps(workspace), encoding="utf-8")
        (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        self._now = now
        self._environment = dict(environment or {})
        self._process: Process | None = None
        self.url = ""

    def command(self, port: int = 0) -> list[str]:
        """Return the words that start it on a port, after `python -m`."""
        words = ["bot.sandbox", "--port", str(port)]
        for name in ("workspace.json", "manifest.json"):
            words += [f"--{name.removesuffix('.json')}", str(self.directory / name)]
        words += ["--state", str(self.directory / "sandbox.sqlite3")]
        return words if self._now is None else [*words, "--now", self._now]

    def start(self, port: int = 0) -> str:
        """Start it, wait for its ready line, and return its address."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
        with self.log.open("a", encoding="utf-8") as log:
            self._process = start(self.command(port), cwd=ROOT, env={**kept, **self._environment}, stderr=log)
        line = self._first_line(self._process)
        ready = json.loads(line) if line.startswith("{") else {}
        if not ready.get("ready"):
            self.stop()
            raise AssertionError(f"the sandbox did not start: {line!r}\n{self.log.read_text(encoding='utf-8')}")
        self.url = ready["url"]
        return self.url

    def stop(self) -> int:
        """Ask it to stop, wait, and return its exit status; kill it when it does not."""
        process, self._process = self._process, None
        if process is None:
            return 0
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

    def kill(self) -> None:
        """End it at once, as a crash would."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()

    @staticmethod
    def _first_line(process: Process) -> str:
        lines: Queue[str] = Queue()
        stream = process.stdout
        assert stream is not None
        reader = threading.Thread(target=lambda: lines.put(stream.readline()), daemon=True)
        reader.start()
        try:
            return lines.get(timeout=START_SECONDS).strip()
        except Empty:
            process.kill()
            return "no line"
        finally:
            reader.join(STOP_SECONDS)
