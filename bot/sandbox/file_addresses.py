"""Slack's own addresses of files: where the app sends the content of one it has announced, and where it reads them."""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.sandbox.files import COMPLETE
from bot.sandbox.filing import app_may_read
from bot.sandbox.requests import world_of
from bot.sandbox.transfers import UploadError, send_out, take_in
from bot.sandbox.world import World

_SIGN_IN = """<!DOCTYPE html><html lang="en"><head><title>Slack</title></head>
<body><h1>Sign in to your workspace</h1><p>You need to sign in to see this file.</p></body></html>
"""


async def post_content(request: Request) -> Response:
    """Take the content of a file the app has announced: once, raw or as a form."""
    begun = time.perf_counter()
    response, status = await _take(request, world_of(request), request.path_params["ticket"])
    _note(request, "upload_url", response, status, begun)
    return response


async def get_private(request: Request) -> Response:
    """Return a file's content to the app; Slack's page to sign in, with status 200, to anybody else."""
    begun = time.perf_counter()
    found = _readable(request, world_of(request))
    response = HTMLResponse(_SIGN_IN) if found is None else found
    _note(request, "url_private", response, "ok" if found else "sign_in", begun)
    return response


async def _take(request: Request, world: World, ticket: str) -> tuple[Response, str]:
    if world.files.awaited(ticket) is None:
        return PlainTextResponse("There is no such upload.", status_code=404), "not_found"
    try:
        arrived = await take_in(request, world.files)
    except UploadError as error:
        return PlainTextResponse(str(error), status_code=400), "refused"
    file = world.files.awaited(ticket)
    size = arrived.stat().st_size
    if file is None or size != file.size:
        arrived.unlink()
        return PlainTextResponse("The content is not of the length that was announced.", status_code=400), "refused"
    world.files.receive(file, arrived)
    return PlainTextResponse(f"OK - {size}"), "ok"


def _readable(request: Request, world: World) -> Response | None:
    team, _, file_id = request.path_params["file"].partition("-")
    file = world.files.get(file_id)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    is_app = scheme.lower() == "bearer" and world.is_bot_token(token.strip())
    if not is_app or "files:read" not in world.manifest.scopes:
        return None
    if file is None or team != world.seed.team.id or file.status != COMPLETE or not app_may_read(world, file):
        return None
    return send_out(world.files, file, inline=file.is_picture and request.url.path.startswith("/files-tmb/"))


def _note(request: Request, name: str, response: Response, status: str, begun: float) -> None:
    world_of(request).traffic.add(
        "call",
        name,
        summary=request.url.path,
        status=status,
        ms=(time.perf_counter() - begun) * 1000,
        request={"method": request.method, "url": str(request.url)},
        response={"status": response.status_code, "headers": dict(response.headers)},
    )


ROUTES = [
    Route("/upload/v1/{ticket}", post_content, methods=["POST"]),
    Route("/files-pri/{file}/download/{name}", get_private, methods=["GET"]),
    Route("/files-pri/{file}/{name}", get_private, methods=["GET"]),
    Route("/files-tmb/{file}/{name}", get_private, methods=["GET"]),
]
