"""How people, channels and messages look in Slack's answers and on the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.filing import api_files
from bot.sandbox.messages import Message
from bot.sandbox.workspace import SLACKBOT, Channel, User
from bot.sandbox.world import World

_BORN = 1_500_000_000


def api_user(world: World, user: User, *, with_email: bool) -> dict[str, Any]:
    """Return a person as ``users.info`` does; the address only when the scope allows it."""
    zone = ZoneInfo(user.tz)
    local = datetime.now(UTC).astimezone(zone)
    offset = local.utcoffset()
    profile: dict[str, Any] = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": "",
        "team": user.team_id,
    }
    if with_email and user.email and not user.is_stranger:
        profile["email"] = user.email
    if user.is_bot:
        profile.update(bot_id=world.seed.app.bot_id, api_app_id=world.seed.app.id)
    answer: dict[str, Any] = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": local.tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": _BORN,
    }
    if world.is_outsider(user):
        answer["is_stranger"] = user.is_stranger
    return answer


def page_user(user: User) -> dict[str, Any]:
    """Return a person as the page needs them."""
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "email": user.email,
        "tz": user.tz,
        "is_bot": user.is_bot or user.id == SLACKBOT,
        "is_admin": user.is_admin,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_stranger": user.is_stranger,
        "team_id": user.team_id,
        "deleted": user.deleted,
    }


def api_channel(world: World, channel: Channel) -> dict[str, Any]:
    """Return a conversation as ``conversations.info`` does."""
    if channel.is_im:
        return {
            "id": channel.id,
            "created": _BORN,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": world.seed.team.id,
            "user": channel.user,
            "is_user_deleted": bool((user := world.user(channel.user or "")) and user.deleted),
            "priority": 0,
        }
    creator = channel.members[0] if channel.members else ""
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "created": _BORN,
        "is_archived": channel.is_archived,
        "is_general": False,
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": world.seed.team.id,
        "shared_team_ids": _teams_of(world, channel),
        "updated": _BORN * 1000,
        "creator": creator,
        "is_member": channel.app_is_member,
        "topic": {"value": channel.topic, "creator": creator, "last_set": _BORN if channel.topic else 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def page_channel(world: World, channel: Channel, reader: str) -> dict[str, Any]:
    """Return a conversation as the page needs it, with how many messages its reader has not read, up to the newest."""
    answer: dict[str, Any] = {
        "id": channel.id,
        "name": channel.name or world.seed.app.name,
        "topic": channel.topic,
        "kind": channel.kind,
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "is_member": channel.is_im or reader in channel.members,
        "members": len(channel.members),
        "unread": world.ledger.unread(channel.id, reader, world.reads.get((reader, channel.id), "0.0")),
        "newest_ts": world.ledger.newest(channel.id),
    }
    if channel.is_im:
        answer["user"] = world.seed.app.bot_user_id
    return answer


def bot_profile(world: World) -> dict[str, Any]:
    """Return the ``bot_profile`` of the app's messages."""
    app = world.seed.app
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user_id,
        "name": app.name,
        "icons": {},
        "deleted": False,
        "updated": _BORN,
        "team_id": world.seed.team.id,
    }


def api_message(world: World, message: Message, *, with_metadata: bool = False) -> dict[str, Any]:
    """Return a message as the Web API and the events carry it.

    Args:
        world: The workspace.
        message: The message.
        with_metadata: Whether its metadata is included.
    """
    author = world.user(message.user)
    answer: dict[str, Any] = {"user": message.user, "type": "message", "ts": message.ts, "text": message.text}
    if message.is_bot:
        answer.update(
            bot_id=world.seed.app.bot_id,
            app_id=world.seed.app.id,
            team=world.seed.team.id,
            bot_profile=bot_profile(world),
        )
        if message.username:
            answer.update(username=message.username, subtype="bot_message")
    else:
        answer.update(client_msg_id=message.client_msg_id, team=author.team_id if author else "")
    if message.tombstone:
        answer["subtype"] = "tombstone"
    if message.blocks:
        answer["blocks"] = list(message.blocks)
    if message.attachments:
        answer["attachments"] = list(message.attachments)
    answer |= _content_fields(world, message)
    if message.edited:
        answer["edited"] = {"user": message.user, "ts": message.edited}
    if with_metadata and message.metadata:
        answer["metadata"] = message.metadata
    answer.update(_thread_fields(world, message))
    return answer


def page_message(world: World, message: Message) -> dict[str, Any]:
    """Return a message as the page and tests read it."""
    answer: dict[str, Any] = {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "text": message.text,
        "edited": message.edited is not None,
        "ephemeral": message.reader is not None,
        "at": message.at,
        "pings": list(message.pings),
    }
    if message.is_bot:
        answer["bot_id"] = world.seed.app.bot_id
    if message.username:
        answer["username"] = message.username
    if message.blocks:
        answer["blocks"] = list(message.blocks)
    if message.attachments:
        answer["attachments"] = list(message.attachments)
    answer |= _content_fields(world, message)
    if message.metadata:
        answer["metadata"] = message.metadata
    thread = _thread_fields(world, message)
    answer.update({name: thread[name] for name in ("thread_ts", "reply_count", "latest_reply") if name in thread})
    if message.broadcast:
        answer["broadcast"] = True
    return answer


def _content_fields(world: World, message: Message) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if message.files:
        fields |= {"files": api_files(world, message.files), "upload": True}
    if message.reactions:
        fields["reactions"] = [
            {"name": name, "users": list(people), "count": len(people)} for name, people in message.reactions.items()
        ]
    return fields


def _thread_fields(world: World, message: Message) -> dict[str, Any]:
    if message.is_reply:
        root = world.ledger.get(message.channel, message.thread_ts or "")
        fields: dict[str, Any] = {"thread_ts": message.thread_ts}
        if root is not None:
            fields["parent_user_id"] = root.user
        if message.broadcast:
            fields["subtype"] = "thread_broadcast"
        return fields
    if message.reader is not None:
        return {}
    replies = world.ledger.replies(message.channel, message.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "latest_reply": replies[-1].ts,
        "reply_users": people[:5],
        "is_locked": False,
        "subscribed": False,
    }


def _teams_of(world: World, channel: Channel) -> list[str]:
    teams = {world.seed.team.id}
    if channel.is_ext_shared:
        teams |= {user.team_id for member in channel.members if (user := world.user(member)) is not None}
    return sorted(teams)
