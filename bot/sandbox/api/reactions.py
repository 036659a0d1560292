"""The ``reactions.*`` methods."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api.call import Call
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Message, instant
from bot.sandbox.reacting import known_name, react, unreact
from bot.sandbox.shapes import api_message
from bot.sandbox.workspace import Channel


def reactions_add(call: Call) -> dict[str, Any]:
    """``reactions.add``: react to a message as the app."""
    name = known_name(call.args.text("name"))
    channel, message = _item(call)
    if channel.is_archived:
        raise ApiError("is_archived")
    react(call.world, message, call.world.seed.app.bot_user_id, name)
    return {}


def reactions_remove(call: Call) -> dict[str, Any]:
    """``reactions.remove``: take a reaction of the app away."""
    name = known_name(call.args.text("name"))
    _, message = _item(call)
    unreact(call.world, message, call.world.seed.app.bot_user_id, name)
    return {}


def reactions_get(call: Call) -> dict[str, Any]:
    """``reactions.get``: a message with its reactions."""
    channel, message = _item(call)
    return {"type": "message", "channel": channel.id, "message": api_message(call.world, message)}


def _item(call: Call) -> tuple[Channel, Message]:
    place, ts = call.args.text("channel"), call.args.text("timestamp")
    if not place or not ts:
        raise ApiError("no_item_specified")
    channel = call.world.channel(place)
    if channel is None or (channel.is_private and not channel.app_is_member):
        raise ApiError("channel_not_found")
    try:
        instant(ts)
    except ValueError as error:
        raise ApiError("bad_timestamp") from error
    if not channel.app_is_member:
        raise ApiError("not_in_channel")
    message = call.world.ledger.get(channel.id, ts)
    if message is None or message.tombstone:
        raise ApiError("message_not_found")
    return channel, message
