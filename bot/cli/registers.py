"""`convenor import` and `convenor export`: registers in and out, with a table before anything is written."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.cli.common import ConfigOption
from bot.domain.imports.dates import read_day
from bot.domain.imports.drafts import RegisterKind
from bot.domain.imports.grid import Cell
from bot.errors import InvalidInputError

if TYPE_CHECKING:
    from bot.workflows.imports import Plan
    from bot.workflows.services import Services

# The exit status of an import in which rows were refused; 0 is well done, 1 a refusal of the whole, 2 a wrong call.
ROWS_REFUSED = 3
_WIDTH = 140
_LOOKED_OVER = "Where a score crossed a rule that alerts at once, the office has the alert to look over."
_STYLES = {"new": "green", "changed": "yellow", "unchanged": "dim", "refused": "bold red"}


def add_to(app: typer.Typer) -> None:
    """Add the two commands."""
    app.command("import")(import_register)
    app.command("export")(export_register)


def import_register(
    kind: Annotated[RegisterKind, typer.Argument(metavar="KIND", help="Which register the file holds.")],
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file, or JSON that export wrote.")],
    config: ConfigOption = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the table and import nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; needs --yes or --dry-run.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    prefix: Annotated[
        str | None, typer.Option(help="Letters under which rows without references are numbered.")
    ] = None,
    workstream: Annotated[str | None, typer.Option(help="For new rows that name none.")] = None,
    board: Annotated[str | None, typer.Option(help="For new actions, minutes and items that name none.")] = None,
    meeting: Annotated[str | None, typer.Option(help="The day of the meeting, for minutes that name none.")] = None,
    fund: Annotated[str | None, typer.Option(help="For cost lines that name none.")] = None,
    plan: Annotated[str | None, typer.Option(help="The plan's name, in place of the title above the table.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Which sheet of a workbook; the likeliest by default.")] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", help="A mapping of headings to fields, saved before.")
    ] = None,
    save_mapping: Annotated[Path | None, typer.Option("--save-map", help="Where to save the mapping used.")] = None,
) -> None:
    """Bring a register in: print what each row would do, ask, and write all of it or nothing."""
    from bot.papers.sheets import bytes_of  # noqa: PLC0415 - keeps --help quick
    from bot.workflows.imports import Importer, ImportOptions, ImportSource, apply, prepare  # noqa: PLC0415 - the same
    from bot.workflows.load_partnership import load_partnership  # noqa: PLC0415 - the same

    options = ImportOptions(
        prefix=prefix,
        workstream=workstream,
        board=board,
        meeting=_read_meeting(meeting) if meeting else None,
        fund=fund,
        plan=plan,
        sheet=sheet,
        mapping=_read_mapping(mapping) if mapping else None,
    )
    source = ImportSource(kind, file.name, bytes_of(file, file.name), options)
    out = _console()
    with opened_services(config) as services:
        planned = prepare(services, source, as_loaded=True)
        if save_mapping is not None:
            _save_mapping(save_mapping, planned)
        if not as_json:
            _print(out, planned, save_mapping)
        applied = False
        if not dry_run and planned.changes_anything and _is_agreed(planned, yes=yes, as_json=as_json):
            load_partnership(services.store, services.config)
            apply(services, source, Importer(), planned.digest)
            applied = True
    if as_json:
        sys.stdout.write(json.dumps({**planned.to_json(), "applied": applied}, ensure_ascii=False, indent=1) + "\n")
    elif applied:
        alerts = planned.kind is RegisterKind.RISKS and not planned.is_baseline
        out.print("Done. " + (_LOOKED_OVER if alerts else "Nobody was alerted."))
    else:
        out.print("Nothing was changed." if planned.changes_anything else "There is nothing to change.")
    if planned.counts["refused"]:
        raise typer.Exit(ROWS_REFUSED)


def export_register(
    kind: Annotated[RegisterKind, typer.Argument(metavar="KIND", help="Which register.")],
    config: ConfigOption = None,
    *,
    file_format: Annotated[str, typer.Option("--format", help="csv, xlsx or json.")] = "csv",
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to; the terminal by default, for CSV and JSON.")
    ] = None,
) -> None:
    """Take a register out, complete: an import of the file restores it."""
    from bot.workflows.exports import ExportFormat, export  # noqa: PLC0415 - keeps --help quick

    if file_format not in set(ExportFormat):
        raise InvalidInputError(f"“{file_format}” is no format of an export.", "Use csv, xlsx or json.")
    if out is None and file_format == ExportFormat.XLSX:
        raise InvalidInputError("A workbook cannot be printed.", "Say where it goes with --out FILE.")
    with opened_services(config) as services:
        content = export(services, kind, ExportFormat(file_format))
    if out is None:
        sys.stdout.write(content.decode("utf-8-sig"))
        return
    try:
        out.write_bytes(content)
    except OSError as problem:
        raise InvalidInputError(f"{out} cannot be written: {problem.strerror}.", "Choose another file.") from problem
    _console().print(f"Wrote {escape(str(out))}.")


def _read_meeting(written: str) -> date:
    day = read_day(Cell(written)).day
    if day is None:
        raise InvalidInputError(f"“{written[:40]}” is not a day.", "Write it as 2018-10-11 or 11 October 2018.")
    return day


@contextmanager
def opened_services(config: Path | None) -> Iterator[Services]:
    """Open what the use cases need."""
    from bot.clock import FollowedClock, SystemClock  # noqa: PLC0415 - keeps --help quick
    from bot.settings import load_settings  # noqa: PLC0415 - the same
    from bot.store.engines import open_engines  # noqa: PLC0415 - the same
    from bot.store.schema import check_revision  # noqa: PLC0415 - the same
    from bot.store.unit_of_work import Store  # noqa: PLC0415 - the same
    from bot.workflows.services import Services  # noqa: PLC0415 - the same

    settings = load_settings(config_file=config)
    engines = open_engines(settings.environment.database_url)
    check_revision(engines)
    followed = settings.environment.clock_url
    clock = SystemClock() if followed is None else FollowedClock(followed)
    store = Store(engines, clock, settings.config.rules, settings.config.zone)
    try:
        yield Services(store, settings.config, clock, settings.config.partnership.home_team or "")
    finally:
        store.close()


def _is_agreed(plan: Plan, *, yes: bool, as_json: bool) -> bool:
    """Return whether to go on.

    Raises:
        InvalidInputError: nobody can be asked, or the meaning of a column is a guess that nobody has looked at.
    """
    can_ask = _is_terminal() and not as_json
    if plan.unsure and not can_ask:
        named = ", ".join(f"“{choice.heading}”" for choice in plan.unsure)
        raise InvalidInputError(
            f"What {named} means is a guess.",
            "Save the mapping with --save-map FILE --dry-run, correct it, and give it with --map FILE.",
        )
    if yes:
        return not plan.unsure or (can_ask and typer.confirm("Are the columns marked “?” understood rightly?"))
    if not can_ask:
        raise InvalidInputError("Nobody can be asked here.", "Look at it with --dry-run, then give --yes.")
    return typer.confirm("Import this?")


def _print(out: Console, plan: Plan, saved: Path | None) -> None:
    from bot.workflows.imports.outcome import total_words  # noqa: PLC0415 - keeps --help quick

    table = Table(show_lines=False, pad_edge=False)
    table.add_column("Row", justify="right", no_wrap=True)
    table.add_column("Reference", max_width=34)
    table.add_column("Outcome", no_wrap=True)
    table.add_column("What, or why")
    for row in plan.rows:
        word = row.outcome.value
        asked = ", questioned" if row.questions else ""
        table.add_row(str(row.row), escape(row.label), f"[{_STYLES[word]}]{word}{asked}[/]", escape(row.words))
    out.print(table)
    if plan.totals:
        out.print("\n[bold]Printed totals that are not the sums[/]")
        for total in plan.totals:
            out.print(f"  {escape(total_words(total))}")
    if plan.unsure:
        out.print("\n[bold]Columns that are a guess[/]")
        for choice in plan.unsure:
            out.print(f"  ? “{escape(choice.heading)}” was read as {choice.field or 'nothing'}")
        if saved is None:
            out.print("  Save the mapping with --save-map FILE, correct it, and give it with --map FILE.")
    for note in plan.notes:
        out.print(f"Note: {escape(note)}")
    if plan.is_baseline and plan.changes_anything:
        out.print("Note: This is the first of its kind here, so it becomes the baseline: it alerts nobody.")
    elif plan.kind is RegisterKind.RISKS and plan.changes_anything:
        out.print("Note: Where a score crosses a rule, boards hear of it as of a review, after the office's wait.")
    out.print(f"\n{plan.summary}")


def _read_mapping(file: Path) -> dict[str, str]:
    """Return heading -> field, from TOML with a table `columns` or from a JSON object."""
    import tomllib  # noqa: PLC0415 - only with --map

    from bot.papers.sheets import bytes_of  # noqa: PLC0415 - the same

    try:
        text = bytes_of(file, file.name, "a mapping, saved with --save-map").decode("utf-8-sig")
        read = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text).get("columns")
    except (ValueError, RecursionError) as problem:
        raise InvalidInputError(
            f"{file.name} is not a mapping: {problem}.", "Save one with --save-map FILE."
        ) from problem
    if not isinstance(read, dict) or not all(isinstance(field, str) for field in read.values()):
        raise InvalidInputError(
            f"{file.name} is not a mapping of headings to fields.", "Save one with --save-map FILE and correct that."
        )
    return read


def _save_mapping(file: Path, plan: Plan) -> None:
    import tomlkit  # noqa: PLC0415 - only with --save-map

    written = tomlkit.document()
    written.add(tomlkit.comment(f'How the columns of {plan.name} are read as {plan.kind.value}; "" is left out.'))
    columns = tomlkit.table()
    for heading, field in plan.suggestion.items():
        columns.add(heading, field)
    written.add("columns", columns)
    try:
        file.write_text(tomlkit.dumps(written), encoding="utf-8")
    except OSError as problem:
        raise InvalidInputError(f"{file} cannot be written: {problem.strerror}.", "Choose another file.") from problem


def _console() -> Console:
    return Console(highlight=False, width=None if _is_terminal() else _WIDTH)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
