"""Funds in Slack: looked at, shared, spent of, and drawn; a round of bids opened and shown."""

from __future__ import annotations

from tests.scenarios.people import DIRECTOR, MANAGER, labels, words

FINANCE_OFFICER = "U0CCGCFO"
OPENS = "/proposal round open IT-3"


def test_a_fund_is_shown_shared_spent_of_and_drawn(stage):
    officer, director = stage.person(FINANCE_OFFICER), stage.person(DIRECTOR)
    fund = officer.types("/proposal fund it 3")
    assert "*Envelope £2,500,000*" in words(fund)
    assert labels(fund) == ["See the chart", "Record spend"]
    assert "Record spend" not in labels(director.types("/proposal fund IT-3"))
    assert "Did you mean `IT-3`?" in words(director.types("/proposal fund IT-33"))
    assert "deficit of £50,000.01" in words(director.types("/proposal fund share BCF --outturn 1,250,000.01"))
    form = officer.chooses(fund, "Record spend")
    assert set(officer.is_refused(form, {"amount": "ten thousand", "words": "Invoice 7"})) == {"amount"}
    said = officer.saves(form, {"amount": "12,500", "words": "Invoice 7"})
    assert "Recorded: £12,500 spent" in said
    shown = officer.asks(officer.types("/proposal fund IT-3"), "What was spent")
    assert "£12,500 spent, Invoice 7" in shown["text"]
    assert "the chart of IT-3" in words(director.asks(director.types("/proposal fund IT-3"), "See the chart"))
    assert "Which proposal do you want to allow more money for?" in words(officer.types("/proposal override"))


def test_rounds_are_run_by_the_office(stage):
    office, director = stage.person(MANAGER), stage.person(DIRECTOR)
    assert "no round of bids" in words(director.types("/proposal round"))
    assert "governance office" in words(director.types(OPENS))
    assert {"criteria", "panel", "blind"} <= {block.get("block_id") for block in office.opens(OPENS)["blocks"]}
    assert "There is no round R-9" in words(director.types("/proposal round r9"))
