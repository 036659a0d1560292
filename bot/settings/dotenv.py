"""`.env` in the working directory: secrets and places for those who start Convenor by hand."""

from __future__ import annotations

import os
import re
from collections.abc import MutableMapping
from pathlib import Path

from bot.errors import ConfigError

ENV_FILE = Path(".env")
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)")
_OURS = ("CONVENOR_", "SLACK_")
_NOTE = re.compile(r"\s#.*$")
_OF_OTHERS = 0o077


def read_env_file(file: Path) -> dict[str, str]:
    """Return the variables of ours (`CONVENOR_…`, `SLACK_…`) that a file gives; those left empty are left out.

    Lines are `NAME=value`; quotation marks around a value go, nothing in it is expanded. Lines that begin with `#`
    are notes.

    Raises:
        ConfigError: it cannot be read, a line is no setting, or it gives variables of ours and belongs to another
            account or can be read by one.
    """
    try:
        if file.exists() and not file.is_file():
            # A pipe would keep its reader waiting for ever.
            raise ConfigError(file, "(file)", "is not a file.")
        with file.open(encoding="utf-8-sig") as stream:
            seen = os.fstat(stream.fileno())
            lines = stream.read().splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(file, "(file)", f"cannot be read: {type(problem).__name__}.") from problem
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if "\0" in line:
            raise ConfigError(file, f"line {number}", "holds a NUL character. Write the line anew.")
        match = _LINE.fullmatch(line)
        if match is None:
            raise ConfigError(file, f"line {number}", "is not NAME=value.")
        name, value = match[1], _value(match[2])
        if name.startswith(_OURS) and value:
            found[name] = value
    if found and os.name == "posix":
        _refuse_if_open(file, seen)
    return found


def apply_env_file(file: Path, variables: MutableMapping[str, str]) -> None:
    """Set the variables that a file gives, but for those that are set already.

    Raises:
        ConfigError: as `read_env_file`.
    """
    for name, value in read_env_file(file).items():
        if not variables.get(name):
            variables[name] = value


def line_for(name: str, value: str) -> str:
    """Return the line of an `.env` that gives a value, in quotation marks where some fit.

    Raises:
        ValueError: no line can hold the value, such as one of two lines.
    """
    # Between double marks a shell would still expand these.
    marks = "'\"" if set(value) & set("$`\\") else "\"'"
    for text in (*(f"{mark}{value}{mark}" for mark in marks), value):
        if f"{text}.".splitlines() == [f"{text}."] and "\0" not in text and _value(text) == value:
            return f"{name}={text}"
    raise ValueError("no line can hold it")


def _refuse_if_open(file: Path, seen: os.stat_result) -> None:
    if seen.st_uid != os.geteuid():
        raise ConfigError(file, "(file)", "belongs to another account, which could slip in settings. Make it yours.")
    if seen.st_mode & _OF_OTHERS:
        sentence = f"can be read by other accounts of this machine. Close it with `chmod 600 {file}`."
        raise ConfigError(file, "(file)", sentence)


def _value(written: str) -> str:
    text = written.strip()
    for mark in "\"'":
        if len(text) > 1 and text.startswith(mark) and mark in text[1:]:
            return text[1 : text.index(mark, 1)]
    return _NOTE.sub("", f" {text}").strip()
