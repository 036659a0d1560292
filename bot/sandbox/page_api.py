"""What the page asks for and sends: the workspace as one person sees it, and what that person does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox import acts, modals
from bot.sandbox.errors import PersonError
from bot.sandbox.messages import Message
from bot.sandbox.posting import delete
from bot.sandbox.requests import acting_user, answering, json_body, seen_channel, world_of
from bot.sandbox.shapes import page_channel, page_message, page_user
from bot.sandbox.shortcuts import offered_shortcuts, use_message_shortcut, use_shortcut
from bot.sandbox.suggestions import suggest_in_message, suggest_in_view
from bot.sandbox.viewbook import View
from bot.sandbox.workflow_steps import offered_steps, run_step
from bot.sandbox.workspace import SLACKBOT, Channel, User
from bot.sandbox.world import World

_SHOWN = 1_000


@answering
async def get_state(request: Request) -> Any:
    """Return the workspace as one person sees it; when nobody is named, as the first administrator does."""
    world = world_of(request)
    user = _looking(world, request.query_params.get("as"))
    app, team = world.seed.app, world.seed.team
    return {
        "team": {"id": team.id, "name": team.name, "domain": team.domain},
        "app": {
            "id": app.id,
            "name": app.name,
            "bot_user_id": app.bot_user_id,
            "online": world.courier.online,
        },
        "me": page_user(user),
        "users": [page_user(person) for person in world.users.values()],
        "channels": [
            page_channel(world, channel, user.id) for channel in world.channels.values() if world.sees(user.id, channel)
        ],
        "commands": [
            {"command": command.name, "description": command.description, "usage_hint": command.usage_hint}
            for command in world.manifest.commands
            if not world.is_outsider(user)
        ],
        "shortcuts": offered_shortcuts(world, user),
        "steps": offered_steps(world, user),
        "clock": world.clock.answer(),
    }


@answering
async def get_messages(request: Request) -> Any:
    """Return a channel or a thread, oldest first, and count it as read."""
    world, query = world_of(request), request.query_params
    user = acting_user(world, query.get("as"))
    channel = seen_channel(world, user, query.get("channel"))
    found = _thread(world, user, channel, query["thread_ts"]) if query.get("thread_ts") else _top(world, user, channel)
    if not query.get("thread_ts") and found:
        world.mark_read(user.id, channel.id, found[-1].ts)
    shown = [page_message(world, message) for message in found[-_SHOWN:]]
    return {"messages": shown, "has_more": len(found) > len(shown)}


@answering
async def get_views(request: Request) -> Any:
    """Return the open modals of a person's window; when none is named, of the one they used last."""
    world = world_of(request)
    user = acting_user(world, request.query_params.get("as"))
    return {"stack": world.views.stack(user.id, request.query_params.get("window"))}


@answering
async def get_home(request: Request) -> Any:
    """Return a person's Home as it is, without opening it."""
    world = world_of(request)
    return {"view": world.views.home(acting_user(world, request.query_params.get("as")).id)}


async def post_message(request: Request) -> JSONResponse:
    """Post as a person, or run a command."""

    async def act(world: World, user: User, body: dict[str, Any]) -> dict[str, Any]:
        channel = seen_channel(world, user, body.get("channel"))
        reply = await acts.say(
            world,
            user,
            channel,
            str(body.get("text", "")),
            body.get("thread_ts") or None,
            files=[str(file) for file in body.get("files") or ()],
            window=_window(body),
        )
        return {"reply": None if reply is None else page_message(world, reply)}

    return await _acted(request, act)


async def post_action(request: Request) -> JSONResponse:
    """Press a button, or use a menu or input."""

    async def act(world: World, user: User, body: dict[str, Any]) -> dict[str, Any]:
        container = body.get("container") or {}
        if container.get("type") == "view":
            await acts.press_in_view(world, user, _open_view(world, user, container), body)
            return {}
        channel, message = _message_in(world, user, container)
        await acts.press_in_message(world, user, channel, message, body)
        return {}

    return await _acted(request, act)


async def post_suggest(request: Request) -> JSONResponse:
    """Look for options in a menu that the app fills."""

    async def act(world: World, user: User, body: dict[str, Any]) -> dict[str, Any]:
        container = body.get("container") or {}
        if container.get("type") == "view":
            return await suggest_in_view(world, user, _open_view(world, user, container), body)
        channel, message = _message_in(world, user, container)
        return await suggest_in_message(world, user, channel, message, body)

    return await _acted(request, act)


async def post_shortcut(request: Request) -> JSONResponse:
    """Use a shortcut, on a message when one is named."""

    async def act(world: World, user: User, body: dict[str, Any]) -> dict[str, Any]:
        callback_id = str(body.get("callback_id"))
        if body.get("ts"):
            channel, message = _message_in(world, user, body)
            await use_message_shortcut(world, user, channel, message, callback_id, _window(body))
        else:
            await use_shortcut(world, user, callback_id, _window(body))
        return {}

    return await _acted(request, act)


async def post_step(request: Request) -> JSONResponse:
    """Run a step of a workflow."""

    async def act(world: World, user: User, body: dict[str, Any]) -> dict[str, Any]:
        inputs = body.get("inputs") or {}
        if not isinstance(inputs, dict):
            raise PersonError('"inputs" is an object.')
        return {"step": run_step(world, user, str(body.get("callback_id")), inputs).shown()}

    return await _acted(request, act)


@answering
async def get_steps(request: Request) -> Any:
    """Return the runs of steps that a person has started, the newest last."""
    world = world_of(request)
    user = acting_user(world, request.query_params.get("as"))
    return {"steps": [execution.shown() for execution in world.steps.of(user.id)]}


async def post_submit(request: Request) -> JSONResponse:
    """Submit a modal."""

    async def act(world: World, user: User, body: dict[str, Any]) -> dict[str, Any]:
        return await modals.submit(world, user, str(body.get("view_id")), body.get("state") or {})

    return await _acted(request, act)


async def post_close(request: Request) -> JSONResponse:
    """Dismiss a modal."""

    async def act(world: World, user: User, body: dict[str, Any]) -> dict[str, Any]:
        modals.close(world, user, str(body.get("view_id")))
        return {}

    return await _acted(request, act)


async def post_join(request: Request) -> JSONResponse:
    """Join a channel that is open to all."""

    async def act(world: World, user: User, body: dict[str, Any]) -> dict[str, Any]:
        acts.join(world, user, seen_channel(world, user, body.get("channel")))
        return {}

    return await _acted(request, act)


async def post_home(request: Request) -> JSONResponse:
    """Open the app's Home."""

    async def act(world: World, user: User, _: dict[str, Any]) -> dict[str, Any]:
        return {"view": acts.open_home(world, user)}

    return await _acted(request, act)


async def post_dismiss(request: Request) -> JSONResponse:
    """Take an ephemeral message off one's own screen."""

    async def act(world: World, user: User, body: dict[str, Any]) -> dict[str, Any]:
        message = world.ledger.get_private(user.id, str(body.get("channel")), str(body.get("ts")))
        if message is None:
            raise PersonError("That is not there any more.")
        delete(world, message)
        return {}

    return await _acted(request, act)


async def live(websocket: WebSocket) -> None:
    """Send the page what happens, as long as it stays."""
    world: World = websocket.app.state.world
    try:
        user = acting_user(world, websocket.query_params.get("as"))
    except PersonError:
        await websocket.close()
        return
    await websocket.accept()
    with world.live.page(user.id, websocket.query_params.get("window")) as frames:
        sending = asyncio.create_task(_forward(websocket, frames))
        try:
            while True:
                await websocket.receive_text()
        except WebSocketDisconnect:
            return
        finally:
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending


async def _forward(websocket: WebSocket, frames: asyncio.Queue[dict[str, Any]]) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await websocket.send_json(await frames.get())


def _window(body: Mapping[str, Any]) -> str:
    return str(body.get("window") or "")


def _looking(world: World, user_id: str | None) -> User:
    try:
        return acting_user(world, user_id)
    except PersonError:
        person = world.default_person()
        if person is None:
            raise
        return person


async def _acted(request: Request, act: Any) -> JSONResponse:
    world = world_of(request)
    try:
        body = await json_body(request)
        user = acting_user(world, body.get("as"))
        return JSONResponse({"ok": True, **await act(world, user, body)})
    except PersonError as error:
        return JSONResponse({"ok": False, "error": str(error)})


def _top(world: World, user: User, channel: Channel) -> list[Message]:
    private = [message for message in world.ledger.private_for(user.id, channel.id) if not message.is_reply]
    return _by_time([*world.ledger.top_level(channel.id), *private])


def _thread(world: World, user: User, channel: Channel, root_ts: str) -> list[Message]:
    root = world.ledger.get(channel.id, root_ts)
    if root is None:
        raise PersonError("That thread is not there any more.")
    private = [message for message in world.ledger.private_for(user.id, channel.id) if message.thread_ts == root_ts]
    return [root, *_by_time([*world.ledger.replies(channel.id, root_ts), *private])]


def _by_time(messages: list[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: tuple(int(part) for part in message.ts.split(".")))


def _shown_message(world: World, user: User, channel: Channel, ts: str) -> Message:
    message = world.ledger.get(channel.id, ts) or world.ledger.get_private(user.id, channel.id, ts)
    if message is None or message.user == SLACKBOT:
        raise PersonError("That message is not there any more.")
    return message


def _message_in(world: World, user: User, place: Mapping[str, Any]) -> tuple[Channel, Message]:
    channel = seen_channel(world, user, place.get("channel"))
    return channel, _shown_message(world, user, channel, str(place.get("ts")))


def _open_view(world: World, user: User, container: Mapping[str, Any]) -> View:
    found = world.views.find(str(container.get("view_id")))
    if found is None or found[0] != user.id:
        raise PersonError("That is not open any more.")
    return found[1]


ROUTES = [
    Route("/page/state", get_state, methods=["GET"]),
    Route("/page/messages", get_messages, methods=["GET"]),
    Route("/page/views", get_views, methods=["GET"]),
    Route("/page/home", get_home, methods=["GET"]),
    Route("/page/message", post_message, methods=["POST"]),
    Route("/page/action", post_action, methods=["POST"]),
    Route("/page/suggest", post_suggest, methods=["POST"]),
    Route("/page/shortcut", post_shortcut, methods=["POST"]),
    Route("/page/step", post_step, methods=["POST"]),
    Route("/page/steps", get_steps, methods=["GET"]),
    Route("/page/submit", post_submit, methods=["POST"]),
    Route("/page/close", post_close, methods=["POST"]),
    Route("/page/join", post_join, methods=["POST"]),
    Route("/page/home", post_home, methods=["POST"]),
    Route("/page/dismiss", post_dismiss, methods=["POST"]),
    WebSocketRoute("/page/live", live),
]
