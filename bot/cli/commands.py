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

from bot.cli import papers, preview, registers
from bot.cli.common import ConfigOption, sound, to_change
from bot.clock import today_in, wall_now
from bot.errors import ConfigError, ConvenorError, IntegrityError, NotFoundError
from bot.settings import Settings, load_config, load_settings
from bot.settings.dotenv import ENV_FILE, apply_env_file
from bot.views.own_wording import wording_faults
from bot.views.wording import BUILT_IN, built_in_names

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)
app = typer.Typer(
    name="convenor",
    help="Keeps a partnership's risk register in Slack, and brings its other registers in and out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

registers.add_to(app)
preview.add_to(app)
papers.add_to(app)


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


@app.callback()
def surroundings(context: typer.Context) -> None:
    """Take what `.env` gives before a command begins; the doctor looks at it itself."""
    if context.invoked_subcommand != "doctor":
        apply_env_file(ENV_FILE, os.environ)


@app.command()
def run(
    config: ConfigOption = None,
    http: Annotated[
        str | None,
        typer.Option("--http", metavar="HOST:PORT", help="Take signed HTTP requests instead of Socket Mode."),
    ] = None,
    health: Annotated[
        str | None,
        typer.Option("--health", metavar="HOST:PORT", help="Answer /healthz and /readyz there; off by default."),
    ] = None,
    replies: Annotated[
        str | None,
        typer.Option("--replies", metavar="HOST:PORT", help="Answer reply links there; see docs/mail.md."),
    ] = None,
) -> None:
    """Run the bot until it is stopped (Ctrl-C). Socket Mode unless --http is given."""
    from bot.app import Application  # noqa: PLC0415 - other commands start faster without Slack's libraries
    from bot.cli.logs import set_up_logs  # noqa: PLC0415 - the same
    from bot.handlers.delivery import HttpIntake  # noqa: PLC0415 - the same

    settings = load_settings(config_file=config)
    set_up_logs(settings.environment.log_level)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    listen, looked_at, answers = _address("--http", http), _address("--health", health), _address("--replies", replies)
    with Application(settings, listen, looked_at, answers) as bot:
        ready: dict[str, object] = {"ready": True}
        if isinstance(bot.intake, HttpIntake):
            ready["port"] = bot.intake.port
        if bot.health is not None:
            ready["health_port"] = bot.health.port
        if bot.reply_pages is not None:
            ready["replies_port"] = bot.reply_pages.port
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        stop.wait()


@app.command()
def init(
    file: Annotated[Path, typer.Argument(help="The configuration to write.")] = Path("convenor.toml"),
    *,
    answers: Annotated[Path | None, typer.Option(help="Answers in TOML or JSON, see docs/install.md.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; what is not given takes its default.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a configuration that is there.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the configuration and write nothing.")] = False,
    name: Annotated[str | None, typer.Option(help="The partnership's name.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Its time zone, such as Europe/London.")] = None,
    home_team: Annotated[str | None, typer.Option(help="Your Slack workspace's id.")] = None,
    office_channel: Annotated[str | None, typer.Option(help="The id of the office's private channel.")] = None,
    organisation: Annotated[list[str] | None, typer.Option(metavar="KEY=NAME[=KIND]", help="One of several.")] = None,
    workstream: Annotated[list[str] | None, typer.Option(metavar="KEY=NAME[=CHANNEL]", help="One of several.")] = None,
    office: Annotated[str | None, typer.Option(metavar="'NAME <E-MAIL>'", help="The governance office.")] = None,
    programme_director: Annotated[str | None, typer.Option(metavar="'NAME <E-MAIL>'", help="The director.")] = None,
    board: Annotated[list[str] | None, typer.Option(metavar="KEY=NAME[=LEVEL]", help="One of several.")] = None,
) -> None:
    """Ask about the partnership and write its configuration, and a .env with a place for each token."""
    from bot.cli.init import options_as_answers, write_configuration  # noqa: PLC0415 - only this command needs it

    options = options_as_answers(
        {
            "name": name,
            "timezone": timezone,
            "home_team": home_team,
            "office_channel": office_channel,
            "organisations": organisation,
            "workstreams": workstream,
            "office": office,
            "programme_director": programme_director,
            "boards": board,
        }
    )
    write_configuration(_out, file, answers, options, asks=not yes, force=force, dry_run=dry_run)


@app.command()
def doctor(
    config: ConfigOption = None,
    *,
    http: Annotated[
        bool, typer.Option("--http", help="Check for signed HTTP requests instead of Socket Mode.")
    ] = False,
    mail_to: Annotated[
        str | None, typer.Option("--mail-to", metavar="ADDRESS", help="Send a trial letter there, to yourself.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Check what Convenor stands on, and say how to mend what is wrong. Changes nothing, here or in Slack."""
    from bot.cli.doctor import examine, print_report  # noqa: PLC0415 - only this command needs it
    from bot.cli.logs import set_up_logs  # noqa: PLC0415 - the same

    set_up_logs("CRITICAL")
    if not print_report(_out, examine(os.environ, config, http=http, mail_to=mail_to), as_json=as_json):
        raise typer.Exit(1)


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
    from bot.store.engines import open_engines  # noqa: PLC0415 - the same

    engines = open_engines(load_settings(config_file=config).environment.database_url)
    revision = schema.migrate(engines)
    engines.dispose()
    _out.print(f"The database is at revision {revision}.")


@app.command()
def verify(config: ConfigOption = None) -> None:
    """Check the audit chain from its first event to its last and every decision record, and print the chain's head."""
    from bot.clock import SystemClock  # noqa: PLC0415 - keeps --help quick
    from bot.store.engines import open_engines  # noqa: PLC0415 - the same
    from bot.store.schema import check_revision  # noqa: PLC0415 - the same
    from bot.store.unit_of_work import Store  # noqa: PLC0415 - the same
    from bot.workflows.proposals.deciding.verifying import verify_decisions  # noqa: PLC0415 - the same

    engines = open_engines(load_settings(config_file=config).environment.database_url)
    check_revision(engines)
    store = Store(engines, SystemClock())
    try:
        with store.view() as view:
            head = view.verify_audit()
            decisions = verify_decisions(view)
    except IntegrityError as broken:
        raise IntegrityError(broken.message, "Keep a copy, restore the last good backup, and compare.") from broken
    finally:
        store.close()
    _out.print(f"The audit trail is whole: {head.seq} events, head {head.hash}.")
    _out.print(f"Decision records checked: {decisions}, each as it was sealed.")
    _out.print("Publish the head: a cut tail shows only against a head that was published before.")


@app.command()
def wording(
    name: Annotated[str | None, typer.Argument(help="A template, such as escalation/alert_head.j2.")] = None,
) -> None:
    """List the templates of Convenor's messages, or print one, to be reworded in the office's own folder."""
    if name is None:
        _out.print("\n".join(built_in_names()), markup=False)
        return
    if name not in built_in_names():
        raise NotFoundError(f"There is no template {name}.", "`convenor wording` lists them.")
    _out.print((BUILT_IN / name).read_text(encoding="utf-8"), markup=False, end="")


@app.command("check-config")
def check_config(file: Annotated[Path | None, typer.Argument(help="The file; as for run by default.")] = None) -> None:
    """Check a configuration and say what it holds. Changes nothing and needs no Slack."""
    if file is None:
        settings: Settings = load_settings()
        checked, source = settings.config, settings.config_file
    else:
        checked, source = load_config(file), file
    for name, template in checked.papers.templates.items():
        _try_template(source, name, template)
    if checked.wording.folder is not None:
        for fault in wording_faults(checked.wording.folder):
            raise ConfigError(fault.file, f"line {fault.line}" if fault.line else "wording.folder", fault.what)
    _out.print(sound(source, checked), markup=False)
    if warning := checked.calendar.warning(today_in(checked.zone, wall_now())):
        _err.print(f"[yellow]Look:[/] {escape(warning)}")
    if said := to_change(source, checked):
        _err.print(f"[yellow]Look:[/] {said} Put the real one into {escape(source.name)}, in both places.")


def _try_template(file: Path, name: str, template: Path) -> None:
    from bot.papers.cover_sheet import example as cover_sheet  # noqa: PLC0415 - only where there is a template
    from bot.papers.register_paper import example as register_paper  # noqa: PLC0415 - the same

    examples = {"register_template": register_paper.try_template, "cover_template": cover_sheet.try_template}
    try:
        examples[name](template)
    except ConvenorError as fault:
        raise ConfigError(file, f"papers.{name}", str(fault)) from fault


def _address(option: str, written: str | None) -> tuple[str, int] | None:
    if written is None:
        return None
    host, colon, port = written.rpartition(":")
    if not colon or not port.isdigit():
        raise ConfigError(None, option, f"“{written}” is not HOST:PORT, such as 127.0.0.1:3000.")
    return host or "127.0.0.1", int(port)
