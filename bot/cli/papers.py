"""`convenor paper`: board papers as files, beside a bot that runs or without one."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.cli.common import ConfigOption
from bot.errors import ConvenorError, InvalidInputError
from bot.settings.papers import PaperForm

if TYPE_CHECKING:
    from bot.papers.register_paper.model import RegisterPaper
    from bot.workflows.register_paper.choosing import Asked
    from bot.workflows.services import Services

_WIDTH = 140
_OWNER_ONLY, _EVERYBODY = 0o600, 0o666
_paper = typer.Typer(name="paper", help="Make board papers as files.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(_paper)


@_paper.callback()
def papers() -> None:
    """Make board papers as files."""


@_paper.command("risks")
def risks(
    config: ConfigOption = None,
    *,
    board: Annotated[str, typer.Option(help="The board's key or name; the one whose papers are due next.")] = "",
    month: Annotated[str, typer.Option(help="Such as 2018-11; that of the board's next meeting by default.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="The register as it stood on a day.")] = "",
    forms: Annotated[
        list[PaperForm] | None, typer.Option("--format", help="docx, pdf, xlsx or html; may be given again.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for the files.")] = Path(),
    public: Annotated[
        bool, typer.Option("--public/--full", help="Leave out risks that are not public, or show them.")
    ] = True,
) -> None:
    """Make the register paper; a form whose template is wrong is named, and the others are made."""
    from bot.cli.registers import opened_services  # noqa: PLC0415 - keeps --help quick
    from bot.workflows.register_paper.choosing import choose  # noqa: PLC0415 - the same
    from bot.workflows.register_paper.contents import contents_of  # noqa: PLC0415 - the same

    said = Console(highlight=False, width=_WIDTH)
    with opened_services(config) as services:
        asked = _asked(services, board, month, as_of, is_public=public)
        with services.store.view() as view:
            shown = services.presentation(view.people.directory(), view.now)
            wish = choose(view, services.config, shown, asked, None)
            contents = contents_of(view, services, wish, None)
        settings = services.config.papers
        paper = contents.with_heat_map()
    for sentence in paper.summary:
        said.print(escape(sentence))
    faults: list[ConvenorError] = []
    for form in forms or settings.forms:
        try:
            content = _written(form, paper, settings.register_template)
        except ConvenorError as fault:
            faults.append(fault)
            continue
        said.print(f"Wrote {escape(str(_saved(out / paper.file_name(form), content, is_public=contents.is_public)))}.")
    if faults:
        raise faults[0]


@_paper.command("proposal")
def proposal(
    ref: Annotated[str, typer.Argument(help="The proposal's reference, such as P-7.")],
    config: ConfigOption = None,
    *,
    board: Annotated[str, typer.Option(help="The board's key or name; the one it lies before.")] = "",
    version: Annotated[
        int | None, typer.Option(min=0, help="A submitted version, 0 for the draft; the one before the board.")
    ] = None,
    forms: Annotated[
        list[PaperForm] | None, typer.Option("--format", help="docx, pdf or html; may be given again.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for the files.")] = Path(),
) -> None:
    """Make the cover sheet of a proposal; what is wrong with its sums is said."""
    from bot.cli.registers import opened_services  # noqa: PLC0415 - keeps --help quick
    from bot.papers.cover_sheet.making import forms_among, write  # noqa: PLC0415 - the same
    from bot.workflows.proposals.cover.choosing import chosen  # noqa: PLC0415 - the same
    from bot.workflows.proposals.cover.contents import cover_of  # noqa: PLC0415 - the same

    said = Console(highlight=False, width=_WIDTH)
    with opened_services(config) as services:
        with services.store.view() as view:
            directory = view.people.directory()
            found, wish = chosen(view, directory, ref, board, version)
            sheet = cover_of(view, services, directory, found, wish)
        settings = services.config.papers
    for sentence in (sheet.draft, sheet.warning, *sheet.costs.faults):
        if sentence:
            said.print(escape(sentence))
    faults: list[ConvenorError] = []
    for form in forms_among(forms or settings.forms):
        try:
            content = write(sheet, form, settings.cover_template)
        except ConvenorError as fault:
            faults.append(fault)
            continue
        said.print(f"Wrote {escape(str(_saved(out / sheet.file_name(form), content, is_public=sheet.is_public)))}.")
    if faults:
        raise faults[0]


@_paper.command("decision")
def decision(
    number: Annotated[str, typer.Argument(help="The decision's number, such as ICB-H-2018-3.")],
    config: ConfigOption = None,
    *,
    forms: Annotated[
        list[PaperForm] | None, typer.Option("--format", help="docx, pdf or html; may be given again.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for the files.")] = Path(),
) -> None:
    """Make the paper of a decision record, with what stands about it today."""
    from bot.cli.registers import opened_services  # noqa: PLC0415 - keeps --help quick
    from bot.papers.decision_record.making import FORMS, write  # noqa: PLC0415 - the same
    from bot.workflows.proposals.deciding.paper import paper_numbered  # noqa: PLC0415 - the same

    said = Console(highlight=False, width=_WIDTH)
    with opened_services(config) as services:
        paper = paper_numbered(services, number)
    for form in [one for one in forms or FORMS if one in FORMS]:
        file = _saved(out / paper.file_name(form), write(paper, form), is_public=paper.is_public)
        said.print(f"Wrote {escape(str(file))}.")


def _asked(services: Services, board: str, month: str, as_of: str, *, is_public: bool) -> Asked:
    from bot.domain.months import split_month  # noqa: PLC0415 - keeps --help quick
    from bot.handlers.as_of import read_past_day  # noqa: PLC0415 - the same
    from bot.workflows.register_paper.choosing import Asked  # noqa: PLC0415 - the same

    today = services.today(services.clock.now())
    day: date | None = read_past_day(as_of, today) if as_of else None
    rest, read = split_month(month, today)
    if month and (rest or read is None):
        raise InvalidInputError(f"“{month[:40]}” is no month.", "Write it like 2018-11 or `November 2018`.")
    return Asked(board, read, day, is_public)


def _written(form: PaperForm, paper: RegisterPaper, template: Path | None) -> bytes:
    from bot.papers.register_paper.making import write  # noqa: PLC0415 - keeps --help quick

    return write(paper, form, template)


def _saved(file: Path, content: bytes, *, is_public: bool) -> Path:
    """Write a paper; one that is not public is its owner's alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        mode = _EVERYBODY if is_public else _OWNER_ONLY
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as opened:
            if not is_public:
                os.fchmod(opened.fileno(), _OWNER_ONLY)
            opened.write(content)
    except OSError as problem:
        raise InvalidInputError(f"{file} cannot be written: {problem.strerror}.", "Choose another folder.") from problem
    return file
