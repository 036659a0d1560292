"""What an export writes, an import restores: nothing is lost, and nothing starts a formula."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.imports.drafts import RegisterKind
from bot.domain.registers.plan_records import PlanEntry, PlanTaskRecord
from bot.domain.registers.records import ActionEntry, ActionRecord, ActionStatus, RiskEntry
from bot.domain.risks import REVIEW_KINDS, ReviewKind
from bot.workflows.exports import ExportFormat, export
from bot.workflows.exports.exporting import as_file
from bot.workflows.imports import Importer, ImportSource, apply, prepare
from tests.support.records import records_of, registers, with_funds

FORMATS = list(ExportFormat)
FIRST = ActionEntry(1, datetime(2018, 11, 1, tzinfo=UTC), "Import", "", ActionStatus.OPEN, "", None, "")
FIRST_BY_TYPE = {
    ActionRecord: FIRST,
    PlanTaskRecord: PlanEntry(1, datetime(2018, 11, 1, tzinfo=UTC), "Import", "", "", "", None, ""),
}
BEGAN = RiskEntry(
    version=1,
    kind=ReviewKind.ADDED,
    at=datetime(2018, 11, 1, tzinfo=UTC),
    author="Import",
    author_key="",
    inherent=None,
    residual=None,
    target=None,
    mitigation="",
    update="",
    reported_direction="",
    is_imported=True,
)
LEADS = ("Planned Care director", "Urgent Care Reference Group", "Unplanned Care SRO")
READERS = ("Governance manager", "Programme director", "Unplanned Care SRO")
HELD = list(RegisterKind)


def numbered(history):
    return tuple(replace(entry, version=number, author_key="") for number, entry in enumerate(history, 1))


def with_history(action):
    """Return an action or a task with a history; one that brings none would be given its beginning."""
    begun = replace(action, history=numbered(action.history or (FIRST_BY_TYPE[type(action)],)))
    if not isinstance(begun, ActionRecord):
        return begun
    return replace(begun, outcome="" if begun.status is ActionStatus.OPEN else begun.outcome or "done")


def as_held(risk, zone):
    """Return a risk as a store would hold it: it begins with a review, and stands where its history ends."""
    entries = risk.history or (BEGAN,)
    history = numbered((replace(entries[0], kind=ReviewKind.ADDED), *entries[1:]))
    reviewed = [entry for entry in history if entry.kind in REVIEW_KINDS][-1]
    now = history[-1]
    return replace(
        risk,
        leads=LEADS[: len(risk.leads)],
        readers=READERS[: len(risk.readers)],
        links=tuple(dict.fromkeys(f"action {link}" for link in risk.links)),
        reports=(),
        summary=risk.summary or "A risk",
        inherent=now.inherent,
        residual=now.residual,
        target=now.target,
        reported_direction=now.reported_direction,
        mitigation=now.mitigation,
        update=reviewed.update,
        updated_on=reviewed.at.astimezone(zone).date(),
        history=history,
    )


def channels_told(services):
    with services.store.engines.read.connect() as connection:
        return set(connection.exec_driver_sql("SELECT channel FROM outbox").scalars())


def test_the_demo_holds_what_the_round_trip_is_about(demo):
    assert {kind: len(records_of(demo, kind)) for kind in HELD} == {
        RegisterKind.RISKS: 18,
        RegisterKind.ACTIONS: 7,
        RegisterKind.PLAN: 10,
        RegisterKind.MINUTES: 6,
        RegisterKind.FORWARD_PLAN: 7,
        RegisterKind.COSTS: 36,
        RegisterKind.FINANCE: 18,
        RegisterKind.INTERESTS: len(demo.config.interests),
    }


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_whole_demo_comes_back_record_by_record(demo, another, file_format):
    restored = another()
    for kind in HELD:
        source = ImportSource(kind, f"{kind}.{file_format}", export(demo, kind, file_format))
        plan = prepare(restored, source)
        wanted = records_of(demo, kind)
        known = len(records_of(restored, kind))
        assert plan.counts == {
            "new": len(wanted) - known,
            "changed": 0,
            "unchanged": known,
            "refused": 0,
            "questioned": 0,
        }, plan.summary
        apply(restored, source, Importer(), plan.digest)
        assert records_of(restored, kind) == wanted
        again = prepare(restored, source)
        assert not again.changes_anything
        assert again.counts["unchanged"] == len(wanted)
    assert channels_told(restored) == {"C0OFFICE"}, "the office alone is told"
    with demo.store.view() as one, restored.store.view() as other:
        was = {str(risk.ref): (risk.direction, risk.boards, risk.linked) for risk in one.risks.all()}
        now = {str(risk.ref): (risk.direction, risk.boards, risk.linked) for risk in other.risks.all()}
        assert now == was
        other.verify_audit()


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("kind", list(RegisterKind))
@settings(max_examples=5)
@given(data=st.data())
def test_any_register_comes_back_through_a_database(kind, file_format, data, scratch, demo_config):
    records = data.draw(registers(kind))
    if kind is RegisterKind.COSTS:
        records = with_funds(records)
    if kind in {RegisterKind.ACTIONS, RegisterKind.PLAN}:
        records = tuple(with_history(record) for record in records)
    if kind is RegisterKind.RISKS:
        records = tuple(as_held(record, demo_config.zone) for record in records)
    with scratch() as services:
        wanted = sorted([*records_of(services, kind), *records], key=repr)
        source = ImportSource(kind, "register", as_file(kind, records, file_format))
        plan = prepare(services, source)
        assert plan.counts["refused"] == 0, [row.reason for row in plan.rows]
        apply(services, source, Importer(), plan.digest)
        kept = records_of(services, kind)
        assert sorted(kept, key=repr) == wanted
        assert not prepare(services, source).changes_anything
        out = ImportSource(kind, "again", as_file(kind, kept, file_format))
        assert not prepare(services, out).changes_anything
