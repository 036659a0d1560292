"""A process of its own that writes one message to the outbox, if told to, and delivers it until its input ends.

Run as a module: `python -m tests.support.delivering_process DATABASE_URL API_URL [KEY]`. It says `written` when the
message is committed, and begins to deliver when it reads a line.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.dispatcher import Dispatcher
from bot.slack.gateway import SlackGateway
from bot.store.delivery import Deliveries
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from tests.support.delivery import message, put
from tests.support.spawning import Process, start

LEASE = timedelta(seconds=1)
WAIT = timedelta(seconds=0.2)
_ROOT = Path(__file__).parents[2]


def main(database_url: str, api: str, key: str = "") -> None:
    store = Store(open_engines(database_url), SystemClock())
    dispatcher = Dispatcher(
        Deliveries(store.engines, LEASE, WAIT),
        SlackGateway("xoxb-test", api, timeout=20),
        threading.Event(),
        lambda _: None,
        poll_seconds=0.05,
    )
    if key:
        put(store, message(key))
        print("written", flush=True)  # noqa: T201 - the parent reads it
    if sys.stdin.readline():
        dispatcher.start()
        sys.stdin.read()
    ended = dispatcher.stop(15)
    store.close()
    sys.exit(0 if ended else 1)


class DeliveringProcess:
    """The process as its parent sees it."""

    def __init__(self, process: Process, log: Path) -> None:
        self._process = process
        self._log = log

    def wait_until_written(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "written\n", self._log.read_text()

    def deliver(self) -> None:
        """Let it begin."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        """End it at once, as the kernel does; it cleans up nothing."""
        self._process.kill()
        assert self._process.wait(10) == -9

    def stop(self) -> None:
        """Let it end by itself."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait(20) == 0, self._log.read_text()


@contextmanager
def delivering_process(database_url: str, api: str, folder: Path, key: str = "") -> Iterator[DeliveringProcess]:
    """Start the process; whatever happens, it is gone at the end."""
    log = folder / "process.log"
    words = ["tests.support.delivering_process", database_url, api, *([key] if key else [])]
    with (
        log.open("a") as errors,
        start(words, cwd=_ROOT, stderr=errors, typed=True) as process,
    ):
        try:
            yield DeliveringProcess(process, log)
        finally:
            process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
