"""Every kind of file an office may send becomes a grid of typed cells, or one clear sentence."""

import os
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from bot.domain.imports.grid import Span
from bot.errors import InvalidInputError
from bot.papers.sheets import read_workbook
from bot.papers.sheets.limits import FILE_MAX
from tests.papers.sheet_files import OLE, archive, bomb, book, changed_part, saved, with_part, xlsx

ROWS = [["Ref", "Risk"], ["PC1", "Café £5"]]
SHEET = "xl/worksheets/sheet1.xml"


def read_or_refused(data):
    """Read a file, or see that it is refused in words."""
    try:
        assert read_workbook(data, "x.xlsx").sheets
    except InvalidInputError as refusal:
        return bool(refusal.message and refusal.mend)
    return True


def texts(workbook, place=0):
    return [[cell.text for cell in row] for row in workbook.sheets[place].rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_in_each_encoding_with_each_separator(encoding, separator):
    data = "\r\n".join(separator.join(row) for row in ROWS).encode(encoding)
    workbook = read_workbook(data, "register.csv")
    assert texts(workbook) == ROWS
    assert bool(workbook.notes) is (encoding == "cp1252")


def test_line_breaks_and_separators_inside_a_cell_stay_there():
    data = b'Ref,Risk,Update\r\nPC1,"one\r\ntwo, three","say ""no"""\r\nPC2,b,c\r\n'
    assert texts(read_workbook(data, "x.csv")) == [
        ["Ref", "Risk", "Update"],
        ["PC1", "one\r\ntwo, three", 'say "no"'],
        ["PC2", "b", "c"],
    ]


def test_decimal_commas_do_not_make_a_semicolon_file_a_comma_file():
    data = b"Item;Cost;Note\nBeds;1,5;a\nDesks;2,5;b\nChairs;3,5;c\n"
    assert texts(read_workbook(data, "x.csv"))[1] == ["Beds", "1,5", "a"]


def test_the_separator_that_a_spreadsheet_names_is_taken():
    assert texts(read_workbook(b"sep=|\r\na,b|c\r\n", "x.csv")) == [["a,b", "c"]]


def test_characters_that_break_lines_elsewhere_do_not_break_rows():
    assert len(texts(read_workbook("Ref,Risk\nPC1,a\u2028b\x0bc\n".encode(), "x.csv"))) == 2


def test_the_apostrophe_before_a_formula_is_taken_off():
    data = b"Ref,Risk,Update\nPC1,'=1+1,'quoted'\nPC2,''a,'-b\n"
    assert texts(read_workbook(data, "x.csv"))[1:] == [["PC1", "=1+1", "'quoted'"], ["PC2", "'a", "-b"]]


def test_a_mark_that_never_closes_names_its_row():
    with pytest.raises(InvalidInputError, match=r"a cell on row 2 that never ends"):
        read_workbook(b'Ref,Risk\nPC1,"open\nPC2,b\nPC3,c\n', "x.csv")
    with pytest.raises(InvalidInputError, match="never ends"):
        read_workbook(b'Ref,Risk\nPC1,"open\n' + b"PC2,b\n" * 40_000, "x.csv")


def test_workbook_values_are_typed():
    at = datetime(2018, 10, 11, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
    made = book([["Ref", 4, 12.5, 0.125, date(2018, 10, 11), at, True, None, 0]])
    made.active["D1"].number_format = "0.0%"
    (row,) = read_workbook(saved(made), "x.xlsx").sheets[0].rows
    assert [cell.text for cell in row] == ["Ref", "4", "12.5", "12.5%", "2018-10-11", "2018-10-11", "Yes", "", "0"]
    assert [row[place].number for place in (1, 2, 3, 8)] == [4, Decimal("12.5"), Decimal("0.125"), 0]
    assert row[3].is_percent
    assert not row[2].is_percent
    assert [cell.day for cell in row[4:6]] == [date(2018, 10, 11)] * 2


def test_merged_cells_are_known_and_hold_their_value_once():
    sheet = read_workbook(xlsx([["Risk", "Inherent", None], [None, "L", "S"]], merges=["A1:A2", "B1:C1"]), "x").sheets[
        0
    ]
    assert set(sheet.merged) == {Span(0, 0, 1, 0), Span(0, 1, 0, 2)}
    assert sheet.rows[0][2].text == ""


def test_a_formula_counts_by_its_saved_result_and_is_doubted_without_one():
    data = xlsx([["Score"], ["=3*4"]])
    assert read_workbook(data, "x").sheets[0].rows[1][0].is_unreckoned
    kept = changed_part(data, SHEET, b"<v ?/>|<v></v>", b"<v>12</v>")
    cell = read_workbook(kept, "x").sheets[0].rows[1][0]
    assert (cell.number, cell.is_unreckoned) == (12, False)


def test_an_error_in_a_cell_is_no_value():
    data = changed_part(xlsx([["Score"], [5]]), SHEET, rb'<c r="A2" t="n"><v>5</v>', b'<c r="A2" t="e"><v>#REF!</v>')
    assert read_workbook(data, "x").sheets[0].rows[1][0].is_unreckoned


def test_macros_are_left_alone_with_a_word():
    workbook = read_workbook(with_part(xlsx(ROWS), "xl/vbaProject.bin", b"macro"), "register.xlsm")
    assert texts(workbook) == ROWS
    assert workbook.notes == ("The file's macros were neither run nor read.",)


def test_ten_sheets_are_read_and_hidden_or_empty_ones_left_out():
    made = book(ROWS)
    for number in range(9):
        made.create_sheet(f"S{number}").append([number])
    made["S8"].sheet_state = "hidden"
    made.create_sheet("Empty")
    workbook = read_workbook(saved(made), "x.xlsx")
    assert [sheet.name for sheet in workbook.sheets] == ["Register", *(f"S{number}" for number in range(8))]
    assert workbook.notes == ("The hidden sheet “S8” was left out.",)


def test_hidden_rows_are_read_and_said():
    made = book([*ROWS, ["PC2", "b"]])
    made.active.row_dimensions[3].hidden = True
    workbook = read_workbook(saved(made), "x.xlsx")
    assert len(texts(workbook)) == 3
    assert "hides 1 row(s)" in workbook.notes[0]


def test_formatting_far_beyond_the_table_costs_nothing():
    made = book(ROWS)
    made.active["XFD1048576"].font = Font(bold=True)
    sheet = read_workbook(saved(made), "x.xlsx").sheets[0]
    assert (len(sheet.rows), sheet.width) == (2, 2)


def test_dates_that_count_from_1904_are_told():
    made = book([[date(2018, 10, 11), 41922]])
    made.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as openpyxl has it
    sheet = read_workbook(saved(made), "x.xlsx").sheets[0]
    assert sheet.counts_from_1904
    assert sheet.rows[0][0].day == date(2018, 10, 11)


def entities():
    laugh = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    return changed_part(xlsx(ROWS), SHEET, rb"<worksheet", laugh + b"<worksheet")


REFUSED = {
    "empty": (b"", "is empty"),
    "blank": (b" \r\n \n", "is empty"),
    "pdf": (b"%PDF-1.7\nx", "is a PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "is a picture"),
    "random bytes": (bytes(range(256)) * 8, "a file without readable text"),
    "zeroes": (b"\0" * 5000, "a file without readable text"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "xls": (OLE + "Workbook".encode("utf-16-le"), "workbook of Excel 2003"),
    "old word": (OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
    "other ole": (OLE, "old office program"),
    "docx": (archive(word__document_xml="<x/>"), "a Word document"),
    "ods": (archive(mimetype="x", content_xml="<x/>"), "OpenDocument"),
    "xlsb": (archive(xl__workbook_bin="x"), "binary workbook"),
    "zip": (archive(a_txt="x"), "an archive"),
    "web page": (b"<html><table><tr><td>Ref</td></tr></table></html>", "a web page"),
    "cut off": (xlsx(ROWS)[:-60], "damaged"),
    "broken part": (with_part(xlsx(ROWS), SHEET, b"<worksheet><sheetData><row"), "damaged"),
    "no workbook in it": (with_part(xlsx(ROWS), "xl/workbook.xml", b"<nothing/>"), "damaged|no sheet"),
    "entities": (entities(), "damaged"),
    "zip bomb": (None, "unpack to far more"),
    "no sheet with rows": (xlsx([]), "no sheet with rows"),
    "too many columns": (xlsx([["x"] * 201]), "20,000 rows, 200 columns"),
    "a cell far below": (changed_part(xlsx(ROWS), SHEET, rb'r="2"', b'r="900000"'), "20,000 rows, 200 columns"),
    "too many rows of text": (b"a,b\n" * 20_001, "20,000 rows or 200 columns"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_register_gets_one_sentence(case):
    data, sentence = REFUSED[case]
    data = bomb() if data is None else data
    with pytest.raises(InvalidInputError, match=sentence) as caught:
        read_workbook(data, "C:\\files\\my\u202eregister.xlsx")
    assert caught.value.message.startswith("“my register.xlsx”")
    assert caught.value.mend


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(InvalidInputError, match="larger than 25 MB"):
        read_workbook(path)
    with pytest.raises(InvalidInputError, match="larger than 25 MB"):
        read_workbook(b"a" * (FILE_MAX + 1), "large.csv")


def test_paths_that_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, sentence in (("missing.csv", "was not found"), (".", "is a folder"), ("pipe", "was not found")):
        with pytest.raises(InvalidInputError, match=sentence):
            read_workbook(tmp_path / name)


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(data):
    assert read_or_refused(data)


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=12))
def test_no_damage_to_a_workbook_raises_anything_else(place, damage):
    whole = xlsx(ROWS)
    place %= len(whole)
    assert read_or_refused(whole[:place] + damage + whole[place + len(damage) :])


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=12))
def test_no_damage_inside_a_sheet_raises_anything_else(place, damage):
    whole = xlsx(ROWS, merges=["A1:A2"])
    with zipfile.ZipFile(BytesIO(whole)) as source:
        content = source.read(SHEET)
    place %= len(content)
    assert read_or_refused(with_part(whole, SHEET, content[:place] + damage + content[place + len(damage) :]))
