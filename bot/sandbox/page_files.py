"""Files and reactions as people at the page put them, and the content of files as they see it."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.acts import check_may_write
from bot.sandbox.errors import ApiError, PersonError
from bot.sandbox.files import COMPLETE
from bot.sandbox.filing import api_file, person_may_see
from bot.sandbox.messages import Message
from bot.sandbox.pings import pings
from bot.sandbox.posting import draft, post
from bot.sandbox.reacting import react, unreact
from bot.sandbox.requests import acting_user, json_body, seen_channel, world_of
from bot.sandbox.shapes import page_message
from bot.sandbox.transfers import UploadError, send_out, take_in
from bot.sandbox.typed import as_message
from bot.sandbox.workspace import SLACKBOT, Channel, User
from bot.sandbox.world import World

_LONGEST_NAME = 255
_REFUSED = {
    "invalid_name": "There is no such emoji.",
    "already_reacted": "You have reacted with that already.",
    "too_many_emoji": "This message has as many different reactions as it can take.",
    "too_many_reactions": "You have put as many reactions here as one person can.",
    "no_reaction": "You have not reacted with that.",
}


async def post_upload(request: Request) -> JSONResponse:
    """Take a person's file: into a conversation, or for a form that is open."""
    world, query = world_of(request), request.query_params
    try:
        user = acting_user(world, query.get("as"))
        channel = seen_channel(world, user, query["channel"]) if query.get("channel") else None
        thread_ts = query.get("thread_ts") or None
        if channel is not None:
            _check_place(world, user, channel, thread_ts)
        name = _bare_name(query.get("name") or "")
        arrived = await take_in(request, world.files)
    except (PersonError, UploadError) as error:
        return JSONResponse({"ok": False, "error": str(error)})
    begun = world.files.begin(name=name, user=user.id, size=arrived.stat().st_size, created=int(time.time()))
    file = world.files.put(replace(world.files.receive(begun, arrived), status=COMPLETE))
    answer: dict[str, Any] = {"ok": True}
    if channel is not None:
        text = as_message(world, query.get("text", ""))
        message = draft(
            world,
            channel=channel.id,
            user=user.id,
            text=text,
            thread_ts=thread_ts,
            pings=pings(text),
            client_msg_id=str(uuid.uuid4()),
            files=(file.id,),
        )
        post(world, message)
        answer["message"] = page_message(world, message)
    return JSONResponse(answer | {"file": api_file(world, file)})


async def get_file(request: Request) -> Response:
    """Return a file's content to somebody who may see it; in the page itself only pictures are shown."""
    world = world_of(request)
    try:
        user = acting_user(world, request.query_params.get("as"))
    except PersonError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    file = world.files.get(request.path_params["file_id"])
    if file is None or file.status != COMPLETE or not person_may_see(world, user, file):
        return JSONResponse({"error": "You cannot see that file."}, status_code=404)
    return send_out(world.files, file, inline=file.is_picture)


async def post_reaction(request: Request) -> JSONResponse:
    """Put a person's reaction below a message, or take it away."""
    world = world_of(request)
    try:
        body = await json_body(request)
        user = acting_user(world, body.get("as"))
        channel = seen_channel(world, user, body.get("channel"))
        check_may_write(world, user, channel)
        message = _message(world, channel, str(body.get("ts")))
        change = unreact if body.get("remove") else react
        after = change(world, message, user.id, str(body.get("name", "")).strip(":"))
    except PersonError as error:
        return JSONResponse({"ok": False, "error": str(error)})
    except ApiError as error:
        return JSONResponse({"ok": False, "error": _REFUSED[error.code]})
    return JSONResponse({"ok": True, "message": page_message(world, after)})


def _check_place(world: World, user: User, channel: Channel, thread_ts: str | None) -> None:
    check_may_write(world, user, channel)
    if thread_ts is not None:
        root = world.ledger.get(channel.id, thread_ts)
        if root is None or root.is_reply:
            raise PersonError("That thread is not there any more.")


def _bare_name(given: str) -> str:
    name = given.replace("\\", "/").rpartition("/")[2].strip()
    if not name or len(name) > _LONGEST_NAME:
        raise PersonError("The file needs a name of at most 255 characters.")
    return name


def _message(world: World, channel: Channel, ts: str) -> Message:
    message = world.ledger.get(channel.id, ts)
    if message is None or message.user == SLACKBOT:
        raise PersonError("That message is not there any more.")
    return message


ROUTES = [
    Route("/page/upload", post_upload, methods=["POST"]),
    Route("/page/files/{file_id}", get_file, methods=["GET"]),
    Route("/page/reaction", post_reaction, methods=["POST"]),
]
