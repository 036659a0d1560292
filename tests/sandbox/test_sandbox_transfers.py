"""Taking files in: how large they may be, what a broken form or a broken line leaves behind, and what pictures are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from bot.sandbox import transfers
from bot.sandbox.files import Shelf
from bot.sandbox.persistence import Keeper
from bot.sandbox.pictures import Picture, picture_in
from bot.sandbox.transfers import UploadError, take_in
from tests.support.waiting import run_async

FORM = "multipart/form-data; boundary=line"


@pytest.fixture
def keeper(tmp_path) -> Iterator[Keeper]:
    keeper = Keeper(tmp_path / "state.sqlite3")
    yield keeper
    keeper.close()


def arrived(keeper: Keeper, *chunks: bytes, content_type: str = "", broken: bool = False) -> bytes:
    """Return what lies on the disk after a request with these chunks."""
    taken: list[bytes] = []

    async def take() -> None:
        request = Request(_scope(content_type), _receiver(chunks, broken=broken))
        path = await take_in(request, Shelf(keeper))
        taken.append(_moved(path))

    run_async(take)
    return taken[0]


def _moved(path: Path) -> bytes:
    content = path.read_bytes()
    path.unlink()
    return content


def _scope(content_type: str) -> dict[str, Any]:
    headers = [(b"content-type", content_type.encode())] if content_type else []
    return {"type": "http", "method": "POST", "headers": headers}


def _receiver(chunks: Iterable[bytes], *, broken: bool) -> Any:
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages.append({"type": "http.disconnect"} if broken else {"type": "http.request", "body": b""})

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    return receive


def test_a_file_comes_in_pieces(keeper):
    assert arrived(keeper, b"ab", b"", b"cd") == b"abcd"


def test_the_largest_file_and_one_byte_more(keeper, monkeypatch):
    monkeypatch.setattr(transfers, "LARGEST", 10)
    assert arrived(keeper, b"x" * 10) == b"x" * 10
    with pytest.raises(UploadError, match="at most 1 GB"):
        arrived(keeper, b"x" * 11)
    monkeypatch.setattr(transfers, "_FORM_MARGIN", 5)
    with pytest.raises(UploadError, match="at most 1 GB"):
        arrived(keeper, b"x" * 16)
    assert list(keeper.files.iterdir()) == []


def test_a_line_that_breaks(keeper):
    with pytest.raises(UploadError, match="did not come to its end"):
        arrived(keeper, b"ab", broken=True)
    assert list(keeper.files.iterdir()) == []


def part(head: str, body: bytes) -> bytes:
    return f"--line\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body + b"\r\n"


FILE = 'name="file"; filename="a.bin"'


@pytest.mark.parametrize(
    "body", [b"x", b"a\r\nb\r\n", b"--lin\r\n\r\n", b"\0" * 5000], ids=["one", "lines", "alike", "long"]
)
def test_a_form_is_reduced_to_its_file(keeper, body):
    form = part('name="word"', b"y") + part(FILE, body) + b"--line--\r\n"
    assert arrived(keeper, form[:40], form[40:], content_type=FORM) == body


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (b"", "holds no file"),
        (b"no form", "holds no file"),
        (part('name="word"', b"y") + b"--line--\r\n", "holds no file"),
        (b"--line\r\nContent-Disposition: form-data; " + FILE.encode() + b"\r\n\r\nx", "holds no file"),
        (part(FILE, b"") + b"--line--\r\n", "nothing in that file"),
    ],
    ids=["nothing", "no form", "no file", "no end", "empty file"],
)
def test_forms_that_are_no_good(keeper, form, sentence):
    with pytest.raises(UploadError, match=sentence):
        arrived(keeper, form, content_type=FORM)
    assert list(keeper.files.iterdir()) == []


def test_a_disk_that_is_full(keeper, monkeypatch):
    monkeypatch.setattr(Shelf, "draft", lambda _: keeper.files / "absent" / "x.part")
    with pytest.raises(UploadError, match="cannot be kept"):
        arrived(keeper, b"x")


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc00011080014001e03012200021101031101")


@pytest.mark.parametrize(
    ("head", "picture"),
    [
        (b"GIF89a" + bytes([30, 0, 20, 0]), Picture("image/gif", 30, 20)),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes([0, 0, 0, 30, 0, 0, 0, 20]), Picture("image/png", 30, 20)),
        (JPEG, Picture("image/jpeg", 30, 20)),
        (JPEG[:20], Picture("image/jpeg")),
        (b"RIFF----WEBPVP8X" + bytes(8) + bytes([29, 0, 0, 19, 0, 0]), Picture("image/webp", 30, 20)),
        (
            b"RIFF----WEBPVP8L" + bytes(4) + b"\x2f" + (29 | 19 << 14).to_bytes(4, "little"),
            Picture("image/webp", 30, 20),
        ),
        (b"RIFF----WEBPVP8 " + bytes(10) + bytes([30, 0, 20, 0]), Picture("image/webp", 30, 20)),
        (b"GIF89a", None),
        (b"", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
    ],
)
def test_what_the_first_bytes_say(tmp_path, head, picture):
    path = tmp_path / "file"
    path.write_bytes(head)
    assert picture_in(path) == picture
