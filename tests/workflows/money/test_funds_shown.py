"""Funds as people see them: how one stands, how partners share, what is spent, and what is told of its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.sandbox.checks.blocks import MODAL
from bot.views.fund_forms import SpendFields
from bot.workflows.funds import showing, spending
from bot.workflows.funds.ending import tell_of_endings
from tests.support.funds import line, lines_of, said
from tests.support.sound import assert_sound_message, assert_sound_view

NAMED = "CCG chief finance officer"
OFFICER, OFFICE, AUTHOR = "ccg-finance-officer", "governance-manager", "unplanned-care-director"


def table_of(message) -> list[list[str]]:
    block = next(block for block in message["blocks"] if block["type"] == "table")
    return [[cell["text"] for cell in row] for row in block["rows"]]


def test_a_fund_is_shown_by_year_workstream_and_organisation(treasury):
    treasury.proposes([line(100_000), line(50_000, None, 2, "PC")])
    message = showing.show_fund(treasury.services, treasury.who(AUTHOR), "X 9")
    assert_sound_message(message)
    assert table_of(message)[1:] == [
        ["Year", "2018/19", "£0", "£0", "£100,000"],
        ["Year", "2019/20", "£0", "£0", "£0"],
        ["Year", "No year named", "£283,000", "£0", "£50,000"],
        ["Workstream", "Integrated Commissioning programme (IC)", "£283,000", "£0", "£0"],
        ["Workstream", "Unplanned Care (UC)", "£0", "£0", "£100,000"],
        ["Workstream", "Planned Care (PC)", "£0", "£0", "£50,000"],
        ["Organisation", "Clinical commissioning group", "£283,000", "£0", "£0"],
        ["Organisation", "Hackney Council", "£0", "£0", "£150,000"],
        ["All", "–", "£283,000", "£0", "£150,000"],
    ]
    assert "Left £717,000" in message["text"]
    assert_sound_message(showing.show_fund(treasury.services, treasury.who(AUTHOR), ""))
    with pytest.raises(NotFoundError, match="no fund “Y”"):
        showing.show_fund(treasury.services, treasury.who(AUTHOR), "Y")


def test_what_is_not_public_counts_only_for_those_who_may_read_it(treasury):
    hidden = treasury.proposes([line(100_000)], visibility=Visibility.NON_PUBLIC)
    before = said(showing.show_fund(treasury.services, treasury.who("prevention-director"), "X-9"))
    assert "£100,000" not in before
    assert hidden.ref not in before
    treasury.gives(hidden, lines_of(treasury, hidden))
    after = said(showing.show_fund(treasury.services, treasury.who("prevention-director"), "X-9"))
    assert after == before
    officer = said(showing.show_fund(treasury.services, treasury.who(OFFICER), "X-9"))
    assert "Left £617,000" in officer
    assert hidden.ref not in officer
    assert hidden.ref in said(showing.show_fund(treasury.services, treasury.who(OFFICE), "X-9"))


@pytest.mark.parametrize("dashes", ["--", "—", "–", ""])
def test_an_outturn_is_shared_to_the_penny_and_the_reckoning_said(treasury, dashes):
    words = f"X-9 {dashes}outturn £1,250,000.01"
    message = showing.share_fund(treasury.services, treasury.who(AUTHOR), words)
    assert_sound_message(message)
    assert table_of(message)[1:] == [
        ["Clinical commissioning group", "£100,000", "£75,000.01", "£175,000.01"],
        ["Hackney Council", "£0", "£61,500", "£61,500"],
        ["City Council", "£0", "£13,500", "£13,500"],
        ["Together", "£100,000", "£150,000.01", "£250,000.01"],
    ]
    for part in ("a deficit", "ICBs, 14 March 2018", "£150,000.01 is split", "50%", "9%"):
        assert part in message["text"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("X-9", "A fund and its outturn"),
        ("--outturn 5", "A fund and its outturn"),
        ("X-9 --outturn ten thousand", "not an amount"),
        ("X-9 --outturn 1e12", "people write money"),
        ("X-9 --outturn -5", "not below 0"),
        ("X-9 --outturn 5 on Friday the 13th", "not a day"),
        ("X-9 --outturn 5 on 31 March 2018", "Nothing that was agreed"),
    ],
)
def test_what_cannot_be_shared_is_said(treasury, words, why):
    with pytest.raises(InvalidInputError, match=why):
        showing.share_fund(treasury.services, treasury.who(AUTHOR), words)


def test_an_outturn_of_nothing_leaves_the_whole_fund_to_share(treasury):
    assert "£1,000,000" in said(showing.share_fund(treasury.services, treasury.who(AUTHOR), "X-9 --outturn 0"))


def test_spend_is_recorded_beside_what_was_given_and_taken_back_by_a_minus(treasury):
    beds = treasury.proposes([line(100_000)])
    treasury.gives(beds, lines_of(treasury, beds))
    assert_sound_view(
        spending.spend_form(treasury.services, treasury.who(OFFICER), f"x-9 {beds.ref} 5,000 invoice 7"), MODAL
    )
    filled = SpendFields("X-9", beds.ref, "actual", "120,000", "", date(2018, 11, 1), "Invoice 7")
    saved = spending.record_spend(treasury.services, treasury.asks(OFFICER), filled)
    assert "That is £20,000 too much" in saved.said
    back = replace(filled, amount="-30,000", words="Credit note")
    assert (
        "Together £90,000 is spent of £100,000"
        in spending.record_spend(treasury.services, treasury.asks(OFFICE), back).said
    )
    listed = spending.show_spends(treasury.services, treasury.who(AUTHOR), "X-9")
    assert_sound_message(listed)
    assert "-£30,000" in said(listed)
    assert "spent £90,000" in said(showing.show_fund(treasury.services, treasury.who(AUTHOR), "X-9"))
    assert treasury.events("fund:X-9")[:2] == ["fund.spent", "fund.spent"]
    with pytest.raises(InvalidInputError, match="no more can be taken back"):
        spending.record_spend(treasury.services, treasury.asks(OFFICE), replace(back, amount="-90,000.01"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "ten thousand"}, "amount"),
        ({"amount": "1e12"}, "amount"),
        ({"amount": "1,000,000,000,000"}, "amount"),
        ({"year": "18"}, "year"),
        ({"spent_on": date(2018, 11, 2)}, "spent_on"),
        ({"spent_on": None}, "spent_on"),
        ({"words": ""}, "words"),
        ({"ref": "P-99"}, "ref"),
    ],
)
def test_spend_that_cannot_be_is_refused_at_its_field(treasury, changed, field):
    filled = SpendFields("X-9", "", "actual", "5", "2018/19", date(2018, 11, 1), "Invoice")
    with pytest.raises(InvalidInputError) as refused:
        spending.record_spend(treasury.services, treasury.asks(OFFICER), replace(filled, **changed))
    assert set(refused.value.fields) == {field}


def test_only_finance_officers_and_the_office_record_spend(treasury):
    with pytest.raises(NotAllowedError):
        spending.spend_form(treasury.services, treasury.who(AUTHOR), "X-9")


def test_an_end_is_told_once_a_step_with_what_is_not_spent(treasury):
    def told(day: date) -> list[str]:
        tell_of_endings(treasury.at(day).services, treasury.clock.now())
        with treasury.engines.read.connect() as connection:
            rows = connection.exec_driver_sql("select content from outbox where dedupe_key like 'fund:X-9:%'")
            return [row[0] for row in rows]

    assert told(date(2018, 11, 2)) == []
    first = told(date(2019, 1, 8))
    assert first
    told_of = (
        "Of £1,000,000, £717,000 was never given.\\nOf £283,000 that is approved, £283,000 is not recorded as drawn"
    )
    assert all(told_of in words for words in first)
    assert told(date(2019, 1, 9)) == first
    assert len(told(date(2019, 3, 4))) == 2 * len(first)
    ended = told(date(2019, 4, 2))
    assert len(ended) == 3 * len(first)
    assert "ended on 31 Mar 2019" in ended[-1]
