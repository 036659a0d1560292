"""Signed HTTP deliveries to the app's request URL."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import ssl
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.sandbox.delivery.outcome import ACK_SECONDS, Ending, Outcome, Retry


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return Slack's signature of a raw body: HMAC-SHA256 over ``v0:timestamp:body``."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    return f"v0={digest.hexdigest()}"


class HttpSender:
    """Posts payloads to the app.

    Args:
        secret: The signing secret.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._client: httpx.AsyncClient | None = None

    async def send(self, url: str, kind: str, payload: dict[str, Any], retry: Retry | None = None) -> Outcome:
        """Post a payload and wait for the answer, at most the three seconds Slack waits.

        Args:
            url: The request URL.
            kind: "slash_commands", "interactive" or "events_api".
            payload: What to send.
            retry: For an event that is sent again.
        """
        if self._client is None:
            # No certificates are loaded, which would hold everything up: request URLs are plain HTTP on this machine.
            no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self._client = httpx.AsyncClient(trust_env=False, timeout=ACK_SECONDS, verify=no_certificates)
        body, content_type = _encoded(kind, payload)
        now = int(time.time())
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(now),
            "X-Slack-Signature": signature(self._secret, now, body),
        }
        if retry is not None:
            headers.update({"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason})
        request = {"method": "POST", "url": url, "headers": headers, "body": payload}
        try:
            async with asyncio.timeout(ACK_SECONDS):
                response = await self._client.post(url, content=body, headers=headers)
        except (httpx.TimeoutException, TimeoutError):
            return Outcome(Ending.TIMEOUT, request=request)
        except httpx.HTTPError:
            return Outcome(Ending.UNREACHABLE, request=request)
        answer = {"status": response.status_code, "headers": dict(response.headers), "body": response.content}
        return replace(_outcome(response), request=request, response=answer)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()


def _encoded(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = "application/x-www-form-urlencoded"
    if kind == "slash_commands":
        return urlencode(payload).encode(), form
    return urlencode({"payload": json.dumps(payload)}).encode(), form


def _outcome(response: httpx.Response) -> Outcome:
    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
    if response.status_code >= 500:
        return Outcome(Ending.SERVER_ERROR, no_retry=no_retry)
    if response.status_code >= 300:
        return Outcome(Ending.CLIENT_ERROR, no_retry=no_retry)
    return Outcome(Ending.ACKED, body=_body(response), no_retry=no_retry)


def _body(response: httpx.Response) -> dict[str, Any]:
    if not response.text.strip():
        return {}
    if "json" in response.headers.get("Content-Type", ""):
        try:
            parsed = response.json()
        except ValueError:
            return {}
        return parsed if isinstance(parsed, dict) else {}
    return {"text": response.text}
