"""The register paper as PDF: tagged, with a title, a language and bookmarks."""

from __future__ import annotations

import re
from typing import Any

from bot.errors import IntegrityError
from bot.papers.register_paper.model import RegisterPaper
from bot.papers.register_paper.values import values_of
from bot.papers.typesetting import typeset

_PICTURE = "heat-map.png"
_ACCESSIBLE = ("ua-1",)
_LONG = 24
_LONG_WORD = re.compile(r"\S{16}(?=\S{8})")
_MAY_BREAK = "\u200b"


def write_pdf(paper: RegisterPaper) -> bytes:
    """Return the paper as PDF; the same paper gives the same bytes.

    It keeps to the standard for accessible PDF. Words in a script that no font of ours holds are shown as boxes, which
    that standard forbids: a paper with such words is tagged alike but does not claim to keep to it.

    Raises:
        IntegrityError: it could not be set.
    """
    whole = values_of(paper)
    # A hash is copied from the page, so nothing is put into it.
    values = breakable(whole) | {"audit_line": whole["audit_line"], "digest": whole["digest"]}
    files = {}
    if paper.heat_map is not None:
        files[_PICTURE] = paper.heat_map.png
        values["heat_map"] = {"file": _PICTURE, "alt": paper.heat_map.alt}
    try:
        return typeset("register_paper", values, "pdf", files=files, standards=_ACCESSIBLE)
    except IntegrityError:
        return typeset("register_paper", values, "pdf", files=files)


def breakable(values: Any) -> Any:
    """Return values whose longest words, such as addresses, may be broken: else they would leave their column."""
    if isinstance(values, str):
        return values if len(values) < _LONG else _LONG_WORD.sub(rf"\g<0>{_MAY_BREAK}", values)
    if isinstance(values, dict):
        return {name: breakable(value) for name, value in values.items()}
    return [breakable(value) for value in values] if isinstance(values, list) else values
