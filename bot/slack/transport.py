"""One call of the Web API: made once, timed, logged without its content, and its failure told apart."""

from __future__ import annotations

import logging
import re
import socket
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, cast
from urllib.error import URLError
from urllib.parse import urlsplit

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.slack.outcomes import Failure, NotSent, RateLimited, Refused, Unknown

_log = structlog.get_logger(__name__)

_DEFAULT_RETRY_AFTER_S = 30.0
_ERROR_CODE = re.compile(r"[a-z][a-z0-9_]*(:[a-z0-9_]+)*")
_MAY_HAVE_HAPPENED = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_DEPLOYMENT_TURNED_AWAY = frozenset(
    {
        "access_denied",
        "account_inactive",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
    }
)
# A JSON answer that is not an object makes the SDK fail on its own attributes.
BROKEN_OFF = (OSError, HTTPException, ValueError, AttributeError, TypeError, SlackClientError)
"""What a call may raise beside Slack's own refusals."""

Answer = Mapping[str, Any]


class Transport:
    """Calls methods through the SDK's client with its retries off.

    Args:
        token: the bot token.
        base_url: where the Web API is, ending in `/api/`.
        timeout: seconds until an answer is given up.
    """

    def __init__(self, token: str, base_url: str, timeout: int) -> None:
        self._origin = urlsplit(base_url)[:2]
        self._timeout = timeout
        self._client = WebClient(
            token=token, base_url=base_url, timeout=timeout, retry_handlers=[], logger=silent_logger()
        )
        self.answered_at: float | None = None
        """When Slack last answered a call for what it is, on the monotonic clock; None before the first time."""

    def call(
        self, method: str, *, json: Mapping[str, Any] | None = None, params: Mapping[str, Any] | None = None
    ) -> Answer | Failure:
        """Call `method` once: with `json` when it writes, with form fields (`params`) when it reads."""
        started = time.monotonic()
        try:
            answer = self._client.api_call(
                method,
                json=None if json is None else dict(json),
                params={} if params is None else dict(params),
            )
            result: Answer | Failure = cast("dict[str, Any]", answer.data)
        except SlackApiError as refusal:
            result = _of_answer(refusal.response.status_code, refusal.response.headers, refusal.response.data)
        except BROKEN_OFF as fault:
            result = failure_of(fault)
        if not isinstance(result, NotSent | Unknown):
            self.answered_at = time.monotonic()
        _note(method, result, started)
        return result

    def answer_webhook(self, url: str, body: Mapping[str, Any]) -> Failure | None:
        """Send `body` once to a `response_url`; return what failed, or None when it was taken."""
        parts = urlsplit(url)
        if parts.scheme != "https" and parts[:2] != self._origin:
            return Refused("unsafe_response_url")
        started = time.monotonic()
        client = WebhookClient(url, timeout=self._timeout, retry_handlers=[], logger=silent_logger())
        result: Answer | Failure = {}
        try:
            answer = client.send_dict(dict(body))
            if answer.status_code != 200:
                result = _of_answer(answer.status_code, answer.headers, {"error": answer.body})
        except BROKEN_OFF as fault:
            result = failure_of(fault)
        _note("response_url", result, started)
        return None if isinstance(result, Mapping) else result


def _of_answer(status: int, headers: Mapping[str, str], data: object) -> Failure:
    error = data.get("error") if isinstance(data, Mapping) else None
    if status == 429 or error in {"ratelimited", "rate_limited"}:
        return RateLimited(_retry_after(headers))
    if status >= 500:
        return Unknown(f"Slack answered with HTTP {status}")
    if not isinstance(error, str) or not _ERROR_CODE.fullmatch(error):
        return Unknown(f"Slack's answer (HTTP {status}) could not be read")
    if error in _MAY_HAVE_HAPPENED:
        return Unknown(f"Slack answered {error}")
    if error in _DEPLOYMENT_TURNED_AWAY:
        return NotSent(f"Slack answered {error}")
    return Refused(error)


def failure_of(fault: BaseException) -> NotSent | Unknown:
    """Tell a call that cannot have reached Slack from one that may have; when in doubt, it may have."""
    cause = fault.reason if isinstance(fault, URLError) else fault
    if isinstance(cause, ConnectionRefusedError):
        return NotSent("the connection was refused")
    if isinstance(cause, socket.gaierror):
        return NotSent("the address of Slack could not be looked up")
    if isinstance(cause, ssl.SSLCertVerificationError):
        return NotSent("Slack's certificate could not be verified")
    if isinstance(cause, TimeoutError):
        return Unknown("no answer in time")
    return Unknown(f"the connection broke off ({type(cause).__name__})")


def _retry_after(headers: Mapping[str, str]) -> float:
    wanted = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    return max(1.0, float(wanted)) if wanted.isdecimal() else _DEFAULT_RETRY_AFTER_S


def _note(method: str, result: Answer | Failure, started: float) -> None:
    ms = round((time.monotonic() - started) * 1000)
    match result:
        case Refused(error):
            _log.warning("slack call", method=method, outcome="refused", error=error, ms=ms)
        case NotSent(reason):
            _log.warning("slack call", method=method, outcome="not sent", reason=reason, ms=ms)
        case Unknown(reason):
            _log.warning("slack call", method=method, outcome="unknown", reason=reason, ms=ms)
        case RateLimited(retry_after):
            _log.warning("slack call", method=method, outcome="rate limited", retry_after=retry_after, ms=ms)
        case _:
            _log.info("slack call", method=method, outcome="ok", ms=ms)


def silent_logger() -> logging.Logger:
    """Return a logger for the SDK that says nothing: its own lines quote bodies."""
    logger = logging.getLogger("bot.slack.sdk")
    logger.setLevel(logging.CRITICAL + 1)
    logger.disabled = True
    return logger
