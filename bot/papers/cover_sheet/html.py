"""The cover sheet as one HTML file that needs nothing beside it, for browsers and screen readers."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.papers.cover_sheet import words
from bot.papers.cover_sheet.model import CoverSheet
from bot.papers.typesetting import TEMPLATES


def write_html(sheet: CoverSheet) -> bytes:
    """Return the cover sheet as HTML in UTF-8, with its style inside; the same sheet gives the same bytes."""
    # The style is this house's own file, so it stands as it is written.
    style = Markup((TEMPLATES / "register_paper.css").read_text(encoding="utf-8"))  # noqa: S704
    page = _environment().get_template("cover_sheet.html.j2")
    return page.render(**sheet.values(), headings=vars(words), style=style).encode()


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
