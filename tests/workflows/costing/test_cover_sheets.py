"""The cover sheet of a proposal: what it says, in every form, for its board; and who signed it off."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from bot.domain.proposals.words import WordKind
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.papers.cover_sheet.example import try_template
from bot.papers.cover_sheet.making import FORMS, built_in_template, write
from bot.papers.cover_sheet.model import CoverSheet
from bot.settings.papers import PaperForm
from bot.store.unit_of_work import Unit
from bot.workflows.desk import open_desk
from bot.workflows.proposals import costs
from bot.workflows.proposals.cover import delivering, signing
from bot.workflows.proposals.cover.choosing import wish_of
from bot.workflows.proposals.cover.contents import cover_of

COSTS = "Beds; 5 beds x 26 weeks x £800; 2018/19 104,000; non-recurrent\nNursing; 2018/19 TBC\nTotal: 110,000"


@pytest.fixture
def submitted(counting):
    costs.save_text(counting.services, counting.asks(), COSTS, is_adding=False)
    counting.submit()
    return counting


def sheet_for(counting, words: str = "") -> CoverSheet:
    with counting.services.store.view() as view:
        desk = open_desk(view, counting.services, counting.identity())
        proposal = counting.proposal()
        wish = wish_of(view, desk.directory, proposal, words)
        return cover_of(view, counting.services, desk.directory, proposal, wish)


def test_it_names_the_committees_passed_the_meeting_and_a_start_too_soon(submitted):
    sheet = sheet_for(submitted, "ICB-H")
    rows = {row.label: row.lines for row in sheet.cover}
    assert [line.split(", ", 1)[1] for line in rows["Committees passed"]] == [
        "Tue 25 Sep 2018: to endorse; endorsed it",
        "Tue 2 Oct 2018: to endorse; endorsed it",
        "Tue 23 Oct 2018: to endorse; endorsed it",
    ]
    assert rows["Meeting"] == ("Fri 16 Nov 2018",)
    assert rows["Asked of this board"] == ("to approve",)
    assert rows["Publicity"] == ("Public",)
    assert rows["Asks for"] == ("at least £104,000",)
    assert sheet.warning == (
        "It wants to start on Mon 19 Nov 2018, 3 days after the decision expected on Fri 16 Nov 2018."
    )
    assert (sheet.recommendations[0].verb, sheet.recommendations[0].words) == ("APPROVE", "£104,000 for five beds")
    noted = sheet_for(submitted, "ICB-C").recommendations[0]
    assert (noted.verb, noted.words) == ("NOTE:", "Approve £104,000 for five beds")


def test_its_costs_are_recomputed_and_set_beside_what_was_typed(submitted):
    table = sheet_for(submitted).costs
    assert table.years == ("2018/19",)
    assert [(row.what, row.cells, row.total) for row in table.rows] == [
        ("Beds", ("£104,000",), "£104,000"),
        ("Nursing", ("TBC",), "TBC"),
    ]
    assert "5 beds x 26 weeks x £800 · non-recurrent" in table.rows[0].about
    assert [row.total for row in table.sums] == ["at least £104,000", "£110,000"]
    assert "The total of the whole says £110,000; its lines come to at least £104,000, so £6,000 has no line." in (
        table.faults
    )


def test_all_forms_say_the_same_and_the_same_bytes_each_time(submitted):
    sheet = sheet_for(submitted, "ICB-H")
    made = {form: write(sheet, form) for form in FORMS}
    assert made == {form: write(sheet, form) for form in FORMS}
    page, word = made[PaperForm.HTML].decode(), docx.Document(BytesIO(made[PaperForm.DOCX]))
    told = "\n".join(
        [
            *(paragraph.text for paragraph in word.paragraphs),
            *(cell.text for table in word.tables for row in table.rows for cell in row.cells),
        ]
    )
    for words in ("Discharge to assess beds", "so £6,000 has no line", "£104,000 for five beds", "not yet"):
        assert words in page
        assert words in told
    assert "{%" not in told
    # However many years there are, the table of costs is as wide as the page, and its words have most of it.
    costs_table = next(table for table in word.tables if table.rows[0].cells[0].text == "No.")
    widths, page = [column.width for column in costs_table.columns], word.sections[0]
    assert abs(sum(widths) - (page.page_width - page.left_margin - page.right_margin)) < 5_000
    assert (len(widths), max(widths)) == (4, widths[1])
    # The mark of the standard for accessible documents.
    assert b"pdfuaid" in made[PaperForm.PDF]


def test_a_template_of_the_office_is_tried_and_its_fault_is_named(tmp_path):
    try_template(built_in_template())
    word = docx.Document()
    word.add_paragraph("Paper on {{ titel }}")
    word.save(tmp_path / "ours.docx")
    with pytest.raises(InvalidInputError, match=r"there is no variable `titel`; did you mean `title`\?") as refused:
        try_template(tmp_path / "ours.docx")
    assert "papers.cover_template" in refused.value.mend


def test_words_of_people_cannot_become_markup_or_code(counting):
    hostile = "<script>alert(1)</script> #panic() {{ 7*7 }} *bold*"
    costs.save_text(counting.services, counting.asks(), f"{hostile}; 2018/19 5", is_adding=False)
    counting.submit()
    sheet = sheet_for(counting)
    page = write(sheet, PaperForm.HTML).decode()
    assert "<script>" not in page
    assert "{{ 7*7 }}" in page
    assert write(sheet, PaperForm.PDF).startswith(b"%PDF")
    word = docx.Document(BytesIO(write(sheet, PaperForm.DOCX)))
    assert any("{{ 7*7 }}" in cell.text for table in word.tables for row in table.rows for cell in row.cells)


def test_what_boards_below_asked_goes_up_with_the_author_s_answer(submitted):
    def work(unit: Unit) -> None:
        stages = {stage.board: stage for stage in unit.stages.of_proposal(1)}
        for board, kind, words in (
            ("DSG", WordKind.QUESTION, "Who pays for transport?"),
            ("BCFP", WordKind.READ, ""),
            ("ICB-H", WordKind.COMMENT, "Ours, not from below"),
        ):
            stage = stages[board]
            said = unit.words.add(stage.id, 1, kind, person_id=None, name="A member", words=words, at=unit.now)
            if kind is WordKind.QUESTION:
                unit.words.answer(said, "The trust does.", "The author", unit.now)

    submitted.services.store.write(work)
    (below,) = sheet_for(submitted, "ICB-H").below
    assert (below.kind, below.words, below.answer) == ("question", "Who pays for transport?", "The trust does.")
    assert below.board.startswith("Discharge")


def test_a_finance_officer_signs_one_version_off_once(submitted):
    with pytest.raises(NotAllowedError, match="Your sign-off is not asked for"):
        signing.sign_off(submitted.services, submitted.asks())
    saved = signing.sign_off(submitted.services, submitted.asks("ccg-finance-officer"))
    assert "signed off version 1 of P-1 as Chief finance officer, CCG" in saved.said
    (signed,) = sheet_for(submitted).sign_off
    assert signed.signed == "Thu 1 Nov 2018"
    with pytest.raises(InvalidInputError, match="You have signed off"):
        signing.sign_off(submitted.services, submitted.asks("ccg-finance-officer"))


def test_a_draft_s_paper_is_for_those_who_write_it(submitted):
    with pytest.raises(NotAllowedError, match="You can't see the draft"):
        delivering.ask_paper(submitted.services, submitted.identity("planned-care-sro"), "P-1", "draft", "k")
    with pytest.raises(NotFoundError, match="has no version 9"):
        delivering.ask_paper(submitted.services, submitted.identity(), "P-1", "version 9", "k")
    with pytest.raises(InvalidInputError, match="does not come before TB"):
        delivering.ask_paper(submitted.services, submitted.identity(), "P-1", "TB", "k")
