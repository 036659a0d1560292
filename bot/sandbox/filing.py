"""Who may see a file, and how it looks in Slack's answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.sandbox.files import COMPLETE, StoredFile
from bot.sandbox.messages import Message
from bot.sandbox.workspace import Channel, User
from bot.sandbox.world import World

_IN_ADDRESS = re.compile(r"/files-(?:pri|tmb)/[^/]+-(F[A-Z0-9]+)/")
_UNSAFE = re.compile(r"[^a-z0-9._\-]+")
_THUMBS = (64, 80, 160, 360, 480)


def api_file(world: World, file: StoredFile, *, with_shares: bool = False) -> dict[str, Any]:
    """Return a file as Slack describes it.

    Args:
        world: The workspace.
        file: The file.
        with_shares: Whether it is told in which messages it stands, as only ``files.*`` methods do.
    """
    owner = world.user(file.user)
    home = f"{world.url}/files-pri/{world.seed.team.id}-{file.id}"
    name = _in_address(file.name)
    permalink = f"https://{world.seed.team.domain}.slack.com/files/{file.user}/{file.id}/{name}"
    answer: dict[str, Any] = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": file.pretty_type,
        "user": file.user,
        "user_team": owner.team_id if owner else world.seed.team.id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": _is_public(world, file),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{home}/{name}",
        "url_private_download": f"{home}/download/{name}",
        "media_display_type": "unknown",
        "permalink": permalink,
        "permalink_public": f"https://slack-files.com/{world.seed.team.id}-{file.id}",
        "is_starred": False,
        "has_rich_preview": False,
        "file_access": "visible",
    }
    if file.alt_txt:
        answer["alt_txt"] = file.alt_txt
    if file.is_picture:
        answer |= _picture_fields(world, file, name)
    if with_shares:
        answer |= _shares(world, file)
    return answer


def api_files(world: World, file_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the files of a message; those that are gone leave a mark, as in Slack."""
    rows = []
    for file_id in file_ids:
        file = world.files.get(file_id)
        rows.append({"id": file_id, "mode": "tombstone"} if file is None else api_file(world, file))
    return rows


def app_may_read(world: World, file: StoredFile) -> bool:
    """Whether the app may read the file: its own, one given to it, or one in a conversation it is in."""
    if file.is_handed_over or file.user == world.seed.app.bot_user_id:
        return True
    return any(channel.app_is_member for channel in _places(world, file))


def person_may_see(world: World, user: User, file: StoredFile) -> bool:
    """Whether the person may see the file: their own, or one in a message, form or Home they see."""
    if file.user == user.id or any(world.sees(user.id, channel) for channel in _places(world, file)):
        return True
    return any(file.id in named_in(world, blocks) for blocks in _blocks_before(world, user))


def handed_over(world: World, user_id: str, file_id: str) -> dict[str, Any] | None:
    """Give the app a file that a person has put into a form.

    Returns:
        The file as Slack describes it, or None when it is not that person's.
    """
    file = world.files.get(file_id)
    if file is None or file.user != user_id or file.status != COMPLETE:
        return None
    return api_file(world, world.files.put(replace(file, is_handed_over=True)))


def named_in(world: World, value: Any) -> set[str]:
    """Return the ids of the files that blocks show through ``slack_file``."""
    if isinstance(value, dict):
        inner = set().union(*(named_in(world, item) for item in value.values()), set())
        slack_file = value.get("slack_file")
        return inner | ({file_named(slack_file)} if isinstance(slack_file, dict) else set())
    if isinstance(value, list | tuple):
        return set().union(*(named_in(world, item) for item in value), set())
    return set()


def file_named(slack_file: dict[str, Any]) -> str:
    """Return the id behind a ``slack_file`` object, which gives it as such or within an address; else ""."""
    if slack_file.get("id"):
        return str(slack_file["id"])
    found = _IN_ADDRESS.search(str(slack_file.get("url", "")))
    return found.group(1) if found else ""


def _in_address(name: str) -> str:
    """Return a file's name as its address ends in; dots alone would mean a folder there."""
    plain = _UNSAFE.sub("_", name.lower())
    return plain if plain.strip(".") else "_" * len(plain)


def _places(world: World, file: StoredFile) -> Iterator[Channel]:
    for channel_id in dict.fromkeys(channel_id for channel_id, _ in file.shares):
        channel = world.channel(channel_id)
        if channel is not None:
            yield channel


def _blocks_before(world: World, user: User) -> Iterator[Any]:
    yield from (view["blocks"] for view in world.views.stacks(user.id))
    home = world.views.home(user.id)
    if home is not None:
        yield home["blocks"]
    for channel in world.channels.values():
        if world.sees(user.id, channel):
            yield from (message.blocks for message in _messages(world, user, channel) if message.blocks)


def _messages(world: World, user: User, channel: Channel) -> Iterator[Message]:
    for message in world.ledger.top_level(channel.id):
        yield message
        yield from world.ledger.replies(channel.id, message.ts)
    yield from world.ledger.private_for(user.id, channel.id)


def _is_public(world: World, file: StoredFile) -> bool:
    return any(channel.kind == "channel" for channel in _places(world, file))


def _picture_fields(world: World, file: StoredFile, name: str) -> dict[str, Any]:
    thumb = f"{world.url}/files-tmb/{world.seed.team.id}-{file.id}/{name}"
    fields: dict[str, Any] = {"original_w": file.width, "original_h": file.height}
    for edge in _THUMBS:
        fields[f"thumb_{edge}"] = thumb
    return fields


def _shares(world: World, file: StoredFile) -> dict[str, Any]:
    shares: dict[str, dict[str, list[dict[str, Any]]]] = {}
    kinds: dict[str, list[str]] = {"channel": [], "private": [], "im": []}
    for channel in _places(world, file):
        kinds[channel.kind].append(channel.id)
        rows = [_share(world, channel, ts) for place, ts in file.shares if place == channel.id]
        shares.setdefault("public" if channel.kind == "channel" else "private", {})[channel.id] = rows
    return {
        "shares": shares,
        "channels": kinds["channel"],
        "groups": kinds["private"],
        "ims": kinds["im"],
        "has_more_shares": False,
        "comments_count": 0,
    }


def _share(world: World, channel: Channel, ts: str) -> dict[str, Any]:
    replies = world.ledger.replies(channel.id, ts)
    people = list(dict.fromkeys(reply.user for reply in replies))
    row: dict[str, Any] = {
        "reply_users": people,
        "reply_users_count": len(people),
        "reply_count": len(replies),
        "ts": ts,
        "team_id": world.seed.team.id,
        "source": "UNKNOWN",
        "is_silent_share": False,
    }
    if channel.name:
        row["channel_name"] = channel.name
    if replies:
        row["latest_reply"] = replies[-1].ts
    message = world.ledger.get(channel.id, ts)
    if message is not None:
        row["share_user_id"] = message.user
        if message.is_reply or replies:
            row["thread_ts"] = message.thread_ts or ts
    return row
