"""The web application: Slack's side, the control API, the page and its files."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from bot.sandbox import control, file_addresses, page_api, page_files
from bot.sandbox.answers import apply_answer
from bot.sandbox.api.endpoint import call_method
from bot.sandbox.errors import ApiError
from bot.sandbox.loopback import LoopbackOnly
from bot.sandbox.world import World

PAGE = Path(__file__).parent / "page"

# Some systems have other ideas of these types, and browsers insist on the right ones.
for _suffix, _type in ((".js", "text/javascript"), (".css", "text/css"), (".svg", "image/svg+xml")):
    mimetypes.add_type(_type, _suffix)

_PAGE_HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        b"form-action 'self'; frame-ancestors 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}
_ASK_AGAIN, _KEEP = b"no-cache", b"max-age=31536000, immutable"


def build_application(world: World) -> Starlette:
    """Return the application around a workspace."""
    application = Starlette(
        routes=[
            Route("/api/{method}", call_method, methods=["GET", "POST"]),
            Route("/response/{kind}/{team}/{token}", respond, methods=["POST"]),
            WebSocketRoute("/link", link),
            *control.ROUTES,
            *page_api.ROUTES,
            *page_files.ROUTES,
            *file_addresses.ROUTES,
            Route("/", index, methods=["GET"]),
            Mount("/static/{version}", StaticFiles(directory=PAGE, check_dir=False)),
        ],
        middleware=[Middleware(LoopbackOnly), Middleware(PageHeaders)],
    )
    application.state.world = world
    return application


async def index(_: Request) -> Response:
    """Return the page."""
    document = PAGE / "index.html"
    if not document.is_file():
        return PlainTextResponse("The page of the sandbox is not installed.", status_code=404)
    # A changed file has another address, so that browsers need not ask of each of them whether it is current.
    return HTMLResponse(document.read_text(encoding="utf-8").replace('"/static/', f'"/static/{version(PAGE)}/'))


def version(folder: Path) -> str:
    """Return a word that stands for the files in a folder as they are: another one once any of them changed."""
    looks = [(str(file), file.stat().st_mtime_ns) for file in sorted(folder.rglob("*"))]
    return hashlib.sha256(repr(looks).encode()).hexdigest()[:12]


async def link(websocket: WebSocket) -> None:
    """Carry one Socket Mode connection."""
    world: World = websocket.app.state.world
    await world.courier.sockets.serve(websocket)


async def respond(request: Request) -> Response:
    """Take an answer sent to a response URL."""
    world: World = request.app.state.world
    body = await request.body()
    try:
        target = world.responses.redeem(request.path_params["token"])
        apply_answer(world, target, _payload(body))
    except ApiError as error:
        _note_answer(request, body, error.code, error.answer())
        return JSONResponse(error.answer(), status_code=error.status)
    _note_answer(request, body, "ok", "ok")
    return PlainTextResponse("ok")


def _note_answer(request: Request, body: bytes, status: str, answer: Any) -> None:
    world: World = request.app.state.world
    world.traffic.add(
        "call",
        "response_url",
        summary=request.path_params["kind"],
        status=status,
        ms=0.0,
        request={"method": "POST", "url": str(request.url), "body": body},
        response={"body": answer},
    )


def _payload(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise ApiError("invalid_payload", status=400) from error
    if not isinstance(parsed, dict):
        raise ApiError("invalid_payload", status=400)
    return parsed


class PageHeaders:
    """Adds the page's headers, of security and of caching, to everything that a browser shows.

    Args:
        app: What is behind.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with its headers."""
        if scope["type"] != "http" or scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                lasts = scope["path"].startswith("/static/") and message["status"] < HTTPStatus.BAD_REQUEST
                caching = (b"cache-control", _KEEP if lasts else _ASK_AGAIN)
                message["headers"] = [*message.get("headers", ()), *_PAGE_HEADERS.items(), caching]
            await send(message)

        await self._app(scope, receive, send_with_headers)
