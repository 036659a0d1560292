"""The control API: the app's tokens and delivery, the clock, faults, rates, and changes of people and channels."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.sandbox.clock import parse_iso
from bot.sandbox.delivery.courier import HTTP, SOCKET
from bot.sandbox.delivery.socket import REASONS, REFRESH
from bot.sandbox.errors import PersonError
from bot.sandbox.loopback import is_loopback
from bot.sandbox.requests import answering, json_body, world_of
from bot.sandbox.world import World

_LONGEST_WAIT = 60.0


def _app(world: World) -> dict[str, Any]:
    seed, courier = world.seed, world.courier
    return {
        "bot_token": world.credentials.bot_token,
        "app_token": world.credentials.app_token,
        "signing_secret": world.credentials.signing_secret,
        "delivery": courier.mode,
        "request_url": courier.request_url,
        "connections": courier.sockets.connections,
        "event_retry_seconds": list(courier.retry_delays),
        "connection_seconds": courier.sockets.connection_seconds,
        "team_id": seed.team.id,
        "app_id": seed.app.id,
        "bot_id": seed.app.bot_id,
        "bot_user_id": seed.app.bot_user_id,
        "api_url": f"{world.url}/api/",
    }


@answering
async def get_app(request: Request) -> Any:
    """Return tokens, ids and the way of delivery."""
    return _app(world_of(request))


@answering
async def put_app(request: Request) -> Any:
    """Change the way of delivery."""
    world, body = world_of(request), await json_body(request)
    mode = body.get("delivery", world.courier.mode)
    url = body.get("request_url", world.courier.request_url)
    delays = body.get("event_retry_seconds", world.courier.retry_delays)
    lasting = body.get("connection_seconds", world.courier.sockets.connection_seconds)
    if mode not in (SOCKET, HTTP):
        raise PersonError('"delivery" is "socket" or "http".')
    if "request_url" in body and not (urlsplit(str(url)).scheme == "http" and is_loopback(urlsplit(url).netloc)):
        raise PersonError('"request_url" must begin with http:// and lie on this machine.')
    if not all(isinstance(delay, int | float) and delay >= 0 for delay in delays):
        raise PersonError('"event_retry_seconds" is a list of numbers that are not negative.')
    if not isinstance(lasting, int | float) or lasting <= 0:
        raise PersonError('"connection_seconds" is a number above 0.')
    world.courier.mode, world.courier.request_url = mode, url
    world.courier.sockets.connection_seconds = float(lasting)
    world.courier.retry_delays = tuple(float(delay) for delay in delays)
    world.live.publish({"type": "state"})
    return _app(world)


@answering
async def delete_connections(request: Request) -> Any:
    """End every Socket Mode connection, for the reason that is named."""
    reason = request.query_params.get("reason", REFRESH)
    if reason not in REASONS:
        raise PersonError(f'"reason" is one of {", ".join(REASONS)}.')
    return {"closed": await world_of(request).courier.sockets.disconnect(reason)}


@answering
async def get_clock(request: Request) -> Any:
    """Return the clock, at once or when it has been set more than ``after`` times."""
    world = world_of(request)
    query = request.query_params
    if "after" in query:
        try:
            after, wait = int(query["after"]), float(query.get("wait", "25"))
        except ValueError as error:
            raise PersonError('"after" and "wait" are numbers.') from error
        await world.clock.wait_for_change(after, min(wait, _LONGEST_WAIT))
    return world.clock.answer()


@answering
async def post_clock(request: Request) -> Any:
    """Put the clock forward."""
    world, body = world_of(request), await json_body(request)
    world.clock.set(parse_iso(body.get("to")))
    world.save_clock()
    world.live.publish({"type": "clock", **world.clock.answer(), "report": []})
    return world.clock.answer()


@answering
async def post_settled(request: Request) -> Any:
    """Note what a follower has done up to a setting of the clock."""
    world, body = world_of(request), await json_body(request)
    version, report = body.get("version"), body.get("report", [])
    if not isinstance(version, int) or not isinstance(report, list):
        raise PersonError('"version" is a whole number and "report" a list.')
    world.clock.settle(version)
    world.save_clock()
    world.live.publish({"type": "clock", **world.clock.answer(), "report": report})
    return world.clock.answer()


@answering
async def get_faults(request: Request) -> Any:
    """Return the open orders."""
    return world_of(request).faults.listed()


@answering
async def put_faults(request: Request) -> Any:
    """Replace the open orders, all or those of the method in the path."""
    world, rows = world_of(request), await json_body(request, kind=list)
    if not all(isinstance(row, dict) for row in rows):
        raise PersonError("Each fault is an object.")
    world.faults.order(rows, request.path_params.get("method"))
    return world.faults.listed()


@answering
async def delete_faults(request: Request) -> Any:
    """Forget the orders."""
    world = world_of(request)
    world.faults.clear(request.path_params.get("method"))
    return world.faults.listed()


@answering
async def get_traffic(request: Request) -> Any:
    """Return the last exchanges."""
    after = request.query_params.get("after", "0")
    if not after.isdecimal():
        raise PersonError('"after" is a whole number.')
    return world_of(request).traffic.after(int(after))


@answering
async def get_exchange(request: Request) -> Any:
    """Return one exchange with what was sent and answered."""
    entry = world_of(request).traffic.entry(request.path_params["number"])
    if entry is None:
        raise PersonError("That exchange is not remembered any more.")
    return entry


@answering
async def post_reset(request: Request) -> Any:
    """Empty messages and views."""
    world_of(request).reset()
    return {"ok": True}


@answering
async def get_rates(request: Request) -> Any:
    """Say whether the rate limits are on."""
    return {"enforced": world_of(request).rates.enforced}


@answering
async def put_rates(request: Request) -> Any:
    """Switch the rate limits on or off."""
    world, body = world_of(request), await json_body(request)
    if not isinstance(body.get("enforced"), bool):
        raise PersonError('"enforced" is true or false.')
    world.rates.enforced = body["enforced"]
    world.rates.clear()
    return {"enforced": world.rates.enforced}


@answering
async def patch_user(request: Request) -> Any:
    """Change a person."""
    world, body = world_of(request), await json_body(request)
    try:
        return asdict(world.change_user(request.path_params["id"], body))
    except KeyError as error:
        raise PersonError(f"There is no user {error}.") from error
    except ValueError as error:
        raise PersonError(str(error)) from error


@answering
async def patch_channel(request: Request) -> Any:
    """Change a channel."""
    world, body = world_of(request), await json_body(request)
    try:
        return asdict(world.change_channel(request.path_params["id"], body))
    except KeyError as error:
        raise PersonError(f"There is no channel {error}.") from error
    except ValueError as error:
        raise PersonError(str(error)) from error


async def not_there(request: Request) -> JSONResponse:
    """Answer a path nobody knows."""
    return JSONResponse({"error": f"There is nothing at {request.url.path}."}, status_code=404)


ROUTES = [
    Route("/control/app", get_app, methods=["GET"]),
    Route("/control/app", put_app, methods=["PUT"]),
    Route("/control/connections", delete_connections, methods=["DELETE"]),
    Route("/control/clock", get_clock, methods=["GET"]),
    Route("/control/clock", post_clock, methods=["POST"]),
    Route("/control/clock/settled", post_settled, methods=["POST"]),
    Route("/control/faults", get_faults, methods=["GET"]),
    Route("/control/faults", put_faults, methods=["PUT"]),
    Route("/control/faults", delete_faults, methods=["DELETE"]),
    Route("/control/faults/{method}", put_faults, methods=["PUT"]),
    Route("/control/faults/{method}", delete_faults, methods=["DELETE"]),
    Route("/control/traffic", get_traffic, methods=["GET"]),
    Route("/control/traffic/{number:int}", get_exchange, methods=["GET"]),
    Route("/control/reset", post_reset, methods=["POST"]),
    Route("/control/rates", get_rates, methods=["GET"]),
    Route("/control/rates", put_rates, methods=["PUT"]),
    Route("/control/users/{id}", patch_user, methods=["PATCH"]),
    Route("/control/channels/{id}", patch_channel, methods=["PATCH"]),
    Route("/control/{rest:path}", not_there, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
]
