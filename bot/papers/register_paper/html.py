"""The register paper as one HTML file that needs nothing beside it, for browsers and screen readers."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.papers.register_paper import words
from bot.papers.register_paper.model import RegisterPaper
from bot.papers.register_paper.values import values_of
from bot.papers.typesetting import TEMPLATES

_SECTIONS = (
    ("asks", words.ASKS),
    ("summary", words.SUMMARY),
    ("new", words.NEW),
    ("still-red", words.STILL_RED),
    ("changes", words.CHANGES),
    ("taken-off", words.TAKEN_OFF),
    ("appendix", words.APPENDIX),
)


def write_html(paper: RegisterPaper) -> bytes:
    """Return the paper as HTML in UTF-8, with its style and its picture inside; the same paper gives the same bytes."""
    values: dict[str, Any] = values_of(paper) | {"heat_map": None}
    if paper.heat_map is not None:
        values["heat_map"] = {"base64": b64encode(paper.heat_map.png).decode(), "alt": paper.heat_map.alt}
    sections = [(name, title) for name, title in _SECTIONS if paper.taken_off or name != "taken-off"]
    # The style is this house's own file, so it stands as it is written.
    style = Markup((TEMPLATES / "register_paper.css").read_text(encoding="utf-8"))  # noqa: S704
    page = _environment().get_template("register_paper.html.j2")
    return page.render(**values, headings=vars(words), sections=sections, style=style).encode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
