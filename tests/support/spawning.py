"""Starts `python -m MODULE` processes quickly: forked from one that has loaded what they import, on Linux.

A start from nothing spends more than a second of processor time on imports; a fork spends a fiftieth of that. What is
started is a process like any other: it has its own files, directory, environment and signals, and can be killed.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn, Self, TextIO

_ROOT = Path(__file__).parents[2]
_ORDER_BYTES = 200_000
_QUICK = sys.platform == "linux"
# Not the modules that are run themselves: Python warns when it runs one that is loaded already.
_LOADED = (
    "bot.app",
    "bot.cli.commands",
    "bot.cli.demo",
    "bot.cli.doctor",
    "bot.cli.init",
    "bot.cli.logs",
    "bot.sandbox.server",
    "bot.store.health",
    "bot.store.schema",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
)


class Forked:
    """A process that was forked, with the parts of `subprocess.Popen` that tests use; its streams are texts."""

    def __init__(self, args: Sequence[str], report: int, stdin: TextIO | None, stdout: TextIO | None) -> None:
        self.args = list(args)
        self.stdin = stdin
        self.stdout = stdout
        self.returncode: int | None = None
        self._report = os.fdopen(report, encoding="ascii")
        self._reading = threading.Lock()
        self.pid = int(self._report.readline())

    def poll(self) -> int | None:
        """Return the exit status, minus the signal's number where one ended it; None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status once there is one.

        Raises:
            subprocess.TimeoutExpired: it still runs after `timeout` seconds.
        """
        with self._reading:
            if self.returncode is None:
                if not select.select([self._report], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
                self.returncode = int(self._report.readline())
                self._report.close()
            return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Close the streams to and from it, and wait for its end."""
        for stream in (self.stdin, self.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Popen(subprocess.Popen[str]):
    """The same, started from nothing."""

    def close(self) -> None:
        """Close the streams to and from it, and wait for its end."""
        self.__exit__(None, None, None)


Process = Forked | _Popen


class _Nursery:
    """The process that the others are forked from; it is started with the first of them."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None
        self._lock = threading.Lock()

    def fork(self, order: Mapping[str, Any], files: Sequence[int]) -> int:
        """Have a process started on three files; return where its id and then its exit status will be read."""
        with self._lock:
            line = self._line or self._open()
            report, told = os.pipe()
            try:
                socket.send_fds(line, [json.dumps(order).encode()], [*files, told])
            finally:
                os.close(told)
            return report

    def _open(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            cwd=_ROOT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self._line = ours

        def end() -> None:
            ours.close()
            process.wait()

        atexit.register(end)
        return ours


_NURSERY = _Nursery()


def start(
    words: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stderr: IO[Any] | None = None,
    stdin: IO[Any] | None = None,
    stdout: IO[Any] | None = None,
    typed: bool = False,
    fresh: bool = False,
) -> Process:
    """Start `python -m` with words, the module's name first.

    Args:
        words: the module and its arguments.
        cwd: the working directory.
        env: all environment variables; this process's own by default.
        stderr: where errors are written; nowhere by default.
        stdin: what it reads; nothing by default.
        stdout: where it prints; a pipe, `stdout` of what is returned, by default.
        typed: whether its input is a pipe instead, `stdin` of what is returned.
        fresh: whether to start it from nothing, as on a server.
    """
    if fresh or not _QUICK:
        return _Popen(
            [sys.executable, "-m", *words],
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.PIPE if typed else stdin or subprocess.DEVNULL,
            stdout=stdout or subprocess.PIPE,
            stderr=stderr or subprocess.DEVNULL,
            text=True,
        )
    order = {"words": list(words), "cwd": str(cwd), "env": dict(os.environ if env is None else env)}
    with contextlib.ExitStack() as theirs:
        nothing = theirs.enter_context(Path(os.devnull).open("r+b"))
        files = [(given or nothing).fileno() for given in (stdin, stdout, stderr)]
        to_it = from_it = None
        if typed:
            files[0], end = os.pipe()
            theirs.callback(os.close, files[0])
            to_it = os.fdopen(end, "w", encoding="utf-8")
        if stdout is None:
            end, files[1] = os.pipe()
            theirs.callback(os.close, files[1])
            from_it = os.fdopen(end, encoding="utf-8")
        return Forked(words, _NURSERY.fork(order, files), to_it, from_it)


def run(
    words: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    typed: str = "",
    seconds: float = 60.0,
    fresh: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run `python -m` with words to its end; return what it said and its exit status.

    Args:
        words: the module and its arguments.
        cwd: the working directory.
        env: all environment variables; this process's own by default.
        typed: what stands on standard input.
        seconds: how long it may take.
        fresh: whether to start it from nothing, as on a server.

    Raises:
        subprocess.TimeoutExpired: it took longer, and was killed.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as given,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
    ):
        given.write(typed)
        given.seek(0)
        with start(words, cwd=cwd, env=env, stdin=given, stdout=out, stderr=errors, fresh=fresh) as process:
            try:
                status = process.wait(seconds)
            finally:
                process.kill()
        out.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(list(words), status, out.read(), errors.read())


def _nurse(line: socket.socket) -> dict[str, Any] | None:
    """Fork for each order, until nobody is left to give one; return the order in the process that was forked for it."""
    while True:
        order, files, _, _ = socket.recv_fds(line, _ORDER_BYTES, 4)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not order:
            return None
        if os.fork() == 0:
            line.close()
            if _keep(files):
                return dict(json.loads(order))
        for file in files:
            os.close(file)


def _keep(files: Sequence[int]) -> bool:
    """Fork, and wait for what was forked so that its exit status is told; return in what was forked."""
    told = files[3]
    process = os.fork()
    if process == 0:
        for number, file in enumerate(files[:3]):
            os.dup2(file, number)
        for file in files:
            os.close(file)
        return True
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for file in files[:3]:
        os.close(file)
    os.write(told, b"%d\n" % process)
    _, status = os.waitpid(process, 0)
    with contextlib.suppress(BrokenPipeError):
        os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become(order: Mapping[str, Any]) -> None:
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    module, *words = order["words"]
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end(status: int) -> NoReturn:
    """End as the interpreter does, but for taking every module apart: half the time of a process that lives briefly."""
    threading._shutdown()
    atexit._run_exitfuncs()
    gc.collect()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        # Nobody reads: what status that is, the interpreter knows.
        sys.exit(status)
    os._exit(status)


def _main() -> None:
    for name in _LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    order = _nurse(socket.socket(fileno=int(sys.argv[1])))
    if order is not None:
        try:
            _become(order)
        except SystemExit as asked:
            if not isinstance(asked.code, int | None):
                raise
            _end(asked.code or 0)
        _end(0)


if __name__ == "__main__":
    _main()
