"""A decision record in any of its forms; the same record gives the same bytes."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.errors import IntegrityError
from bot.papers.decision_record.model import DecisionPaper
from bot.papers.register_paper.pdf import breakable
from bot.papers.typesetting import TEMPLATES, typeset
from bot.settings.papers import PaperForm

if TYPE_CHECKING:
    from docx.document import Document

FORMS = (PaperForm.DOCX, PaperForm.PDF, PaperForm.HTML)
_ACCESSIBLE = ("ua-1",)
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - Word's own times have no zone
_PROPERTY_MAX = 255


def write(paper: DecisionPaper, form: PaperForm) -> bytes:
    """Return the paper in one of `FORMS`.

    Raises:
        IntegrityError: the pages could not be set.
    """
    match form:
        case PaperForm.DOCX:
            return _docx(paper)
        case PaperForm.PDF:
            return _pdf(paper)
        case _:
            return _html(paper)


def _pdf(paper: DecisionPaper) -> bytes:
    whole = paper.values()
    values = breakable(whole) | {"digest": whole["digest"]}
    try:
        return typeset("decision_record", values, "pdf", standards=_ACCESSIBLE)
    except IntegrityError:
        # Words in a script that no font of ours holds: tagged alike, without the claim to keep to the standard.
        return typeset("decision_record", values, "pdf")


def _html(paper: DecisionPaper) -> bytes:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # The style is this house's own file, so it stands as it is written.
    style = Markup((TEMPLATES / "register_paper.css").read_text(encoding="utf-8"))  # noqa: S704
    return environment.get_template("decision_record.html.j2").render(**paper.values(), style=style).encode()


def _docx(paper: DecisionPaper) -> bytes:
    import docx  # noqa: PLC0415 - its libraries take long to load

    from bot.papers.word import undated  # noqa: PLC0415 - the same

    document = docx.Document()
    _fill(document, paper)
    about = document.core_properties
    about.title = f"{paper.number}: {paper.title}"[:_PROPERTY_MAX]
    about.author = about.last_modified_by = paper.partnership[:_PROPERTY_MAX]
    about.language = "en-GB"
    about.created = about.modified = _UNDATED
    file = BytesIO()
    document.save(file)
    return undated(file.getvalue())


def _fill(document: Document, paper: DecisionPaper) -> None:
    document.add_paragraph(paper.partnership)
    document.add_heading(f"Decision {paper.number}", level=1)
    document.add_paragraph(paper.title)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for row in paper.rows:
        label, beside = table.add_row().cells
        label.paragraphs[0].add_run(row.label).bold = True
        beside.text = "\n".join(row.lines)
    document.add_heading("Decision", level=2)
    document.add_paragraph(paper.words)
    for part in paper.parts:
        document.add_heading(part.heading, level=2)
        for line in part.lines:
            document.add_paragraph(line, style="List Bullet")
        if part.columns:
            cells = document.add_table(rows=1, cols=len(part.columns), style="Table Grid")
            for cell, heading in zip(cells.rows[0].cells, part.columns, strict=True):
                cell.paragraphs[0].add_run(heading).bold = True
            for given in part.cells:
                for cell, words in zip(cells.add_row().cells, given, strict=True):
                    cell.text = words
    document.sections[0].footer.paragraphs[0].text = paper.foot
    document.add_paragraph(f"Record, SHA-256: {paper.digest}")
