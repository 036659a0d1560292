"""Drives a real sandbox over HTTP: as the app, as people, as Slack's client would, and as its keeper."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.support.sandbox_door import Json, SandboxRefusedError, until
from tests.support.sandbox_keeper import Keeper
from tests.support.sandbox_people import People
from tests.support.sandbox_process import ROOT, STOP_SECONDS, SandboxProcess

__all__ = ["ROOT", "STOP_SECONDS", "Json", "SandboxClient", "SandboxProcess", "SandboxRefusedError", "until"]


class SandboxClient(People, Keeper):
    """Acts in a running sandbox, and for the app that is installed there."""

    @classmethod
    @contextlib.contextmanager
    def started(
        cls,
        directory: Path,
        workspace: Json,
        manifest: Json,
        *,
        now: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Iterator[SandboxClient]:
        """Start a sandbox for as long as the block lasts; the arguments are those of `SandboxProcess`."""
        process = SandboxProcess(directory, workspace, manifest, now=now, environment=environment)
        try:
            client = cls(process.start())
            try:
                yield client
            finally:
                client.close_client()
        finally:
            process.stop()

    def app(self) -> Json:
        """Return tokens, signing secret, ids and the way of delivery."""
        return self.control("GET", "app")

    def api(self, method: str, *, token: str | None = None, **arguments: Any) -> Json:
        """Call a method of the Web API as the app and return the answer, whether it is ok or not."""
        bearer = self.app()["bot_token"] if token is None else token
        form = {
            name: json.dumps(value) if isinstance(value, dict | list | bool) else str(value)
            for name, value in arguments.items()
        }
        answer = self.http.post(f"/api/{method}", data=form, headers={"Authorization": f"Bearer {bearer}"})
        return answer.json()

    def deliver_to(self, request_url: str) -> Json:
        """Have payloads delivered by signed HTTP from now on."""
        return self.control("PUT", "app", {"delivery": "http", "request_url": request_url})

    def deliver_by_socket(self) -> Json:
        """Have payloads delivered over Socket Mode from now on."""
        return self.control("PUT", "app", {"delivery": "socket"})

    def retry_events_after(self, *seconds: float) -> Json:
        """Have an event that was not taken delivered again after each of these waits."""
        return self.control("PUT", "app", {"event_retry_seconds": list(seconds)})

    def end_connections_after(self, seconds: float) -> Json:
        """Have each Socket Mode connection refreshed when it is that old."""
        return self.control("PUT", "app", {"connection_seconds": seconds})

    def wait_for_app(self, connections: int = 1) -> None:
        """Wait until the app has that many Socket Mode connections."""
        until(lambda: self.app()["connections"] >= connections, what=f"{connections} connections")
