"""How a delivery to the app ended."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ACK_SECONDS = 3.0


class Ending(enum.StrEnum):
    """The possible ends of a delivery."""

    ACKED = "acked"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a delivery and what the app answered with its acknowledgement.

    Attributes:
        ending: How it ended.
        body: The JSON object of the acknowledgement, empty when there was none.
        no_retry: Whether the app asked not to be sent this again.
        request: What was sent, for the traffic list; None when nothing was.
        response: What came back, for the traffic list.
    """

    ending: Ending
    body: dict[str, Any] = field(default_factory=dict)
    no_retry: bool = False
    request: Mapping[str, Any] | None = None
    response: Mapping[str, Any] | None = None

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged in time."""
        return self.ending is Ending.ACKED

    @property
    def word(self) -> str:
        """Slack's word for the failure in the line a person reads under a command."""
        return {
            Ending.TIMEOUT: "operation_timeout",
            Ending.UNREACHABLE: "dispatch_failed",
            Ending.CLIENT_ERROR: "http_client_error",
            Ending.SERVER_ERROR: "http_service_error",
        }.get(self.ending, "")

    @property
    def sentence(self) -> str:
        """What a person reads who has used a button, menu or shortcut that failed."""
        said = {
            Ending.TIMEOUT: "The app did not answer in time",
            Ending.UNREACHABLE: "The app cannot be reached",
        }.get(self.ending, "The app answered with an error")
        return f"{said} ({self.word}). Try again in a moment."

    @property
    def retry_reason(self) -> str:
        """Slack's reason for sending an event again."""
        return {
            Ending.TIMEOUT: "http_timeout",
            Ending.UNREACHABLE: "connection_failed",
        }.get(self.ending, "http_error")


@dataclass(frozen=True, slots=True)
class Retry:
    """That an event is sent again: the how-manieth time, and why."""

    number: int
    reason: str
