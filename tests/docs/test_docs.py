"""The documentation, compared with the code: what is described exists, and what exists is described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import SimpleNamespace, UnionType
from typing import Any, Union, get_args, get_origin

import pytest
import typer.main
from pydantic import BaseModel

from bot.cli.commands import app
from bot.domain.actions.listing import Wanted
from bot.domain.listing import Filter, Sort
from bot.errors import InvalidInputError
from bot.handlers.areas import ACTION_VERBS, PROPOSAL_VERBS, RISK_VERBS
from bot.handlers.registration import _COMMANDS
from bot.handlers.risk_words import Verb, read_risk_command
from bot.lineup import ticks
from bot.settings import default_config_dir, load_config
from bot.settings.load import _ELSEWHERE, _OAUTH_PAIR, _OF_WEBHOOKS, _OWN_VARIABLES, is_own_variable
from bot.settings.model import Config
from bot.store.tables import metadata
from bot.store.tables.delivery import OutboxStatus

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_INDENTED = re.compile(r"^ {4,}(\S.*)$", re.MULTILINE)
_VARIABLE = re.compile(r"\b(?:CONVENOR|SLACK)_[A-Z_]+\b")
_ADDRESS = re.compile(r"\b(?:https?|wss?)://[^\s)`'\"<>]+")
_ELSEWHERE_MADE = {"alembic_version"}


def page_ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sections(name: str) -> dict[str, str]:
    """Return what stands under each heading of a page, down to the next heading; headings without backticks."""
    pieces = re.split(r"^#+ (.+)$", text_of(name), flags=re.MULTILINE)
    return {title.replace("`", ""): body for title, body in zip(pieces[1::2], pieces[2::2], strict=True)}


def first_column(body: str) -> set[str]:
    """Return the names in backticks that begin the rows of a section's tables."""
    return set(re.findall(r"^\| `([^`]+)` \|", body, re.MULTILINE))


def anchors(path: Path) -> set[str]:
    titles = _HEADING.findall(path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.casefold()).replace(" ", "-") for title in titles}


def code_of(path: Path) -> list[str]:
    """Return the code of a page: spans in backticks, and indented lines."""
    text = path.read_text(encoding="utf-8")
    return [*_CODE.findall(text), *_INDENTED.findall(text)]


@pytest.mark.parametrize("page", PAGES, ids=page_ids)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert "://" not in target, f"{target} leads out of the project"
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.is_file(), f"there is no {target}"
        assert not anchor or anchor in anchors(file), f"{file.name} has no heading for {target}"


def test_each_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        found = {
            (page.parent / target.partition("#")[0]).resolve() for target in _LINK.findall(page.read_text("utf-8"))
        }
        waiting += [file for file in found if file.suffix == ".md" and file not in reached]
    assert set(PAGES) - reached == set()


@pytest.mark.parametrize("page", PAGES, ids=page_ids)
def test_addresses_are_of_this_machine(page: Path) -> None:
    for address in _ADDRESS.findall(page.read_text(encoding="utf-8")):
        assert re.match(r"\w+://(127\.0\.0\.1|localhost)\b", address), f"{address} is not ours to name"


def models(model: type[BaseModel], name: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield the dotted name of each table of `convenor.toml` with its keys."""
    yield name, {field.alias or key for key, field in model.model_fields.items()}
    for key, field in model.model_fields.items():
        for inner in models_in(field.annotation):
            yield from models(inner, f"{name}.{key}".lstrip("."))


def defaults(table: str) -> dict[str, str]:
    """Return the plain defaults of a table's keys, as a row says them."""
    model: type[BaseModel] = Config
    for step in filter(None, table.split(".")):
        model = next(models_in(model.model_fields[step].annotation))
    said: dict[str, str] = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        if isinstance(field.default, bool):
            said[key] = f"`{field.default}`".lower()
        elif isinstance(field.default, str | int | float):
            said[key] = f"`{field.default}`"
        elif field.is_required():
            said[key] = "required"
    return said


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in {tuple, Union, UnionType}:
        for part in get_args(annotation):
            yield from models_in(part)


TABLES_OF_TOML = dict(models(Config))


@pytest.mark.parametrize("table", [name for name in TABLES_OF_TOML if name])
def test_each_key_of_the_configuration_is_described_and_no_other(table: str) -> None:
    body = sections("docs/configuration.md")[table]
    assert first_column(body) == TABLES_OF_TOML[table]


@pytest.mark.parametrize("table", [name for name in TABLES_OF_TOML if name])
def test_defaults_are_said_as_they_are(table: str) -> None:
    body = sections("docs/configuration.md")[table]
    rows = dict(re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", body, re.MULTILINE))
    for key, default in defaults(table).items():
        assert rows[key] == default, key


def test_the_models_are_walked_to_their_leaves() -> None:
    assert {"", "partnership", "scoring.bands", "people.roles", "groups.members", "boards.members"} <= set(
        TABLES_OF_TOML
    )


def test_each_table_of_the_configuration_has_a_section() -> None:
    assert TABLES_OF_TOML[""] <= set(sections("docs/configuration.md"))


def test_each_variable_is_described_and_no_other() -> None:
    body = sections("docs/configuration.md")["Environment"]
    known = {*_OWN_VARIABLES, *_OF_WEBHOOKS, *_ELSEWHERE}
    assert first_column(body) == known
    assert set(_VARIABLE.findall(body)) == known | set(_OAUTH_PAIR)


@pytest.mark.parametrize("page", PAGES, ids=page_ids)
def test_variables_named_anywhere_exist(page: Path) -> None:
    named = {word for word in _VARIABLE.findall(page.read_text("utf-8")) if not word.endswith("_")}
    assert {name for name in named if not is_own_variable(name)} <= _ELSEWHERE | set(_OAUTH_PAIR)


def test_each_verb_of_risk_has_a_section_and_no_other() -> None:
    titles = [title.split() for title in sections("docs/commands.md") if title.startswith("/risk ")]
    assert sorted(words[1] for words in titles) == sorted({*Verb, *RISK_VERBS})


def test_each_verb_of_action_has_a_section_and_no_other() -> None:
    titles = [title.split() for title in sections("docs/commands.md") if title.startswith("/action ")]
    assert sorted(words[1] for words in titles) == sorted(ACTION_VERBS)


def test_each_verb_of_proposal_has_a_section_and_no_other() -> None:
    titles = [title.split() for title in sections("docs/commands.md") if title.startswith("/proposal ")]
    assert sorted(words[1] for words in titles) == sorted(PROPOSAL_VERBS)


def test_each_word_that_narrows_a_list_of_actions_is_described() -> None:
    words = {word.value for word in Wanted if word is not Wanted.UNDATED} | {"no date"}
    assert words <= first_column(sections("docs/commands.md")["/action list"])


@pytest.mark.parametrize("kind", [Filter, Sort])
def test_each_word_of_a_list_is_described(kind: type[StrEnum]) -> None:
    assert {word.value for word in kind} <= first_column(sections("docs/commands.md")["/risk list"])


def test_each_slash_command_is_described() -> None:
    titles = {title.split()[0] for title in sections("docs/commands.md") if title.startswith("/")}
    assert titles == set(_COMMANDS)


def risk_examples() -> list[str]:
    spans = {span for page in PAGES for span in code_of(page)}
    return sorted(span.removeprefix("/risk ") for span in spans if span.startswith("/risk "))


@pytest.mark.parametrize("example", risk_examples())
def test_examples_of_risk_are_understood(example: str) -> None:
    if verb_of(example) in RISK_VERBS:
        return
    try:
        read_risk_command(example)
    except InvalidInputError as problem:
        pytest.fail(str(problem))


def verb_of(example: str) -> str:
    """Return the word that chooses what `/risk` does."""
    return example.split(maxsplit=1)[0] if example else ""


def test_there_are_examples_of_each_verb() -> None:
    of_areas = {verb_of(example) for example in risk_examples()} & set(RISK_VERBS)
    others = {read_risk_command(example).verb for example in risk_examples() if verb_of(example) not in RISK_VERBS}
    assert {*of_areas, *others} == {*Verb, *RISK_VERBS}


def test_each_table_is_described_and_no_other() -> None:
    named = {name for body in sections("docs/records.md").values() for name in first_column(body)}
    assert named == set(metadata.tables) - _ELSEWHERE_MADE
    assert all(f"`{name}`" in text_of("docs/records.md") for name in _ELSEWHERE_MADE)


def test_each_tick_is_described_and_no_other() -> None:
    config = load_config(default_config_dir() / "convenor.toml")
    names = {tick.name for tick in ticks(SimpleNamespace(config=config), SimpleNamespace())}
    assert first_column(sections("docs/house.md")["Ticks"]) == names


def test_each_state_of_a_message_is_described() -> None:
    rows = re.findall(r"^\| (\w+) \|", sections("docs/delivery.md")["States"], re.MULTILINE)
    assert rows[0] == "State"
    assert set(rows[1:]) == set(OutboxStatus)


def make_targets() -> set[str]:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", text_of("Makefile"), re.MULTILINE)
    return set(phony.split())


@pytest.mark.parametrize("page", PAGES, ids=page_ids)
def test_make_targets_named_exist(page: Path) -> None:
    lines = [line for line in code_of(page) if line.startswith("make ")]
    named = {word for line in lines for word in line.partition("#")[0].split()[1:] if "=" not in word}
    assert named <= make_targets()


def test_each_make_target_is_described() -> None:
    described = {
        span.removeprefix("make ")
        for span in _CODE.findall(sections("CONTRIBUTING.md")["Set-up"])
        if span.startswith("make ")
    }
    assert make_targets() <= described


def cli_commands() -> dict[str, set[str]]:
    """Return the options of each subcommand of `convenor`; a group of them has those of all its commands."""
    group = typer.main.get_group(app)
    return {
        name: {
            option
            for one in (command, *getattr(command, "commands", {}).values())
            for given in one.params
            for option in (*given.opts, *given.secondary_opts)
        }
        for name, command in group.commands.items()
    }


@pytest.mark.parametrize("page", PAGES, ids=page_ids)
def test_commands_named_exist_with_their_options(page: Path) -> None:
    known = cli_commands()
    for line in code_of(page):
        words = line.removeprefix("$ ").partition("#")[0].split()
        if words[:1] == ["convenor"] and len(words) > 1:
            assert words[1] in known, f"`{line}` is not a command"
            assert {word for word in words if word.startswith("--")} <= known[words[1]], f"`{line}` has no such option"


def test_each_command_is_described_for_those_who_run_it() -> None:
    assert all(f"convenor {name}" in text_of("docs/operations.md") for name in cli_commands())


def test_each_decision_is_listed_and_has_its_three_parts() -> None:
    listed = re.findall(r"^\d+\. \[.+\]\((.+)\)$", text_of("docs/decisions/README.md"), re.MULTILINE)
    assert listed == [path.name for path in DECISIONS]
    for number, path in enumerate(DECISIONS, 1):
        titles = _HEADING.findall(path.read_text(encoding="utf-8"))
        assert titles[1:] == ["Context", "Decision", "Consequences"], path.name
        assert path.name.startswith(f"{number:04d}-")
        assert titles[0].startswith(f"{number}. ")


@pytest.mark.parametrize("page", PAGES, ids=page_ids)
def test_files_named_exist(page: Path) -> None:
    """Paths in backticks that begin in a folder of the project are there."""
    roots = ("bot/", "config/", "docs/", "tests/", ".ci/")
    named = [span for span in code_of(page) if span.startswith(roots) and " " not in span and span.isascii()]
    missing = [path for path in named if not (ROOT / path).exists()]
    assert missing == []
