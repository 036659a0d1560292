"""Starts the sandbox: ``python -m bot.sandbox --workspace FILE --manifest FILE --state FILE``."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.sandbox.clock import parse_iso
from bot.sandbox.errors import PersonError, SetupError
from bot.sandbox.manifest import read_manifest
from bot.sandbox.server import Settings, listen, serve
from bot.sandbox.workspace import read_seed

BAD_INPUT = 2
PORT_TAKEN = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sandbox and return the exit status: 0, 2 for bad files, 3 for a port that is taken."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings(
            seed=read_seed(options.workspace),
            manifest=read_manifest(options.manifest),
            state=options.state,
            now=options.now,
        )
    except SetupError as error:
        return _fail(str(error), BAD_INPUT)
    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        reason = error.strerror or str(error)
        return _fail(f"The sandbox cannot listen on {options.host}, port {options.port}: {reason}.", PORT_TAKEN)
    try:
        asyncio.run(serve(settings, listener))
    except SetupError as error:
        return _fail(str(error), BAD_INPUT)
    except KeyboardInterrupt:
        return 0
    finally:
        listener.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A Slack-compatible workspace.")
    parser.add_argument("--workspace", type=Path, required=True, help="people and channels, in JSON")
    parser.add_argument("--manifest", type=Path, required=True, help="the app's Slack manifest, in JSON")
    parser.add_argument("--state", type=Path, required=True, help="where the state is kept, an SQLite file")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8787, help="the port to listen on, 0 for a free one")
    parser.add_argument("--now", type=_moment, help="business time of a fresh start, ISO 8601 with an offset")
    return parser


def _moment(text: str) -> datetime:
    try:
        return parse_iso(text)
    except PersonError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _fail(sentence: str, status: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
