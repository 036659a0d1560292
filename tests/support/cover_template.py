"""Makes the built-in Word template of the cover sheet: `python -m tests.support.cover_template`.

It writes `config/papers/cover.docx`. Run it again when the cover sheet's sections change; offices that have restyled a
copy of theirs keep it.
"""

from __future__ import annotations

import sys
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from bot.papers.cover_sheet import words
from bot.papers.word import undated
from tests.support import word_template as shared

TARGET = shared.TARGET.with_name("cover.docx")


def make() -> bytes:
    """Return the template."""
    word = Document()
    shared._styles(word)
    shared._page(word)
    _cover(word)
    _recommendations(word)
    _costs(word)
    _answers(word)
    _below(word)
    _sign_off(word)
    _papers(word)
    word.core_properties.created = word.core_properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001
    file = BytesIO()
    word.save(file)
    return undated(file.getvalue())


def _cover(word: Word) -> None:
    word.add_paragraph("{{ title }}", style="Title")
    word.add_paragraph("{{ ref }}{% if board %} · {{ board }}{% endif %}", style="Subtitle")
    shared._tags(word, "{%p if draft %}")
    word.add_paragraph().add_run("Draft. {{ draft }}").bold = True
    shared._tags(word, "{%p endif %}")
    table = shared._table(word, (Mm(42), Mm(124)))
    shared._row(table, ("{%tr for row in cover %}", ""))
    shared._row(table, ("{{ row.label }}", '{{ row.lines|join("\\n") }}'), first_is_bold=True)
    shared._row(table, ("{%tr endfor %}", ""))
    shared._tags(word, "{%p if warning %}")
    word.add_paragraph().add_run("{{ warning }}").bold = True
    shared._tags(word, "{%p endif %}")


def _recommendations(word: Word) -> None:
    word.add_heading(words.RECOMMENDATIONS, 1)
    shared._tags(word, "{%p for one in recommendations %}")
    paragraph = word.add_paragraph()
    paragraph.add_run("{{ one.number }}. {{ one.verb }} ").bold = True
    paragraph.add_run("{{ one.words }}")
    shared._tags(word, "{%p if one.asks %}")
    shared._small(word.add_paragraph().add_run('{{ one.asks|join("; ") }}'))
    shared._tags(word, "{%p endif %}", "{%p else %}")
    word.add_paragraph(words.NO_RECOMMENDATIONS)
    shared._tags(word, "{%p endfor %}")
    word.add_heading(words.SUMMARY, 1)
    word.add_paragraph("{{ summary or '" + words.NO_SUMMARY + "' }}")


def _costs(word: Word) -> None:
    word.add_heading(words.COSTS, 1)
    shared._tags(word, "{%p if costs.rows %}")
    table = shared._table(word, (Mm(12), Mm(58), Mm(22), Mm(22), Mm(22), Mm(30)))
    number, line, total = words.COST_COLUMNS
    year = ("{%tc for year in costs.years %}", "{{ year }}", "{%tc endfor %}")
    cell = ("{%tc for cell in row.cells %}", "{{ cell }}", "{%tc endfor %}")
    shared._row(table, (number, line, *year, total), heading=True)
    shared._row(table, ("{%tr for row in costs.rows %}", "", "", "", "", ""))
    shared._row(table, ("{{ row.number }}", "{{ row.what }}\n{{ row.about }}", *cell, "{{ row.total }}"))
    shared._row(table, ("{%tr endfor %}", "", "", "", "", ""))
    shared._row(table, ("{%tr for row in costs.sums %}", "", "", "", "", ""))
    shared._row(table, ("", "{{ row.what }}", *cell, "{{ row.total }}"))
    for cells in (row.cells for row in table.rows):
        for place in (3, 5):
            cells[place].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    shared._row(table, ("{%tr endfor %}", "", "", "", "", ""))
    word.add_heading(words.SUMS, 2)
    shared._loop(word, "sentence", "costs.groups", "{{ sentence }}", "", "")
    word.add_heading(words.FAULTS, 2)
    shared._tags(word, "{%p if costs.faults %}")
    shared._loop(word, "fault", "costs.faults", "{{ fault }}", "", "")
    shared._tags(word, "{%p else %}")
    word.add_paragraph(words.NO_FAULTS)
    shared._tags(word, "{%p endif %}", "{%p else %}")
    word.add_paragraph(words.NO_COSTS)
    shared._tags(word, "{%p endif %}")


def _answers(word: Word) -> None:
    shared._tags(word, "{%p for answer in answers %}")
    word.add_heading("{{ answer.label }}", 1)
    word.add_paragraph("{{ answer.words or '" + words.NO_ANSWER + "' }}")
    shared._tags(word, "{%p endfor %}")


def _below(word: Word) -> None:
    word.add_heading(words.BELOW, 1)
    shared._tags(word, "{%p for word in below %}")
    paragraph = word.add_paragraph()
    paragraph.add_run("{{ word.board }}, {{ word.kind }} ").bold = True
    paragraph.add_run("({{ word.name }}): {{ word.words }}")
    shared._tags(word, "{%p if word.answer %}")
    word.add_paragraph("Answer: {{ word.answer }}")
    shared._tags(word, "{%p endif %}", "{%p else %}")
    word.add_paragraph(words.NO_BELOW)
    shared._tags(word, "{%p endfor %}")


def _sign_off(word: Word) -> None:
    word.add_heading(words.SIGN_OFF, 1)
    shared._tags(word, "{%p if sign_off %}")
    table = shared._table(word, (Mm(60), Mm(60), Mm(46)))
    shared._row(table, words.SIGN_COLUMNS, heading=True)
    shared._row(table, ("{%tr for one in sign_off %}", "", ""))
    shared._row(table, ("{{ one.title }}", "{{ one.name }}", "{{ one.signed }}"))
    shared._row(table, ("{%tr endfor %}", "", ""))
    shared._tags(word, "{%p else %}")
    word.add_paragraph(words.NO_SIGN_OFF)
    shared._tags(word, "{%p endif %}")


def _papers(word: Word) -> None:
    shared._tags(word, "{%p if papers %}")
    word.add_heading(words.PAPERS, 1)
    shared._tags(word, "{%p for paper in papers %}")
    word.add_paragraph("{{ paper.title }} {{ paper.detail }}", style="List Bullet")
    shared._tags(word, "{%p if paper.digest %}")
    shared._small(word.add_paragraph().add_run("SHA-256 {{ paper.digest }}"))
    shared._tags(word, "{%p endif %}", "{%p endfor %}", "{%p endif %}")
    shared._small(word.add_paragraph().add_run("Content SHA-256 {{ content_digest }}"))


if __name__ == "__main__":
    TARGET.write_bytes(make())
    sys.stdout.write(f"Wrote {TARGET}.\n")
