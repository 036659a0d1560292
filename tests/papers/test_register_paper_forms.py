"""The register paper's four forms: each says the same, from hostile words too, and says it in the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from bot.papers.register_paper import words
from bot.papers.register_paper.example import EXAMPLE
from bot.papers.register_paper.making import write
from bot.papers.register_paper.model import Ask, Picture
from bot.settings.papers import PaperForm

ROOT = Path(__file__).resolve().parents[2]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
WHOLE = replace(EXAMPLE, heat_map=Picture(PIXEL, "One risk: AB1, amber 12, falling."))
FINAL = replace(EXAMPLE, cover=replace(EXAMPLE.cover, draft=""))
TAGS = '{{ title }} {% for x in y %} <script>alert(1)</script> & "q" ]]>'
TYPST = '#read("/etc/passwd") *b* $x$ @ref <l> `r` = H // c /* d'
FORMULA = '=HYPERLINK("http://x","y")+1'


def spoken(form, made):
    """All words of a file, in one line."""
    match form:
        case PaperForm.PDF:
            found = "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
        case PaperForm.DOCX:
            word = Document(BytesIO(made))
            parts = [word.element.body, *(section.footer._element for section in word.sections)]
            found = "\n".join(text for part in parts for text in part.itertext())
        case PaperForm.XLSX:
            sheets = load_workbook(BytesIO(made)).worksheets
            found = "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
        case PaperForm.HTML:
            page = Page()
            page.feed(made.decode())
            found = " ".join(page.texts)
    return " ".join(found.replace("\u200b", "").replace("\xa0", " ").split())


class Page(HTMLParser):
    """What an HTML file holds: its texts, and each tag with its attributes."""

    def __init__(self):
        super().__init__()
        self.texts, self.tags, self._inside = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside.append(tag)

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self._inside:
            self.texts.append(data)

    def of(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("form", PaperForm)
def test_every_form_says_all_of_the_paper(form):
    said = spoken(form, write(WHOLE, form))
    line = EXAMPLE.appendix[0]
    for text in (
        *(EXAMPLE.cover.title, EXAMPLE.cover.board, EXAMPLE.cover.meeting, EXAMPLE.cover.lead, EXAMPLE.cover.author),
        *("A committee, Wed 31 Oct 2018: to note", "Public", "It is an example.", *EXAMPLE.summary),
        *(words.ASKS, words.SUMMARY, words.NEW, words.STILL_RED, words.CHANGES, words.TAKEN_OFF),
        *("NOTE", "the register.", line.ref, line.summary, line.leads, line.update, line.updated, line.note),
        *(line.mitigation, "falling", "It got better.", "The board was satisfied.", "0" * 64, WHOLE.digest[:16]),
    ):
        assert text in said, text
    for mark in (line.inherent, line.residual, line.target):
        # A workbook holds the number and shows the word beside it.
        assert (str(mark.value) if form is PaperForm.XLSX and mark.value else mark.label) in said


@pytest.mark.parametrize("form", PaperForm)
def test_an_empty_paper_says_so(form):
    empty = replace(FINAL, summary=("No risk is on this report.",), new=(), still_red=(), changes=(), taken_off=())
    said = spoken(form, write(replace(empty, appendix=(), asks=()), form))
    for text in (words.NO_NEW, words.NO_STILL_RED, words.NO_CHANGES, words.NO_RISKS):
        assert text in said
    assert words.TAKEN_OFF not in said
    assert "DRAFT" not in said.upper()


@pytest.mark.parametrize("form", PaperForm)
@pytest.mark.parametrize("words_of_people", [TAGS, TYPST, FORMULA, "x" * 400, "شاكر 👩‍⚕️ 中文", "one\n\ntwo _x0041_"])
def test_hostile_words_stay_words(form, words_of_people):
    line = replace(
        EXAMPLE.appendix[0],
        **dict.fromkeys(("summary", "leads", "update", "mitigation", "note", "updated", "workstream"), words_of_people),
    )
    cover = replace(EXAMPLE.cover, title=words_of_people, lead=words_of_people, board=words_of_people)
    paper = replace(EXAMPLE, cover=cover, new=(line,), appendix=(line,), asks=(Ask("B", "NOTE", words_of_people),))
    made = write(paper, form)
    if not (form is PaperForm.PDF and "中" in words_of_people):
        plain = spoken(form, made).replace(" ", "")
        assert "".join(words_of_people.split()) in plain
    if form is PaperForm.XLSX:
        cells = [cell for sheet in load_workbook(BytesIO(made)) for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
        assert not any(cell.hyperlink for cell in cells)
    if form is PaperForm.HTML:
        page = Page()
        page.feed(made.decode())
        assert not page.of("script")


def test_the_same_paper_is_the_same_bytes_at_another_time_and_in_another_process(monkeypatch):
    first = {form: write(WHOLE, form) for form in PaperForm}
    later = time.time() + 400 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert {form: write(WHOLE, form) for form in PaperForm} == first
    script = (
        "import hashlib, sys\n"
        "from tests.papers.test_register_paper_forms import WHOLE, PaperForm, write\n"
        "print(*(hashlib.sha256(write(WHOLE, form)).hexdigest() for form in PaperForm))\n"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert elsewhere.stdout.split() == [hashlib.sha256(made).hexdigest() for made in first.values()]


def test_the_digest_names_the_words_and_not_their_looks():
    assert WHOLE.digest == EXAMPLE.digest
    assert replace(EXAMPLE, hidden=2).digest != EXAMPLE.digest
    risk = replace(EXAMPLE.appendix[0], update="Something else.")
    assert replace(EXAMPLE, appendix=(risk,)).digest != EXAMPLE.digest


def test_the_pdf_is_for_screen_readers_too_and_its_appendix_lies_across():
    file = PdfReader(BytesIO(write(WHOLE, PaperForm.PDF)))
    root = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/StructTreeRoot"]
    assert file.metadata.title == "Register of escalated risks: A board"
    assert "pdfuaid" in file.xmp_metadata.stream.get_data().decode()
    bookmarks = [entry.title for entry in file.outline if not isinstance(entry, list)]
    assert bookmarks == [
        *(words.ASKS, words.SUMMARY, words.NEW, words.STILL_RED, words.CHANGES, words.TAKEN_OFF, words.APPENDIX)
    ]
    across = [page.mediabox.width > page.mediabox.height for page in file.pages]
    assert across == sorted(across)
    assert across[0] is False
    assert across[-1] is True
    for number, page in enumerate(file.pages, 1):
        said = page.extract_text()
        assert "DRAFT" in said
        assert f"Page {number} of {len(file.pages)}" in said


def test_the_word_form_has_words_for_its_picture_and_lies_across_at_the_end():
    word = Document(BytesIO(write(WHOLE, PaperForm.DOCX)))
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [WHOLE.heat_map.alt]
    assert word.core_properties.title == "Register of escalated risks: A board"
    upright, across = word.sections
    assert upright.page_width < upright.page_height
    assert across.page_width > across.page_height
    assert "DRAFT" in "".join(upright.header._element.itertext())
    assert "DRAFT" not in "".join(
        Document(BytesIO(write(FINAL, PaperForm.DOCX))).sections[0].header._element.itertext()
    )


def test_the_workbook_is_set_up_to_print_and_to_sort():
    book = load_workbook(BytesIO(write(WHOLE, PaperForm.XLSX)))
    assert book.sheetnames == ["Cover", "Summary", "Register", "Heat map"]
    sheet = book["Register"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:L2"
    assert sheet.page_setup.orientation == "landscape"
    # One page across, which a workbook need not say, and as many down as it takes.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet["E2"].value, sheet["E2"].number_format) == (16, '"■ Red "0')
    assert "DRAFT" in sheet.oddHeader.left.text


def test_the_page_is_one_file_with_headings_in_order_and_named_cells():
    made = write(WHOLE, PaperForm.HTML).decode()
    page = Page()
    page.feed(made)
    levels = [int(tag[1]) for tag, _ in page.tags if tag in {"h1", "h2", "h3", "h4", "h5"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.of("html") == [{"lang": "en-GB"}]
    assert {attrs["scope"] for attrs in page.of("th")} == {"col", "row"}
    assert page.of("a")[0] == {"class": "skip", "href": "#main"}
    assert [attrs["alt"] for attrs in page.of("img")] == [WHOLE.heat_map.alt]
    addresses = [value for _, attrs in page.tags for name, value in attrs.items() if name in {"src", "href"}]
    assert all(address.startswith(("#", "data:image/png;base64,")) for address in addresses)
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {address[1:] for address in addresses if address.startswith("#")} <= set(ids)
