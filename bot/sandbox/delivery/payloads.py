"""The payloads of commands, clicks and modals, in Slack's shapes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from bot.sandbox.messages import Message
from bot.sandbox.shapes import api_message
from bot.sandbox.triggers import ResponseTarget
from bot.sandbox.workspace import Channel, User
from bot.sandbox.world import World


def slash_command(
    world: World, user: User, channel: Channel, command: str, text: str, *, window: str = ""
) -> dict[str, Any]:
    """Return the payload of a slash command, with its response URL and its trigger id for that window."""
    team = world.seed.team
    return {
        "token": world.credentials.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": world.seed.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url(world, ResponseTarget(user=user.id, channel=channel.id), "commands"),
        "trigger_id": world.triggers.issue(user.id, window=window),
    }


def message_actions(
    world: World,
    user: User,
    channel: Channel,
    message: Message,
    *,
    actions: list[dict[str, Any]],
    values: dict[str, Any],
    window: str = "",
) -> dict[str, Any]:
    """Return the ``block_actions`` payload of a click in a message.

    Args:
        world: The workspace.
        user: Who clicked.
        channel: Where.
        message: The message that was clicked.
        actions: The actions of the payload.
        values: The state of all inputs of the message.
        window: The window the person clicked in.
    """
    return {
        **_interaction(world, "block_actions", user),
        **_place_of(world, channel, message),
        "trigger_id": world.triggers.issue(user.id, window=window),
        "state": {"values": values},
        "response_url": response_url(world, _answer_to(user, channel, message), "actions"),
        "actions": actions,
    }


def message_suggestion(
    world: World, user: User, channel: Channel, message: Message, question: Mapping[str, str]
) -> dict[str, Any]:
    """Return the ``block_suggestion`` payload of a menu in a message.

    Args:
        world: The workspace.
        user: Who looks for an option.
        channel: Where.
        message: The message.
        question: ``block_id``, ``action_id`` and the ``value`` typed so far.
    """
    return {**_interaction(world, "block_suggestion", user), **_place_of(world, channel, message), **question}


def view_suggestion(world: World, user: User, view: dict[str, Any], question: Mapping[str, str]) -> dict[str, Any]:
    """Return the ``block_suggestion`` payload of a menu in a modal or Home; `question` as in `message_suggestion`."""
    container = {"type": "view", "view_id": view["id"]}
    return {**_interaction(world, "block_suggestion", user), "container": container, "view": view, **question}


def global_shortcut(world: World, user: User, callback_id: str, window: str = "") -> dict[str, Any]:
    """Return the payload of a shortcut that is used from anywhere."""
    return {
        **_shortcut(world, "shortcut", user, callback_id),
        "trigger_id": world.triggers.issue(user.id, window=window),
    }


def message_shortcut(
    world: World, user: User, channel: Channel, message: Message, callback_id: str, window: str = ""
) -> dict[str, Any]:
    """Return the payload of a shortcut that is used on a message, with its response URL."""
    target = ResponseTarget(user=user.id, channel=channel.id, thread_ts=message.thread_ts)
    return {
        **_shortcut(world, "message_action", user, callback_id),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "trigger_id": world.triggers.issue(user.id, window=window),
        "response_url": response_url(world, target, "app"),
        "message_ts": message.ts,
        "message": api_message(world, message),
    }


def view_actions(
    world: World, user: User, view: dict[str, Any], actions: list[dict[str, Any]], window: str = ""
) -> dict[str, Any]:
    """Return the ``block_actions`` payload of a click in a modal or in Home; `view` carries its state."""
    return {
        **_interaction(world, "block_actions", user),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": world.triggers.issue(user.id, view["id"], window),
        "view": view,
        "actions": actions,
    }


def view_submission(world: World, user: User, view: dict[str, Any]) -> dict[str, Any]:
    """Return the payload of a submitted modal; `view` carries its state."""
    window = world.views.window_of(view["id"])
    return {
        **_interaction(world, "view_submission", user),
        "trigger_id": world.triggers.issue(user.id, view["id"], window),
        "view": view,
        "response_urls": _chosen_places(world, user, view),
    }


def view_closed(world: World, user: User, view: dict[str, Any], *, cleared: bool) -> dict[str, Any]:
    """Return the payload of a dismissed modal; `cleared` when the whole stack went with it."""
    return {**_interaction(world, "view_closed", user), "view": view, "is_cleared": cleared}


def response_url(world: World, target: ResponseTarget, kind: str) -> str:
    """Return a new response URL for answers to that place; `kind` is "commands", "actions" or "app"."""
    return f"{world.url}/response/{kind}/{world.seed.team.id}/{world.responses.issue(target)}"


def channel_name(channel: Channel) -> str:
    """Return the channel's name as payloads carry it."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def _answer_to(user: User, channel: Channel, message: Message) -> ResponseTarget:
    return ResponseTarget(
        user=user.id,
        channel=channel.id,
        message_ts=message.ts,
        ephemeral=message.reader is not None,
        thread_ts=message.thread_ts,
    )


def _place_of(world: World, channel: Channel, message: Message) -> dict[str, Any]:
    """Return container, channel and message of a payload; the app is not sent a message only one person sees."""
    private = message.reader is not None
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": private,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    place = {"container": container, "channel": {"id": channel.id, "name": channel_name(channel)}}
    return place if private else {**place, "message": api_message(world, message)}


def _chosen_places(world: World, user: User, view: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a response URL for each channel chosen in an input that asks for one."""
    places = []
    for block in view["blocks"]:
        element = block.get("element") or {}
        if element.get("response_url_enabled"):
            state = view["state"]["values"][block["block_id"]][element["action_id"]]
            channel = state.get("selected_conversation") or state.get("selected_channel")
            if channel:
                place = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
                url = response_url(world, ResponseTarget(user=user.id, channel=channel), "app")
                places.append({**place, "response_url": url})
    return places


def _shortcut(world: World, kind: str, user: User, callback_id: str) -> dict[str, Any]:
    common = _interaction(world, kind, user)
    del common["api_app_id"]
    return {**common, "action_ts": f"{time.time():.6f}", "callback_id": callback_id}


def _interaction(world: World, kind: str, user: User) -> dict[str, Any]:
    team = world.seed.team
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": world.seed.app.id,
        "token": world.credentials.verification_token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
