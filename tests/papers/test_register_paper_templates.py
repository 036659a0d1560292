"""Word templates that offices restyle: what is wrong with one is said by file, paragraph and variable."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from bot.errors import ConfigError, InvalidInputError
from bot.papers.register_paper.docx import write_docx
from bot.papers.register_paper.example import EXAMPLE
from bot.papers.register_paper.making import built_in_template
from bot.papers.register_paper.model import Picture
from bot.papers.register_paper.values import values_of
from bot.settings import default_config_dir, load_config
from tests.support.word_template import make

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
PICTURED = replace(EXAMPLE, heat_map=Picture(PIXEL, "A picture."))


@pytest.fixture
def template(tmp_path):
    """Write a template of these paragraphs; return its file."""

    def written(*paragraphs):
        word = Document()
        for paragraph in paragraphs:
            word.add_paragraph(paragraph)
        file = tmp_path / "ours.docx"
        word.save(file)
        return file

    return written


def texts(made):
    return [paragraph.text for paragraph in Document(BytesIO(made)).paragraphs if paragraph.text]


def test_a_template_of_ones_own_is_filled_in(template):
    own = template(
        "Paper for {{ board }}", "{%p for risk in appendix %}", "{{ risk.ref }}: {{ risk.words }}", "{%p endfor %}"
    )
    assert texts(write_docx(EXAMPLE, own)) == ["Paper for A board", "AB1: What happened this month."]


@pytest.mark.parametrize(
    ("paragraphs", "where", "what"),
    [
        (["Fine", "{{ bord }}"], "paragraph 2 (“{{ bord }}”)", "there is no variable `bord`; did you mean `board`?"),
        (
            ["{%p for risk in new %}", "{{ risk.sumary }}", "{%p endfor %}"],
            "paragraph 2",
            "no variable `sumary`; did you",
        ),
        (["{{ board"], "paragraph 1 (“{{ board”)", "a tag is not closed"),
        (["One", "{%p for risk in new %}", "{{ risk.ref }}"], "paragraph 2", "`for` is never ended with `endfor`"),
        (["{%p endfor %}"], "paragraph 1", "`endfor` ends nothing that was begun"),
        (["{%p if draft %}", "x", "{%p endfor %}"], "paragraph 3", "`endfor` ends nothing that was begun"),
        (["Two", "{{ board + }}"], "paragraph 2", "`board +` is no variable"),
        (["{{ nonsense() }}"], "paragraph 1", "there is no variable `nonsense`"),
        (["{% explode %}"], "paragraph 1", "`explode` is no statement"),
        (["{{ ''.__class__.__mro__ }}"], "", ""),
        (["{{ bord }}"], "", "did you mean `board`? Mend it in Word"),
        (["{{ heat_map.tpl.save('x') }}"], "paragraph 1", "there is no variable `tpl`"),
        (["{{ heat_map._picture }}"], "paragraph 1", "there is no variable `_picture`"),
        (["{{ '{0._picture.tpl}'.format(heat_map) }}"], "", "_picture"),
        (["{% for a in range(9) %}{% endfor %}"], "paragraph 1", "there is no variable `range`"),
        (["{% for a in title %}" * 9 + "{% endfor %}" * 9], "", "it repeats too often for any paper"),
        (["{{ board|upside }}"], "paragraph 1", "upside"),
        (["{{ 1 / 0 }}"], "", "it cannot be filled in: division by zero"),
        (["{%tr for risk in new %}"], "", ""),
    ],
)
def test_a_template_edited_into_nonsense_is_named(template, paragraphs, where, what):
    own = template(*paragraphs)
    with pytest.raises(InvalidInputError) as refused:
        write_docx(PICTURED, own)
    said = str(refused.value)
    assert str(own) in said
    assert where in said
    assert what in said
    assert "papers.register_template" in said


def test_nonsense_in_a_footer_is_named_too(tmp_path):
    word = Document()
    word.sections[0].footer.paragraphs[0].text = "{{ foots }}"
    word.save(tmp_path / "ours.docx")
    with pytest.raises(
        InvalidInputError,
        match=re.escape("footer of section 1, paragraph 1 (“{{ foots }}”): there is no variable `foots`"),
    ):
        write_docx(EXAMPLE, tmp_path / "ours.docx")


def test_what_is_no_word_document_is_refused(tmp_path):
    other = tmp_path / "notes.docx"
    other.write_text("words", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"notes\.docx is no Word document"):
        write_docx(EXAMPLE, other)
    with pytest.raises(InvalidInputError, match=r"gone\.docx cannot be read"):
        write_docx(EXAMPLE, tmp_path / "gone.docx")


def test_the_built_in_template_is_the_one_that_is_kept():
    assert built_in_template().read_bytes() == make()


def test_every_variable_is_described():
    described = (default_config_dir().parent / "docs" / "papers.md").read_text(encoding="utf-8")
    names = set(re.findall(r"^\| `([a-z_.]+)` \|", described, re.MULTILINE))
    values = values_of(EXAMPLE)
    risk, change = values["appendix"][0], values["changes"][0]
    assert names >= set(values) | {"heat_map"}
    assert {f"risk.{name}" for name in risk} <= names
    assert {f"change.{name}" for name in change} <= names
    assert {f"score.{name}" for name in risk["residual"]} <= names


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('register_template = "gone.docx"', "papers.register_template: {folder}/gone.docx is not there."),
        ('register_template = "convenor.toml"', "papers.register_template: {folder}/convenor.toml is no Word document"),
        ('forms = ["doc"]', "papers.forms.1: must be 'docx', 'pdf', 'xlsx' or 'html'"),
        (
            '[[papers.asks]]\nboards = ["ICB-X"]\nverb = "note"\nwords = "x"',
            "papers.asks: there is no board `ICB-X`. Did you mean `ICB-",
        ),
        ('[[papers.asks]]\nboards = ["TB"]\nverb = "PONDER"\nwords = "x"', "papers.asks.1.verb: must be"),
        ('[[papers.passed]]\nboards = ["TB"]\ncommittee = "X"\nasked = "y"', "papers.passed: there is no board `X`."),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path, settings, said):
    text = (default_config_dir() / "convenor.toml").read_text(encoding="utf-8")
    begin, end = text.index("[papers]"), text.index("# ---- Organisations")
    file = tmp_path / "convenor.toml"
    file.write_text(f"{text[:begin]}[papers]\n{settings}\n{text[end:]}", encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_config(file)
    assert said.format(folder=tmp_path) in str(refused.value)
