"""`convenor demo` as a newcomer meets it: one address, a bot that answers, a clean stop, data that stays."""

from __future__ import annotations

import re
import signal
import socket
from pathlib import Path

import psutil
import pytest

from tests.support.sandbox import ROOT, SandboxClient, until
from tests.support.spawning import run, start

pytestmark = pytest.mark.process
ADDRESS = re.compile(r"open at (http://127\.0\.0\.1:(\d+))")
DIRECTOR, GENERAL = "U0PCDIRECTOR", "C0GENERAL"


class Demo:
    """The command in a process of its own, as a terminal would run it; what it starts itself is started afresh."""

    def __init__(self, directory: Path, port: int, *options: str, fresh: bool = False) -> None:
        self.directory = directory
        self._said = directory.parent / "said.txt"
        words = ["bot", "demo", "--no-browser", f"--dir={directory}", f"--port={port}", *options]
        with self._said.open("w", encoding="utf-8") as said:
            self.process = start(words, cwd=ROOT, stdout=said, stderr=said, fresh=fresh)

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def address(self) -> tuple[str, int]:
        found = until(lambda: ADDRESS.search(self.said), 60, f"an address in {self.said!r}")
        return found[1], int(found[2])

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def card(url: str) -> str:
    client = SandboxClient(url)
    try:
        answer = client.say(DIRECTOR, GENERAL, "/risk PC11")
        return str(answer["text"])
    finally:
        client.close_client()


def test_a_newcomer_opens_it_stops_it_and_comes_back(tmp_path: Path, port: int) -> None:
    directory = tmp_path / "demo"
    demo = Demo(directory, port, fresh=True)
    try:
        url, used = demo.address()
        assert used == port
        assert "Residual likelihood 5 x severity 4 = 20, red" in card(url)
        client = SandboxClient(url)
        saved = client.say(DIRECTOR, GENERAL, "/risk update PC11 4x3 Activity fell in October")
        client.close_client()
        assert "likelihood 4 x severity 3 = 12, amber" in saved["text"]
        children = demo.children()
        assert len(children) == 2
    finally:
        assert demo.interrupt() == 0
    assert "Stopped. Your changes are kept" in demo.said
    assert not [child for child in children if child.is_running()]

    secrets = (directory / "tokens.json").read_text(encoding="utf-8")
    logs = "".join(log.read_text(encoding="utf-8") for log in directory.glob("*.log"))
    assert logs
    assert "Activity fell in October" not in logs
    assert not [token for token in re.findall(r'": "([^"]+)"', secrets) if token in logs]

    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        again = Demo(directory, port)
        try:
            url, used = again.address()
            assert used != port
            assert f"Port {port} is taken" in again.said
            assert "Residual likelihood 4 x severity 3 = 12, amber" in card(url)
            second = run(["bot", "demo", "--no-browser", f"--dir={directory}"], cwd=ROOT)
            assert second.returncode == 1
            assert "already runs on this database" in second.stderr
        finally:
            assert again.interrupt() == 0

    fresh = Demo(directory, port, "--reset")
    try:
        url, _ = fresh.address()
        assert "Residual likelihood 5 x severity 4 = 20, red" in card(url)
    finally:
        assert fresh.interrupt() == 0
