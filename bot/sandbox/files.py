"""Files: what is known of each, and the shelf on disk that keeps their content over a restart."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from bot.sandbox.ids import random_id
from bot.sandbox.persistence import Keeper
from bot.sandbox.pictures import picture_in

LARGEST = 1_000_000_000
"""Bytes of the largest file Slack takes."""

AWAITED, RECEIVED, COMPLETE = "awaited", "received", "complete"

_KIND = "file"
_UNKNOWN = "application/octet-stream"
_PLAIN = "text/plain"

# Suffix to Slack's ``filetype``, its words for people, and the media type.
_TYPES: dict[str, tuple[str, str, str]] = {
    "txt": ("text", "Plain Text", _PLAIN),
    "log": ("text", "Plain Text", _PLAIN),
    "md": ("markdown", "Markdown (raw)", _PLAIN),
    "csv": ("csv", "CSV", "text/csv"),
    "json": ("json", "JSON", "application/json"),
    "py": ("python", "Python", "text/x-python"),
    "html": ("html", "HTML", "text/html"),
    "xml": ("xml", "XML", "application/xml"),
    "pdf": ("pdf", "PDF", "application/pdf"),
    "zip": ("zip", "Zip", "application/zip"),
    "xlsx": ("xlsx", "Excel Spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "xls": ("xls", "Excel Spreadsheet", "application/vnd.ms-excel"),
    "docx": ("docx", "Word Document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pptx": (
        "pptx",
        "PowerPoint Presentation",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
_PICTURES: dict[str, tuple[str, str]] = {
    "image/png": ("png", "PNG"),
    "image/jpeg": ("jpg", "JPEG"),
    "image/gif": ("gif", "GIF"),
    "image/webp": ("webp", "WEBP"),
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file.

    Attributes:
        id: Slack's id, such as "F0ABCDEFGH1".
        name: Its file name.
        title: What people read.
        user: Who uploaded it.
        created: Real time of its beginning, in seconds since 1970.
        size: Bytes; before the content has come, those announced.
        ticket: What the upload address holds, empty once it is used.
        status: "awaited", "received" or "complete".
        mimetype: The media type; of pictures told from the content, else from the name.
        filetype: Slack's own name of the type.
        pretty_type: Its name for people.
        alt_txt: What the app says a picture shows.
        width: Pixels of a picture, else 0.
        height: Pixels of a picture, else 0.
        shares: The messages it stands in, as (channel, timestamp).
        is_handed_over: Whether its owner gave it to the app with a form.
    """

    id: str
    name: str
    title: str
    user: str
    created: int
    size: int
    ticket: str = ""
    status: str = AWAITED
    mimetype: str = _UNKNOWN
    filetype: str = "binary"
    pretty_type: str = "Binary"
    alt_txt: str = ""
    width: int = 0
    height: int = 0
    shares: tuple[tuple[str, str], ...] = ()
    is_handed_over: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it in the page."""
        return self.mimetype in _PICTURES


class Shelf:
    """All files, kept over a restart.

    Args:
        keeper: What was saved, where to save, and the directory beside it.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._directory = keeper.files
        self._all: dict[str, StoredFile] = {}
        for name, body in keeper.records(_KIND).items():
            shares = tuple((channel, ts) for channel, ts in body.pop("shares"))
            self._all[name] = StoredFile(**body, shares=shares)
        self._sweep()

    def begin(self, *, name: str, user: str, size: int, created: int, alt_txt: str = "") -> StoredFile:
        """Announce a file, whose content is still to come, and return it with its ticket."""
        file = StoredFile(
            id=random_id("F"),
            name=name,
            title=name,
            user=user,
            created=created,
            size=size,
            ticket=secrets.token_urlsafe(24),
            alt_txt=alt_txt,
        )
        return self.put(file)

    def put(self, file: StoredFile) -> StoredFile:
        """Keep a file as it is now and return it."""
        self._all[file.id] = file
        self._keeper.put_record(_KIND, file.id, asdict(file))
        return file

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file of that id, or None."""
        return self._all.get(file_id)

    def awaited(self, ticket: str) -> StoredFile | None:
        """Return the file whose upload address holds that ticket, while its content is still to come."""
        return next((file for file in self._all.values() if ticket and file.ticket == ticket), None)

    def content(self, file: StoredFile) -> Path:
        """Return where the file's content lies."""
        return self._directory / file.id

    def draft(self) -> Path:
        """Return a fresh place for content that is still arriving."""
        self._directory.mkdir(parents=True, exist_ok=True)
        return self._directory / f"{secrets.token_hex(8)}.part"

    def receive(self, file: StoredFile, arrived: Path) -> StoredFile:
        """Take the arrived content as that of the file, tell its type, and return the file."""
        size = arrived.stat().st_size
        picture = picture_in(arrived)
        arrived.replace(self.content(file))
        if picture is None:
            filetype, pretty_type, mimetype = type_of(file.name)
            width = height = 0
        else:
            mimetype, width, height = picture.mimetype, picture.width, picture.height
            filetype, pretty_type = _PICTURES[mimetype]
        return self.put(
            replace(
                file,
                size=size,
                ticket="",
                status=RECEIVED,
                mimetype=mimetype,
                filetype=filetype,
                pretty_type=pretty_type,
                width=width,
                height=height,
            )
        )

    def share(self, file_ids: Sequence[str], channel: str, ts: str) -> None:
        """Note that files stand in a message."""
        for file in self._known(file_ids):
            if (channel, ts) not in file.shares:
                self.put(replace(file, shares=(*file.shares, (channel, ts))))

    def unshare(self, file_ids: Sequence[str], channel: str, ts: str) -> None:
        """Note that files do not stand in a message any more."""
        for file in self._known(file_ids):
            self.put(replace(file, shares=tuple(place for place in file.shares if place != (channel, ts))))

    def clear(self) -> None:
        """Forget all files and take their content off the disk."""
        self._all.clear()
        self._sweep()

    def _known(self, file_ids: Sequence[str]) -> Iterator[StoredFile]:
        yield from (file for file_id in file_ids if (file := self._all.get(file_id)) is not None)

    def _sweep(self) -> None:
        if self._directory.is_dir():
            for path in self._directory.iterdir():
                if path.name not in self._all:
                    path.unlink()


def type_of(name: str) -> tuple[str, str, str]:
    """Return Slack's name of a file's type, its words for people, and the media type, from the file's name."""
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    if suffix in _TYPES:
        return _TYPES[suffix]
    guessed = mimetypes.guess_type(f"x.{suffix}")[0] or _UNKNOWN
    if not suffix or guessed == _UNKNOWN or guessed.startswith("image/"):
        return "binary", "Binary", _UNKNOWN
    return suffix, suffix.upper(), guessed
