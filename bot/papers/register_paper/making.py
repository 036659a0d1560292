"""The register paper in any of its forms."""

from __future__ import annotations

from pathlib import Path

from bot.papers.register_paper.model import RegisterPaper
from bot.settings import default_config_dir
from bot.settings.papers import PaperForm


def built_in_template() -> Path:
    """Return the Word template that is used where the office has none of its own."""
    return default_config_dir() / "papers" / "register.docx"


def write(paper: RegisterPaper, form: PaperForm, template: Path | None = None) -> bytes:
    """Return the paper in one form; the same paper gives the same bytes.

    Args:
        paper: what it says.
        form: which kind of file.
        template: the office's own Word template, None for the built-in one; other forms do not look at it.

    Raises:
        InvalidInputError: the Word template cannot be filled in; names the file, the paragraph and the variable.
        IntegrityError: the pages could not be set.
    """
    match form:
        case PaperForm.DOCX:
            from bot.papers.register_paper.docx import write_docx  # noqa: PLC0415 - its libraries take long to load

            return write_docx(paper, template or built_in_template())
        case PaperForm.PDF:
            from bot.papers.register_paper.pdf import write_pdf  # noqa: PLC0415 - the same

            return write_pdf(paper)
        case PaperForm.XLSX:
            from bot.papers.register_paper.xlsx import write_xlsx  # noqa: PLC0415 - the same

            return write_xlsx(paper)
        case PaperForm.HTML:
            from bot.papers.register_paper.html import write_html  # noqa: PLC0415 - the same

            return write_html(paper)
