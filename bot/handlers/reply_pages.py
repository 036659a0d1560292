"""What the pages behind reply links share."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

SAVED = "saved"
"""The query of the address on which a reader lands who has just saved."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to a request; `location` sends the reader on."""

    status: HTTPStatus
    html: str = ""
    location: str = ""


class UnreadableError(Exception):
    """A request that no page of ours sends; `status` says how."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status
