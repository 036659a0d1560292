"""A decision record as a paper: the same words in each form, and the same bytes each time."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from bot.papers.decision_record.making import FORMS, write
from bot.papers.decision_record.model import DecisionPaper, Part, Row
from bot.settings.papers import PaperForm

PAPER = DecisionPaper(
    name="decision-ICB-H-2018-3",
    number="ICB-H-2018-3",
    title="P-1: Beds & <more>",
    partnership="Partnership",
    board="Hackney ICB",
    publicity="Public",
    rows=(Row("Board", ("Hackney ICB",)), Row("Quorum", ("Quorate.",))),
    words="APPROVED, subject to: #strong[nothing].",
    parts=(Part("Roll-call", ("In their order",), ("Member", "Vote"), (("A member", "for"),)),),
    digest="a" * 64,
    is_public=True,
)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_record_gives_the_same_bytes(form: PaperForm) -> None:
    assert write(PAPER, form) == write(PAPER, form)


def test_word_and_web_page_say_all_of_it() -> None:
    document = docx.Document(BytesIO(write(PAPER, PaperForm.DOCX)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    written = "\n".join([*(one.text for one in document.paragraphs), *cells])
    page = write(PAPER, PaperForm.HTML).decode()
    for words in ("ICB-H-2018-3", "APPROVED, subject to: #strong[nothing].", "A member", "Quorate.", "a" * 64):
        assert words in written
        assert words in page
    assert "<more>" not in page
