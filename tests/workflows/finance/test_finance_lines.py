"""The money of risks: who sees and changes which line, and what is kept of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.domain.imports.drafts import RegisterKind
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleRecordError
from bot.sandbox.checks.blocks import MODAL
from bot.views.finance_form import COMPUTED, LineFields
from bot.workflows import finance, finance_changes, risk_queries
from bot.workflows.exports import ExportFormat, export
from bot.workflows.finance_access import line_stamp
from bot.workflows.imports import Importer, ImportSource, apply, prepare
from bot.workflows.risk_change import Request
from tests.support.sound import assert_sound_message, assert_sound_view
from tests.workflows.finance.hands import (
    BEDS,
    CCG,
    DEPUTY,
    DIRECTOR,
    MANAGER,
    OFFICER,
    OTHER,
    events,
    hide,
    line_of,
    lines,
    said,
    save,
)


def test_the_only_partners_tracker_is_shown_at_once_with_totals_net_and_range(services):
    message = finance.show_finance(services, OTHER, "")
    table = next(block for block in message["blocks"] if block["type"] == "table")
    rows = [[cell["text"].replace("\u2060", "") for cell in row] for row in table["rows"]]
    assert rows[1] == ["Risks, 10 of 11", "£15.915m", "£4.848m", "£3.865m", "£8.713m"]
    assert rows[2] == ["Opportunities, 7", "−£16.317m", "−£4.146m", "−£4.567m", "−£8.713m"]
    assert rows[3] == ["Net, 17 of 18", "−£402,000", "£702,000", "−£702,000", "£0"]
    assert "1 line to be confirmed is left out" in said(message)
    assert "8 lines state another adjusted value" in str(message["blocks"])


def test_partners_are_never_added_up_unless_somebody_asks(services):
    finance_changes.add_line(services, Request(OFFICER, "view:1"), replace(BEDS, risk_ref=""))
    first = said(finance.show_finance(services, OTHER, ""))
    assert "2 partners" in first
    assert "City £300,000" in first
    assert "may be counted twice" in said(finance.show_finance(services, OTHER, "all"))
    assert "Money at risk · City" in said(finance.show_finance(services, OTHER, "cit"))
    with pytest.raises(InvalidInputError, match="no tracker of “Nobody”"):
        finance.show_finance(services, OTHER, "Nobody")


def test_a_line_is_added_where_it_belongs_and_stands_on_its_risks_card(services):
    saved = finance_changes.add_line(services, Request(OTHER, "view:1"), BEDS)
    assert "Added City risk 1" in saved.said
    assert "£300,000, and is tied to UC5" in saved.said
    kept = next(kept for kept in lines(services) if kept.line.partner == "City")
    assert (kept.line.adjusted_recurrent_pence, kept.line.risk_refs) == (30_000_000, ("UC5",))
    card = risk_queries.show_risk(services, DIRECTOR, "UC5")
    assert f"{CCG}: £880,000 expected; City: £300,000 expected" in str(card["blocks"])
    assert_sound_message(card)
    assert "Finance City/risk/1" not in str(card["blocks"])
    assert "Winter beds" in said(finance.show_lines(services, DIRECTOR, "UC5"))
    assert events(services, kept) == ["finance_line.added"]


def test_the_same_delivery_twice_adds_one_line(services):
    for _ in range(2):
        finance_changes.add_line(services, Request(OFFICER, "view:1"), BEDS)
    assert sum(kept.line.partner == "City" for kept in lines(services)) == 1


def test_a_line_is_changed_by_finance_the_office_and_who_answers_for_its_risk(services):
    kept = line_of(services, "Elective activity above plan")
    for who in (OFFICER, MANAGER, DIRECTOR):
        save(services, who, line_of(services, kept.line.title), narrative=f"Seen by {who.slack_id}")
    with pytest.raises(NotAllowedError, match="Planned Care director"):
        save(services, OTHER, line_of(services, kept.line.title), narrative="No")
    alone = line_of(services, "Prescribing prices")
    with pytest.raises(NotAllowedError, match="finance officers and the governance office"):
        save(services, DIRECTOR, alone, narrative="No")
    with pytest.raises(NotAllowedError):
        save(services, DIRECTOR, line_of(services, kept.line.title), risk_ref="")
    assert events(services, kept)[:3] == ["finance_line.edited"] * 3


def test_a_value_that_was_computed_follows_and_a_stated_one_stays(services):
    follows = line_of(services, "Elective activity above plan")
    assert LineFields.of(follows.line).recurrent == COMPUTED
    save(services, OFFICER, follows, probability="50%")
    assert line_of(services, follows.line.title).line.adjusted_recurrent_pence == 160_000_000
    stays = line_of(services, "Growth in complex care packages")
    save(services, OFFICER, stays, probability="50%")
    assert line_of(services, stays.line.title).line.adjusted_recurrent_pence == 76_700_000
    history = finance.show_line_history(services, OTHER, follows.id)
    assert "probability: 75% → 50%" in str(history["blocks"])


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("full_value", "1.234", "A penny has no parts."),
        ("full_value", "", "Give its value, or TBC."),
        ("full_value", "-£5", "without a minus"),
        ("probability", "150%", "between 0 and 100%"),
        ("probability", "1", "1% or 100%"),
        ("recurrent", "up to £5", "One plain amount"),
        ("risk_ref", "UC", "is not a reference"),
        ("risk_ref", "PC99", "There is no risk PC99"),
        ("title", " ", "Say what it is"),
        ("number", "x" * 21, "At most 20"),
        ("partner", "", "Name the partner"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_nothing_is_kept(services, field, typed, sentence):
    before = lines(services)
    with pytest.raises(InvalidInputError) as refused:
        finance_changes.add_line(services, Request(OFFICER, "view:1"), replace(BEDS, **{field: typed}))
    assert sentence in refused.value.fields[field]
    assert lines(services) == before


def test_a_number_stands_once_in_each_half_of_a_tracker(services):
    taken = replace(BEDS, partner=CCG.upper(), number="1")
    with pytest.raises(InvalidInputError, match="has a risk 1 already"):
        finance_changes.add_line(services, Request(OFFICER, "view:1"), taken)
    finance_changes.add_line(services, Request(OFFICER, "view:2"), replace(taken, number=""))
    assert max(int(kept.line.number) for kept in lines(services) if kept.line.partner == CCG) == 12


def test_to_be_confirmed_is_kept_and_left_out_of_totals(services):
    kept = line_of(services, "Estates charges")
    save(services, OFFICER, kept, full_value="TBC", recurrent="", non_recurrent="TBC")
    assert line_of(services, "Estates charges").line.to_be_confirmed == ("full_value", "adjusted_non_recurrent")
    assert "2 lines to be confirmed are left out" in said(finance.show_finance(services, OFFICER, ""))


def test_a_stale_form_comes_back_and_an_unchanged_one_says_so(services):
    kept = line_of(services, "Estates charges")
    with pytest.raises(InvalidInputError, match="Nothing has changed"):
        save(services, OFFICER, kept)
    save(services, OFFICER, kept, narrative="Settled")
    with pytest.raises(StaleRecordError):
        save(services, MANAGER, kept, narrative="Still open")
    renewed = finance.stale_edit_form(services, MANAGER, kept.id, replace(LineFields(), narrative="Still open"))
    assert_sound_view(renewed, MODAL)
    assert "Still open" in str(renewed)
    assert line_of(services, "Estates charges").line.narrative == "Settled"


def test_a_line_is_dropped_with_a_reason_and_its_tie_goes_too(services):
    kept = line_of(services, "Winter beds")
    assert_sound_view(finance.drop_form(services, OTHER, kept.id), MODAL)
    with pytest.raises(InvalidInputError, match="Say why"):
        finance_changes.drop_line(services, Request(OFFICER, "view:1"), kept.id, line_stamp(kept), " ")
    finance_changes.drop_line(services, Request(OFFICER, "view:2"), kept.id, line_stamp(kept), "Counted by the trust")
    assert kept not in lines(services)
    assert "expected" not in str(risk_queries.show_risk(services, OTHER, "UC5")["blocks"])
    assert events(services, kept)[0] == "finance_line.dropped"
    with pytest.raises(NotFoundError):
        finance_changes.drop_line(services, Request(OFFICER, "view:3"), kept.id, line_stamp(kept), "Again")


def test_lines_of_a_risk_that_is_not_public_are_not_there_for_others(services):
    hide(services, "PC11")
    theirs = finance.show_finance(services, DEPUTY, "")
    assert "£15.915m" not in str(theirs)
    assert "£12.715m" in str(theirs)
    assert "Elective" not in str(finance.show_lines(services, DEPUTY, CCG))
    assert "£15.915m" in str(finance.show_finance(services, DIRECTOR, ""))
    kept = line_of(services, "Elective activity above plan")
    for ask in (finance.edit_form, finance.drop_form, finance.show_line_history):
        with pytest.raises(NotFoundError):
            ask(services, DEPUTY, kept.id)
    with pytest.raises(NotFoundError):
        finance.show_finance(services, DEPUTY, "PC11")


def test_forms_open_filled_for_those_who_may(services):
    form = finance.add_form(services, DIRECTOR, "PC11")
    assert_sound_view(form, MODAL)
    assert "PC11" in str(form)
    with pytest.raises(NotAllowedError, match="Finance officers"):
        finance.add_form(services, DIRECTOR, "")
    with pytest.raises(NotAllowedError, match="You can't change this line"):
        finance.add_form(services, DIRECTOR, "UC5")
    assert_sound_view(finance.edit_form(services, OFFICER, lines(services)[0].id), MODAL)
    assert_sound_message(finance.show_lines(services, OFFICER, CCG, 2))


@pytest.mark.parametrize("file_format", list(ExportFormat))
def test_ties_to_risks_come_back_from_an_export(services, file_format):
    wanted = [kept.line for kept in lines(services)]
    source = ImportSource(RegisterKind.FINANCE, f"t.{file_format}", export(services, RegisterKind.FINANCE, file_format))
    for number, kept in enumerate(lines(services)):
        finance_changes.drop_line(services, Request(OFFICER, f"view:{number}"), kept.id, line_stamp(kept), "Begin anew")
    apply(services, source, Importer(), prepare(services, source).digest)
    assert [kept.line for kept in lines(services)] == wanted
    assert wanted[0].risk_refs == ("PC11",)
    assert not prepare(services, source).changes_anything


def test_a_file_may_name_a_lines_risk_and_one_that_is_not_there_is_asked_about(services):
    text = "Partner,No,Risks,Full value,Probability %,Linked risk\nCity,1,Beds,100,50%,UC 5\nCity,2,Pay,50,50%,UC99\n"
    source = ImportSource(RegisterKind.FINANCE, "city.csv", text.encode())
    plan = prepare(services, source)
    assert [question.reason for row in plan.rows for question in row.questions] == [
        "the register has no such risk; no tie to it."
    ]
    apply(services, source, Importer(), plan.digest)
    ties = {kept.line.title: kept.line.risk_refs for kept in lines(services) if kept.line.partner == "City"}
    assert ties == {"Beds": ("UC5",), "Pay": ()}


def test_an_export_from_before_ties_were_kept_is_read(services):
    content = export(services, RegisterKind.FINANCE, ExportFormat.JSON).decode()
    whole = json.loads(content)
    for record in whole["records"]:
        del record["risk_refs"]
    plan = prepare(services, ImportSource(RegisterKind.FINANCE, "old.json", json.dumps(whole).encode()))
    assert plan.counts["refused"] == 0
    assert not plan.changes_anything
