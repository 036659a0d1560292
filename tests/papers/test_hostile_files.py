"""Files made to cost much are refused early, and no text is lost between writing and reading."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.papers.registers.values import from_json
from bot.papers.sheets import read_workbook
from bot.papers.sheets.limits import CELL_MAX, EXPORT_CELL_MAX
from bot.papers.sheets.writing import Table, write_csv, write_xlsx
from tests.papers.sheet_files import changed_part, with_part, xlsx

ROWS = [["Ref", "Risk"], ["PC1", "b"]]
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
# What does not compress hides the rest from a look at how well a part compresses.
NOISE = b"<!--" + random.Random(1).randbytes(10_000).hex().encode() + b"-->"
MANY_STRINGS = STRINGS % (NOISE + b"<si/>" * 800_001)
TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def with_strings(data, part, content):
    declared = b'<Override PartName="/' + part.encode() + b'" ContentType="' + TYPE + b'"/></Types>'
    return changed_part(with_part(data, part, content), "[Content_Types].xml", b"</Types>", declared)


def after_rows(junk):
    return changed_part(xlsx(ROWS), SHEET, b"</sheetData>", b"</sheetData>" + junk)


def two_sheets_on_one_part():
    second = rb"<sheet \1/><sheet \1/>"
    return changed_part(xlsx(ROWS), "xl/workbook.xml", rb"<sheet ([^>]*?) ?/>", second)


HOSTILE = {
    "elements beside cells": lambda: after_rows(b"<a/>" * 300_001),
    "empty rows": lambda: changed_part(xlsx(ROWS), SHEET, b"</sheetData>", b"<row/>" * 200_001 + b"</sheetData>"),
    "shared texts": lambda: with_strings(xlsx(ROWS), "xl/sharedStrings.xml", MANY_STRINGS),
    "shared texts elsewhere": lambda: with_strings(xlsx(ROWS), "xl/worksheets/s.xml", MANY_STRINGS),
    "two sheets on one part": two_sheets_on_one_part,
    "styles": lambda: changed_part(xlsx(ROWS), "xl/styles.xml", b"</cellXfs>", b"<xf/>" * 200_001 + b"</cellXfs>"),
    "one cell of many texts": lambda: changed_part(
        xlsx(ROWS), SHEET, b"</row>", b"<c>" + b"<v/>" * 250_000 + b"</c></row>"
    ),
    "deep": lambda: after_rows(b"<a>" * 70 + b"</a>" * 70),
    "a long comment": lambda: after_rows(b"<!--" + b"a" * 1_400_000 + b"-->"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_part_with_more_than_a_register_has_is_refused(case):
    with pytest.raises(InvalidInputError, match="larger than a register's"):
        read_workbook(HOSTILE[case](), "x.xlsx")


def test_a_text_that_many_cells_share_counts_for_each():
    shared = STRINGS % (b"<si><t>" + b"x" * 30_000 + b"</t></si>")
    data = changed_part(xlsx([[0] * 100] * 17), SHEET, b't="n"', b't="s"')
    with pytest.raises(InvalidInputError, match="larger than a register's"):
        read_workbook(with_strings(data, "xl/sharedStrings.xml", shared), "x.xlsx")


def round_trips(rows):
    table = Table("Register", rows)
    return [
        [[cell.text for cell in row] for row in read_workbook(data, "x").sheets[0].rows]
        for data in (write_csv(table), write_xlsx([table]))
    ]


TEXTS = st.one_of(
    st.text(st.sampled_from("=+-@\uff1d\uff0b\uff0d\uff20'\";|,_x0041_5F \na\uffff\ufffe"), max_size=30),
    st.text(max_size=30),
).map(lambda text: clean(text) or "-")


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_every_text_comes_back_as_it_was(rows):
    whole = [["Ref", "Risk"], *[list(row) for row in rows]]
    assert round_trips(whole) == [whole, whole]


@pytest.mark.parametrize("text", ["a;" * 250, "a|" * 250, "a|b;c" * 90])
def test_separators_in_texts_do_not_make_columns(text):
    whole = [["Ref", "Risk", "Cause"], ["PC1", text, text]]
    assert round_trips(whole) == [whole, whole]
    unquoted = f"Ref,Risk,Cause\nPC1,{text},{text}\n".encode()
    assert [cell.text for cell in read_workbook(unquoted, "x.csv").sheets[0].rows[1]] == ["PC1", text, text]


@pytest.mark.parametrize("start", ["\uff1d", "\uff0b", "\uff0d", "\uff20", "="])
def test_no_cell_starts_a_formula_in_any_keyboard_or_locale(start):
    assert f'"\'{start}1+1","a;=1+1"' in write_csv(Table("R", [[f"{start}1+1", "a;=1+1"]])).decode("utf-8-sig")


def test_what_looks_like_an_escape_is_escaped_and_an_escape_is_read():
    assert round_trips([["_x0041_"]]) == [[["_x0041_"]]] * 2
    assert read_workbook(xlsx([["_x0041_b"]]), "x").sheets[0].rows[0][0].text == "Ab"


def test_no_text_longer_than_a_cell_is_held_or_cut():
    most = "=" + "x" * (CELL_MAX - 1)
    assert from_json(str, most) == most
    assert round_trips([[most]]) == [[[most]]] * 2
    with pytest.raises(ValueError, match="longer than 32,000"):
        from_json(str, most + "x")
    with pytest.raises(InvalidInputError, match="a text on row 1 that is longer than 32,000"):
        read_workbook(f"{most}x,b\n".encode(), "x.csv")
    for write in (write_csv, lambda table: write_xlsx([table])):
        with pytest.raises(InvalidInputError, match="longer than a spreadsheet's cell"):
            write(Table("R", [["x" * (EXPORT_CELL_MAX + 1)]]))
