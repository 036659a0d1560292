"""Moving the content of files: a request's body goes to disk as it comes, raw or as a form, and out again."""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response

from bot.sandbox.files import LARGEST, Shelf, StoredFile

_HEAD = 64 * 1024
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_FORM_MARGIN = 1_000_000


class UploadError(Exception):
    """The content cannot be taken: one plain sentence."""


async def take_in(request: Request, shelf: Shelf) -> Path:
    """Write the body of a request to disk and return where it lies; a form is reduced to the file in it.

    Raises:
        UploadError: It is empty or too large, it did not come to its end, it is a broken form, or the disk is full.
    """
    arrived = shelf.draft()
    try:
        await _fill(request, arrived)
    except (ClientDisconnect, OSError, UploadError) as error:
        arrived.unlink(missing_ok=True)
        if isinstance(error, ClientDisconnect):
            raise UploadError("The file did not come to its end.") from error
        if isinstance(error, OSError):
            raise UploadError(f"The file cannot be kept: {error.strerror}.") from error
        raise
    return arrived


def send_out(shelf: Shelf, file: StoredFile, *, inline: bool) -> Response:
    """Return the content of a file, to be shown in a page or, unless `inline`, to be saved."""
    kind = "inline" if inline else "attachment"
    return FileResponse(
        shelf.content(file),
        media_type=file.mimetype,
        headers={"content-disposition": f"{kind}; filename*=utf-8''{quote(file.name, safe='')}"},
    )


async def _fill(request: Request, arrived: Path) -> None:
    await _write(request, arrived)
    content_type = request.headers.get("content-type", "")
    form = _BOUNDARY.search(content_type)
    if form is not None and content_type.lower().startswith("multipart/form-data"):
        _unwrap(arrived, form.group(1).encode())
    _check_size(arrived)


def _check_size(arrived: Path) -> None:
    size = arrived.stat().st_size
    if size == 0:
        raise UploadError("There is nothing in that file.")
    if size > LARGEST:
        raise UploadError("A file can hold at most 1 GB.")


async def _write(request: Request, arrived: Path) -> None:
    size = 0
    with arrived.open("wb") as stream:
        async for chunk in request.stream():
            size += len(chunk)
            if size > LARGEST + _FORM_MARGIN:
                raise UploadError("A file can hold at most 1 GB.")
            stream.write(chunk)


def _unwrap(arrived: Path, boundary: bytes) -> None:
    line = b"--" + boundary
    with arrived.open("r+b") as stream:
        if arrived.stat().st_size == 0:
            raise UploadError("That form holds no file.")
        with mmap.mmap(stream.fileno(), 0) as body:
            start, end = _file_within(body, line)
            body.move(0, start, end - start)
        stream.truncate(end - start)


def _file_within(body: mmap.mmap, line: bytes) -> tuple[int, int]:
    place = body.find(line)
    while place >= 0:
        head_end = body.find(b"\r\n\r\n", place, place + _HEAD)
        following = body.find(b"\r\n" + line, place)
        if head_end < 0 or following < 0:
            break
        if b"filename" in body[place:head_end].lower():
            return head_end + len(b"\r\n\r\n"), following
        place = following + len(b"\r\n")
    raise UploadError("That form holds no file.")
