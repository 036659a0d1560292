"""The cover sheet as PDF: tagged, with a title, a language and bookmarks."""

from __future__ import annotations

from bot.errors import IntegrityError
from bot.papers.cover_sheet import words
from bot.papers.cover_sheet.model import CoverSheet
from bot.papers.register_paper.pdf import breakable
from bot.papers.typesetting import typeset

_ACCESSIBLE = ("ua-1",)


def write_pdf(sheet: CoverSheet) -> bytes:
    """Return the cover sheet as PDF; the same sheet gives the same bytes.

    It keeps to the standard for accessible PDF unless words in a script that no font of ours holds forbid it.

    Raises:
        IntegrityError: it could not be set.
    """
    headings = {name: value for name, value in vars(words).items() if name.isupper()}
    values = breakable(sheet.values()) | {"headings": headings, "content_digest": sheet.content_digest}
    try:
        return typeset("cover_sheet", values, "pdf", standards=_ACCESSIBLE)
    except IntegrityError:
        return typeset("cover_sheet", values, "pdf")
