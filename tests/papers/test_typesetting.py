"""Setting pages: the same values give the same bytes, words of people never run, and nothing outside is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import IntegrityError
from bot.papers import typesetting
from bot.papers.typesetting import TEMPLATES, typeset

HOSTILE = [
    '#read("/etc/passwd")',
    "*bold* _it_ $x^2$ @ref <label> `raw`",
    "\\ \\u{41} #{",
    '"#panic("x")',
    "\ud800 \x00",
]
PLAIN = "#let data = json(bytes(sys.inputs.data))\n#set page(width: 200pt, height: auto)\n#data.words\n"


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates of the test's own."""
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    return tmp_path


def set_page(folder: Path, source: str, **arguments: Any) -> bytes:
    (folder / "page.typ").write_text(source, encoding="utf-8")
    values = arguments.pop("values", {"words": "x"})
    return typeset("page", values, arguments.pop("output", "png"), **arguments)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_people_are_set_as_they_are(templates: Path, words: str) -> None:
    checked = PLAIN + "#assert.eq(data.words, data.words.codepoints().join())\n#assert.eq(type(data.words), str)\n"
    made = set_page(templates, checked, values={"words": words})
    assert made.startswith(b"\x89PNG")
    assert made != set_page(templates, checked, values={"words": "other"})


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../etc/passwd", "/../etc/passwd"])
def test_a_template_reads_nothing_outside_its_folder(templates: Path, path: str) -> None:
    with pytest.raises(IntegrityError, match=r"could not be set") as refused:
        set_page(templates, f'#read("{path}")')
    assert "root:" not in str(refused.value)
    assert "convenor-typst" not in str(refused.value)


def test_a_template_reads_the_files_it_is_given(templates: Path) -> None:
    source = '#assert.eq(read("note.txt"), "here")\n#set page(width: 9pt, height: 9pt)\n'
    set_page(templates, source, files={"../note.txt": b"here"})
    with pytest.raises(IntegrityError):
        set_page(templates, source, files={"note.txt": b"there"})


def test_a_pdf_says_the_instant_it_is_given_and_is_the_same_each_time(templates: Path) -> None:
    dated = datetime(2018, 11, 16, 9, 0, tzinfo=UTC)
    made = set_page(templates, PLAIN, output="pdf", dated=dated)
    assert made == set_page(templates, PLAIN, output="pdf", dated=dated)
    assert b"2018-11-16" in made or b"D:20181116090000" in made
    assert made != set_page(templates, PLAIN, output="pdf", dated=datetime(2018, 12, 6, tzinfo=UTC))


def test_a_picture_of_two_pages_is_refused(templates: Path) -> None:
    with pytest.raises(IntegrityError, match="several pictures"):
        set_page(templates, "a\n#pagebreak()\nb")


def test_our_templates_name_no_package_run_no_words_and_use_no_fonts_of_the_machine() -> None:
    sources = {file.name: file.read_text(encoding="utf-8") for file in TEMPLATES.glob("*.typ")}
    assert {"heatmap.typ", "trend.typ", "common.typ"} <= set(sources)
    for name, source in sources.items():
        assert "@preview" not in source, name
        assert not re.search(r"\beval\s*\(", source), name
        assert "mode: " not in source, name
