"""`convenor import` and `convenor export` as an office types them."""

from __future__ import annotations

import json
import os
import sqlite3
import tomllib
from contextlib import closing

import pytest

from bot.errors import InvalidInputError

RISKS = """Ref,Workstream,Risk,Lead,Inherent L,Inherent S,Residual L,Residual S,Mitigation
PC11,Planned Care,Activity runs above plan,Planned Care director,5,4,5,4,Demand plan
UC6,Unplanned Care,Referrals from 111 are lost,A Stranger,4,4,3,4,Weekly check
"""
BAD_ROW = "UC,Unplanned Care,No number,Unplanned Care director,4,4,3,4,\n"


@pytest.fixture
def register(tmp_path):
    file = tmp_path / "register.csv"
    file.write_text(RISKS, encoding="utf-8")
    return file


def test_a_dry_run_prints_the_table_and_imports_nothing(run, register):
    status, said = run("import", "risks", register, "--dry-run")
    assert status == 0
    assert "PC11" in said
    assert "new, questioned" in said
    assert "A Stranger" in said
    assert "2 rows: 2 new, 0 changed, 0 unchanged, 0 refused; 1 questioned." in said
    assert said.rstrip().endswith("Nothing was changed.")
    assert json.loads(run("export", "risks", "--format", "json")[1])["records"] == []


def test_without_a_terminal_it_asks_for_a_word_first(run, register):
    with pytest.raises(InvalidInputError, match="Nobody can be asked here") as refused:
        run("import", "risks", register)
    assert "--yes" in refused.value.mend
    with pytest.raises(InvalidInputError, match="Nobody can be asked here"):
        run("import", "risks", register, "--json")


def test_it_imports_and_a_second_time_finds_nothing_to_do(run, register):
    status, said = run("import", "risks", register, "--yes")
    assert status == 0
    assert said.rstrip().endswith("Done. Nobody was alerted.")
    status, said = run("import", "risks", register, "--yes")
    assert status == 0
    assert "2 rows: 0 new, 0 changed, 2 unchanged, 0 refused; 1 questioned." in said
    assert said.rstrip().endswith("There is nothing to change.")


def test_refused_rows_show_in_the_exit_status_while_the_others_come_in(run, register):
    register.write_text(RISKS + BAD_ROW, encoding="utf-8")
    status, said = run("import", "risks", register, "--yes")
    assert status == 3
    assert "refused" in said
    assert "Done." in said
    assert len(json.loads(run("export", "risks", "--format", "json")[1])["records"]) == 2


def test_programs_get_the_same_as_json(run, register):
    status, said = run("import", "risks", register, "--json", "--yes")
    told = json.loads(said)
    assert status == 0
    assert told["counts"] == {"rows": 2, "new": 2, "changed": 0, "unchanged": 0, "refused": 0, "questioned": 1}
    assert told["applied"] is True
    assert told["rows"][1]["questions"][0]["field"] == "leads"
    assert told["mapping"]["Ref"] == "ref"


def test_a_mapping_is_saved_corrected_and_given_back(run, register, tmp_path):
    mapping = tmp_path / "mapping.toml"
    run("import", "risks", register, "--dry-run", "--save-map", mapping)
    saved = tomllib.loads(mapping.read_text(encoding="utf-8"))["columns"]
    assert saved["Mitigation"] == "mitigation"
    mapping.write_text(mapping.read_text(encoding="utf-8").replace('"mitigation"', '"update"'), encoding="utf-8")
    status, _ = run("import", "risks", register, "--yes", "--map", mapping)
    assert status == 0
    records = json.loads(run("export", "risks", "--format", "json")[1])["records"]
    assert (records[0]["mitigation"], records[0]["update"]) == ("", "Demand plan")


@pytest.mark.parametrize("written", ["{", "[columns", "columns = 3", '{"Ref": 1}'])
def test_a_mapping_that_is_none_is_refused(run, register, tmp_path, written):
    mapping = tmp_path / "mapping"
    mapping.write_text(written, encoding="utf-8")
    with pytest.raises(InvalidInputError, match="is not a mapping"):
        run("import", "risks", register, "--dry-run", "--map", mapping)


def test_an_unknown_workstream_is_named_with_those_that_are_known(run, register):
    with pytest.raises(InvalidInputError, match="no workstream “XX”") as refused:
        run("import", "risks", register, "--dry-run", "--workstream", "XX")
    assert "PC" in refused.value.mend


def test_a_missing_file_is_a_sentence(run, tmp_path):
    with pytest.raises(InvalidInputError, match="was not found"):
        run("import", "risks", tmp_path / "nothing.csv", "--dry-run")


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_an_export_comes_back(run, register, tmp_path, file_format):
    run("import", "risks", register, "--yes")
    out = tmp_path / f"risks.{file_format}"
    status, said = run("export", "risks", "--format", file_format, "--out", out)
    assert (status, f"risks.{file_format}" in said) == (0, True)
    status, said = run("import", "risks", out, "--yes")
    assert (status, "2 unchanged" in said) == (0, True)


def test_an_export_prints_csv_by_default_and_no_workbook(run, register):
    run("import", "risks", register, "--yes")
    status, said = run("export", "risks")
    assert status == 0
    assert said.startswith('"Ref","Workstream",')
    with pytest.raises(InvalidInputError, match="cannot be printed"):
        run("export", "risks", "--format", "xlsx")
    with pytest.raises(InvalidInputError, match="is no format"):
        run("export", "risks", "--format", "pdf")


def test_at_a_terminal_it_asks_and_takes_no_for_an_answer(run, register):
    status, said = run("import", "risks", register, answers="n\n")
    assert (status, "Import this?" in said) == (0, True)
    assert said.rstrip().endswith("Nothing was changed.")
    assert json.loads(run("export", "risks", "--format", "json")[1])["records"] == []
    status, said = run("import", "risks", register, answers="y\n")
    assert said.rstrip().endswith("Done. Nobody was alerted.")


def test_a_column_that_is_a_guess_is_shown_and_needs_somebody_to_look(run, register):
    register.write_text(RISKS.replace("Mitigation", "Mitigatoin plans"), encoding="utf-8")
    status, said = run("import", "risks", register, "--dry-run")
    assert status == 0
    assert "Columns that are a guess" in said
    assert "Mitigatoin plans" in said
    with pytest.raises(InvalidInputError, match=r"Mitigatoin plans.* is a guess") as refused:
        run("import", "risks", register, "--yes")
    assert "--map" in refused.value.mend


def contents(url):
    """Return how many rows each table holds, and the end of the audit chain."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
        return counts, database.execute("SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1").fetchall()


@pytest.mark.parametrize("words", [("--dry-run",), ("--dry-run", "--json"), ()])
def test_nothing_at_all_is_written_before_the_answer(run_first, register, words):
    url = os.environ["CONVENOR_DATABASE_URL"]
    before = contents(url)
    assert before[0]["person"] == 0, "a fresh database"
    status, said = run_first("import", "risks", register, *words, answers=None if words else "n\n")
    assert (status, "2 new" in said) == (0, True)
    assert contents(url) == before
    run_first("import", "risks", register, "--yes")
    after = contents(url)
    assert after[0]["risk"] == 2
    run_first("import", "risks", register, "--dry-run")
    assert contents(url) == after


def test_a_mapping_that_is_not_there_is_asked_for_as_one(run, register, tmp_path):
    with pytest.raises(InvalidInputError, match="was not found") as refused:
        run("import", "risks", register, "--dry-run", "--map", tmp_path / "missing.toml")
    assert refused.value.mend == "Give the path of a mapping, saved with --save-map."


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--workstream", "XX"), "There is no workstream “XX”. These are known: CY, IC, PC, PV, UC."),
        (("--board", "XX"), "There is no board “XX”. These are known: "),
    ],
)
def test_what_rows_are_to_get_must_be_known(run, register, option, said):
    with pytest.raises(InvalidInputError) as refused:
        run("import", "risks", register, "--dry-run", *option)
    assert str(refused.value).startswith(said)


def test_a_new_fund_is_said_and_the_lines_own_one_counts(run, tmp_path):
    file = tmp_path / "costs.csv"
    file.write_text("Fund,Item,2018/19\n,Viewer,100\nIT-3,Letters,200\n", encoding="utf-8")
    status, said = run("import", "costs", file, "--dry-run", "--fund", "BFC")
    assert status == 0
    assert "Note: The fund “BFC” is not known yet: it is made, without an envelope." in said
    assert "IT-3 · Letters" in said
