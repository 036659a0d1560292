"""Makes the built-in Word template of the register paper: `python -m tests.support.word_template`.

It writes `config/papers/register.docx`. Run it again when the paper's sections change; offices that have restyled a
copy of theirs keep it.
"""

from __future__ import annotations

import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell

from bot.papers.register_paper import words
from bot.papers.word import undated

TARGET = Path(__file__).resolve().parents[2] / "config" / "papers" / "register.docx"
_ACCENT, _QUIET = RGBColor(0x1D, 0x4F, 0x5F), RGBColor(0x4F, 0x5A, 0x63)
_HAIR, _HEAD = "B8C0C7", "DFE6EA"
_RISK_CELLS = (
    "{{ risk.ref }}",
    "{{ risk.summary }}",
    "{{ risk.leads }}",
    "{% cellbg risk.inherent.fill %}{{ risk.inherent.label }}\n{{ risk.inherent.steps }}",
    "{% cellbg risk.residual.fill %}{{ risk.residual.label }}\n{{ risk.residual.steps }}",
    "{% cellbg risk.target.fill %}{{ risk.target.label }}\n{{ risk.target.steps }}",
    "{{ risk.direction_label }}",
    "{{ risk.words }}",
)
_CHANGE_CELLS = (
    "{{ change.ref }}",
    "{{ change.summary }}",
    "{% cellbg change.before.fill %}{{ change.measure }}\n{{ change.before.label }}",
    "{% cellbg change.after.fill %}{{ change.direction_label }}\n{{ change.after.label }}",
    "{{ change.words }}",
)


def make() -> bytes:
    """Return the template."""
    word = Document()
    _styles(word)
    _page(word)
    _cover(word)
    _sections(word)
    _appendix(word)
    word.core_properties.created = word.core_properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001
    file = BytesIO()
    word.save(file)
    return undated(file.getvalue())


def _styles(word: Word) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Arial")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = Pt(6)
    for name, size, colour in (
        ("Title", 22, _ACCENT),
        ("Subtitle", 14, _QUIET),
        ("Heading 1", 16, _ACCENT),
        ("Heading 2", 13, _ACCENT),
        ("Heading 3", 11, None),
    ):
        style = word.styles[name]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), name != "Subtitle"
        style.font.italic = False
        style.font.color.rgb = colour or RGBColor(0x1D, 0x21, 0x25)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        border = style.element.pPr.find(qn("w:pBdr"))
        if border is not None:
            style.element.pPr.remove(border)


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(22)
    head = section.header.paragraphs[0]
    head.style = word.styles["Normal"]
    _small(head.add_run("{{ title }} · {{ board }}"))
    mark = head.add_run("{% if draft %}   DRAFT{% endif %}")
    _small(mark)
    mark.bold = True
    foot = section.footer.paragraphs[0]
    foot.style = word.styles["Normal"]
    _small(foot.add_run("{{ foot }}   Page "))
    _field(foot, "PAGE")
    _small(foot.add_run(" of "))
    _field(foot, "NUMPAGES")


def _cover(word: Word) -> None:
    word.add_paragraph("{{ title }}", style="Title")
    word.add_paragraph("{{ board }}", style="Subtitle")
    _tags(word, "{%p if draft %}")
    word.add_paragraph().add_run("Draft. {{ draft }}").bold = True
    _tags(word, "{%p endif %}")
    table = _table(word, (Mm(42), Mm(124)))
    _row(table, ("{%tr for row in cover %}", ""))
    _row(table, ("{{ row.label }}", '{{ row.lines|join("\\n") }}'), first_is_bold=True)
    _row(table, ("{%tr endfor %}", ""))


def _sections(word: Word) -> None:
    word.add_heading(words.ASKS, 1)
    _loop(word, "ask", "asks", "{{ ask.board }}: ", "{{ ask.verb }}", " {{ ask.words }}")
    word.add_heading(words.SUMMARY, 1)
    _loop(word, "sentence", "summary", "{{ sentence }}", "", "")
    word.add_heading(words.NEW, 1)
    _tags(word, "{%p for risk in new %}")
    _card(word, 2)
    _tags(word, "{%p else %}")
    word.add_paragraph(words.NO_NEW)
    _tags(word, "{%p endfor %}")
    word.add_heading(words.STILL_RED, 1)
    _tags(word, "{%p for workstream in still_red %}")
    word.add_heading("{{ workstream.name }}", 2)
    _tags(word, "{%p for risk in workstream.risks %}")
    _card(word, 3)
    _tags(word, "{%p endfor %}", "{%p else %}")
    word.add_paragraph(words.NO_STILL_RED)
    _tags(word, "{%p endfor %}")
    word.add_heading(words.CHANGES, 1)
    _tags(word, "{%p if changes %}")
    table = _table(word, (Mm(16), Mm(44), Mm(24), Mm(24), Mm(58)))
    _row(table, words.CHANGE_COLUMNS, heading=True)
    _row(table, ("{%tr for change in changes %}", "", "", "", ""))
    _row(table, _CHANGE_CELLS)
    _row(table, ("{%tr endfor %}", "", "", "", ""))
    _tags(word, "{%p else %}")
    word.add_paragraph(words.NO_CHANGES)
    _tags(word, "{%p endif %}", "{%p if taken_off %}")
    word.add_heading(words.TAKEN_OFF, 1)
    _loop(word, "off", "taken_off", "", "{{ off.ref }}", " {{ off.summary }}. {{ off.words }}")
    _tags(word, "{%p endif %}")


def _appendix(word: Word) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(16)
    word.add_heading(words.APPENDIX, 1)
    _tags(word, "{%p if heat_map %}")
    word.add_paragraph("{{ heat_map }}")
    _tags(word, "{%p endif %}", "{%p if appendix %}")
    _small(word.add_paragraph().add_run(words.STEPS))
    table = _table(word, (Mm(15), Mm(50), Mm(36), Mm(23), Mm(23), Mm(23), Mm(22), Mm(75)))
    _row(table, words.COLUMNS, heading=True, size=8)
    _row(table, ("{%tr for risk in appendix %}", *("",) * 7))
    cells = _row(table, _RISK_CELLS, first_is_bold=True, size=8)
    said = cells[-1].add_paragraph("{{ risk.updated }}{% if risk.note %}\n{{ risk.note }}{% endif %}")
    said.runs[0].font.color.rgb = _QUIET
    _tight(cells[-1])
    _row(table, ("{%tr endfor %}", *("",) * 7))
    _tags(word, "{%p else %}")
    word.add_paragraph(words.NO_RISKS)
    _tags(word, "{%p endif %}")
    _small(word.add_paragraph().add_run("Register as at {{ as_at }}. {{ audit_line }}"))


def _card(word: Word, level: int) -> None:
    word.add_heading("{{ risk.ref }} · {{ risk.summary }}", level)
    facts = word.add_paragraph()
    facts.add_run("{{ risk.residual.label }}").bold = True
    facts.add_run(
        "{% if risk.residual.steps %} · likelihood x severity {{ risk.residual.steps }}{% endif %}"
        " · {{ risk.direction_label }} · inherent {{ risk.inherent.number }} · target {{ risk.target.number }}"
        " · lead: {{ risk.leads }}"
    ).font.color.rgb = _QUIET
    word.add_paragraph("{{ risk.words }}")
    _small(word.add_paragraph().add_run("{{ risk.updated }}"))
    _tags(word, "{%p if risk.note %}")
    word.add_paragraph().add_run("{{ risk.note }}").bold = True
    _tags(word, "{%p endif %}", "{%p if risk.mitigation %}")
    mitigation = word.add_paragraph()
    mitigation.add_run("Mitigation: ").bold = True
    mitigation.add_run("{{ risk.mitigation }}")
    _tags(word, "{%p endif %}")


def _loop(word: Word, one: str, many: str, before: str, strong: str, after: str) -> None:
    _tags(word, f"{{%p for {one} in {many} %}}")
    line = word.add_paragraph(before, style="List Bullet")
    if strong:
        line.add_run(strong).bold = True
    if after:
        line.add_run(after)
    _tags(word, "{%p endfor %}")


def _tags(word: Word, *tags: str) -> None:
    for tag in tags:
        word.add_paragraph(tag)


def _table(word: Word, widths: tuple[int, ...]) -> Table:
    table = word.add_table(rows=0, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _HAIR)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    table._tbl.tblPr.append(borders)
    return table


def _row(
    table: Table, texts: tuple[str, ...], *, heading: bool = False, first_is_bold: bool = False, size: int = 10
) -> list[_Cell]:
    row = table.add_row()
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = table.columns[place].width
        run = cell.paragraphs[0].add_run(text)
        run.font.size = Pt(size)
        run.bold = heading or (first_is_bold and place == 0) or None
        _tight(cell)
        if heading:
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD)):
                shade.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shade)
    marks = row._tr.get_or_add_trPr()
    whole = OxmlElement("w:cantSplit")
    marks.append(whole)
    if heading:
        marks.append(OxmlElement("w:tblHeader"))
    return list(row.cells)


def _tight(cell: _Cell) -> None:
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.space_before = Pt(2)
        for run in paragraph.runs:
            run.font.size = run.font.size or Pt(8)


def _small(run: object) -> None:
    run.font.size, run.font.color.rgb = Pt(9), _QUIET


def _field(paragraph: object, code: str) -> None:
    """Add a field that Word fills in, such as the page's number."""
    for kind in ("begin", None, "separate", "text", "end"):
        run = paragraph.add_run()
        _small(run)
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
        elif kind == "text":
            run.text = "1"
            continue
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def main() -> int:
    """Write the template; return the exit status."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(make())
    sys.stdout.write(f"{TARGET}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
