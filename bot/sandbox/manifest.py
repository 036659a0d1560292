"""The app's manifest: what it may do, what it wants to hear, which commands it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.errors import SetupError

_SHORTCUT_TYPES = ("global", "message")


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command of the manifest; `name` begins with a slash."""

    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the manifest; `type` is "global" or "message"."""

    type: str
    callback_id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a step of a workflow takes or gives; `type` is Slack's, such as "string" or "slack#/types/user_id"."""

    name: str
    title: str
    type: str
    description: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A step for Workflow Builder."""

    callback_id: str
    title: str
    description: str = ""
    input_parameters: tuple[Parameter, ...] = ()
    output_parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of a Slack app manifest that the sandbox acts on."""

    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    functions: tuple[Function, ...] = ()
    scopes: tuple[str, ...] = ()
    events: frozenset[str] = frozenset()
    interactivity: bool = True
    socket_mode: bool = True
    home_tab: bool = True
    request_url: str = ""

    def command(self, name: str) -> Command | None:
        """Return the command of that name, or None."""
        return next((command for command in self.commands if command.name == name), None)

    def shortcut(self, callback_id: str, kind: str) -> Shortcut | None:
        """Return the shortcut of that id and type ("global" or "message"), or None."""
        found = (shortcut for shortcut in self.shortcuts if shortcut.callback_id == callback_id)
        return next((shortcut for shortcut in found if shortcut.type == kind), None)

    def function(self, callback_id: str) -> Function | None:
        """Return the step of that id, or None."""
        return next((function for function in self.functions if function.callback_id == callback_id), None)

    def hears(self, event: str, *scopes: str) -> bool:
        """Whether the app is told of an event: it has subscribed and has one of the scopes, if any are named."""
        return event in self.events and (not scopes or not set(scopes).isdisjoint(self.scopes))


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
        SetupError: A command, shortcut or step lacks its name or its type, or Slack takes no steps from the app.
    """
    features = body.get("features", {})
    settings = body.get("settings", {})
    subscriptions = settings.get("event_subscriptions", {})
    interactivity = settings.get("interactivity", {})
    functions = tuple(_function(name, row) for name, row in body.get("functions", {}).items())
    if functions and not settings.get("org_deploy_enabled"):
        raise SetupError("The manifest has steps, which Slack takes only where settings.org_deploy_enabled is true.")
    if functions and settings.get("function_runtime") != "remote":
        raise SetupError("The manifest has steps, which Slack takes only where settings.function_runtime is 'remote'.")
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
        shortcuts=tuple(_shortcut(row) for row in features.get("shortcuts", [])),
        functions=functions,
        scopes=tuple(body.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        events=frozenset(subscriptions.get("bot_events", [])),
        interactivity=bool(interactivity.get("is_enabled", False)),
        socket_mode=bool(settings.get("socket_mode_enabled", False)),
        home_tab=bool(features.get("app_home", {}).get("home_tab_enabled", False)),
        request_url=subscriptions.get("request_url", "") or interactivity.get("request_url", ""),
    )


def _shortcut(row: Mapping[str, Any]) -> Shortcut:
    try:
        kind, callback_id, name = row["type"], row["callback_id"], row["name"]
    except KeyError as error:
        raise SetupError(f"The manifest has a shortcut without {error}.") from error
    if kind not in _SHORTCUT_TYPES:
        raise SetupError(f"The manifest has a shortcut of the type {kind!r}. There are {', '.join(_SHORTCUT_TYPES)}.")
    return Shortcut(type=kind, callback_id=callback_id, name=name, description=row.get("description", ""))


def _function(callback_id: str, row: Mapping[str, Any]) -> Function:
    return Function(
        callback_id=callback_id,
        title=row.get("title", callback_id),
        description=row.get("description", ""),
        input_parameters=_parameters(callback_id, row.get("input_parameters", {})),
        output_parameters=_parameters(callback_id, row.get("output_parameters", {})),
    )


def _parameters(callback_id: str, rows: Mapping[str, Mapping[str, Any]]) -> tuple[Parameter, ...]:
    try:
        return tuple(
            Parameter(
                name=name,
                title=row.get("title", name),
                type=row["type"],
                description=row.get("description", ""),
                is_required=bool(row.get("is_required", False)),
            )
            for name, row in rows.items()
        )
    except KeyError as error:
        raise SetupError(f"The manifest's step {callback_id!r} has a parameter without {error}.") from error
