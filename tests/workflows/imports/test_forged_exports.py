"""Exports that somebody has tampered with: rows are refused in words, and nothing worse happens."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.imports.drafts import RegisterKind
from bot.domain.scoring import Score
from bot.errors import InvalidInputError
from bot.workflows.exports import ExportFormat, export
from bot.workflows.exports.exporting import as_file
from bot.workflows.imports import Importer, ImportSource, apply, prepare
from tests.support.records import AWKWARD, records_of

HELD = [RegisterKind.RISKS, RegisterKind.ACTIONS, RegisterKind.COSTS, RegisterKind.INTERESTS]
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False),
    st.sampled_from([*AWKWARD, "UC", "PC11", "1e999999999", "2018-11-01", "9999-12-31", "Infinity", "1/0", "\x00"]),
    st.lists(st.integers(0, 9), max_size=3),
    st.just({}),
    st.just([["deep", [[]]]]),
)


@pytest.fixture(scope="module")
def exported(demo):
    return {kind: json.loads(export(demo, kind, ExportFormat.JSON)) for kind in HELD}


def forge(row, data):
    """Put another value anywhere into a row."""
    here, names = row, sorted(row)
    while True:
        name = data.draw(st.sampled_from(names))
        inner = here[name]
        if isinstance(inner, list) and inner and isinstance(inner[0], dict) and data.draw(st.booleans()):
            here, names = inner[0], sorted(inner[0])
            continue
        here[name] = data.draw(values)
        return


@pytest.mark.parametrize("kind", HELD)
@settings(max_examples=8)
@given(data=st.data())
def test_a_forged_row_is_refused_or_kept_and_the_others_come_in(kind, data, exported, scratch):
    whole = json.loads(json.dumps(exported[kind]))
    forge(whole["records"][0], data)
    source = ImportSource(kind, "forged.json", json.dumps(whole).encode())
    with scratch() as services:
        plan = prepare(services, source)
        assert plan.counts["refused"] <= 1
        assert all(row.reason for row in plan.rows if row.outcome == "refused")
        apply(services, source, Importer(), plan.digest)
        assert not prepare(services, source).changes_anything
        assert len(records_of(services, kind)) >= len(whole["records"]) - 1
        for file_format in ExportFormat:
            export(services, kind, file_format)


@pytest.mark.parametrize(
    "written", ["{}", '{"register": "risks", "records": {}}', '{"register": "risks", "records": 3}', '{"a":' * 90_000]
)
def test_json_that_is_no_export_is_refused_in_a_sentence(written, scratch):
    with scratch() as services, pytest.raises(InvalidInputError, match="not an export"):
        prepare(services, ImportSource(RegisterKind.RISKS, "x.json", written.encode()))


def test_a_position_that_was_edited_beside_its_history_becomes_a_review(demo, scratch):
    risk = records_of(demo, RegisterKind.RISKS)[0]
    edited = replace(risk, residual=Score(1, 1), update="Settled")
    source = ImportSource(RegisterKind.RISKS, "risks.csv", as_file(RegisterKind.RISKS, [edited], ExportFormat.CSV))
    with scratch() as services:
        apply(services, source, Importer())
        (kept,) = records_of(services, RegisterKind.RISKS)
        assert (kept.residual, kept.update) == (Score(1, 1), "Settled")
        assert kept.history[:-1] == risk.history
        assert not prepare(services, source).changes_anything
