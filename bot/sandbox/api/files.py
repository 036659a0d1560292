"""The ``files.*`` methods: announcing a file, completing its upload, and reading what is known of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.sandbox.api.call import Call
from bot.sandbox.api.content import read_share
from bot.sandbox.errors import ApiError
from bot.sandbox.files import COMPLETE, LARGEST, RECEIVED, StoredFile
from bot.sandbox.filing import api_file, app_may_read
from bot.sandbox.posting import draft, post
from bot.sandbox.workspace import Channel
from bot.sandbox.world import World

SHARE_SECONDS = 0.2
"""How long after the answer a completed file is seen in its channels."""

_MOST_CHANNELS = 100
_ALT_TEXT = 1_000
_SNIPPET = 1_000_000


def get_upload_url(call: Call) -> dict[str, Any]:
    """``files.getUploadURLExternal``: announce a file and hand out the address for its content."""
    name = call.args.needed("filename")
    size = call.args.needed_number("length")
    if size == 0:
        raise ApiError("missing_argument")
    if size < 0:
        raise ApiError.explained("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"])
    if size > LARGEST:
        raise ApiError("file_upload_size_restricted")
    if call.args.text("snippet_type") and size > _SNIPPET:
        raise ApiError("snippet_too_large")
    alt_txt = call.args.text("alt_txt")
    if len(alt_txt) > _ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    bot = call.world.seed.app.bot_user_id
    file = call.world.files.begin(name=name, user=bot, size=size, created=int(time.time()), alt_txt=alt_txt)
    return {"upload_url": f"http://{call.host}/upload/v1/{file.ticket}", "file_id": file.id}


def complete_upload(call: Call) -> dict[str, Any]:
    """``files.completeUploadExternal``: finish uploads and share them, a moment after the answer."""
    uploads = _uploads(call)
    places = _places(call)
    _check_thread(call, places)
    content = read_share(call.world, call.args)
    files = [call.world.files.put(replace(file, title=title, status=COMPLETE)) for file, title in uploads]
    if places:
        thread_ts = call.args.text("thread_ts") or None
        call.world.courier.spawn(_share(call.world, [file.id for file in files], places, thread_ts, content))
    return {"files": [api_file(call.world, file, with_shares=True) for file in files]}


def files_info(call: Call) -> dict[str, Any]:
    """``files.info``: describe a file and the messages it stands in."""
    file = call.world.files.get(call.args.needed("file"))
    if file is None or file.status != COMPLETE:
        raise ApiError("file_not_found")
    if not app_may_read(call.world, file):
        raise ApiError("not_visible")
    return {
        "file": api_file(call.world, file, with_shares=True),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


async def _share(
    world: World, files: Sequence[str], places: Sequence[Channel], thread_ts: str | None, content: Mapping[str, Any]
) -> None:
    await world.pause(SHARE_SECONDS)
    bot = world.seed.app.bot_user_id
    there = tuple(file_id for file_id in files if world.files.get(file_id) is not None)
    for channel in places:
        if there and world.channel(channel.id) is not None:
            message = draft(
                world, channel=channel.id, user=bot, is_bot=True, files=there, thread_ts=thread_ts, **content
            )
            post(world, message)


def _uploads(call: Call) -> list[tuple[StoredFile, str]]:
    rows = call.args.parsed("files", "invalid_arguments")
    if rows is None:
        raise ApiError.explained("invalid_arguments", ["missing required field: files"])
    if not isinstance(rows, list) or not rows:
        raise ApiError.explained("invalid_arguments", ["must provide an array [json-pointer:/files]"])
    uploads = []
    for place, row in enumerate(rows):
        if not isinstance(row, Mapping) or not isinstance(row.get("id"), str):
            raise ApiError.explained("invalid_arguments", [f"missing required field: id [json-pointer:/files/{place}]"])
        file = call.world.files.get(row["id"])
        if file is None or file.status != RECEIVED or file.user != call.world.seed.app.bot_user_id:
            raise ApiError("file_not_found")
        uploads.append((file, str(row.get("title") or file.name)))
    return uploads


def _places(call: Call) -> list[Channel]:
    world = call.world
    one, several = call.args.text("channel_id"), call.args.names("channels")
    if len(several) > _MOST_CHANNELS:
        raise ApiError("channels_limit_exceeded")
    places = [_place(world, world.channel(one), "channel_not_found")] if one else []
    for name in several:
        found = world.im(name) if name[0] in "UW" else world.channel(name)
        places.append(_place(world, found, "invalid_channel"))
    return list({channel.id: channel for channel in places}.values())


def _place(world: World, channel: Channel | None, unknown: str) -> Channel:
    if channel is None or (channel.is_private and not channel.app_is_member):
        raise ApiError(unknown)
    if channel.is_archived:
        raise ApiError("posting_to_channel_denied")
    if not channel.app_is_member:
        raise ApiError("not_in_channel")
    if channel.is_im:
        world.open_im(channel)
    return channel


def _check_thread(call: Call, places: Sequence[Channel]) -> None:
    ts = call.args.text("thread_ts")
    if not ts:
        return
    if len(places) != 1:
        raise ApiError.explained("invalid_arguments", ["needs exactly one channel [json-pointer:/thread_ts]"])
    root = call.world.ledger.get(places[0].id, ts)
    if root is None or root.is_reply:
        raise ApiError.explained("invalid_arguments", ["must be the ts of a parent message [json-pointer:/thread_ts]"])
