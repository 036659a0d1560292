"""Gather the answers, show what will be written, write it whole or not at all, and say what comes next."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from bot.cli.common import PLACEHOLDER
from bot.cli.init.answers import Answers, answers_from
from bot.cli.init.questions import Questions
from bot.cli.init.writing import configuration_text, environment_text
from bot.errors import ConfigError, UnavailableError
from bot.settings import load_config
from bot.settings.dotenv import ENV_FILE

_OWNER_ONLY = 0o600


def write_configuration(
    out: Console,
    file: Path,
    answers_file: Path | None,
    options: Mapping[str, Any],
    *,
    asks: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """Write `convenor.toml` and, where there is none, `.env` beside it.

    Args:
        out: where questions and sentences go.
        file: the configuration to write.
        answers_file: answers in TOML or JSON; None for none.
        options: answers given on the command line; they outweigh the file's.
        asks: whether to ask for everything, at a terminal.
        force: whether to write over a configuration that is there.
        dry_run: print the configuration and write nothing.

    Raises:
        ConfigError: an answer is no good.
        UnavailableError: there is nobody to ask, or the file is there already or cannot be written.
    """
    file = file.absolute()
    answers = answers_from(answers_file, options)
    questions = Questions(out, input)
    if asks:
        if not sys.stdin.isatty():
            raise UnavailableError("There is no terminal to ask at.", "Give --yes, and --answers or the options.")
        try:
            if os.path.lexists(file) and not force and not dry_run:
                if not questions.yes(f"{file} is there already. Write over it?", default=False):
                    out.print("Nothing was written.")
                    return
                force = True
            answers = questions.all(answers)
        except (EOFError, KeyboardInterrupt):
            out.print("\nNothing was written.")
            return
    text = configuration_text(answers)
    if dry_run:
        out.print(text, markup=False)
        return
    if os.path.lexists(file) and not force:
        raise UnavailableError(f"{file} is there already.", "Name another file, or write over it with --force.")
    if asks and not _agreed(out, questions, file, text):
        out.print("Nothing was written.")
        return
    replaced = f" It was a link to {file.readlink()}, which was left alone." if file.is_symlink() else ""
    _write_checked(file, text)
    out.print(f"Wrote {escape(str(file))}.{escape(replaced)}")
    _write_environment(out, file)
    _say_next(out, answers, file)


def _agreed(out: Console, questions: Questions, file: Path, text: str) -> bool:
    """Show what will be written, without its notes, and ask."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    out.print(f"\n[bold]This goes into {escape(str(file))}[/], with notes that explain each line:\n")
    out.print("\n".join(f"    {line}" for line in lines), markup=False)
    try:
        return questions.yes("\nWrite it?", default=True)
    except (EOFError, KeyboardInterrupt):
        out.print()
        return False


def _write_checked(file: Path, text: str) -> None:
    """Write a configuration beside its place, check it there, and put it in place."""
    # In a folder that others may write to, a name they can foresee could be a link of theirs.
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write_new(draft, text)
        try:
            load_config(draft)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    except ConfigError as problem:
        raise ConfigError(file, problem.key, problem.sentence) from problem
    except OSError as problem:
        raise UnavailableError(f"{file} cannot be written: {problem.strerror}.", "Nothing was written.") from problem


def _write_environment(out: Console, file: Path) -> None:
    place = file.with_name(ENV_FILE.name)
    try:
        text = environment_text(file, file.parent / "var")
    except ValueError:
        out.print(f"No .env was written: it cannot hold the name of {escape(str(file.parent))}. Set the variables.")
        return
    try:
        _write_new(place, text)
    except FileExistsError:
        link = f", a link to {place.readlink()}," if place.is_symlink() else ""
        said = f"{place}{link} is there already and was left alone; it should say CONVENOR_CONFIG={file}."
        out.print(said, markup=False)
        return
    except OSError as problem:
        raise UnavailableError(
            f"{place} cannot be written: {problem.strerror}.", "Set the variables yourself."
        ) from problem
    out.print(f"Wrote {escape(str(place))}, with a place for each token.")


def _write_new(file: Path, text: str) -> None:
    """Write a file that its owner alone can read, where nothing stands yet, not even a link."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), _OWNER_ONLY)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError:
        file.unlink(missing_ok=True)
        raise


def _say_next(out: Console, answers: Answers, file: Path) -> None:
    home = "" if file.parent == Path.cwd() else f"cd {file.parent}, then "
    if answers.office.email == PLACEHOLDER:
        out.print(f"[yellow]Put the governance office's address into {escape(file.name)}[/]: {PLACEHOLDER} is nobody.")
    out.print(
        f"\n[bold]Next:[/] {escape(home)}put the two tokens into .env (Slack's page of the app shows them), then\n"
        "    convenor migrate    makes the database\n"
        "    convenor doctor     says what is still missing\n"
        "    convenor run        starts Convenor"
    )
