"""Fetching files: the token goes to Slack alone, and what is not the file is not taken for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.errors import InvalidInputError, NotFoundError, UnavailableError
from bot.slack.files import Downloads, SharedFile, shared_file
from tests.support.ports import nobody_there


@dataclass
class Host:
    """A host that answers every request alike."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/csv"})
    body: bytes = b"ref,summary\nPC1,Beds\n"
    tokens: list[str | None] = field(default_factory=list)


@pytest.fixture
def host() -> Iterator[Host]:
    state = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.tokens.append(self.headers.get("Authorization"))
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(host: Host, address: str = "", most_bytes: int = 1_000) -> bytes:
    downloads = Downloads("xoxb-secret", f"{host.url}/api/", timeout=5)
    return downloads.fetch(SharedFile("F1", "register.csv", 20, address or f"{host.url}/files/F1"), most_bytes)


def test_the_content_is_fetched_with_the_token(host: Host) -> None:
    assert fetch(host) == host.body
    assert host.tokens == ["Bearer xoxb-secret"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.org/register.csv",
        "https://slack.com.example.org/register.csv",
        "http://files.slack.com/register.csv",
        "https://files.slack.com@example.org/register.csv",
        "file:///etc/passwd",
    ],
)
def test_the_token_goes_to_no_other_host(host: Host, address: str) -> None:
    downloads = Downloads("xoxb-secret", f"{host.url}/api/", timeout=5)
    with pytest.raises(InvalidInputError, match="outside Slack"):
        downloads.fetch(SharedFile("F1", "register.csv", 20, address), 1_000)
    assert host.tokens == []


def test_a_redirect_is_not_followed(host: Host) -> None:
    host.status, host.headers = 302, {"Location": f"{host.url}/elsewhere"}
    with pytest.raises(NotFoundError, match="does not let me read"):
        fetch(host)
    assert len(host.tokens) == 1


def test_a_sign_in_page_is_not_taken_for_the_file(host: Host) -> None:
    host.headers = {"Content-Type": "text/html; charset=utf-8"}
    with pytest.raises(NotFoundError, match="files:read"):
        fetch(host)


@pytest.mark.parametrize(("size", "fits"), [(1_000, True), (1_001, False)])
def test_a_file_that_is_too_large_is_refused(host: Host, size: int, *, fits: bool) -> None:
    host.body = b"x" * size
    if fits:
        assert len(fetch(host)) == size
    else:
        with pytest.raises(InvalidInputError, match="larger than"):
            fetch(host)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_in_trouble_may_be_asked_again(host: Host, status: int) -> None:
    host.status = status
    with pytest.raises(UnavailableError, match="could not hand out"):
        fetch(host)


def test_nobody_there_may_be_asked_again() -> None:
    nobody = Host(url=nobody_there())
    with pytest.raises(UnavailableError, match="could not be fetched"):
        fetch(nobody)


def test_slacks_description_may_lack_everything_but_the_id() -> None:
    assert shared_file({"id": "F1"}) == SharedFile("F1", "the file", 0, "")
    full = {"id": "F1", "name": "a.csv", "size": 3, "url_private": "u", "url_private_download": "d"}
    assert shared_file(full) == SharedFile("F1", "a.csv", 3, "d")
