"""The cover sheet of a proposal in any of its forms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.papers.cover_sheet.model import CoverSheet
from bot.settings import default_config_dir
from bot.settings.papers import PaperForm

FORMS = (PaperForm.DOCX, PaperForm.PDF, PaperForm.HTML)
"""The forms a cover sheet is made in: it is read and printed, not reckoned with."""


def forms_among(wanted: Iterable[PaperForm]) -> tuple[PaperForm, ...]:
    """Return the wanted forms that a cover sheet is made in; all of them where none is."""
    return tuple(form for form in wanted if form in FORMS) or FORMS


def built_in_template() -> Path:
    """Return the Word template that is used where the office has none of its own."""
    return default_config_dir() / "papers" / "cover.docx"


def write(sheet: CoverSheet, form: PaperForm, template: Path | None = None) -> bytes:
    """Return the cover sheet in one of `FORMS`; the same sheet gives the same bytes.

    Args:
        sheet: what it says.
        form: which kind of file.
        template: the office's own Word template, None for the built-in one; other forms do not look at it.

    Raises:
        InvalidInputError: the Word template cannot be filled in; names the file, the paragraph and the variable.
        IntegrityError: the pages could not be set.
    """
    match form:
        case PaperForm.DOCX:
            from bot.papers.cover_sheet.docx import write_docx  # noqa: PLC0415 - its libraries take long to load

            return write_docx(sheet, template or built_in_template())
        case PaperForm.PDF:
            from bot.papers.cover_sheet.pdf import write_pdf  # noqa: PLC0415 - the same

            return write_pdf(sheet)
        case _:
            from bot.papers.cover_sheet.html import write_html  # noqa: PLC0415 - the same

            return write_html(sheet)
