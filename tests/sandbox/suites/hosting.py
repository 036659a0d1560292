"""Ways of running an app of the suites: each is a context manager that takes a sandbox and holds the app online."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server

from aiohttp import web
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.aiohttp import SocketModeHandler as AiohttpSocketModeHandler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.suites.bolt_apps import async_bolt_app, bolt_app
from tests.sandbox.suites.sdk_apps import AsyncSdkApp, SdkApp

PATH = "/slack/events"


@contextmanager
def bolt_over_the_builtin_socket(sandbox) -> Iterator[None]:
    handler = SocketModeHandler(bolt_app(sandbox), sandbox.app()["app_token"])
    handler.connect()
    try:
        yield
    finally:
        handler.close()


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bolt_over_http(sandbox) -> Iterator[None]:
    with make_server("127.0.0.1", 0, SlackRequestHandler(bolt_app(sandbox)), handler_class=_QuietHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        sandbox.deliver_to(f"http://127.0.0.1:{server.server_port}{PATH}")
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def the_sdk(sandbox) -> Iterator[None]:
    app = SdkApp(sandbox)
    app.socket.connect()
    try:
        yield
    finally:
        app.socket.close()


@asynccontextmanager
async def _bolt_over_aiohttp(sandbox) -> AsyncIterator[None]:
    tokens = sandbox.app()
    client = AsyncWebClient(token=tokens["bot_token"], base_url=tokens["api_url"])
    handler = AiohttpSocketModeHandler(bolt_app(sandbox), tokens["app_token"], web_client=client)
    await handler.connect_async()
    try:
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def _async_bolt_over_aiohttp(sandbox) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(async_bolt_app(sandbox), sandbox.app()["app_token"])
    await handler.connect_async()
    try:
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def _async_bolt_over_http(sandbox) -> AsyncIterator[None]:
    runner = web.AppRunner(async_bolt_app(sandbox).web_app(path=PATH))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sandbox.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}")
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _the_async_sdk(sandbox) -> AsyncIterator[None]:
    app = AsyncSdkApp(sandbox)
    await app.socket.connect()
    try:
        yield
    finally:
        await app.socket.close()


def _on_a_loop(
    host: Callable[..., AbstractAsyncContextManager[None]],
) -> Callable[..., AbstractContextManager[None]]:
    """Run an asynchronous host in a loop of its own, on a thread of its own."""

    @contextmanager
    def hosted(sandbox) -> Iterator[None]:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()

        def run(work):
            return asyncio.run_coroutine_threadsafe(work, loop).result(20)

        async def settle() -> None:
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.wait_for(asyncio.gather(*rest, return_exceptions=True), 10) if rest else None

        held = host(sandbox)
        try:
            run(held.__aenter__())
            try:
                yield
            finally:
                run(held.__aexit__(None, None, None))
                run(settle())
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    return hosted


HOSTS: dict[str, Callable[..., AbstractContextManager[None]]] = {
    "bolt, built-in socket": bolt_over_the_builtin_socket,
    "bolt, aiohttp socket": _on_a_loop(_bolt_over_aiohttp),
    "bolt, HTTP": bolt_over_http,
    "async bolt, aiohttp socket": _on_a_loop(_async_bolt_over_aiohttp),
    "async bolt, HTTP": _on_a_loop(_async_bolt_over_http),
    "slack_sdk": the_sdk,
    "async slack_sdk": _on_a_loop(_the_async_sdk),
}
