"""Exports as files: whatever a record says is read back as it was, and no cell starts a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.imports.drafts import RegisterKind
from bot.domain.registers.naming import Names
from bot.domain.registers.shaping import Setting
from bot.papers.sheets.writing import guarded
from bot.papers.sheets.written import FORMULA_STARTS, without_guard
from bot.workflows.exports import ExportFormat
from bot.workflows.exports.exporting import as_file
from bot.workflows.imports import ImportSource
from bot.workflows.imports.understanding import read_file, understand
from tests.support.records import AWKWARD, records_of, registers, texts, with_funds

KINDS = list(RegisterKind)


def read_back(kind, content, config, directory):
    names = Names(directory, {}, date(2018, 11, 1))
    source = ImportSource(kind, f"{kind}.file", content)
    understood = understand(read_file(source, config, names), source, Setting(names, names.day, frozenset()))
    assert understood.notes == ()
    assert not [row.refused for row in understood.shaped if row.refused]
    return tuple(row.record for row in understood.shaped)


@pytest.fixture(scope="module")
def directory(demo):
    with demo.store.view() as view:
        return view.people.directory()


def starts_a_formula(text):
    is_number = text.lstrip("+-").replace(".", "", 1).removesuffix("%").isdigit()
    return text.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20)
@given(data=st.data())
def test_what_is_written_is_read_back_without_loss_and_no_cell_starts_a_formula(kind, data, demo_config, directory):
    records = data.draw(registers(kind))
    if kind is RegisterKind.COSTS:
        records = with_funds(records)
    written = {file_format: as_file(kind, records, file_format) for file_format in ExportFormat}
    for file_format, content in written.items():
        assert read_back(kind, content, demo_config, directory) == records, file_format
    text = written[ExportFormat.CSV].decode("utf-8-sig")
    assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if starts_a_formula(cell)]
    book = openpyxl.load_workbook(io.BytesIO(written[ExportFormat.XLSX]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type in {"f", "e"}]
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and starts_a_formula(cell.value)]


@given(texts)
def test_the_guard_comes_off_as_it_went_on(text):
    assert without_guard(guarded(text)) == text


def test_what_would_start_a_formula_is_guarded_and_numbers_are_not():
    assert {text for text in AWKWARD if guarded(text) != text} == {
        text for text in AWKWARD if text.startswith(FORMULA_STARTS) and text != "-5"
    }


def test_a_long_history_goes_on_in_further_cells(demo, demo_config, directory):
    first, other = records_of(demo, RegisterKind.RISKS)[:2]
    entry = replace(first.history[0], update="word " * 380 + "end")
    long = replace(first, history=tuple(replace(entry, version=number) for number in range(1, 61)))
    for file_format in ExportFormat:
        content = as_file(RegisterKind.RISKS, [long, other], file_format)
        assert read_back(RegisterKind.RISKS, content, demo_config, directory) == (long, other)
