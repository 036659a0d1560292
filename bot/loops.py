"""A thread that goes round: it works, rests until somebody brings more, and outlives what one round meets."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

import structlog

from bot.errors import UnavailableError

_log = structlog.get_logger(__name__)


class Loop(ABC):
    """Goes round on a thread of its own.

    Args:
        name: of the thread, also in the log.
        filled: set by whoever brings work; it ends a rest.
        rest_s: the longest rest, in seconds; also taken after a round that failed.
    """

    def __init__(self, name: str, filled: threading.Event, rest_s: float) -> None:
        self._filled = filled
        self._rest_s = rest_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, timeout: float) -> bool:
        """Finish the round in hand and end; return whether that took less than `timeout` seconds."""
        self._stopping.set()
        self._filled.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to end, so that a round may leave what it has not begun."""
        return self._stopping.is_set()

    @abstractmethod
    def go_round(self) -> float:
        """Do what is due; return how many seconds to rest before the next round, at the most.

        Raises:
            UnavailableError: the database did not answer.
        """

    def _run(self) -> None:
        while not self._stopping.is_set():
            # Before the round, so that what is brought during it is not slept over.
            self._filled.clear()
            try:
                rest = self.go_round()
            except UnavailableError as fault:
                _log.warning("round put off", thread=self._thread.name, fault=fault.message)
                rest = self._rest_s
            except Exception:  # noqa: BLE001 - the loop outlives whatever one round meets
                _log.exception("round failed", thread=self._thread.name)
                rest = self._rest_s
            if rest and not self._stopping.is_set():
                self._filled.wait(rest)
