"""A cover sheet with something in every section, to try a template on before anybody needs it."""

from __future__ import annotations

from pathlib import Path

from bot.papers.cover_sheet.docx import write_docx
from bot.papers.cover_sheet.model import (
    Answered,
    Attached,
    CostRow,
    CostTable,
    CoverSheet,
    Recommended,
    Row,
    SaidBelow,
    Signatory,
)

_LINE = CostRow("1", "A line", "5 beds x 26 weeks x £800", ("£104,000", "TBC"), "at least £104,000")
EXAMPLE = CoverSheet(
    name="example",
    ref="P-1",
    title="A proposal",
    partnership="A partnership",
    board="A board",
    author="An author",
    draft="It is an example.",
    publicity="Public",
    cover=(Row("Board", ("A board",)), Row("Committees passed", ("One, Wed 31 Oct 2018", "Another"))),
    summary="What is proposed.",
    warning="It wants to start soon.",
    recommendations=(Recommended(1, "APPROVE", "the proposal.", ("A board: APPROVE",)),),
    answers=(Answered("Case for change", "An answer."), Answered("Impact", "")),
    costs=CostTable(
        ("2018/19", "2019/20"), (_LINE,), (_LINE,), ("In all: at least £104,000.",), ("A total does not agree.",)
    ),
    below=(SaidBelow("A board below", "question", "A member", "How long?", "Half a year."),),
    sign_off=(Signatory("Chief finance officer", "An officer", "not yet"),),
    papers=(Attached("A file", "file, 12 bytes", "0" * 64),),
    as_at="version 1, Thu 1 Nov 2018",
    content_digest="0" * 64,
    is_public=True,
)


def try_template(template: Path) -> None:
    """Fill a Word template in with the example, to find what is wrong with it.

    Raises:
        InvalidInputError: it cannot be filled in; names the file, the paragraph and the variable.
    """
    write_docx(EXAMPLE, template)
