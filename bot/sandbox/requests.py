"""What the page API and the control API share: reading JSON, and answering in JSON with plain sentences."""

from __future__ import annotations

import functools
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.sandbox.errors import PersonError
from bot.sandbox.workspace import Channel, User
from bot.sandbox.world import World

_Act = Callable[[Request], Awaitable[Any]]
_Endpoint = Callable[[Request], Awaitable[JSONResponse]]


def answering(act: _Act) -> _Endpoint:
    """Turn a function that returns JSON or raises `PersonError` into an endpoint; an error is a 400."""

    @functools.wraps(act)
    async def endpoint(request: Request) -> JSONResponse:
        try:
            return JSONResponse(await act(request))
        except PersonError as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return endpoint


def world_of(request: Request) -> World:
    """Return the workspace behind a request."""
    world: World = request.app.state.world
    return world


async def json_body(request: Request, kind: type = dict) -> Any:
    """Return the JSON body.

    Raises:
        PersonError: It is no JSON, or not of that kind.
    """
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise PersonError("The body is not JSON.") from error
    if not isinstance(body, kind):
        raise PersonError(f"The body must be a JSON {'object' if kind is dict else 'array'}.")
    return body


def acting_user(world: World, user_id: object) -> User:
    """Return who acts.

    Raises:
        PersonError: Nobody has that id, or it is no person.
    """
    user = world.user(str(user_id))
    if user is None or user.is_bot or user.deleted:
        raise PersonError(f"There is nobody {user_id!r} to act as.")
    return user


def seen_channel(world: World, user: User, channel_id: object) -> Channel:
    """Return a conversation the person can look into.

    Raises:
        PersonError: There is none of that id.
    """
    channel = world.channel(str(channel_id))
    if channel is None or not world.sees(user.id, channel):
        raise PersonError("You cannot see that conversation.")
    return channel
