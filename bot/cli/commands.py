"""The subcommands. Each prints what it did, or one sentence on why it could not and what to do."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.errors import ConfigError, ConvenorError, IntegrityError
from bot.settings import Settings, load_config, load_settings

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)
app = typer.Typer(
    name="convenor",
    help="Keeps a partnership's risks, actions and proposals, and does the chasing from Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The configuration file; CONVENOR_CONFIG or the example by default.")
]


def main() -> None:
    """Run the command line; errors are sentences on standard error, the exit status says which kind."""
    # What this makes (database, tokens, logs) is for its owner alone.
    os.umask(0o077)
    try:
        app()
    except ConfigError as problem:
        _err.print(f"[bold red]Configuration:[/] {escape(str(problem))}")
        sys.exit(2)
    except ConvenorError as problem:
        _err.print(f"[bold red]Stopped:[/] {escape(str(problem))}")
        sys.exit(1)


@app.command()
def run(
    config: ConfigOption = None,
    http: Annotated[
        str | None,
        typer.Option("--http", metavar="HOST:PORT", help="Take signed HTTP requests instead of Socket Mode."),
    ] = None,
) -> None:
    """Run the bot until it is stopped (Ctrl-C). Socket Mode unless --http is given."""
    from bot.app import Application  # noqa: PLC0415 - other commands start faster without Slack's libraries
    from bot.cli.logs import set_up_logs  # noqa: PLC0415
    from bot.handlers.delivery import HttpIntake  # noqa: PLC0415

    settings = load_settings(config_file=config)
    set_up_logs(settings.environment.log_level)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Application(settings, _address(http)) as bot:
        ready: dict[str, object] = {"ready": True}
        if isinstance(bot.intake, HttpIntake):
            ready["port"] = bot.intake.port
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        stop.wait()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page is served; the next free port when it is taken.")] = 8765,
    directory: Annotated[Path, typer.Option("--dir", help="Where the demo keeps its data.")] = Path("var/demo"),
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the demo's data away and start anew.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser, where there is a desktop.")] = True,
) -> None:
    """Open the demonstration partnership in a browser: a sandbox in place of Slack, the bot, and a real database."""
    from bot.cli.demo import run_demo  # noqa: PLC0415 - only this command needs it

    run_demo(_out, port=port, directory=directory, reset=reset, browser=browser)


@app.command()
def migrate(config: ConfigOption = None) -> None:
    """Bring the database to the revision this version needs."""
    from bot.store import schema  # noqa: PLC0415 - keeps --help quick
    from bot.store.engines import open_engines  # noqa: PLC0415

    engines = open_engines(load_settings(config_file=config).environment.database_url)
    revision = schema.migrate(engines)
    engines.dispose()
    _out.print(f"The database is at revision {revision}.")


@app.command()
def verify(config: ConfigOption = None) -> None:
    """Check the audit chain from its first event to its last, and print its head."""
    from bot.clock import SystemClock  # noqa: PLC0415 - keeps --help quick
    from bot.store.engines import open_engines  # noqa: PLC0415
    from bot.store.schema import check_revision  # noqa: PLC0415
    from bot.store.unit_of_work import Store  # noqa: PLC0415

    engines = open_engines(load_settings(config_file=config).environment.database_url)
    check_revision(engines)
    store = Store(engines, SystemClock())
    try:
        with store.view() as view:
            head = view.verify_audit()
    except IntegrityError as broken:
        raise IntegrityError(broken.message, "Keep a copy, restore the last good backup, and compare.") from broken
    finally:
        store.close()
    _out.print(f"The audit trail is whole: {head.seq} events, head {head.hash}.")
    _out.print("Publish the head: a cut tail shows only against a head that was published before.")


@app.command("check-config")
def check_config(file: Annotated[Path | None, typer.Argument(help="The file; as for run by default.")] = None) -> None:
    """Check a configuration and say what it holds. Changes nothing and needs no Slack."""
    if file is None:
        settings: Settings = load_settings()
        checked, source = settings.config, settings.config_file
    else:
        checked, source = load_config(file), file
    _out.print(
        f"{escape(str(source))} is sound: {escape(checked.partnership.name)}, {len(checked.workstreams)} workstreams, "
        f"{len(checked.boards)} boards, {len(checked.people)} people, {len(checked.groups)} groups."
    )


def _address(written: str | None) -> tuple[str, int] | None:
    if written is None:
        return None
    host, colon, port = written.rpartition(":")
    if not colon or not port.isdigit():
        raise ConfigError(None, "--http", f"“{written}” is not HOST:PORT, such as 127.0.0.1:3000.")
    return host or "127.0.0.1", int(port)
