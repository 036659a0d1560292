"""Read `convenor.toml` and the environment; turn every fault into one sentence with file and key."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.domain.digest import of_scope
from bot.errors import ConfigError
from bot.settings.actions import ladder_fault
from bot.settings.escalation import contradictions
from bot.settings.faults import did_you_mean, explain, sentence
from bot.settings.funds import fund_faults, fund_names
from bot.settings.model import Config, Environment, Settings
from bot.settings.papers import template_fault
from bot.settings.proposals import question_faults
from bot.settings.routes import route_faults, route_names
from bot.settings.webhooks import SECRET_VARIABLE, URL_VARIABLE

T = TypeVar("T", bound=Hashable)
_PREFIX = "CONVENOR_"
_OWN_VARIABLES = {
    "CONVENOR_DATABASE_URL": "database_url",
    "CONVENOR_DATA_DIR": "data_dir",
    "CONVENOR_LOG_LEVEL": "log_level",
    "CONVENOR_CLOCK_URL": "clock_url",
    "CONVENOR_LINK_KEY": "link_key",
    "CONVENOR_OLD_LINK_KEY": "old_link_key",
    "CONVENOR_REPLY_URL": "reply_url",
    "CONVENOR_SMTP_PASSWORD": "smtp_password",
    "SLACK_BOT_TOKEN": "slack_bot_token",
    "SLACK_APP_TOKEN": "slack_app_token",
    "SLACK_SIGNING_SECRET": "slack_signing_secret",
    "SLACK_API_URL": "slack_api_url",
}
_OF_WEBHOOKS = {SECRET_VARIABLE: "webhook_secrets", URL_VARIABLE: "webhook_urls"}
_ELSEWHERE = frozenset({"CONVENOR_CONFIG", "CONVENOR_REQUIRE_BROWSER"})
_OAUTH_PAIR = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


def default_config_dir() -> Path:
    """Return the directory of the shipped configuration: in the wheel, or beside the source tree."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "config"
    return shipped if shipped.is_dir() else package.parent / "config"


def load_settings(environ: Mapping[str, str] | None = None, config_file: Path | None = None) -> Settings:
    """Return all settings.

    Args:
        environ: variables to read; the process's own by default.
        config_file: overrides `CONVENOR_CONFIG`; the shipped example when neither is given.

    Raises:
        ConfigError: the first fault found, with file, key and a sentence.
    """
    variables = os.environ if environ is None else environ
    file = config_file or config_file_of(variables)
    return Settings(config=load_config(file), environment=load_environment(variables), config_file=file)


def config_file_of(variables: Mapping[str, str]) -> Path:
    """Return the configuration that the environment names, else the shipped example."""
    return Path(variables.get("CONVENOR_CONFIG", "") or default_config_dir() / "convenor.toml")


def load_config(file: Path) -> Config:
    """Return the configuration in `file`.

    Raises:
        ConfigError: unreadable, not TOML, unknown keys, impossible values, or names that point nowhere.
    """
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise ConfigError(file, "(file)", f"there is no file {file}. Set CONVENOR_CONFIG to yours.") from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(file, "(file)", f"cannot be read as UTF-8 text: {problem}") from problem
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(file, "(file)", f"is not valid TOML: {problem}.") from problem
    try:
        config = Config.model_validate(raw)
    except ValidationError as problem:
        raise explain(problem, Config, file, raw) from problem
    config = _placed(config, file)
    for key, fault in _dangling(config):
        raise ConfigError(file, key, fault)
    return config


def is_own_variable(name: str) -> bool:
    """Return whether a variable is one of the settings."""
    return name in _OWN_VARIABLES or _is_of_webhook(name)


def _is_of_webhook(name: str) -> bool:
    return any(name.startswith(beginning) and name != beginning for beginning in _OF_WEBHOOKS)


def load_environment(variables: Mapping[str, str]) -> Environment:
    """Return what the environment holds.

    Raises:
        ConfigError: an unknown variable of ours, an impossible value, or Slack's pair for an installation by OAuth.
    """
    if all(variables.get(name) for name in _OAUTH_PAIR):
        raise ConfigError(
            None,
            " and ".join(_OAUTH_PAIR),
            "are set; the Slack library would then ignore the bot token. Unset them for this process.",
        )
    for name in variables:
        if name.startswith(_PREFIX) and not is_own_variable(name) and name not in _ELSEWHERE:
            raise ConfigError(None, name, f"is not a setting.{did_you_mean(name, _OWN_VARIABLES)}")
    given: dict[str, Any] = {field: variables[name] for name, field in _OWN_VARIABLES.items() if variables.get(name)}
    for beginning, field in _OF_WEBHOOKS.items():
        given[field] = {name: value for name, value in variables.items() if value and name.startswith(beginning)}
    data_dir = Path(given.setdefault("data_dir", "var"))
    given.setdefault("database_url", f"sqlite:///{data_dir / 'convenor.sqlite3'}")
    try:
        return Environment.model_validate(given)
    except ValidationError as problem:
        fault = problem.errors()[0]
        field = str(fault["loc"][0])
        name = next(name for name, known in _OWN_VARIABLES.items() if known == field)
        # Whatever it is, a secret may have been pasted there.
        raise ConfigError(None, name, sentence(fault, shows_value=False)) from None


def _placed(config: Config, file: Path) -> Config:
    """Return the configuration with its own files found from where it stands itself."""
    folder = config.wording.folder
    placed: dict[str, object] = {}
    templates = {name: file.parent / template for name, template in config.papers.templates.items()}
    if templates:
        placed["papers"] = config.papers.model_copy(update=templates)
    if folder is not None:
        placed["wording"] = config.wording.model_copy(update={"folder": file.parent / folder})
    return config.model_copy(update=placed) if placed else config


def _dangling(config: Config) -> Iterator[tuple[str, str]]:
    """Yield key and sentence for each name that is used but not defined, and for what is given twice."""
    yield from _doubled(config)
    for key, kind, name, known in _names_used(config):
        if name is not None and name not in known:
            yield key, f"there is no {kind} `{name}`.{did_you_mean(name, known)}"
    yield from contradictions(config.escalation, config.tolerance)
    yield from _chased_apart(config)
    yield from question_faults("proposals", config.proposals.questions)
    for fund in config.funds:
        yield from question_faults(f"funds.{fund.key}", fund.questions, config.proposals.questions)
    yield from fund_faults(config.funds)
    yield from route_faults(config.routes, config.boards, config.funds, config.people)
    for name, template in config.papers.templates.items():
        if fault := template_fault(template):
            yield f"papers.{name}", f"{template} {fault}"
    astray = sorted(set(config.bands.names) ^ set(config.review.days))
    if astray:
        yield "review.days", f"must name each band once and no other; look at {', '.join(astray)}."
    for milder, graver in pairwise(config.bands.names):
        days = config.review.days
        if not astray and days[graver] > days[milder]:
            yield (
                f"review.days.{graver}",
                (
                    f"is {days[graver]}, so that {graver} is reviewed less often than {milder} ({days[milder]}). "
                    f"Give {days[milder]} or less."
                ),
            )


def _chased_apart(config: Config) -> Iterator[tuple[str, str]]:
    """Yield boards whose own rules of chasing contradict themselves, or those of a board they meet in common with."""
    first: dict[str, str] = {}
    for board in config.boards:
        fault = ladder_fault(config.actions.rules(board.chase))
        if fault:
            yield f"boards.{board.key}.chase", f"{fault}."
        other = first.setdefault(config.bodies.name_of(board.key), board.key)
        if board.chase != next(one.chase for one in config.boards if one.key == other):
            yield (
                f"boards.{board.key}.chase",
                f"differs from that of {other}, and the two set actions under one name. Give both the same.",
            )


def _shared(config: Config, field: str, what: str) -> Iterator[tuple[str, str]]:
    """Yield each person whose address or account another person has already."""
    owners: dict[str, str] = {}
    for person in config.people:
        value = (getattr(person, field) or "").casefold()
        if value and value in owners:
            yield (
                f"people.{person.key}.{field}",
                f"`{owners[value]}` has this {what} already; each belongs to one person.",
            )
        owners.setdefault(value, person.key)


def _doubled(config: Config) -> Iterator[tuple[str, str]]:
    for section in ("organisations", "people", "groups", "workstreams", "boards", "funds", "routes"):
        for key in _twice(entry.key for entry in getattr(config, section)):
            yield f"{section}.{key}", "is defined twice."
    for name in _twice(hook.name for hook in config.webhooks):
        yield f"webhooks.{name}", "is defined twice."
    yield from _shared(config, "email", "e-mail address")
    yield from _shared(config, "slack_id", "Slack account")
    for board in config.boards:
        for day in _twice(board.meetings):
            yield f"boards.{board.key}.meetings", f"names {day} twice."
    for person, *_ in _twice((i.person, i.declared_on, i.position, i.organisation) for i in config.interests):
        yield "interests", f"has the same entry of `{person}` twice."


def _twice(values: Iterable[T]) -> list[T]:
    return [value for value, times in Counter(values).items() if times > 1]


def _names_used(config: Config) -> Iterator[tuple[str, str, str | None, set[str]]]:
    """Yield where a name stands, what kind it is of, the name, and the names of that kind."""
    people = {person.key for person in config.people}
    organisations = {organisation.key for organisation in config.organisations}
    workstreams = {workstream.key for workstream in config.workstreams}
    boards = {board.key for board in config.boards}
    for person in config.people:
        yield f"people.{person.key}.organisation", "organisation", person.organisation, organisations
        yield from ((f"people.{person.key}.roles", "workstream", r.workstream, workstreams) for r in person.roles)
    for group in config.groups:
        yield from ((f"groups.{group.key}.members", "person", m.person, people) for m in group.members)
    for board in config.boards:
        for seat in board.members:
            yield f"boards.{board.key}.members", "person", seat.person, people
            yield f"boards.{board.key}.members", "organisation", seat.organisation, organisations
    yield from (("interests", "person", interest.person, people) for interest in config.interests)
    for bar in config.conflicts.bars:
        yield from (("conflicts.bars.boards", "board", key, boards) for key in bar.boards)
    for ruler in config.conflicts.presides:
        yield "conflicts.presides.board", "board", ruler.board, boards
        yield from (("conflicts.presides.people", "person", key, people) for key in ruler.people)
    for hook in config.webhooks:
        keys = (of_scope(scope)[1] or None for scope in hook.scopes)
        yield from ((f"webhooks.{hook.name}.scopes", "workstream", key, workstreams) for key in keys)
    of_kind = {"organisation": organisations, "workstream": workstreams}
    yield from ((key, kind, name, of_kind[kind]) for key, kind, name in fund_names(config.funds))
    on_routes = of_kind | {"board": boards, "person": people, "fund": {fund.key for fund in config.funds}}
    on_routes["kind of proposal"] = set(config.proposals.kinds)
    named = route_names(config.routes, config.boards)
    yield from ((key, kind, name, on_routes[kind]) for key, kind, name in named)
    contacts = people | {group.key for group in config.groups}
    yield from (
        (f"imports.names.{word}", "person or group", key, contacts) for word, key in config.imports.names.items()
    )
    yield "imports.default_workstream", "workstream", config.imports.default_workstream, workstreams
    yield from (("digest.workstreams", "workstream", key, workstreams) for key in config.digest.workstreams)
    yield from (("collection.boards", "board", key, boards) for key in config.collection.boards)
    for passed in config.papers.passed:
        yield from (("papers.passed", "board", key, boards) for key in (*passed.boards, passed.committee))
    for one in config.papers.sign_off:
        yield from (("papers.sign_off", "fund", key, {fund.key for fund in config.funds}) for key in one.funds)
        yield "papers.sign_off", "organisation", one.organisation, organisations
    for ask in config.papers.asks:
        yield from (("papers.asks", "board", key, boards) for key in ask.boards)
    for number, rule in enumerate(config.escalation, 1):
        yield from ((f"escalation.{number}.boards", "board", key, boards) for key in rule.boards)
