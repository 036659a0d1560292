"""Rows that doubt themselves: whose risk they mean, when it was reviewed, and since when it is there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.imports.drafts import RegisterKind
from bot.domain.risks import ReviewKind, Visibility
from bot.domain.scoring import Score
from bot.workflows.imports import Importer, ImportOptions, ImportSource, Outcome, apply, prepare
from tests.support.records import records_of

DATED = "Ref,Risk,Residual L,Residual S,Mitigation,Last reviewed\n"


def source(text, kind=RegisterKind.RISKS, **options):
    return ImportSource(kind, "register.csv", text.encode(), ImportOptions(**options))


def take_in(services, brought):
    return apply(services, brought, Importer(), prepare(services, brought).digest)


def held(services):
    return {risk.ref: risk for risk in records_of(services, RegisterKind.RISKS)}


def test_a_prefix_takes_no_risk_of_another_that_begins_alike(another):
    services = another()
    take_in(services, source("Ref,Risk,Residual L,Residual S\nUC6,Calls are lost,4,4\n"))
    brought = source("Risk,Residual L,Residual S\nCalls are lost,1,1\n", prefix="U", workstream="PC")
    (row,) = prepare(services, brought).rows
    assert (row.label, row.outcome) == ("U1", Outcome.NEW)
    (row,) = prepare(services, source("Risk,Residual L,Residual S\nCalls are lost,4,4\n", prefix="UC")).rows
    assert (row.label, row.outcome) == ("UC6", Outcome.UNCHANGED)


def test_a_row_reviewed_before_what_is_held_is_asked_about_and_changes_no_position(another):
    services = another()
    take_in(services, source(DATED + "PC1,A risk,4,4,Now,30/10/2018\n"))
    before = held(services)["PC1"]
    brought = source(DATED + "PC1,A risk,1,1,Then,12/10/2018\n")
    (row,) = prepare(services, brought).rows
    assert row.outcome is Outcome.UNCHANGED
    assert [(question.field, question.written) for question in row.questions] == [("updated_on", "12 Oct 2018")]
    take_in(services, brought)
    assert held(services)["PC1"] == before


@pytest.mark.parametrize(("written", "day"), [("31/10/2018", 31), ("30/10/2018", 30)])
def test_a_review_is_dated_by_the_register_also_after_an_edit(another, written, day):
    services = another()
    take_in(services, source(DATED + "PC1,A risk,4,4,Now,30/10/2018\n"))
    services.clock.move_to(services.clock.now() + timedelta(days=3))
    take_in(services, source(DATED + "PC1,A risk in other words,4,4,Now,30/10/2018\n"))
    later = source(DATED + f"PC1,A risk in other words,3,3,Later,{written}\n")
    take_in(services, later)
    risk = held(services)["PC1"]
    assert (risk.residual, risk.updated_on) == (Score(3, 3), date(2018, 10, day))
    assert [entry.kind for entry in risk.history] == [ReviewKind.ADDED, ReviewKind.EDITED, ReviewKind.REVIEWED]
    assert risk.history[-1].at == datetime(2018, 10, day, 12, tzinfo=UTC)
    assert not prepare(services, later).changes_anything


def test_a_risk_was_raised_no_later_than_it_was_reviewed(another):
    services = another()
    take_in(services, source(DATED + "PC1,A risk,4,4,Now,12/10/2018\nPC2,Another,4,4,Now,\n"))
    risks = held(services)
    assert (risks["PC1"].raised_on, risks["PC1"].updated_on) == (date(2018, 10, 12), date(2018, 10, 12))
    assert risks["PC2"].raised_on == risks["PC2"].updated_on


def test_a_visibility_that_cannot_be_read_publishes_nothing(another):
    services = another()
    headings = "Ref,Risk,Visibility,Residual L,Residual S\n"
    take_in(services, source(headings + "PC1,A risk,Board only,4,4\nPC2,Another,Public,4,4\n"))
    take_in(services, source(headings + "PC1,A risk,TBC,4,4\nPC2,Another,TBC,4,4\n"))
    kept = {ref: risk.visibility for ref, risk in held(services).items()}
    assert kept == {"PC1": Visibility.NON_PUBLIC, "PC2": Visibility.PUBLIC}


def test_a_year_of_two_figures_is_judged_from_the_partnerships_day(another):
    text = "Ref,Action,Owner,Due\nTB-1,Do it,Governance manager,31/12/99\n"
    (row,) = prepare(another(), source(text, RegisterKind.ACTIONS)).rows
    assert [(question.field, question.written) for question in row.questions] == [("due_on", "31/12/99")]
