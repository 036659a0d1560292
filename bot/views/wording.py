"""Wording from templates: user text is escaped on its way out, missing values are errors."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).parent / "templates"


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

    Raises:
        jinja2.UndefinedError: the template names a value that was not given.
    """
    return Mrkdwn(_environment().get_template(f"{template}.j2").render(**values).strip())


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        finalize=escape,
        autoescape=False,  # noqa: S701 - this is mrkdwn, not HTML; `escape` does Slack's own escaping
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(quoted=quoted, counted=counted)
    # Jinja copies its own functions into each rendering, for half its time; no template of ours calls one.
    environment.globals.clear()
    return environment
