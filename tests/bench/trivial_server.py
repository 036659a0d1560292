"""A server that answers without looking, to show how much the load generator itself can do.

Run as `python -m tests.bench.trivial_server BYTES`: each answer has a body of that many bytes.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys


class _Parrot(asyncio.Protocol):
    """Gives the same answer to each piece that arrives; the load generator sends each request in one piece."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(self._answer)


async def main(size: int) -> None:
    """Serve until asked to stop."""
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Parrot(head + b"x" * size), "127.0.0.1", 0)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    sys.stdout.write(json.dumps({"ready": True, "port": server.sockets[0].getsockname()[1]}) + "\n")
    sys.stdout.flush()
    await stop.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
