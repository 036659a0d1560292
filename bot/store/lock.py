"""One process per deployment: a lock file that the operating system frees when the process ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from bot.errors import UnavailableError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class DeploymentLock:
    """Held while the bot runs on an embedded database.

    Args:
        file: the lock file, beside the database.

    Raises:
        UnavailableError: on entering, when another bot holds it.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: IO[str] | None = None

    def __enter__(self) -> Self:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle = self._file.open("a+", encoding="utf-8")
        try:
            _lock(handle)
        except OSError as problem:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            handle.close()
            raise UnavailableError(
                f"Another Convenor (process {holder}) already runs on this database.",
                "Stop that one first. More than one at a time needs PostgreSQL.",
            ) from problem
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        self._handle = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None


def holder_of(file: Path) -> str | None:
    """Return the number of the process that holds a lock, "unknown" where it cannot be told, None when nobody does.

    The file is neither made nor written to.
    """
    try:
        handle = file.open(encoding="utf-8")
    except FileNotFoundError:
        return None
    with handle:
        try:
            _lock(handle, shared=True)
        except OSError:
            handle.seek(0)
            return handle.read().strip() or "unknown"
    return None


def _lock(handle: IO[str], *, shared: bool = False) -> None:
    if sys.platform == "win32":
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
