"""Events the app has subscribed to, in the wrapper of the Events API."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import asdict
from typing import Any

from bot.sandbox.ids import random_id
from bot.sandbox.manifest import Function
from bot.sandbox.messages import Message
from bot.sandbox.shapes import api_message
from bot.sandbox.workspace import Channel
from bot.sandbox.world import World

_CHANNEL_TYPES = {"channel": "channel", "private": "group", "im": "im"}
_SUBSCRIPTIONS = {"channel": "message.channels", "private": "message.groups", "im": "message.im"}
_CREATED = 1_500_000_000
_SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "file_shared": "files:read",
    "member_joined_channel": "channels:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
}


def emit_home_opened(world: World, user: str) -> None:
    """Tell the app that a person has opened its Home."""
    channel = world.im(user)
    if channel is None:
        return
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel.id,
        "tab": "home",
        "event_ts": world.timestamps.next(),
    }
    view = world.views.home(user)
    if view is not None:
        event["view"] = view
    _emit(world, "app_home_opened", event, channel)


def emit_message(world: World, message: Message) -> None:
    """Tell the app of a new message in a channel it is in."""
    channel = _heard(world, message)
    if channel is None:
        return
    event = {
        **_heard_message(world, message),
        "channel": channel.id,
        "event_ts": message.ts,
        "channel_type": _CHANNEL_TYPES[channel.kind],
    }
    _emit(world, _SUBSCRIPTIONS[channel.kind], event, channel)


def emit_mention(world: World, message: Message) -> None:
    """Tell the app that a person has mentioned it outside a direct conversation."""
    channel = _heard(world, message)
    if channel is None or channel.is_im or message.is_bot or world.seed.app.bot_user_id not in message.pings:
        return
    event = {
        **_heard_message(world, message),
        "type": "app_mention",
        "channel": channel.id,
        "event_ts": message.ts,
    }
    _emit(world, "app_mention", event, channel)


def emit_message_changed(world: World, before: Message, after: Message) -> None:
    """Tell the app of an edit."""
    fields = {
        "subtype": "message_changed",
        "message": api_message(world, after, with_metadata=True),
        "previous_message": api_message(world, before, with_metadata=True),
    }
    _emit_hidden(world, after, fields)


def emit_message_deleted(world: World, message: Message) -> None:
    """Tell the app of a deletion."""
    fields = {
        "subtype": "message_deleted",
        "deleted_ts": message.ts,
        "previous_message": api_message(world, message, with_metadata=True),
    }
    _emit_hidden(world, message, fields)


def emit_file_shared(world: World, message: Message, file_id: str) -> None:
    """Tell the app that a file has come into a conversation it is in.

    Args:
        world: The workspace.
        message: The message that carries the file.
        file_id: The file.
    """
    channel = _heard(world, message)
    if channel is None:
        return
    event = {
        "type": "file_shared",
        "channel_id": channel.id,
        "file_id": file_id,
        "user_id": message.user,
        "file": {"id": file_id},
        "event_ts": world.timestamps.next(),
    }
    _emit(world, "file_shared", event, channel)


def emit_reaction(world: World, message: Message, user: str, name: str, *, added: bool) -> None:
    """Tell the app that somebody has put a reaction on a message, or taken it off.

    Args:
        world: The workspace.
        message: The message.
        user: Who did it.
        name: The reaction without colons, such as "thumbsup".
        added: Whether it was put on.
    """
    channel = _heard(world, message)
    if channel is None:
        return
    kind = "reaction_added" if added else "reaction_removed"
    event = {
        "type": kind,
        "user": user,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "reaction": name,
        "item_user": message.user,
        "event_ts": world.timestamps.next(),
    }
    _emit(world, kind, event, channel)


def emit_member_joined(world: World, user: str, channel: Channel) -> None:
    """Tell the app that a person has joined a channel it is in."""
    if not channel.app_is_member:
        return
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C",
        "team": world.seed.team.id,
        "event_ts": world.timestamps.next(),
    }
    _emit(world, "member_joined_channel", event, channel)


def emit_function_executed(
    world: World, function: Function, execution_id: str, inputs: dict[str, Any], token: str
) -> bool:
    """Tell the app to run its step of a workflow.

    Args:
        world: The workspace.
        function: The step, as the manifest has it.
        execution_id: The run, which the app completes or fails.
        inputs: Values by the names of the step's input parameters.
        token: The token that is good as long as the step runs.

    Returns:
        Whether the app is told of steps at all.
    """
    if not world.manifest.hears("function_executed"):
        return False
    event = {
        "type": "function_executed",
        "function": {
            "id": "Fn" + hashlib.sha256(function.callback_id.encode()).hexdigest()[:9].upper(),
            "callback_id": function.callback_id,
            "title": function.title,
            "description": function.description,
            "type": "app",
            "input_parameters": [asdict(parameter) for parameter in function.input_parameters],
            "output_parameters": [asdict(parameter) for parameter in function.output_parameters],
            "app_id": world.seed.app.id,
            "date_created": _CREATED,
            "date_updated": _CREATED,
            "date_deleted": 0,
        },
        "inputs": inputs,
        "function_execution_id": execution_id,
        "workflow_execution_id": random_id("Wx"),
        "event_ts": world.timestamps.next(),
        "bot_access_token": token,
    }
    _emit(world, "function_executed", event, None)
    return True


def _emit_hidden(world: World, message: Message, fields: dict[str, Any]) -> None:
    channel = _heard(world, message)
    if channel is None:
        return
    ts = world.timestamps.next()
    event = {
        "type": "message",
        **fields,
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": _CHANNEL_TYPES[channel.kind],
    }
    _emit(world, _SUBSCRIPTIONS[channel.kind], event, channel)


def _heard_message(world: World, message: Message) -> dict[str, Any]:
    event = api_message(world, message, with_metadata=True)
    if message.files:
        event.setdefault("subtype", "file_share")
    return event


def _heard(world: World, message: Message) -> Channel | None:
    channel = world.channel(message.channel)
    return channel if channel is not None and channel.app_is_member else None


def _emit(world: World, subscription: str, event: dict[str, Any], channel: Channel | None) -> None:
    scope = _SCOPES.get(subscription)
    if not world.manifest.hears(subscription, *([scope] if scope else [])):
        return
    team = world.seed.team.id
    context = {"et": event["type"], "tid": team, "aid": world.seed.app.id, "n": secrets.token_hex(4)}
    world.courier.dispatch_event(
        {
            "token": world.credentials.verification_token,
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": world.seed.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": random_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": world.seed.app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
            "event_context": "4-" + base64.urlsafe_b64encode(json.dumps(context).encode()).decode(),
        }
    )
