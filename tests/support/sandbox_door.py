"""The way into a running sandbox over HTTP: what people, the app and its keeper go through."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

PATIENCE = 30.0

Json = dict[str, Any]
_Found = TypeVar("_Found")


class SandboxRefusedError(AssertionError):
    """The sandbox refused what a person wanted to do; the text is the sentence the person reads."""


def until(condition: Callable[[], _Found], seconds: float = PATIENCE, what: str = "") -> _Found:
    """Return the first true value of the condition, asked again and again until the time is up.

    Raises:
        AssertionError: It never became true.
    """
    began = time.monotonic()
    pause = threading.Event()
    while True:
        found = condition()
        if found:
            return found
        waited = time.monotonic() - began
        if waited > seconds:
            raise AssertionError(f"not within {seconds:g} s: {what or condition}")
        # Asking takes processor time from whom one waits for: the longer it lasts, the less often.
        pause.wait(min(max(waited / 8, 0.02), 0.25))


class Door:
    """Asks a running sandbox.

    Args:
        url: Its address.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        # No certificates are loaded: that takes a tenth of a second, and the sandbox speaks plain HTTP.
        no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.http = httpx.Client(base_url=url, timeout=70.0, trust_env=False, verify=no_certificates)

    def close_client(self) -> None:
        """Close the connections of this client."""
        self.http.close()

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        """Return what stands at a path.

        Raises:
            SandboxRefusedError: There is nothing for them.
        """
        return answer_of(self.http.get(path, params=dict(query)))

    def control(self, verb: str, path: str, body: Any = None) -> Any:
        """Ask the control API; the path is what follows `/control/`.

        Raises:
            SandboxRefusedError: It refused.
        """
        return answer_of(self.http.request(verb, f"/control/{path}", json=body))

    def act(self, what: str, body: Json) -> Json:
        """Do something as a person, as the page does; the words are what follows `/page/`.

        Raises:
            SandboxRefusedError: They cannot.
        """
        answer: Json = answer_of(self.http.post(f"/page/{what}", json=body))
        if not answer["ok"]:
            raise SandboxRefusedError(answer["error"])
        return answer


def answer_of(response: httpx.Response) -> Any:
    """Return the body of an answer.

    Raises:
        SandboxRefusedError: It is a refusal.
    """
    body = response.json()
    if response.status_code >= 400:
        raise SandboxRefusedError(body["error"])
    return body
