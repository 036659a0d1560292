"""The money of risks as it is shown: by partner, at a bounded price, and to whom its history is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event

from bot.domain.finance_range import simulate
from bot.domain.imports.drafts import RegisterKind
from bot.errors import InvalidInputError, NotFoundError
from bot.workflows import finance, finance_changes
from bot.workflows.finance_access import line_stamp
from bot.workflows.imports import Importer, ImportSource, apply, prepare
from bot.workflows.risk_change import Request
from tests.support.sound import assert_sound_message
from tests.workflows.finance.hands import (
    BEDS,
    CCG,
    DEPUTY,
    DIRECTOR,
    MANAGER,
    OFFICER,
    OTHER,
    hide,
    line_of,
    said,
    save,
)


def test_a_risks_money_of_several_partners_is_added_up_only_for_who_asks(services):
    finance_changes.add_line(services, Request(OTHER, "view:1"), BEDS)
    apart = finance.show_finance(services, DIRECTOR, "UC5")
    assert f"{CCG} £880,000; City £300,000" in said(apart)
    assert "£1.18m" not in str(apart)
    together = finance.show_finance(services, DIRECTOR, "UC5 ALL")
    assert "£1.18m" in said(together)
    assert f"{CCG}, City may each list it" in said(together)
    page = finance.show_lines(services, DIRECTOR, "UC5")
    assert "City Risk 1, Winter beds" in said(page)
    assert f"{CCG} Risk 8, Winter beds" in said(page)


def test_the_range_is_reckoned_of_what_is_shown_alone(services, monkeypatch):
    simulated = []
    monkeypatch.setattr(finance, "simulate", lambda lines: simulated.append(len(lines)) or simulate(lines))
    for number in range(4):
        finance_changes.add_line(
            services, Request(OFFICER, f"view:{number}"), replace(BEDS, partner=f"City {'abcd'[number]}")
        )
    for words, lengths in [("", []), ("City b", [1]), ("all", [22]), ("UC5", []), ("UC5 all", [5]), ("PC11", [2])]:
        simulated.clear()
        finance.show_finance(services, OFFICER, words)
        assert simulated == lengths


def test_however_many_lines_there_are_few_statements_find_their_risks(services):
    for number, ref in enumerate(("UC5", "UC6", "PC7", "PC11")):
        line = replace(BEDS, number=str(number + 1), risk_ref=f"{ref}, UC1")
        finance_changes.add_line(services, Request(OFFICER, f"view:{number}"), line)
    asked = []
    event.listen(services.store.engines.read, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for show in (
        lambda: finance.show_finance(services, DEPUTY, "City"),
        lambda: finance.show_lines(services, DEPUTY, "City"),
    ):
        show()
        asked.clear()
        show()
        assert len(asked) <= 10


def test_a_partner_whose_name_reads_as_something_else_is_shown_but_not_begun(services):
    text = "Partner,No,Risks,Full value,Probability %\nNE1,1,Beds,100,50%\n"
    source = ImportSource(RegisterKind.FINANCE, "ne.csv", text.encode())
    apply(services, source, Importer(), prepare(services, source).digest)
    assert "Money at risk · NE1" in said(finance.show_finance(services, OTHER, "ne1"))
    assert "Beds" in said(finance.show_lines(services, OTHER, "NE1"))
    assert "NE1" in str(finance.add_form(services, OFFICER, "NE1"))
    finance_changes.add_line(services, Request(OFFICER, "view:0"), replace(BEDS, partner="NE1"))
    with pytest.raises(NotFoundError):
        finance.show_finance(services, OTHER, "NE2")
    for number, (field, typed) in enumerate([("partner", "NE 2"), ("partner", "All"), ("number", "1/risk/2")], 1):
        with pytest.raises(InvalidInputError) as refused:
            finance_changes.add_line(services, Request(OFFICER, f"view:{number}"), replace(BEDS, **{field: typed}))
        assert field in refused.value.fields


def history(services, who, kept):
    message = finance.show_line_history(services, who, kept.id)
    assert_sound_message(message)
    return str(message["blocks"])


def test_a_number_given_anew_tells_nothing_of_the_line_that_had_it(services):
    hide(services, "UC5")
    finance_changes.add_line(services, Request(OTHER, "view:1"), replace(BEDS, title="A named provider"))
    old = line_of(services, "A named provider")
    save(services, OTHER, old, narrative="A secret deal")
    old = line_of(services, "A named provider")
    finance_changes.drop_line(services, Request(OTHER, "view:2"), old.id, line_stamp(old), "The provider said no")
    finance_changes.add_line(services, Request(OFFICER, "view:3"), replace(BEDS, title="Ward", risk_ref="UC6"))
    new = line_of(services, "Ward")
    assert new.line.label == old.line.label
    for who in (DIRECTOR, OFFICER, MANAGER):
        told = history(services, who, new)
        assert "added it" in told
        assert "secret" not in told
        assert "provider" not in told


def test_what_a_line_was_while_a_hidden_risks_is_told_to_its_readers_alone(services):
    hide(services, "PC11")
    named = replace(BEDS, title="A named provider", risk_ref="PC11")
    finance_changes.add_line(services, Request(DIRECTOR, "view:1"), named)
    save(services, DIRECTOR, line_of(services, "A named provider"), narrative="A secret deal")
    save(services, MANAGER, line_of(services, "A named provider"), title="Ward", narrative="", risk_ref="UC6")
    save(services, MANAGER, line_of(services, "Ward"), narrative="Open to all")
    kept = line_of(services, "Ward")
    told = history(services, DEPUTY, kept)
    assert "Open to all" in told
    for word in ("secret", "provider", "PC11", "added it"):
        assert word not in told
    assert "secret" in history(services, DIRECTOR, kept)
