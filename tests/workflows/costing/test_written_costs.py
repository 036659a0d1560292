"""The costs of a draft: written by a line, as text, and from a table; the version that somebody else saved stands."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.proposals.content import YearAmount
from bot.domain.proposals.cost_text import costs_text
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleRecordError
from bot.papers.sheets.writing import write_csv
from bot.slack.files import SharedFile
from bot.store.repositories.jobs import Job
from bot.views import cost_forms
from bot.views.cost_forms import REPLACE, LineFields
from bot.views.form_standing import standing
from bot.views.ids import Act
from bot.views.risk_fields import FormOrigin
from bot.workflows.proposals import cost_exports, cost_files, costs
from bot.workflows.proposals.costs_meanwhile import LeftLine, stale_line_form, stale_text_form
from tests.support.costs import LINES, third_round
from tests.support.costs import NAMES as THIRD_NAMES

BEDS = LineFields(what="Beds", years={2018: "104,000"}, reckoning="5 beds x 26 weeks x £800", total="£104,000")


def reads(counting, file):
    job = Job(1, "token", "key", cost_files.KIND, {"file": file, "version": 1}, 1)
    cost_files.performer(counting.hands())[cost_files.KIND].perform(job)


def said(message: Any) -> str:
    return json.dumps(message, ensure_ascii=False)


def test_a_line_is_added_changed_and_taken_out(counting):
    saved = costs.save_line(counting.services, counting.asks(), 0, BEDS, is_dropped=False)
    assert "line 1, “Beds”, comes to £104,000. The costs of P-1 come to *£104,000*." in saved.said
    wrong = LineFields(what="Beds", years={2018: "100,000"}, reckoning=BEDS.reckoning)
    saved = costs.save_line(counting.services, counting.asks(version=saved.version), 1, wrong, is_dropped=False)
    assert "5 beds x 26 weeks x £800 comes to £104,000, and its years come to £100,000, £4,000 less." in saved.said
    assert counting.draft().costs[0].years == (YearAmount(2018, 100_000_00),)
    saved = costs.save_line(counting.services, counting.asks(), 1, wrong, is_dropped=True)
    assert "Line 1 is taken out." in saved.said
    assert counting.draft().costs == ()
    assert counting.verbs()[:3] == ["proposal.drafted"] * 3


def test_a_line_changed_meanwhile_keeps_what_was_saved_and_what_was_typed(counting):
    costs.save_line(counting.services, counting.asks(), 0, BEDS, is_dropped=False)
    opened = costs.line_form(counting.services, counting.identity(), "P-1", 1)
    other = replace(BEDS, what="Beds, winter", years={2018: "TBC up to 110,000"})
    costs.save_line(counting.services, counting.asks(), 1, other, is_dropped=False)
    origin, _ = cost_forms.unpack_line(opened["private_metadata"])
    typed = {**standing(opened["blocks"]), "year_2018": "109,000", "note": "Agreed"}
    left = LeftLine(origin, 1, (2018,), typed, opened["blocks"])
    again = stale_line_form(counting.services, counting.identity(), left)
    stands = standing(again["blocks"])
    assert (stands["what"], stands["year_2018"], stands["note"]) == ("Beds, winter", "109,000", "Agreed")
    assert "TBC up to £110,000" in said(again)
    costs.save_line(counting.services, counting.asks(), 1, other, is_dropped=True)
    gone = stale_line_form(counting.services, counting.identity(), left)
    assert "The line is gone" in said(gone)
    assert standing(gone["blocks"])["what"] == "Beds"


def test_lines_as_text_over_others_show_both_and_nothing_takes_all_out_unasked(counting):
    costs.save_text(counting.services, counting.asks(), "Office; 2018/19 5", is_adding=False)
    origin = FormOrigin("P-1", 1)
    again = stale_text_form(counting.services, counting.identity(), origin, "Mine; 2018/19 7", is_adding=False)
    assert "Office; 2018/19 £5" in said(again)
    assert standing(again["blocks"]) == {"lines": "Mine; 2018/19 7"}
    with pytest.raises(InvalidInputError, match="No line of costs is given"):
        costs.save_text(counting.services, counting.asks(), " ", is_adding=False)
    costs.save_text(counting.services, counting.asks(), "None", is_adding=False)
    assert counting.draft().costs == ()


@pytest.mark.parametrize(
    ("fields", "under"),
    [
        (LineFields(what="Beds", years={2018: "0"}), {"year_2018": "nothing"}),
        (LineFields(what="Beds", years={2018: "-5", 2019: "1e12"}), {"year_2018": "less", "year_2019": "as people"}),
        (LineFields(what="Beds", years={2018: "ten thousand"}), {"year_2018": "Write it in figures"}),
        (LineFields(what=" ", total="5"), {"what": "Say what"}),
        (LineFields(what="Beds", reckoning="five beds"), {"reckoning": "5 beds x 26 weeks"}),
        (LineFields(what="Beds", years={2018: ""}), {"year_2018": "has no amount"}),
    ],
)
def test_what_cannot_be_taken_is_said_under_its_field(counting, fields, under):
    with pytest.raises(InvalidInputError) as refused:
        costs.save_line(counting.services, counting.asks(), 0, fields, is_dropped=False)
    assert set(refused.value.fields) == set(under)
    assert all(words in refused.value.fields[name] for name, words in under.items())
    assert counting.draft().costs == ()


def test_costs_that_changed_meanwhile_are_not_overwritten(counting):
    seen = counting.proposal().version
    costs.save_line(counting.services, counting.asks(), 0, BEDS, is_dropped=False)
    with pytest.raises(StaleRecordError):
        costs.save_line(counting.services, counting.asks(version=seen), 0, BEDS, is_dropped=False)
    assert len(counting.draft().costs) == 1


def test_only_who_may_edit_writes_and_a_reader_sees_no_buttons(counting):
    costs.save_line(counting.services, counting.asks(), 0, BEDS, is_dropped=False)
    counting.submit()
    with pytest.raises(NotAllowedError, match="You can't edit P-1"):
        costs.save_text(counting.services, counting.asks("planned-care-sro"), "Beds; TBC", is_adding=False)
    shown = said(costs.show_costs(counting.services, counting.identity("planned-care-sro"), "P-1"))
    assert "£104,000" in shown
    assert Act.COST_ADD not in shown
    assert Act.COST_ADD in said(costs.show_costs(counting.services, counting.identity(), "P-1"))


def test_text_takes_the_place_of_all_lines_and_says_what_is_wrong(counting):
    saved = costs.save_text(
        counting.services,
        counting.asks(),
        "Viewer; 2018/19 50,000; 2019/20 45,000; total 90,000\nTotal: 90,000",
        is_adding=False,
    )
    assert "come to *£95,000*; the total typed is £90,000" in saved.said
    assert "its years come to £95,000, and its total says £90,000, £5,000 less" in saved.said
    with pytest.raises(InvalidInputError) as refused:
        costs.save_text(counting.services, counting.asks(), "Viewer; ten thousand", is_adding=False)
    assert set(refused.value.fields) == {"lines"}


def test_lines_typed_behind_others_put_a_total_right_that_is_typed_again(counting):
    costs.save_text(counting.services, counting.asks(), "A; 2018/19 5\nTotal PC: 6\nTotal: 5", is_adding=False)
    costs.save_text(counting.services, counting.asks(), "B; 2018/19 7\nTotal PC: 8", is_adding=True)
    draft = counting.draft()
    assert [(line.number, line.what) for line in draft.costs] == [(1, "A"), (2, "B")]
    assert ([one.pence for one in draft.stated_totals], draft.stated_total_pence) == ([8_00], 5_00)


def test_a_table_is_read_shown_and_taken_once(counting):
    counting.files["F1"] = LINES.read_bytes()
    asked = counting.asks()
    for _ in range(2):
        cost_files.receive(counting.services, asked, SharedFile("F1", LINES.name, 0, ""), REPLACE)
    reads(counting, "F1")
    assert counting.draft().costs == ()
    with pytest.raises(NotAllowedError, match="Only whoever sent"):
        cost_files.take(counting.services, counting.identity("planned-care-sro"), "k", "F1", 1)
    cost_files.take(counting.services, counting.identity(), "k1", "F1", 1)
    assert len(counting.draft().costs) == len(third_round().costs)
    with pytest.raises(InvalidInputError, match="dealt with already"):
        cost_files.take(counting.services, counting.identity(), "k2", "F1", 1)


def test_a_file_that_is_no_table_of_costs_changes_nothing_and_is_told(counting):
    counting.files["F2"] = b"Name,Colour\nApple,red\n"
    cost_files.receive(counting.services, counting.asks(), SharedFile("F2", "fruit.csv", 0, ""), REPLACE)
    reads(counting, "F2")
    with pytest.raises(InvalidInputError, match="dealt with already"):
        cost_files.take(counting.services, counting.identity(), "k1", "F2", 1)


def test_an_export_is_read_back_line_for_line(counting):
    content = third_round()
    table = cost_exports.table_of(content, THIRD_NAMES, "P-2")
    counting.files["F3"] = write_csv(table)
    costs.save_text(counting.services, counting.asks(), costs_text(content), is_adding=False)
    before = counting.draft().costs
    cost_files.receive(counting.services, counting.asks(), SharedFile("F3", "costs.csv", 0, ""), REPLACE)
    reads(counting, "F3")
    cost_files.take(counting.services, counting.identity(), "k1", "F3", 1)
    after = counting.draft().costs
    assert [(one.what, one.years, one.stated_total_pence, one.is_up_to, one.is_tbc, one.is_given) for one in after] == [
        (one.what, one.years, one.stated_total_pence, one.is_up_to, one.is_tbc, one.is_given) for one in before
    ]


def test_a_line_that_is_not_there_has_no_form(counting):
    with pytest.raises(NotFoundError, match="no line 7"):
        costs.line_form(counting.services, counting.identity(), "P-1", 7)
