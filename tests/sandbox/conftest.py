"""One running sandbox for most tests, emptied before each; and sandboxes of one's own for the rest."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.support.sandbox import SandboxClient, SandboxProcess, until

DIRECTOR, OFFICE, GUEST, STRANGER = "U0DIRECTOR", "U0OFFICE", "U0GUEST", "U0STRANGER"
OPEN, CLOSED, SHARED, ELSEWHERE, OLD, SECRET = "C0OPEN", "C0CLOSED", "C0SHARED", "C0ELSEWHERE", "C0OLD", "C0SECRET"

WORKSPACE: dict[str, Any] = {
    "team": {"id": "T0HOME", "name": "Home", "domain": "home"},
    "teams": [{"id": "T0AWAY", "name": "Away"}],
    "app": {"id": "A0APP", "name": "Helper", "bot_user_id": "U0HELPER", "bot_id": "B0HELPER"},
    "users": [
        {"id": DIRECTOR, "name": "pc.director", "real_name": "A Director", "email": "director@example.org"},
        {"id": OFFICE, "name": "office", "real_name": "The Office", "is_admin": True},
        {"id": GUEST, "name": "guest", "is_restricted": True},
        {"id": STRANGER, "name": "stranger", "team_id": "T0AWAY", "is_stranger": True, "email": "s@example.net"},
    ],
    "channels": [
        {"id": OPEN, "name": "open", "topic": "All", "members": [DIRECTOR, OFFICE, GUEST], "app_is_member": True},
        {"id": CLOSED, "name": "closed", "is_private": True, "members": [DIRECTOR], "app_is_member": True},
        {
            "id": SHARED,
            "name": "shared",
            "is_ext_shared": True,
            "members": [DIRECTOR, STRANGER],
            "app_is_member": True,
        },
        {"id": ELSEWHERE, "name": "elsewhere", "members": [OFFICE], "app_is_member": False},
        {"id": OLD, "name": "old", "is_archived": True, "members": [DIRECTOR], "app_is_member": True},
        {"id": SECRET, "name": "secret", "is_private": True, "members": [OFFICE], "app_is_member": False},
    ],
}

MANIFEST: dict[str, Any] = {
    "features": {
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [
            {"command": "/help", "description": "Says what there is", "usage_hint": "[word]", "should_escape": True},
            {"command": "/raw", "description": "Takes text as it is"},
        ],
        "shortcuts": [
            {"type": "global", "callback_id": "raise", "name": "Raise a note", "description": "From anywhere"},
            {"type": "message", "callback_id": "keep", "name": "Keep this", "description": "From a message"},
        ],
    },
    "functions": {
        "double": {
            "title": "Double",
            "description": "Says a text twice",
            "input_parameters": {
                "text": {"type": "string", "title": "Text", "is_required": True},
                "times": {"type": "integer", "title": "Times"},
                "who": {"type": "slack#/types/user_id", "title": "Who"},
            },
            "output_parameters": {"text": {"type": "string", "title": "Text", "is_required": True}},
        }
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "chat:write",
                "commands",
                "im:write",
                "users:read",
                "users:read.email",
                "team:read",
                "channels:read",
                "groups:read",
                "im:read",
                "channels:history",
                "groups:history",
                "im:history",
                "app_mentions:read",
                "files:read",
                "files:write",
                "reactions:read",
                "reactions:write",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "function_executed",
                "message.channels",
                "message.groups",
                "message.im",
                "file_shared",
                "reaction_added",
                "reaction_removed",
                "member_joined_channel",
            ]
        },
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": True,
        "function_runtime": "remote",
        "socket_mode_enabled": True,
    },
}


def manifest(**settings: Any) -> dict[str, Any]:
    changed = copy.deepcopy(MANIFEST)
    changed["settings"].update(settings)
    return changed


@pytest.fixture(scope="session")
def shared_process(tmp_path_factory) -> Iterator[SandboxProcess]:
    process = SandboxProcess(tmp_path_factory.mktemp("sandbox"), WORKSPACE, MANIFEST)
    process.start()
    yield process
    assert process.stop() == 0
    assert process.log.read_text(encoding="utf-8") == ""


@pytest.fixture
def sandbox(shared_process) -> Iterator[SandboxClient]:
    client = SandboxClient(shared_process.url)
    client.reset()
    client.faults()
    client.rates(enforced=False)
    yield client
    client.close_client()


@pytest.fixture
def web(sandbox) -> WebClient:
    return web_client(sandbox)


def web_client(sandbox: SandboxClient) -> WebClient:
    return WebClient(token=sandbox.app()["bot_token"], base_url=f"{sandbox.url}/api/", retry_handlers=[])


@pytest.fixture
def own_process(tmp_path) -> Iterator[Callable[..., SandboxProcess]]:
    """Return a maker of processes that share one directory and end with the test."""
    made: list[SandboxProcess] = []

    def make(*, settings: dict[str, Any] | None = None, directory: Path = tmp_path, **options: Any) -> SandboxProcess:
        process = SandboxProcess(directory, WORKSPACE, manifest(**(settings or {})), **options)
        made.append(process)
        return process

    yield make
    for process in made:
        process.stop()


@pytest.fixture
def own_sandbox(own_process) -> Iterator[SandboxClient]:
    """Return a sandbox that only this test uses, so that it may change people, channels and the clock."""
    client = SandboxClient(own_process().start())
    yield client
    client.close_client()


class RecordingApp:
    """The plainest of apps: it keeps every envelope it is sent and acknowledges it as it was told."""

    def __init__(self, sandbox: SandboxClient, connections: int = 1) -> None:
        self.web = web_client(sandbox)
        self.received: Queue[dict[str, Any]] = Queue()
        self.answers: dict[str, dict[str, Any] | None] = {}
        self.silent = False
        self._sandbox = sandbox
        self._connect()
        assert self.hello["type"] == "hello"
        sandbox.wait_for_app(connections)

    def reconnect(self) -> None:
        """Wait for the end of the connection and open a new one."""
        self._thread.join(10)
        self._connect()

    def next(self, kind: str) -> dict[str, Any]:
        """Return the payload of the next delivery of that type: an event, an interaction or "slash_commands"."""
        return self.next_envelope(kind)["payload"]

    def next_envelope(self, kind: str) -> dict[str, Any]:
        while True:
            envelope = self.received.get(timeout=10)
            payload = envelope["payload"]
            if kind in (envelope["type"], payload.get("type"), payload.get("event", {}).get("type")):
                return envelope

    def close(self) -> None:
        self._socket.close()
        self._thread.join(10)

    def _connect(self) -> None:
        token = self._sandbox.app()["app_token"]
        url = self._sandbox.api("apps.connections.open", token=token)["url"]
        ready: Queue[tuple[Any, dict[str, Any]]] = Queue()
        self._thread = threading.Thread(target=self._run, args=(url, ready), daemon=True)
        self._thread.start()
        self._socket, self.hello = ready.get(timeout=10)

    def _run(self, url: str, ready: Queue[tuple[Any, dict[str, Any]]]) -> None:
        with connect(url, proxy=None) as socket, suppress(ConnectionClosed):
            ready.put((socket, json.loads(socket.recv())))
            for text in socket:
                envelope = json.loads(text)
                if envelope["type"] != "disconnect":
                    self._take(socket, envelope)

    def _take(self, socket: Any, envelope: dict[str, Any]) -> None:
        if not self.silent:
            answer = {"envelope_id": envelope["envelope_id"]}
            payload = self.answers.get(envelope["payload"].get("type", envelope["type"]))
            socket.send(json.dumps(answer if payload is None else answer | {"payload": payload}))
        self.received.put(envelope)


@pytest.fixture
def recorder_maker() -> type[RecordingApp]:
    return RecordingApp


@pytest.fixture
def recorder(sandbox) -> Iterator[RecordingApp]:
    app = RecordingApp(sandbox)
    yield app
    app.close()
    until(lambda: sandbox.app()["connections"] == 0)
