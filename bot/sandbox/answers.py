"""Messages that the app sends back for a command or click: with the acknowledgement or to a response URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.content import Content, read_content
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Message
from bot.sandbox.posting import change, delete, draft, edited, post
from bot.sandbox.triggers import ResponseTarget
from bot.sandbox.world import World


def apply_answer(world: World, target: ResponseTarget, body: Mapping[str, Any]) -> Message | None:
    """Do what an answer asks: post, replace or delete.

    Args:
        world: The workspace.
        target: The person and place it is for.
        body: The answer: a message with ``response_type``, ``replace_original`` or ``delete_original``.

    Returns:
        The message posted or changed, or None after a deletion.

    Raises:
        ApiError: The content is refused, or the channel is gone.
    """
    args = Arguments(body)
    if world.channel(target.channel) is None:
        raise ApiError("channel_not_found")
    original = _original(world, target)
    if args.flag("delete_original"):
        if original is not None:
            delete(world, original)
        return None
    content = read_content(world, args)
    if args.flag("replace_original") and original is not None:
        after = edited(
            world,
            original,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
            pings=content.pings,
        )
        change(world, original, after)
        return after
    message = _new(world, target, args, content)
    post(world, message)
    return message


def _original(world: World, target: ResponseTarget) -> Message | None:
    if target.message_ts is None:
        return None
    if target.ephemeral:
        return world.ledger.get_private(target.user, target.channel, target.message_ts)
    found = world.ledger.get(target.channel, target.message_ts)
    return found if found is not None and found.is_bot else None


def _new(world: World, target: ResponseTarget, args: Arguments, content: Content) -> Message:
    public = args.text("response_type") == "in_channel"
    thread_ts = args.text("thread_ts") or None
    if thread_ts is not None and world.ledger.get(target.channel, thread_ts) is None:
        raise ApiError("thread_not_found")
    return draft(
        world,
        channel=target.channel,
        user=world.seed.app.bot_user_id,
        text=content.text,
        is_bot=True,
        blocks=content.blocks,
        attachments=content.attachments,
        metadata=content.metadata if public else None,
        pings=content.pings,
        thread_ts=thread_ts,
        reader=None if public else target.user,
    )
