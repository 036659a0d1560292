"""``/api/<method>``: who calls, whether they may, what goes wrong on order, and the answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.api.arguments import Arguments, read_arguments
from bot.sandbox.api.call import APP, NOBODY, Call, Method, require_scope
from bot.sandbox.api.table import METHODS
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault, landing_seconds
from bot.sandbox.steps import RUNNING
from bot.sandbox.wire import disconnected, drop_connection
from bot.sandbox.world import World

HOLD_SECONDS = 30.0


@dataclass(slots=True)
class _Exchange:
    """What is known of a call so far, for the traffic list and for a fault after the call."""

    args: Arguments
    sent: Mapping[str, Any] = field(default_factory=dict)
    fault: Fault | None = None


async def call_method(request: Request) -> Response:
    """Answer one call of the Web API."""
    world: World = request.app.state.world
    name = request.path_params["method"]
    begun = time.perf_counter()
    exchange = _Exchange(Arguments({}))
    try:
        response, status = await _carry_out(request, world, name, exchange), "ok"
    except ApiError as error:
        response, status = _refusal(error), error.code
    fault = exchange.fault
    world.traffic.add(
        "call",
        name,
        summary=_summary(exchange.args),
        status=status if fault is None else f"{status} ({fault.kind})",
        ms=(time.perf_counter() - begun) * 1000,
        request={
            "method": request.method,
            "url": str(request.url),
            "headers": _shown_headers(request.headers),
            "body": exchange.sent,
        },
        response={
            "status": response.status_code,
            "headers": _shown_headers(response.headers),
            "body": bytes(response.body),
        },
    )
    if fault is not None and fault.kind in ("timeout_after", "drop_after"):
        await _hang_up(request, fault)
    return response


async def _carry_out(request: Request, world: World, name: str, exchange: _Exchange) -> Response:
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method", fields={"req_method": name})
    values = await read_arguments(request, accepts_json=method.accepts_json)
    token = _token(request, values)
    exchange.args, exchange.sent = Arguments(values), values
    _check_token(world, method, token)
    exchange.fault = world.faults.take(name)
    await _before(request, exchange.fault)
    if exchange.fault is not None and exchange.fault.kind == "late_landing":
        world.courier.spawn(_land(request, name, method, exchange, landing_seconds(exchange.fault)))
        await drop_connection(request)
        raise ApiError("request_timeout", status=408)
    return _effect(request, world, name, method, exchange)


async def _land(request: Request, name: str, method: Method, exchange: _Exchange, seconds: float) -> None:
    """Carry out a call whose caller is gone, some time later."""
    world: World = request.app.state.world
    await world.pause(seconds)
    if world.stopping.is_set():
        return
    try:
        _effect(request, world, name, method, exchange)
        status = "ok"
    except ApiError as error:
        status = error.code
    world.traffic.add("call", name, summary=_summary(exchange.args), status=f"{status} (landed late)", ms=0.0)


def _effect(request: Request, world: World, name: str, method: Method, exchange: _Exchange) -> Response:
    _check_rate(world, name, method)
    require_scope(world, *method.scopes)
    answer = method.handler(Call(world, exchange.args, request.headers.get("host", "")))
    return JSONResponse({"ok": True, **answer}, headers=_headers(world, method))


def _token(request: Request, values: dict[str, Any]) -> str:
    in_body = str(values.pop("token", "") or "")
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else in_body


def _check_token(world: World, method: Method, token: str) -> None:
    if method.token == NOBODY:
        return
    if not token:
        raise ApiError("not_authed")
    step = world.steps.holder(token)
    if step is not None and not world.is_bot_token(token):
        raise ApiError("token_expired" if step.status == RUNNING else "token_revoked")
    is_app, is_bot = token == world.credentials.app_token, world.is_bot_token(token)
    if not is_app and not is_bot:
        raise ApiError("invalid_auth")
    if not (is_app if method.token == APP else is_bot):
        raise ApiError("not_allowed_token_type")


def _check_rate(world: World, name: str, method: Method) -> None:
    wait = world.rates.take((name,), method.rate)
    if wait:
        raise ApiError("ratelimited", status=429, retry_after=wait)


async def _before(request: Request, fault: Fault | None) -> None:
    if fault is None:
        return
    if fault.kind == "ratelimited":
        raise ApiError("ratelimited", status=429, retry_after=fault.retry_after)
    if fault.kind == "server_error":
        raise ApiError("internal_error", status=500)
    if fault.kind in ("timeout_before", "drop_before"):
        await _hang_up(request, fault)
        raise ApiError("request_timeout", status=408)


async def _hang_up(request: Request, fault: Fault) -> None:
    if fault.kind.startswith("timeout"):
        world: World = request.app.state.world
        waits = [
            asyncio.create_task(disconnected(request)),
            asyncio.create_task(world.pause(HOLD_SECONDS if fault.seconds is None else fault.seconds)),
        ]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
    await drop_connection(request)


def _refusal(error: ApiError) -> JSONResponse:
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return JSONResponse(error.answer(), status_code=error.status, headers=headers)


def _shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: "…" if name == "authorization" else value for name, value in headers.items()}


def _headers(world: World, method: Method) -> dict[str, str]:
    return {
        "x-oauth-scopes": ",".join(world.manifest.scopes),
        "x-accepted-oauth-scopes": ",".join(method.scopes),
    }


def _summary(args: Arguments) -> str:
    names = ("channel", "user", "user_id", "users", "view_id", "ts", "thread_ts", "text")
    return " ".join(f"{name}={args.raw(name)[:60]}" for name in names if args.has(name))
