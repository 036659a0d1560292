"""Runs the sandbox: listens, says when it is ready, saves the clock now and then, and stops cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import uvicorn

from bot.sandbox.application import build_application
from bot.sandbox.delivery.courier import Courier
from bot.sandbox.manifest import Manifest
from bot.sandbox.persistence import Keeper
from bot.sandbox.posting import post_scheduled
from bot.sandbox.wire import DroppableProtocol, DroppableSocket
from bot.sandbox.workspace import Seed
from bot.sandbox.world import World

_SAVE_SECONDS = 5.0
_GRACE_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """What a sandbox is started with.

    Attributes:
        seed: The workspace.
        manifest: The app's manifest.
        state: The file that keeps the state.
        now: Business time of a fresh start, or None for the real time.
    """

    seed: Seed
    manifest: Manifest
    state: Path
    now: datetime | None = None


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Args:
        host: A host name or address.
        port: A port, or 0 for a free one.

    Raises:
        OSError: The port is taken or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol must be named: asyncio sends small answers without delay only on sockets that say they are TCP.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
        listener.setblocking(False)  # noqa: FBT003 - the name of the argument is not to be had
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the address under which a listening socket is reached."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - a comparison
    return f"http://{shown}:{port}"


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self._world = world

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._world.stop()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on a signal without raising it again afterwards, so that the state is saved and the status is 0."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            sys.stdout.write(json.dumps({"ready": True, "url": self._world.url}) + "\n")
            sys.stdout.flush()


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Serve until a signal asks to stop; the state is saved then.

    Args:
        settings: What to start with.
        listener: The listening socket, which is closed at the end.
    """
    url = url_of(listener)
    async with running_world(settings, url) as world:
        config = uvicorn.Config(
            build_application(world),
            http=DroppableProtocol,
            ws=DroppableSocket,
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        await _Server(config, world).serve([listener])


@contextlib.asynccontextmanager
async def running_world(settings: Settings, url: str) -> AsyncIterator[World]:
    """Open the workspace for as long as the block lasts, and save its clock at the end."""
    keeper = Keeper(settings.state)
    world = World(settings.seed, settings.manifest, keeper, now=settings.now, url=url)
    world.courier = Courier(world)
    world.save_clock()
    running = [asyncio.create_task(_save_regularly(world)), asyncio.create_task(post_scheduled(world))]
    try:
        yield world
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await world.courier.close()
        world.save_clock()
        keeper.close()


async def _save_regularly(world: World) -> None:
    while True:
        await asyncio.sleep(_SAVE_SECONDS)
        world.save_clock()
