"""Files that people share with the bot: what Slack says of them, and their content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.domain.text import clean_line
from bot.errors import InvalidInputError, NotFoundError, UnavailableError

_SLACK_HOSTS = (".slack.com", ".slack-edge.com")
_AGAIN = "Try again in a minute."


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file as Slack describes it; `size` in bytes, `address` where its content is, empty when it is not at Slack."""

    id: str
    name: str
    size: int
    address: str


def shared_file(described: Mapping[str, Any]) -> SharedFile:
    """Return a file from Slack's object; what is missing or unreadable there is empty or 0."""
    size = described.get("size")
    return SharedFile(
        id=str(described.get("id") or ""),
        name=clean_line(str(described.get("name") or "")) or "the file",
        size=size if isinstance(size, int) else 0,
        address=str(described.get("url_private_download") or described.get("url_private") or ""),
    )


class Downloads:
    """Fetches files with the bot's token, which is sent to Slack's own hosts only.

    Args:
        token: the bot token.
        api_url: where the Web API is; files may lie on the same host.
        timeout: seconds until a silent connection is given up.
    """

    def __init__(self, token: str, api_url: str, timeout: float) -> None:
        self._token = token
        self._api = urlsplit(api_url)
        self._timeout = timeout

    def fetch(self, file: SharedFile, most_bytes: int) -> bytes:
        """Return a file's content.

        Raises:
            InvalidInputError: it is larger than `most_bytes`, or does not lie with Slack.
            NotFoundError: Slack does not hand it out: it was deleted, or the app may not read files.
            UnavailableError: Slack did not answer.
        """
        if not self._is_slacks(file.address):
            raise InvalidInputError(
                f"“{file.name}” is kept outside Slack, so I can't read it.", "Download it, and drop the file itself."
            )
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            with httpx.stream("GET", file.address, headers=headers, timeout=self._timeout) as answer:
                return _content(answer, file, most_bytes)
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise UnavailableError(
                f"“{file.name}” could not be fetched from Slack ({type(fault).__name__}).", _AGAIN
            ) from fault

    def _is_slacks(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        if parts[:2] == self._api[:2]:
            return True
        return parts.scheme == "https" and (parts.hostname or "").endswith(_SLACK_HOSTS)


def _content(answer: httpx.Response, file: SharedFile, most_bytes: int) -> bytes:
    if answer.status_code >= 500 or answer.status_code == 429:
        raise UnavailableError(f"Slack could not hand out “{file.name}” (HTTP {answer.status_code}).", _AGAIN)
    # Slack answers with its sign-in page, and status 200 or a redirect to it, where a token may not read a file.
    is_page = answer.headers.get("content-type", "").startswith("text/html") and not file.name.endswith(
        (".html", ".htm")
    )
    if answer.status_code != 200 or is_page:
        raise NotFoundError(
            f"Slack does not let me read “{file.name}”.",
            "Drop it again. If that doesn't help, whoever runs Convenor should check the app's scope files:read.",
        )
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > most_bytes:
            raise InvalidInputError(
                f"“{file.name}” is larger than {most_bytes // 1_000_000} MB.",
                "Save the register alone, without pictures, and drop that.",
            )
        parts.append(part)
    return b"".join(parts)
