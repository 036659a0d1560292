"""Putting messages into channels, changing them and taking them away; the pages and the app hear of it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from bot.sandbox.clock import iso
from bot.sandbox.delivery.events import (
    emit_file_shared,
    emit_mention,
    emit_message,
    emit_message_changed,
    emit_message_deleted,
)
from bot.sandbox.messages import Message
from bot.sandbox.shapes import page_message
from bot.sandbox.workspace import SLACKBOT
from bot.sandbox.world import World

_DELETED = "This message was deleted."


def draft(world: World, *, channel: str, user: str, text: str, **fields: Any) -> Message:
    """Return a new message, not posted yet, with its timestamp and business time.

    Args:
        world: The workspace.
        channel: Where it will stand.
        user: Its author.
        text: Its text.
        **fields: Any other field of `Message`.
    """
    return Message(
        ts=world.timestamps.next(), channel=channel, user=user, text=text, at=iso(world.clock.now()), **fields
    )


def post(world: World, message: Message) -> None:
    """Add a message: save it, show it, and send the events it causes."""
    world.ledger.put(message)
    if message.reader is not None:
        show(world, "message", message)
        return
    world.keeper.put_message(message)
    world.files.share(message.files, message.channel, message.ts)
    if not message.is_bot:
        world.mark_read(message.user, message.channel, message.ts)
    show(world, "message", message)
    _show_root(world, message)
    emit_message(world, message)
    emit_mention(world, message)
    for file_id in message.files:
        emit_file_shared(world, message, file_id)


def change(world: World, before: Message, after: Message) -> None:
    """Replace a message by its new content, which keeps channel and timestamp."""
    world.ledger.put(after)
    if after.reader is None:
        world.keeper.put_message(after)
        gone = [file_id for file_id in before.files if file_id not in after.files]
        world.files.unshare(gone, after.channel, after.ts)
        world.files.share(after.files, after.channel, after.ts)
        emit_message_changed(world, before, after)
    show(world, "message_changed", after)


def delete(world: World, message: Message) -> None:
    """Take a message away; below one with replies a mark stays."""
    world.files.unshare(message.files, message.channel, message.ts)
    if message.reader is None and world.ledger.replies(message.channel, message.ts):
        mark = draft(world, channel=message.channel, user=SLACKBOT, text=_DELETED, tombstone=True)
        mark = replace(mark, ts=message.ts, at=message.at)
        world.ledger.put(mark)
        world.keeper.put_message(mark)
        show(world, "message_changed", mark)
        emit_message_deleted(world, message)
        return
    world.ledger.remove(message)
    show(world, "message_deleted", message)
    if message.reader is None:
        world.keeper.drop_message(message)
        _show_root(world, message)
        emit_message_deleted(world, message)


def edited(world: World, message: Message, **fields: Any) -> Message:
    """Return the message with new content and the mark of an edit."""
    seen = dict.fromkeys((*message.pings, *fields.pop("pings", ())))
    return replace(message, edited=world.timestamps.next(), pings=tuple(seen), **fields)


def private_line(world: World, *, reader: str, channel: str, text: str, user: str) -> Message:
    """Post a line that one person sees, such as a refusal from Slack itself, and return it."""
    message = draft(world, channel=channel, user=user, text=text, reader=reader)
    post(world, message)
    return message


async def post_scheduled(world: World) -> None:
    """Post each scheduled message when real time reaches it, until cancelled; into none that is shut by then."""
    while True:
        await world.scheduled.wait(time.time())
        for entry in world.scheduled.take_due(time.time()):
            channel = world.channel(entry.channel)
            if channel is None or channel.is_archived or entry.is_lost:
                continue
            fields = {**entry.content}
            for name in ("blocks", "attachments", "pings"):
                fields[name] = tuple(fields.get(name, ()))
            post(world, draft(world, channel=entry.channel, user=world.seed.app.bot_user_id, is_bot=True, **fields))


def show(world: World, kind: str, message: Message) -> None:
    """Send a message to the pages of all who may see it, as "message", "message_changed" or "message_deleted"."""
    channel = world.channel(message.channel)
    if channel is None:
        return
    readers = {message.reader} if message.reader is not None else world.readers(channel)
    world.live.publish({"type": kind, "channel": message.channel, "message": page_message(world, message)}, readers)


def _show_root(world: World, message: Message) -> None:
    if message.is_reply:
        root = world.ledger.get(message.channel, message.thread_ts or "")
        if root is not None:
            show(world, "message_changed", root)
