"""The app's manifest: what it may do, what it wants to hear, which commands it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.errors import SetupError


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command of the manifest; `name` begins with a slash."""

    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of a Slack app manifest that the sandbox acts on."""

    commands: tuple[Command, ...] = ()
    scopes: tuple[str, ...] = ()
    events: frozenset[str] = frozenset()
    interactivity: bool = True
    socket_mode: bool = True
    home_tab: bool = True
    request_url: str = ""

    def command(self, name: str) -> Command | None:
        """Return the command of that name, or None."""
        return next((command for command in self.commands if command.name == name), None)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest in JSON.

    Raises:
        SetupError: The file cannot be read or is no manifest.
    """
    try:
        return parse_manifest(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise SetupError(f"The manifest {path} cannot be read: {error}.") from error


def parse_manifest(body: Mapping[str, Any]) -> Manifest:
    """Build a manifest from its parsed JSON.

    Raises:
        SetupError: A command lacks its name.
    """
    features = body.get("features", {})
    settings = body.get("settings", {})
    subscriptions = settings.get("event_subscriptions", {})
    interactivity = settings.get("interactivity", {})
    try:
        commands = tuple(
            Command(
                name=row["command"],
                description=row.get("description", ""),
                usage_hint=row.get("usage_hint", ""),
                should_escape=bool(row.get("should_escape", False)),
            )
            for row in features.get("slash_commands", [])
        )
    except KeyError as error:
        raise SetupError(f"The manifest has a command without {error}.") from error
    return Manifest(
        commands=commands,
        scopes=tuple(body.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        events=frozenset(subscriptions.get("bot_events", [])),
        interactivity=bool(interactivity.get("is_enabled", False)),
        socket_mode=bool(settings.get("socket_mode_enabled", False)),
        home_tab=bool(features.get("app_home", {}).get("home_tab_enabled", False)),
        request_url=subscriptions.get("request_url", "") or interactivity.get("request_url", ""),
    )
