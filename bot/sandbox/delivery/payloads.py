"""The payloads of commands, clicks and modals, in Slack's shapes."""

from __future__ import annotations

from typing import Any

from bot.sandbox.messages import Message
from bot.sandbox.shapes import api_message
from bot.sandbox.triggers import ResponseTarget
from bot.sandbox.workspace import Channel, User
from bot.sandbox.world import World


def slash_command(world: World, user: User, channel: Channel, command: str, text: str) -> dict[str, Any]:
    """Return the payload of a slash command, with its trigger id and response URL."""
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
        "trigger_id": world.triggers.issue(user.id),
    }


def message_actions(
    world: World,
    user: User,
    channel: Channel,
    message: Message,
    *,
    actions: list[dict[str, Any]],
    values: dict[str, Any],
) -> dict[str, Any]:
    """Return the ``block_actions`` payload of a click in a message.

    Args:
        world: The workspace.
        user: Who clicked.
        channel: Where.
        message: The message that was clicked.
        actions: The actions of the payload.
        values: The state of all inputs of the message.
    """
    private = message.reader is not None
    target = ResponseTarget(
        user=user.id,
        channel=channel.id,
        message_ts=message.ts,
        ephemeral=private,
        thread_ts=message.thread_ts,
    )
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": private,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    payload = {
        **_interaction(world, "block_actions", user),
        "container": container,
        "trigger_id": world.triggers.issue(user.id),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": values},
        "response_url": response_url(world, target, "actions"),
        "actions": actions,
    }
    if not private:
        payload["message"] = api_message(world, message)
    return payload


def view_actions(world: World, user: User, view: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the ``block_actions`` payload of a click in a modal or in Home; `view` carries its state."""
    return {
        **_interaction(world, "block_actions", user),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": world.triggers.issue(user.id, view["id"]),
        "view": view,
        "actions": actions,
    }


def view_submission(world: World, user: User, view: dict[str, Any]) -> dict[str, Any]:
    """Return the payload of a submitted modal; `view` carries its state."""
    return {
        **_interaction(world, "view_submission", user),
        "trigger_id": world.triggers.issue(user.id, view["id"]),
        "view": view,
        "response_urls": [],
    }


def view_closed(world: World, user: User, view: dict[str, Any], *, cleared: bool) -> dict[str, Any]:
    """Return the payload of a dismissed modal; `cleared` when the whole stack went with it."""
    return {**_interaction(world, "view_closed", user), "view": view, "is_cleared": cleared}


def response_url(world: World, target: ResponseTarget, kind: str) -> str:
    """Return a new response URL for answers to that place; `kind` is "commands" or "actions"."""
    return f"{world.url}/response/{kind}/{world.seed.team.id}/{world.responses.issue(target)}"


def channel_name(channel: Channel) -> str:
    """Return the channel's name as payloads carry it."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


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
