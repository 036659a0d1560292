"""The ``chat.*`` methods."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api.call import Call, known_user, visible_channel
from bot.sandbox.api.content import Content, read_content, read_update
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Message
from bot.sandbox.posting import change, delete, draft, edited, post
from bot.sandbox.rates import POST_PER_CHANNEL, POST_PER_WORKSPACE
from bot.sandbox.shapes import api_message
from bot.sandbox.workspace import Channel


def post_message(call: Call) -> dict[str, Any]:
    """``chat.postMessage``: post as the app."""
    content = read_content(call.world, call.args)
    channel = target(call)
    _limit_rate(call, channel)
    root = thread_root(call, channel)
    message = drafted(
        call,
        channel,
        content,
        thread_ts=root.ts if root else None,
        broadcast=root is not None and call.args.flag("reply_broadcast"),
        metadata=content.metadata,
    )
    post(call.world, message)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": api_message(call.world, message, with_metadata=True),
    }


def post_ephemeral(call: Call) -> dict[str, Any]:
    """``chat.postEphemeral``: show a line to one person in a channel."""
    content = read_content(call.world, call.args)
    channel = target(call)
    reader = known_user(call, call.args.needed("user"))
    if reader.id not in channel.members:
        raise ApiError("user_not_in_channel")
    root = thread_root(call, channel)
    message = drafted(call, channel, content, thread_ts=root.ts if root else None, reader=reader.id)
    post(call.world, message)
    return {"message_ts": message.ts}


def update(call: Call) -> dict[str, Any]:
    """``chat.update``: change a message of the app."""
    channel, message = _own_message(call, "cant_update_message")
    if channel.is_archived:
        raise ApiError("is_inactive")
    after = edited(call.world, message, **read_update(call.world, call.args, message))
    change(call.world, message, after)
    return {
        "channel": channel.id,
        "ts": after.ts,
        "text": after.text,
        "message": api_message(call.world, after, with_metadata=True),
    }


def remove(call: Call) -> dict[str, Any]:
    """``chat.delete``: take a message of the app away."""
    channel, message = _own_message(call, "cant_delete_message")
    delete(call.world, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> dict[str, Any]:
    """``chat.getPermalink``: the address of a message."""
    channel = visible_channel(call)
    message = call.world.ledger.get(channel.id, call.args.needed("message_ts"))
    if message is None:
        raise ApiError("message_not_found")
    link = f"https://{call.world.seed.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def target(call: Call) -> Channel:
    """Return where the argument ``channel`` asks to post: an id, a name, or a person's id for the direct conversation.

    Raises:
        ApiError: ``channel_not_found``, ``is_archived`` or ``not_in_channel``.
    """
    wanted = call.args.needed("channel")
    world = call.world
    channel = world.channel(wanted) or world.im(wanted) if wanted[0] in "UW" else world.channel(wanted)
    if channel is None:
        name = wanted.removeprefix("#")
        named = [place for place in world.channels.values() if place.name == name and not place.deleted]
        channel = next((place for place in named if not place.is_private or place.app_is_member), None)
    if channel is None or (channel.is_private and not channel.app_is_member):
        raise ApiError("channel_not_found")
    if channel.is_archived:
        raise ApiError("is_archived")
    if not channel.app_is_member and "chat:write.public" not in world.manifest.scopes:
        raise ApiError("not_in_channel")
    if channel.is_im:
        world.open_im(channel)
    return channel


def _limit_rate(call: Call, channel: Channel) -> None:
    rates = call.world.rates
    wait = rates.take(("chat.postMessage", channel.id), POST_PER_CHANNEL) or rates.take(
        ("chat.postMessage", "*"), POST_PER_WORKSPACE
    )
    if wait:
        raise ApiError("ratelimited", status=429, retry_after=wait)


def thread_root(call: Call, channel: Channel) -> Message | None:
    """Return the message below which the argument ``thread_ts`` asks to post, or None.

    Raises:
        ApiError: ``thread_not_found`` or ``cannot_reply_to_message``.
    """
    ts = call.args.text("thread_ts")
    if not ts:
        return None
    root = call.world.ledger.get(channel.id, ts)
    if root is None:
        raise ApiError("thread_not_found")
    if root.is_reply:
        raise ApiError("cannot_reply_to_message")
    return root


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = visible_channel(call)
    message = call.world.ledger.get(channel.id, call.args.needed("ts"))
    if message is None:
        raise ApiError("message_not_found")
    if not message.is_bot:
        raise ApiError(refusal)
    return channel, message


def drafted(call: Call, channel: Channel, content: Content, **fields: Any) -> Message:
    """Return a message of the app with that content, not posted yet."""
    can_rename = "chat:write.customize" in call.world.manifest.scopes
    return draft(
        call.world,
        channel=channel.id,
        user=call.world.seed.app.bot_user_id,
        text=content.text,
        is_bot=True,
        username=call.args.text("username") if can_rename else "",
        blocks=content.blocks,
        attachments=content.attachments,
        pings=content.pings,
        **fields,
    )
