"""Wording from templates: user text is escaped on its way out, missing values are errors.

The office may have templates of its own; one that fails is passed over for the built-in one.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

BUILT_IN = Path(__file__).parent / "templates"
"""Where the templates of all messages are."""

_log = structlog.get_logger(__name__)


class Mrkdwn(str):
    """Text whose user parts are escaped already."""

    __slots__ = ()


def escape(value: object) -> Mrkdwn:
    """Escape exactly what Slack asks for, unless it was escaped before."""
    if isinstance(value, Mrkdwn):
        return value
    return Mrkdwn(str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def unescape(text: str) -> str:
    """Return what a person typed, from the escaped form in which Slack delivers commands."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def day(value: date, today: date) -> str:
    """Return `Thu 6 Dec`, with the year when it is not this one."""
    words = f"{value:%a} {value.day} {value:%b}"
    return words if value.year == today.year else f"{words} {value.year}"


def quoted(text: str) -> Mrkdwn:
    """Return user text as a quotation, each line marked."""
    return Mrkdwn("\n".join(f"> {line}" for line in escape(text).split("\n")))


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return `1 risk`, `2 risks`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def say(template: str, **values: Any) -> Mrkdwn:
    """Render a template (its name without the ending) with `values`; user text in them is escaped.

    The office's own template of that name is used where there is one and it does not fail.

    Raises:
        jinja2.UndefinedError: the built-in template names a value that was not given.
    """
    name = f"{template}.j2"
    own = _own_words(name, values) if name in _OWN.names else ""
    return Mrkdwn(own or _environment().get_template(name).render(**values).strip())


def use_own_wording(folder: Path | None) -> None:
    """Let messages be worded by the templates in a folder, where it has one of the same name; None: by none."""
    _OWN.environment = None if folder is None else own_environment(folder)
    _OWN.names = frozenset(_OWN.environment.list_templates(["j2"])) if _OWN.environment else frozenset()
    _OWN.failed.clear()


def failed_wording() -> dict[str, Exception]:
    """Return which of the office's own templates failed when a message was made, by name, since the program started."""
    return dict(_OWN.failed)


def own_environment(folder: Path) -> Environment:
    """Return what renders the office's own templates: nothing in them can reach further than the values."""
    return _prepared(SandboxedEnvironment(**_options(folder)))


def built_in_names() -> list[str]:
    """Return the names of the templates of messages, with their ending; pages and letters are no messages."""
    return [name for name in _environment().list_templates(["j2"]) if "." not in name.removesuffix(".j2")]


class _Own:
    """The office's own templates, set once when the program starts, and which of them failed since, with the fault."""

    def __init__(self) -> None:
        self.environment: Environment | None = None
        self.names: frozenset[str] = frozenset()
        self.failed: dict[str, Exception] = {}


_OWN = _Own()


def _own_words(name: str, values: dict[str, Any]) -> str:
    """Return what the office's own template says; empty when it fails or says nothing."""
    if _OWN.environment is None:
        return ""
    try:
        return _OWN.environment.get_template(name).render(**values).strip()
    except Exception as problem:  # noqa: BLE001 - whatever somebody wrote there, the message must go out
        _log.warning("own wording not used", template=name, error=type(problem).__name__, why=str(problem))
        _OWN.failed[name] = problem
        return ""


def _options(folder: Path) -> dict[str, Any]:
    return {
        "loader": FileSystemLoader(folder),
        "undefined": StrictUndefined,
        "finalize": escape,
        "autoescape": False,  # this is mrkdwn, not HTML; `escape` does Slack's own escaping
        "trim_blocks": True,
        "lstrip_blocks": True,
        "auto_reload": False,
    }


def _prepared(environment: Environment) -> Environment:
    environment.filters.update(quoted=quoted, counted=counted)
    # Jinja copies its own functions into each rendering, for half its time; no template of ours calls one.
    environment.globals.clear()
    return environment


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return _prepared(Environment(**_options(BUILT_IN)))  # noqa: S701 - see `autoescape` there
