"""The tables that `convenor import` prints for registers that hold every oddity, kept as files.

Run with RENEW_GOLDEN=1 to write the files anew, and read the difference before keeping it.
"""

import json
import os
from pathlib import Path

import pytest

from bot.errors import InvalidInputError
from tests.papers.sheet_files import OLE, REGISTERS, bomb, book, saved, xlsx

FOLDER = Path(__file__).parent / "golden"
TABLES = {
    "actions_american": ("actions",),
    "actions_office": ("actions",),
    "costs_office": ("costs", "--fund", "BCF", "--workstream", "UC"),
    "finance_office": ("finance",),
    "interests_office": ("interests",),
    "no_references": ("risks", "--prefix", "UC"),
    "plan_office": ("plan",),
    "risks_office": ("risks",),
}
MERGED = [
    ["Register of risks", *[None] * 9],
    ["Ref", "Risk", "Inherent risk", None, None, "Residual risk", None, None, "Lead", "Update"],
    [None, None, "Impact", "Likelihood", "Score", "Impact", "Likelihood", "Score", None, None],
    ["PC 7", "The standard is missed", 4, 5, 20, 4, 3, 12, "Planned Care director", "• Clinics began • Waits fall"],
    ["UC1", "Savings are late", 4, 4, 16, 4, 4, 12, "A Stranger", None],
]
AREAS = ["A1:J1", "A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:I3", "J2:J3"]


def golden(name, said):
    """Compare what was printed with the file kept of it."""
    file = FOLDER / f"{name}.txt"
    plain = "\n".join(line.rstrip() for line in said.splitlines()) + "\n"
    if os.environ.get("RENEW_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(plain, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == plain


@pytest.mark.parametrize("name", TABLES)
def test_the_table_of_a_register_is_as_kept(run, name):
    kind, *options = TABLES[name]
    status, said = run("import", kind, REGISTERS / f"{name}.csv", "--dry-run", *options)
    assert status == (3 if "0 refused" not in said else 0)
    golden(name, said)


def test_every_kept_table_is_printed_by_a_test():
    assert {file.stem for file in FOLDER.iterdir()} == {*TABLES, "merged_header"}


def test_a_workbook_with_a_merged_header_comes_in_whole(run, tmp_path):
    file = tmp_path / "register.xlsx"
    file.write_bytes(xlsx(MERGED, merges=AREAS))
    golden("merged_header", run("import", "risks", file, "--dry-run")[1])
    assert run("import", "risks", file, "--yes")[0] == 0
    first, second = json.loads(run("export", "risks", "--format", "json")[1])["records"]
    assert (first["ref"], first["workstream"], first["inherent"], first["residual"]) == ("PC7", "PC", [5, 4], [3, 4])
    assert (first["leads"], first["update"]) == (["Planned Care director"], "Clinics began\nWaits fall")
    assert (second["ref"], second["leads"], second["residual"]) == ("UC1", [], [4, 4])
    assert "0 new, 0 changed, 2 unchanged" in run("import", "risks", file, "--dry-run")[1]


def ten_sheets(rows):
    """Return a workbook of ten sheets, the seventh of which holds `rows`."""
    made = book([["Notes"], ["Nothing here"]], title="Sheet 1")
    for number in range(2, 11):
        sheet = made.create_sheet(f"Sheet {number}")
        for row in rows if number == 7 else [["Notes"], ["Nothing here"]]:
            sheet.append(row)
    return saved(made)


def test_the_register_among_ten_sheets_is_taken_and_said(run, tmp_path):
    file = tmp_path / "ten.xlsx"
    file.write_bytes(ten_sheets([["Ref", "Risk", "Inherent L", "Inherent S"], ["PC1", "A risk", 3, 4]]))
    said = run("import", "risks", file, "--dry-run")[1]
    assert "Note: Of 10 sheets, “Sheet 7” was taken." in said
    with pytest.raises(InvalidInputError, match="Sheet “Sheet 2” is not a risk register"):
        run("import", "risks", file, "--dry-run", "--sheet", "Sheet 2")
    file.write_bytes(ten_sheets([["Nothing here"]]))
    with pytest.raises(InvalidInputError, match="None of the 10 sheets looks like a risk register"):
        run("import", "risks", file, "--dry-run")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252"])
def test_a_register_in_another_encoding_comes_in(run, tmp_path, encoding):
    file = tmp_path / "register.csv"
    file.write_bytes("Ref;Risk;Inherent L;Inherent S\nPC1;A café’s risk;3;4\n".encode(encoding))
    said = run("import", "risks", file, "--dry-run")[1]
    assert "A café’s risk" in said
    assert ("Windows-1252" in said) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("bomb.xlsx", None, "would unpack to far more than a register can be"),
        ("locked.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        ("minutes.csv", (REGISTERS / "not_a_register.csv").read_bytes(), "The file is not a risk register"),
        ("page.csv", b"<html><table><tr><td>Ref</td></tr></table></html>", "is a web page or XML"),
        ("empty.csv", b"", "is empty"),
    ],
)
def test_a_file_that_is_no_register_gets_one_sentence_and_a_mend(run, tmp_path, name, data, sentence):
    file = tmp_path / name
    file.write_bytes(bomb() if data is None else data)
    with pytest.raises(InvalidInputError, match=sentence) as refused:
        run("import", "risks", file, "--yes")
    assert refused.value.mend
    assert "\n" not in str(refused.value)


def test_a_file_of_200_mb_is_refused_unread(run, tmp_path):
    file = tmp_path / "large.csv"
    with file.open("wb") as large:
        large.truncate(200_000_000)
    with pytest.raises(InvalidInputError, match="larger than 25 MB"):
        run("import", "risks", file, "--dry-run")
