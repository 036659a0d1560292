"""Amounts and cost lines as people type them: strictly read, and written back alike."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.domain.imports.drafts import Recurrence, RegisterKind
from bot.domain.imports.interpreting import interpret
from bot.domain.proposals.amounts import read_asked, read_pence, read_product, read_year
from bot.domain.proposals.content import StatedTotal, YearAmount
from bot.domain.proposals.cost_import import ImportedCosts, lines_from
from bot.domain.proposals.cost_text import costs_text, read_costs_text
from bot.errors import InvalidInputError
from bot.papers.sheets import read_workbook
from tests.support.costs import NAMES, third_round


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0", "“0” is nothing. Leave it out, or write TBC where it is not known yet."),
        ("£0.00", "“£0.00” is nothing"),
        ("nil", "“nil” is not an amount"),
        ("-5,000", "“-5,000” is less than nothing"),
        ("(5,000)", "“(5,000)” is less than nothing"),
        ("1e12", "“1e12” is not written as people write money"),
        ("1,000,000,000,000", "No budget is that large"),
        ("999999999999999999", "Write it in figures"),
        ("ten thousand", "“ten thousand” is not an amount. Write it in figures, such as 104,000 or £12.50."),
        ("10,00", "is not one amount in pounds"),
        ("50,000 45,000", "is not one amount in pounds"),
        ("12.345", "“12.345” has more than two figures after the point"),
        ("about 5,000", "“about 5,000” is an estimate"),
        ("5%", "is not one amount in pounds"),
        ("", "No amount is given"),
        ("=1+1", "is not one amount in pounds"),
        ("٣٠٠", "is not one amount in pounds"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(written: str, said: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_pence(written)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("written", "pence"),
    [("104,000", 104_000_00), ("£12.50", 12_50), ("250k", 250_000_00), ("1.2m", 1_200_000_00), ("GBP 5", 5_00)],
)
def test_amounts_are_read_to_the_penny(written: str, pence: int) -> None:
    assert read_pence(written) == pence


def test_bounds_and_open_amounts_are_kept_apart_and_no_answer_to_a_plain_question() -> None:
    bound, open_one, bare = read_asked("up to £100,000"), read_asked("TBC up to 100,000"), read_asked("TBC")
    assert (bound.pence, bound.is_up_to, bound.is_tbc) == (100_000_00, True, False)
    assert (open_one.pence, open_one.is_up_to, open_one.is_tbc) == (100_000_00, True, True)
    assert (bare.pence, bare.is_tbc) == (None, True)
    for written in ("TBC", "up to 100,000"):
        with pytest.raises(InvalidInputError, match="is not settled"):
            read_pence(written)


@pytest.mark.parametrize("written", ["2018/19", "18/19", "2018-19", "FY18/19", "2018/2019"])
def test_financial_years_are_read(written: str) -> None:
    assert read_year(written) == 2018


@pytest.mark.parametrize(
    ("written", "mend"), [("2018", "2017/18 or 2018/19"), ("2018/20", "Write it as 2018/19"), ("next", "2018/19")]
)
def test_what_is_no_financial_year_is_refused_with_what_may_be_meant(written: str, mend: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_year(written)
    assert mend in refused.value.mend


@pytest.mark.parametrize("written", ["5 beds x 26 weeks x £800", "5 beds × 26 weeks × 800", "5 beds x 26 weeks @ £800"])
def test_a_product_is_read_with_and_without_the_sign(written: str) -> None:
    found = read_product(written)
    assert (found.quantity, found.periods, found.rate_pence) == (Decimal(5), Decimal(26), 800_00)
    assert (found.pence, found.words) == (104_000_00, "5 beds x 26 weeks x £800")


def test_a_product_beyond_any_budget_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="No budget is that large"):
        read_product("900000 beds x 900000 weeks x £800000")


@pytest.mark.parametrize(
    "written",
    [
        "-5 beds x 2 weeks x £5",
        "1e3 beds x 2 weeks x £5",
        "1,5 beds x 2 weeks x £5",
        "5 beds x 26 weeks x 2 homes x £800",
        "3 x £33.333",
        "3 x 33.333",
    ],
)
def test_a_product_of_which_a_part_cannot_be_read_is_refused_whole(written: str) -> None:
    with pytest.raises(InvalidInputError, match="not a sum that can be reckoned"):
        read_costs_text(f"Beds; {written}", NAMES)


def test_an_upper_bound_that_is_a_product_stays_one() -> None:
    (line,) = read_costs_text("Beds; up to 5 beds x 26 weeks x £800", NAMES).lines
    assert (line.is_up_to, line.quantity, line.rate_pence) == (True, Decimal(5), 800_00)


def test_lines_are_pasted_at_once() -> None:
    typed = read_costs_text(
        "Viewer; 2018/19 50,000; 2019/20 45,000; total 90,000; PC\n"
        "\n"
        "Beds; 5 beds x 26 weeks x 800; 2018/19 104,000 non-recurrent; partner: Hackney; note: winter; only\n"
        "Website\t2018/19 up to 2,000\n"
        "Nine further lines; TBC\n"
        "Total PC: 412,550\n"
        "Total CY: up to 500,000\n"
        "Total: £2,478,817",
        NAMES,
    )
    viewer, beds, website, nine = typed.lines
    assert (viewer.years, viewer.stated_total_pence, viewer.workstream) == (
        (YearAmount(2018, 50_000_00), YearAmount(2019, 45_000_00)),
        90_000_00,
        "PC",
    )
    assert (beds.quantity, beds.organisation, beds.note) == (Decimal(5), "HACKNEY", "winter; only")
    assert beds.years == (YearAmount(2018, 104_000_00, Recurrence.NON_RECURRENT),)
    assert website.years == (YearAmount(2018, 2_000_00, is_up_to=True),)
    assert (nine.is_tbc, nine.years, nine.stated_total_pence) == (True, (), None)
    assert typed.stated_totals == (StatedTotal(412_550_00, "PC"), StatedTotal(500_000_00, "CY", is_up_to=True))
    assert typed.stated_total_pence == 2_478_817_00


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Viewer; 2018/19 ten thousand", "Line 1: “ten thousand” is not an amount."),
        ("Viewer; 2018/19 0", "Line 1: “0” is nothing."),
        ("Viewer; 2018/19 -1", "less than nothing"),
        ("Viewer; 2018/19 1e12", "not written as people write money"),
        ("Viewer; 2018/20 5", "is not one financial year"),
        ("Viewer; 2018/19 5; 2018/19 6", "names 2018/19 twice"),
        ("Viewer", "“Viewer” has no amount."),
        ("2018/19 50,000", "The line has no name."),
        ("Viewer; 5; workstream: XX", "There is no workstream “XX”."),
        ("Total moon: 5", "“moon” is no workstream, organisation or year."),
        (" \n ", "No line of costs is given."),
        ("\n".join(["a; 0"] * 6), "2 more lines cannot be taken."),
        ("\n".join(f"a{n}; 5" for n in range(201)), "up to 200 lines"),
    ],
)
def test_lines_that_cannot_be_taken_are_named_with_the_reason(written: str, said: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_costs_text(written, NAMES)
    assert said in str(refused.value)


def test_the_third_round_is_written_as_text_and_read_back_alike() -> None:
    content = third_round()
    typed = read_costs_text(costs_text(content), NAMES)
    assert typed.lines == content.costs
    assert (typed.stated_totals, typed.stated_total_pence) == (content.stated_totals, content.stated_total_pence)


def imported(table: str) -> ImportedCosts:
    sheet = read_workbook(table.encode(), "costs.csv").sheets[0]
    return lines_from(interpret(RegisterKind.COSTS, sheet), sheet, NAMES)


def test_a_table_s_printed_totals_are_kept_as_they_are() -> None:
    read = imported(
        "Workstream,Line,2018/19,2019/20,Total\n"
        "PC,Viewer,50,45,90\n"
        "PC,Letters,5,,5\n"
        "Total PC,,55,45,95\n"
        "UC,Tablets,3,,3\n"
        "Grand total,,58,45,98\n"
    )
    assert read.stated_total_pence == 98_00
    assert read.stated_totals == (
        StatedTotal(55_00, "PC", year=2018),
        StatedTotal(45_00, "PC", year=2019),
        StatedTotal(95_00, "PC"),
        StatedTotal(58_00, year=2018),
        StatedTotal(45_00, year=2019),
    )
    assert [line.stated_total_pence for line in read.lines] == [90_00, 5_00, 3_00]


def test_an_amount_that_cannot_be_read_stays_open_and_0_is_not_to_be_confirmed() -> None:
    read = imported("Line,2018/19,2019/20\nA,ten thousand,5\nB,1e12,\nC,0,0\nD,TBC,7\n")
    assert [(line.what, line.note, [(one.pence, one.is_tbc) for one in line.years]) for line in read.lines] == [
        ("A", "“ten thousand” was not read", [(5_00, False), (None, True)]),
        ("B", "“1e12” was not read", [(None, True)]),
        ("D", "", [(None, True), (7_00, False)]),
    ]
    assert read.doubts[0].startswith("Rows 2, 3 have amounts that cannot be read")
    assert "Row 4 (“C”) was left out: it asks for nothing." in read.doubts


def test_a_table_with_a_negative_cost_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"Row 2, “Rebate”, asks -£50\."):
        imported("Line,2018/19,Total\nRebate,-50,-50\n")
