"""The cover sheet as a Word document, from a template that the office may restyle in Word."""

from __future__ import annotations

from pathlib import Path

from bot.papers.cover_sheet.model import CoverSheet
from bot.papers.word import Described, fill_in

SETTING = "papers.cover_template"


def write_docx(sheet: CoverSheet, template: Path) -> bytes:
    """Return the cover sheet as DOCX; the same sheet and template give the same bytes.

    Args:
        sheet: what it says.
        template: a Word document with the variables of docs/costs.md in it.

    Raises:
        InvalidInputError: the template is missing, is no Word document, or asks for something that there is not; the
            message names the file, the paragraph and the variable.
    """
    described = Described(f"{sheet.ref} {sheet.title}", sheet.author, SETTING)
    return fill_in(template, sheet.values(), described)
