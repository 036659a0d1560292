"""Events the app has subscribed to, in the wrapper of the Events API."""

from __future__ import annotations

import base64
import json
import secrets
import time
from typing import Any

from bot.sandbox.ids import random_id
from bot.sandbox.messages import Message
from bot.sandbox.shapes import api_message
from bot.sandbox.workspace import Channel
from bot.sandbox.world import World

_CHANNEL_TYPES = {"channel": "channel", "private": "group", "im": "im"}
_SUBSCRIPTIONS = {"channel": "message.channels", "private": "message.groups", "im": "message.im"}


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
        **api_message(world, message, with_metadata=True),
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
        **api_message(world, message),
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


def _heard(world: World, message: Message) -> Channel | None:
    channel = world.channel(message.channel)
    return channel if channel is not None and channel.app_is_member else None


def _emit(world: World, subscription: str, event: dict[str, Any], channel: Channel) -> None:
    if subscription not in world.manifest.events:
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
            "is_ext_shared_channel": channel.is_ext_shared,
            "event_context": "4-" + base64.urlsafe_b64encode(json.dumps(context).encode()).decode(),
        }
    )
