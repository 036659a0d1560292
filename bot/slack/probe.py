"""A look at Slack that changes nothing there: one call with its headers, and a Socket Mode connection's greeting."""

from __future__ import annotations

import contextlib
import json
import logging
import queue
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient

from bot.slack.sockets import hang_up
from bot.slack.transport import BROKEN_OFF, failure_of, silent_logger

_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call came to.

    Attributes:
        answer: the answer, empty unless Slack said ok.
        error: Slack's code, empty when it said ok or was not reached.
        unreached: why there was no answer at all; empty when there was one.
        headers: the answer's headers, names in small letters.
    """

    answer: Mapping[str, Any]
    error: str = ""
    unreached: str = ""
    headers: Mapping[str, str] | None = None

    @property
    def is_ok(self) -> bool:
        """Whether Slack said ok."""
        return not (self.error or self.unreached)

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes that were granted to the token; None where Slack does not say."""
        said = (self.headers or {}).get("x-oauth-scopes")
        return None if said is None else frozenset(filter(None, (scope.strip() for scope in said.split(","))))

    @property
    def date(self) -> datetime | None:
        """Slack's time when it answered, to the second."""
        try:
            return parsedate_to_datetime((self.headers or {})["date"]).astimezone(UTC)
        except (KeyError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Greeting:
    """What Slack says on a new Socket Mode connection: how many there are, this one included, and of which app."""

    connections: int
    app_id: str


def ask(token: str, base_url: str, method: str, **fields: str) -> Reply:
    """Call a method that only reads, once."""
    client = WebClient(token, base_url=base_url, timeout=_TIMEOUT_S, retry_handlers=[], logger=silent_logger())
    try:
        reply = client.api_call(method, params=fields)
    except SlackApiError as refusal:
        data = refusal.response.data
        error = data.get("error") if isinstance(data, Mapping) else None
        unreadable = f"HTTP {refusal.response.status_code} without a reason"
        return Reply({}, str(error or ""), "" if error else unreadable, _lower(refusal.response.headers))
    except BROKEN_OFF as fault:
        return Reply({}, unreached=failure_of(fault).reason)
    answer = reply.data if isinstance(reply.data, dict) else {}
    return Reply(answer, headers=_lower(reply.headers))


def greet(app_token: str, base_url: str, address: str) -> Greeting | str:
    """Open a Socket Mode connection, read the greeting, and hang up at once.

    A payload that arrives meanwhile is left unanswered, so do this only where no bot runs on the app.

    Args:
        app_token: the app-level token.
        base_url: where the Web API is.
        address: what `apps.connections.open` gave.

    Returns:
        The greeting, or why there was none.
    """
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    quiet = logging.getLogger("bot.slack.probe")
    quiet.disabled = True
    client = SocketModeClient(
        app_token,
        web_client=WebClient(app_token, base_url=base_url, timeout=_TIMEOUT_S, logger=silent_logger()),
        logger=quiet,
        auto_reconnect_enabled=False,
        on_message_listeners=[said.put],
        concurrency=1,
    )
    client.wss_uri = address
    try:
        client.connect()
        return _greeting(said.get(timeout=_TIMEOUT_S))
    except queue.Empty:
        return "Slack said nothing on it"
    except Exception as fault:  # noqa: BLE001 - the library raises whatever the network and its own parts raise
        return failure_of(fault).reason
    finally:
        hang_up(client)
        # The library's reading thread may take the socket away while its close looks at it.
        with contextlib.suppress(AttributeError):
            client.close()


def _greeting(message: str) -> Greeting | str:
    try:
        said = json.loads(message)
        if said["type"] == "hello":
            return Greeting(int(said["num_connections"]), str(said["connection_info"]["app_id"]))
        return f"Slack closed it: {said.get('reason', said['type'])}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return "what Slack said on it could not be read"


def _lower(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name.lower(): value if isinstance(value, str) else ",".join(value) for name, value in headers.items()}
