"""What `convenor init` needs to know, with a default for everything; from options and from a file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from bot.cli.common import PLACEHOLDER
from bot.errors import ConfigError
from bot.settings.faults import explain
from bot.settings.partnership import (
    BoardSetting,
    Channel,
    Email,
    Frozen,
    Name,
    OrganisationSetting,
    SlackTeam,
    WorkstreamSetting,
    Zone,
)

LONDON = "Europe/London"
_LOCAL_ZONE = Path("/etc/localtime")


class Contact(Frozen):
    """Somebody to be listed: the name or post, and the e-mail address that finds them in Slack."""

    name: Name
    email: Email


def _several(value: tuple[Any, ...]) -> tuple[Any, ...]:
    keys = [entry.key for entry in value]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise ValueError(f"names `{twice}` twice")
    return value


class Answers(Frozen):
    """The answers; each has a default, so that all questions can be skipped."""

    name: Name = "Our partnership"
    timezone: Zone = LONDON
    home_team: SlackTeam | None = None
    office_channel: Channel | None = None
    organisations: Annotated[tuple[OrganisationSetting, ...], AfterValidator(_several)] = ()
    workstreams: Annotated[tuple[WorkstreamSetting, ...], AfterValidator(_several), Field(min_length=1)] = (
        WorkstreamSetting(key="GEN", name="General"),
    )
    office: Contact = Contact(name="Governance manager", email=PLACEHOLDER)
    programme_director: Contact | None = None
    boards: Annotated[tuple[BoardSetting, ...], AfterValidator(_several)] = ()


def answers_from(file: Path | None, options: Mapping[str, Any]) -> Answers:
    """Return the answers of a file, with options over them.

    Args:
        file: TOML or JSON with the keys of `Answers`; None for none.
        options: what was given on the command line, as `options_as_answers` makes it.

    Raises:
        ConfigError: the file cannot be read, or an answer is no good.
    """
    source = file or Path("options")
    given: dict[str, Any] = {"timezone": local_zone(), **(_read(file) if file else {}), **options}
    try:
        return Answers.model_validate(given)
    except ValidationError as problem:
        raise explain(problem, Answers, source, given) from problem


def options_as_answers(options: Mapping[str, str | Sequence[str] | None]) -> dict[str, Any]:
    """Turn what stands behind options into answers; what was not given is left out.

    Lists are written `KEY=Name` with an optional third part: an organisation's kind, a workstream's channel, a board's
    level. People are written `Name <e-mail address>`.

    Raises:
        ConfigError: one is not written so.
    """
    found: dict[str, Any] = {}
    for name, written in options.items():
        if not written:
            continue
        if isinstance(written, str):
            found[name] = _contact(name, written) if name in {"office", "programme_director"} else written
        else:
            found[name] = [_entry(name, text) for text in written]
    return found


def local_zone() -> str:
    """Return this machine's time zone where it tells one that is not a server's UTC, else London's."""
    try:
        _, found, name = str(_LOCAL_ZONE.resolve(strict=True)).partition("/zoneinfo/")
    except OSError:
        return LONDON
    return name if found and "/" in name and not name.startswith("Etc/") else LONDON


def _entry(option: str, text: str) -> dict[str, Any]:
    third = {"organisations": "kind", "workstreams": "channel", "boards": "level"}[option]
    key, *rest = (part.strip() for part in text.split("="))
    if len(rest) not in {1, 2}:
        raise ConfigError(None, _flag(option), f"“{text}” is not KEY=Name or KEY=Name={third}.")
    entry: dict[str, Any] = {"key": key, "name": rest[0]}
    if len(rest) == 2:
        entry[third] = int(rest[1]) if third == "level" and rest[1].isdecimal() else rest[1]
    return {**({"kind": "other"} if option == "organisations" else {"level": 1} if option == "boards" else {}), **entry}


def _contact(option: str, text: str) -> dict[str, str]:
    name, bracket, rest = text.partition("<")
    if not bracket or not rest.rstrip().endswith(">"):
        raise ConfigError(None, _flag(option), f"“{text}” is not Name <e-mail address>.")
    return {"name": name.strip(), "email": rest.strip().removesuffix(">").strip()}


def _flag(option: str) -> str:
    return "--" + option.removesuffix("s").replace("_", "-")


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
        found = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except OSError as problem:
        raise ConfigError(file, "(file)", f"cannot be read: {problem.strerror}.") from problem
    except ValueError as problem:
        raise ConfigError(file, "(file)", f"is not valid {'JSON' if file.suffix == '.json' else 'TOML'}.") from problem
    if not isinstance(found, dict):
        raise ConfigError(file, "(file)", "must hold the answers by name.")
    return found
