"""The ``conversations.*`` methods."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from bot.sandbox.api.call import Call, known_user, readable_channel, require_scope, visible_channel
from bot.sandbox.api.paging import page
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Message, instant
from bot.sandbox.shapes import api_channel, api_message
from bot.sandbox.workspace import SLACKBOT, Channel

_KINDS = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
_LIST_SCOPES = {"channel": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_MOST_IN_GROUP = 8


def conversations_open(call: Call) -> dict[str, Any]:
    """``conversations.open``: open the direct conversation with one person."""
    if call.args.has("channel"):
        channel = visible_channel(call)
        if not channel.is_im:
            raise ApiError("method_not_supported_for_channel_type")
    else:
        channel = _im_with(call, call.args.names("users"))
    new = call.world.open_im(channel)
    full = api_channel(call.world, channel) | {"is_open": True, "last_read": "0000000000.000000", "latest": None}
    answer: dict[str, Any] = {} if new else {"no_op": True, "already_open": True}
    answer["channel"] = full if call.args.flag("return_im") else {"id": channel.id}
    return answer


def conversations_info(call: Call) -> dict[str, Any]:
    """``conversations.info``: describe one conversation."""
    channel = readable_channel(call)
    answer = api_channel(call.world, channel)
    if call.args.flag("include_num_members"):
        answer["num_members"] = len(_members(call, channel))
    return {"channel": answer}


def conversations_list(call: Call) -> dict[str, Any]:
    """``conversations.list``: the conversations the app can see, in pages."""
    names = call.args.names("types") or ["public_channel"]
    unknown = [name for name in names if name not in _KINDS]
    if unknown:
        raise ApiError("invalid_types")
    kinds = {_KINDS[name] for name in names}
    for kind in sorted(kinds):
        require_scope(call.world, _LIST_SCOPES[kind])
    listed = [channel for channel in call.world.channels.values() if _is_listed(call, channel, kinds)]
    chosen, metadata, _ = page(call.args, listed, default=100, most=1000)
    channels = []
    for channel in chosen:
        row = api_channel(call.world, channel)
        if not channel.is_im:
            row["num_members"] = len(_members(call, channel))
        channels.append(row)
    return {"channels": channels, **metadata}


def conversations_members(call: Call) -> dict[str, Any]:
    """``conversations.members``: who is in a conversation, in pages."""
    channel = readable_channel(call)
    chosen, metadata, _ = page(call.args, _members(call, channel), default=100, most=1000)
    return {"members": chosen, **metadata}


def conversations_history(call: Call) -> dict[str, Any]:
    """``conversations.history``: the top level of a conversation, newest first."""
    channel = readable_channel(call, history=True)
    found = _shown_by_now(call, "conversations.history", call.world.ledger.top_level(channel.id))[::-1]
    chosen, metadata, more = page(call.args, found, default=100, most=999)
    answer: dict[str, Any] = {
        "messages": _as_json(call, chosen),
        "has_more": more,
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | metadata if more else answer


def conversations_replies(call: Call) -> dict[str, Any]:
    """``conversations.replies``: a thread, its root first."""
    channel = readable_channel(call, history=True)
    ts = call.args.needed("ts")
    root = call.world.ledger.get(channel.id, ts)
    if root is None:
        raise ApiError("thread_not_found")
    if root.is_reply:
        return {"messages": _as_json(call, [root]), "has_more": False}
    replies = _shown_by_now(call, "conversations.replies", call.world.ledger.replies(channel.id, ts))
    chosen, metadata, more = page(call.args, replies, default=1000, most=1000)
    answer: dict[str, Any] = {"messages": _as_json(call, [root, *chosen]), "has_more": more}
    return answer | metadata if more else answer


def _im_with(call: Call, users: list[str]) -> Channel:
    if not users:
        raise ApiError("users_list_not_supplied")
    people = [known_user(call, user_id) for user_id in users]
    if len(people) > _MOST_IN_GROUP:
        raise ApiError("too_many_users")
    if len(people) > 1:
        require_scope(call.world, "mpim:write")
        raise ApiError("method_not_supported_for_channel_type")
    person = people[0]
    if person.deleted:
        raise ApiError("user_disabled")
    if person.is_bot or person.id == SLACKBOT:
        raise ApiError("cannot_dm_bot")
    channel = call.world.im(person.id)
    if channel is None:
        raise ApiError("user_not_visible")
    return channel


def _is_listed(call: Call, channel: Channel, kinds: set[str]) -> bool:
    if channel.deleted or channel.kind not in kinds:
        return False
    if channel.is_im:
        return channel.id in call.world.opened_ims
    if channel.is_archived and call.args.flag("exclude_archived"):
        return False
    return channel.app_is_member or not channel.is_private


def _members(call: Call, channel: Channel) -> list[str]:
    bot = call.world.seed.app.bot_user_id
    members = [member for member in channel.members if member != bot]
    return [*members, bot] if channel.app_is_member else members


def _shown_by_now(call: Call, method: str, messages: Sequence[Message]) -> list[Message]:
    """Return the messages within the bounds, without those that a delayed history does not show yet."""
    delay = call.world.faults.history_delay(method)
    found = _within(call, messages)
    return [message for message in found if float(message.ts) <= time.time() - delay] if delay else found


def _within(call: Call, messages: Sequence[Message]) -> list[Message]:
    oldest = _bound(call, "oldest")
    latest = _bound(call, "latest")
    inclusive = call.args.flag("inclusive")
    chosen = []
    for message in messages:
        at = instant(message.ts)
        after = oldest is None or at > oldest or (inclusive and at == oldest)
        before = latest is None or at < latest or (inclusive and at == latest)
        if after and before:
            chosen.append(message)
    return chosen


def _bound(call: Call, name: str) -> tuple[int, int] | None:
    text = call.args.text(name)
    if not text or text in ("0", "now"):
        return None
    try:
        return instant(text)
    except ValueError as error:
        raise ApiError(f"invalid_ts_{name}") from error


def _as_json(call: Call, messages: Sequence[Message]) -> list[dict[str, Any]]:
    with_metadata = call.args.flag("include_all_metadata")
    return [api_message(call.world, message, with_metadata=with_metadata) for message in messages]
