"""Pages and letters from templates: HTML in which everything is escaped, and plain text as it is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.views.wording import counted

_TEMPLATES = Path(__file__).parent / "templates"


def html_page(template: str, **values: Any) -> str:
    """Render a template (its name without `.html.j2`) as HTML; every value in it is escaped.

    Raises:
        jinja2.UndefinedError: the template names a value that was not given.
    """
    return _environment(escapes=True).get_template(f"{template}.html.j2").render(**values).strip() + "\n"


def plain_text(template: str, **values: Any) -> str:
    """Render a template (its name without `.txt.j2`) as plain text.

    Raises:
        jinja2.UndefinedError: the template names a value that was not given.
    """
    return _environment(escapes=False).get_template(f"{template}.txt.j2").render(**values).strip() + "\n"


@lru_cache(maxsize=2)
def _environment(*, escapes: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        autoescape=escapes,  # noqa: S701 - off for plain text only, where there is nothing to escape
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["counted"] = counted
    return environment
