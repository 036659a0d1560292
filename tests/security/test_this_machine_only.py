"""The sandbox's page and control API against pages on other sites, and the lock against a second name of one file."""

from __future__ import annotations

import socket

import httpx
import pytest

from bot.errors import UnavailableError
from bot.sandbox.loopback import is_loopback
from bot.store.engines import open_engines
from bot.store.lock import DeploymentLock
from tests.support.bot import BEGINS_AT, MANIFEST, WORKSPACE
from tests.support.sandbox import SandboxProcess


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    process = SandboxProcess(tmp_path_factory.mktemp("loopback"), WORKSPACE, MANIFEST, now=BEGINS_AT.isoformat())
    process.start()
    yield process.url
    assert process.stop() == 0


FOREIGN_HOSTS = [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example:8787",
    "127.0.0.1@evil.example",
    "0.0.0.0",
    "10.0.0.1",
    "[::2]",
    "[::ffff:10.0.0.1]",
    "",
    "evil.example#127.0.0.1",
    "evil.example/@127.0.0.1",
]


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_other_host_names_are_refused(workspace, host):
    for path in ("/control/app", "/control/clock", "/page/state?as=U0PCDIRECTOR"):
        answer = httpx.get(workspace + path, headers={"Host": host})
        assert answer.status_code in {400, 403}
        assert "token" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["//control/app", "/CONTROL/app", "/control/../control/app", "/control%2fapp", "/./control/app", "/%63ontrol/app"],
)
def test_no_way_of_writing_the_path_gets_past_the_guard(workspace, path):
    port = int(workspace.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 5) as s:
        s.sendall(f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode())
        got = b""
        while chunk := s.recv(65536):
            got += chunk
    assert b"bot_token" not in got
    assert b" 200 " not in got.split(b"\r\n", 1)[0]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1.evil.example",
        "file://",
        "http://evil.example@localhost",
        "http://localhost/evil",
        "ext://localhost",
    ],
)
@pytest.mark.parametrize("path", ["/page/message", "/control/clock", "/control/reset"])
def test_pages_of_other_sites_cannot_write(workspace, origin, path):
    body = '{"as":"U0PCDIRECTOR","channel":"C0GENERAL","text":"/risk close PC11","to":"2030-01-01T00:00:00+00:00"}'
    answer = httpx.post(workspace + path, content=body, headers={"Origin": origin, "Content-Type": "text/plain"})
    assert answer.status_code == 403


def test_pages_of_other_sites_cannot_listen(workspace):
    port = int(workspace.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 5) as s:
        s.sendall(
            f"GET /page/live?as=U0PCDIRECTOR HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: https://evil.example\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        assert b" 403 " in s.recv(4096)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8787", "localhost:1", "[::1]:8787", "demo.localhost"])
def test_this_machine_is_let_in(host):
    assert is_loopback(host)


def test_one_database_under_two_names_is_one_deployment(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "convenor.sqlite3").touch()
    (tmp_path / "b" / "convenor.sqlite3").symlink_to(tmp_path / "a" / "convenor.sqlite3")
    files = [open_engines(f"sqlite:///{tmp_path / name / 'convenor.sqlite3'}").file for name in ("a", "b")]
    with (
        DeploymentLock(files[0].with_suffix(".lock")),
        pytest.raises(UnavailableError),
        DeploymentLock(files[1].with_suffix(".lock")),
    ):
        pass


def test_a_lock_file_that_was_left_holds_nobody_up(tmp_path):
    file = tmp_path / "convenor.lock"
    file.write_text("99999 and <!channel> words\n" * 3)
    with DeploymentLock(file):
        assert file.read_text().isdecimal()


@pytest.mark.parametrize(
    "host",
    [
        "evil@localhost",
        "evil:x@localhost:80",
        "localhost/evil",
        "localhost?evil",
        "localhost#evil",
        "localhost\\evil",
        "127.0.0.1:80:80",
        "localhost:",
        " localhost",
        "[127.0.0.1",
        "[localhost]",
        "\u0131localhost.localhost",
    ],
)
def test_what_is_more_than_a_host_and_a_port_is_refused(host):
    assert not is_loopback(host)
