"""Scheduling messages: ``chat.scheduleMessage``, ``chat.deleteScheduledMessage``, ``chat.scheduledMessages.list``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from bot.sandbox.api.call import Call, visible_channel
from bot.sandbox.api.chat import drafted, target, thread_root
from bot.sandbox.api.content import read_content
from bot.sandbox.api.paging import page
from bot.sandbox.errors import ApiError
from bot.sandbox.shapes import api_message

FURTHEST_SECONDS = 120 * 24 * 3600
"""How far ahead a message can be scheduled."""

WINDOW_SECONDS = 5 * 60
MOST_IN_WINDOW = 30
"""How many messages of one channel can fall into one window."""

LAST_SECONDS = 60
"""How long before its time a message can no longer be deleted."""


def schedule_message(call: Call) -> dict[str, Any]:
    """``chat.scheduleMessage``: keep a message until real time reaches ``post_at``."""
    content = read_content(call.world, call.args)
    channel = target(call)
    post_at = _post_at(call)
    others = [entry.post_at for entry in call.world.scheduled.listed() if entry.channel == channel.id]
    if _is_crowded(others, post_at):
        raise ApiError("restricted_too_many")
    root = thread_root(call, channel)
    message = drafted(call, channel, content)
    entry = call.world.scheduled.add(
        channel=channel.id,
        post_at=post_at,
        created=int(time.time()),
        content={
            "text": message.text,
            "blocks": list(message.blocks),
            "attachments": list(message.attachments),
            "pings": list(message.pings),
            "username": message.username,
            "thread_ts": root.ts if root else None,
            "broadcast": root is not None and call.args.flag("reply_broadcast"),
        },
        is_lost=content.metadata is not None,
    )
    shown = api_message(call.world, message)
    del shown["ts"]
    return {"scheduled_message_id": entry.id, "channel": channel.id, "post_at": post_at, "message": shown}


def delete_scheduled_message(call: Call) -> dict[str, Any]:
    """``chat.deleteScheduledMessage``: forget a message that is still to come."""
    channel = visible_channel(call)
    entry = call.world.scheduled.get(call.args.needed("scheduled_message_id"))
    if entry is None or entry.channel != channel.id or entry.post_at - time.time() < LAST_SECONDS:
        raise ApiError("invalid_scheduled_message_id")
    call.world.scheduled.remove(entry)
    return {}


def scheduled_messages_list(call: Call) -> dict[str, Any]:
    """``chat.scheduledMessages.list``: what is still to come, in pages."""
    wanted = call.args.text("channel")
    if wanted and call.world.channel(wanted) is None:
        raise ApiError("invalid_channel")
    oldest, latest = call.args.number("oldest", 0), call.args.number("latest", 0)
    if oldest and latest and oldest >= latest:
        raise ApiError.explained("invalid_arguments", ["must be less than `latest` [json-pointer:/oldest]"])
    entries = [
        entry
        for entry in call.world.scheduled.listed()
        if (not wanted or entry.channel == wanted)
        and entry.post_at >= oldest
        and (not latest or entry.post_at <= latest)
    ]
    chosen, metadata, _ = page(call.args, entries, default=100, most=1000)
    rows = [
        {
            "id": entry.id,
            "channel_id": entry.channel,
            "post_at": entry.post_at,
            "date_created": entry.created,
            "text": entry.content["text"],
        }
        for entry in chosen
    ]
    return {"scheduled_messages": rows, **metadata}


def _is_crowded(others: Sequence[int], post_at: int) -> bool:
    moments = [*others, post_at]
    begins = [moment for moment in moments if post_at - WINDOW_SECONDS < moment <= post_at]
    return any(sum(begin <= moment < begin + WINDOW_SECONDS for moment in moments) > MOST_IN_WINDOW for begin in begins)


def _post_at(call: Call) -> int:
    try:
        post_at = int(call.args.needed("post_at"))
    except ValueError as error:
        raise ApiError("invalid_time") from error
    now = time.time()
    if post_at <= now:
        raise ApiError("time_in_past")
    if post_at > now + FURTHEST_SECONDS:
        raise ApiError("time_too_far")
    return post_at
