"""The errors the sandbox answers with, in Slack's own words or in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class ApiError(Exception):
    """A refusal of the Web API.

    Attributes:
        code: Slack's name of the error, such as ``channel_not_found``.
        fields: Further members of the answer, such as ``needed`` and ``provided``.
        status: The HTTP status, 200 unless Slack uses another one.
        retry_after: Seconds for the ``Retry-After`` header, or None.
    """

    def __init__(
        self,
        code: str,
        *,
        fields: Mapping[str, Any] | None = None,
        status: int = 200,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.fields = dict(fields or {})
        self.status = status
        self.retry_after = retry_after

    def answer(self) -> dict[str, Any]:
        """Return the JSON body Slack would send."""
        return {"ok": False, "error": self.code, **self.fields}

    @classmethod
    def explained(cls, code: str, problems: Sequence[str], *, listed: bool = False) -> ApiError:
        """Build an error whose ``response_metadata.messages`` tell what is wrong.

        Args:
            code: Slack's name of the error.
            problems: Sentences that end with a JSON pointer in square brackets.
            listed: Whether the answer also carries them in ``errors``, as the chat methods do.
        """
        fields: dict[str, Any] = {"response_metadata": {"messages": [f"[ERROR] {text}" for text in problems]}}
        if listed:
            fields["errors"] = list(problems)
        return cls(code, fields=fields)


class PersonError(Exception):
    """A refusal that the person at the page reads: one plain sentence."""


class SetupError(Exception):
    """A workspace, manifest or argument the sandbox cannot start with: one plain sentence."""
