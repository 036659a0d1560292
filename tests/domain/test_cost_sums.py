"""What a proposal's costs come to, and what is wrong with them: the third round of the IT fund, and lines made up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.funds import money_lines, open_lines
from bot.domain.imports.drafts import Recurrence
from bot.domain.proposals.content import Content, CostLine, Recommendation, StatedTotal, YearAmount, from_json, to_json
from bot.domain.proposals.cost_faults import CostFault, FaultKind, faults_of
from bot.domain.proposals.cost_text import year_text
from bot.domain.proposals.costs import all_parts, asked_pence, asked_sum, by_year, reckoned_pence, sum_of, totals_of
from tests.support.costs import NAMES, third_round

ENVELOPE = 2_500_000_00


@pytest.fixture(scope="module")
def third() -> Content:
    return third_round()


@pytest.fixture(scope="module")
def found(third: Content) -> tuple[CostFault, ...]:
    return faults_of(third, NAMES.name, envelope_pence=ENVELOPE)


def of_kind(found: tuple[CostFault, ...], kind: FaultKind) -> list[str]:
    return [fault.words for fault in found if fault.kind is kind]


def test_a_line_of_planned_care_has_years_that_give_95_000_against_a_printed_90_000(
    found: tuple[CostFault, ...],
) -> None:
    assert of_kind(found, FaultKind.YEARS) == [
        (
            "Line 1, “Viewer for virtual referral review”: its years come to £95,000, and its total says £90,000, "
            "£5,000 less."
        )
    ]
    assert of_kind(found, FaultKind.TOTAL) == [
        (
            "The total of Planned Care says £412,550; its lines come to £417,550, £5,000 more. "
            "It adds up the totals typed for its lines; see line 1."
        )
    ]


def test_children_s_lines_come_to_at_least_227_000_so_273_000_has_no_line(found: tuple[CostFault, ...]) -> None:
    assert of_kind(found, FaultKind.NO_LINE) == [
        (
            "The total of Children and Young People says up to £500,000; its lines come to at least £227,000 "
            "(£217,000 of it in 2018/19), so £273,000 has no line."
        )
    ]


def test_prevention_s_total_counts_its_line_to_be_confirmed(found: tuple[CostFault, ...]) -> None:
    assert of_kind(found, FaultKind.COUNTS_UNCONFIRMED) == [
        (
            "The total of Prevention says £397,700: that counts up to £100,000 of line 28 to be confirmed. "
            "Without it the lines come to at least £297,700."
        )
    ]


def test_18_000_names_no_year(found: tuple[CostFault, ...]) -> None:
    assert of_kind(found, FaultKind.NO_YEAR) == [
        "Line 8, “Post extended by three months”: £18,000 names no financial year."
    ]


def test_its_first_year_comes_to_at_least_879_690_without_what_names_no_year(third: Content) -> None:
    first = totals_of(third).by_year[2018]
    assert (first.known, first.is_at_least) == (879_690_00, True)
    assert totals_of(third).by_year[None].known == (18_000 + 283_000) * 100


def test_the_whole_total_adds_up_parts_that_are_wrong(third: Content, found: tuple[CostFault, ...]) -> None:
    assert of_kind(found, FaultKind.WHOLE) == [
        (
            "The whole total of £2,478,817 adds up the totals of its parts as they are typed; the lines come to "
            "£2,110,817 with every upper bound in full, £368,000 less."
        )
    ]
    assert asked_pence(third) == 1_827_817_00


def test_what_was_approved_earlier_counts_in_totals_and_is_not_asked_again(third: Content) -> None:
    (given,) = (line for line in third.costs if line.is_given)
    whole = totals_of(third).whole
    assert (given.what, whole.given) == ("Project management posts", 283_000_00)
    assert whole.asked == whole.known - 283_000_00


def test_what_is_asked_of_a_fund_is_what_a_proposal_asks_for(third: Content) -> None:
    assert sum(line.pence for line in money_lines(third)) == asked_pence(third)
    assert open_lines(third) == sum(part.pence is None or part.is_unconfirmed for part in all_parts(third))


def test_unplanned_care_and_what_is_shared_are_as_printed(found: tuple[CostFault, ...]) -> None:
    assert not [fault for fault in found if "Unplanned" in fault.words or "Shared" in fault.words]


def test_an_envelope_ten_times_too_large_in_a_recommendation_is_pointed_out(third: Content) -> None:
    misprinted = replace(third, recommendations=(Recommendation(1, "Use the fund of £25m, of which £2.5m is new."),))
    assert of_kind(faults_of(misprinted, envelope_pence=ENVELOPE), FaultKind.WORDS) == [
        (
            "Recommendation 1 says £25m: ten times the fund's envelope, £2,500,000. "
            "A nought or a point may be out of place."
        )
    ]


def beds(**changes: object) -> CostLine:
    line = CostLine(
        1,
        "Beds",
        years=(YearAmount(2018, 104_000_00),),
        recurrence=Recurrence.NON_RECURRENT,
        quantity=Decimal(5),
        unit="beds",
        periods=Decimal(26),
        period="weeks",
        rate_pence=800_00,
        stated_total_pence=104_000_00,
    )
    return replace(line, **changes)


def test_five_beds_for_26_weeks_at_800_are_104_000() -> None:
    content = Content("Beds", money_of=("HACKNEY",), costs=(beds(),), stated_total_pence=104_000_00)
    assert reckoned_pence(beds()) == 104_000_00
    assert not faults_of(content)
    totals = totals_of(content)
    assert totals.whole.words == "£104,000"
    assert {key: one.known for key, one in totals.by_organisation.items()} == {"HACKNEY": 104_000_00}
    assert list(totals.by_recurrence) == [Recurrence.NON_RECURRENT]


def test_a_sum_is_set_beside_what_was_typed() -> None:
    content = Content("Beds", costs=(beds(periods=Decimal(27)),))
    assert of_kind(faults_of(content), FaultKind.RECKONING) == [
        "Line 1, “Beds”: 5 beds x 27 weeks x £800 comes to £108,000, and its total says £104,000, £4,000 less."
    ]


def test_what_may_be_less_and_what_may_be_more_are_both_said_of_what_is_asked(third: Content) -> None:
    asked = asked_sum(third)
    assert asked is not None
    assert asked.words == (
        "£1,827,817 (£475,996 of it “up to”), up to £100,000 to be confirmed, and more without a figure"
    )
    assert totals_of(third).by_year[2019].words == "£884,177 (£475,996 of it “up to”), and more to be confirmed"


def test_what_is_to_be_confirmed_without_a_figure_makes_every_year_a_least() -> None:
    line = CostLine(2, "More", is_tbc=True)
    totals = totals_of(Content("", costs=(beds(), line)))
    assert totals.whole.words == "at least £104,000"
    assert totals.by_year[2018].words == "at least £104,000"
    assert None not in totals.by_year


def test_two_lines_of_one_name_and_a_recommendation_on_no_line_are_told() -> None:
    content = Content(
        "", costs=(beds(), beds(number=2)), recommendations=(Recommendation(1, "Agree it", lines=(2, 7)),)
    )
    words = [fault.words for fault in faults_of(content)]
    assert "Line 2, “Beds”: line 1 has the same name in the same part." in words
    assert "Recommendation 1 is about line 7, which is not among the costs." in words


def test_what_differs_most_is_said_first() -> None:
    costs = tuple(
        CostLine(number, f"Thing {number}", (YearAmount(2018, 10_00),), stated_total_pence=total)
        for number, total in ((1, 11_00), (2, 19_00))
    )
    content = Content("", costs=costs, stated_total_pence=6_00, recommendations=(Recommendation(1, "Approve 200"),))
    kinds = [(fault.kind, fault.lines) for fault in faults_of(content)]
    assert kinds == [(FaultKind.TOTAL, (1, 2)), (FaultKind.YEARS, (2,)), (FaultKind.YEARS, (1,))]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            Content("", costs=(beds(),), recommendations=(Recommendation(1, "Approve 1.04m"),)),
            "Recommendation 1 says 1.04m: ten times what the lines come to, £104,000.",
        ),
        (
            Content("", recommendations=(Recommendation(1, "Approve £2.5m for it"),)),
            "Recommendation 1 says £2.5m, and no costs are given.",
        ),
        (Content("", stated_total_pence=5_00), "The whole total says £5, and no line says what it is for."),
    ],
)
def test_money_that_goes_with_no_costs_is_pointed_out(content: Content, words: str) -> None:
    (fault,) = faults_of(content)
    assert fault.words.startswith(words)


def test_an_upper_bound_is_one_wherever_it_is_said() -> None:
    line = CostLine(1, "Staff", (YearAmount(2018, 40_00),), is_up_to=True, stated_total_pence=90_00)
    assert year_text(line, line.years[0]) == "up to £40"
    (fault,) = faults_of(Content("", costs=(line,)))
    assert fault.words == "Line 1, “Staff”: its years come to up to £40, and its total says up to £90, £50 more."


def test_a_year_s_total_is_compared_with_that_year_alone() -> None:
    costs = (CostLine(1, "A", (YearAmount(2018, 1_00), YearAmount(2019, 2_00))),)
    right = Content("", costs=costs, stated_totals=(StatedTotal(2_00, year=2019),))
    wrong = Content("", costs=costs, stated_totals=(StatedTotal(3_00, year=2019),))
    assert not faults_of(right)
    assert [fault.words for fault in faults_of(wrong)] == [
        "The total of 2019/20 says £3; its lines come to £2, so £1 has no line."
    ]


amounts = st.one_of(st.none(), st.integers(1, 10**14))
years = st.lists(
    st.builds(
        YearAmount,
        st.one_of(st.none(), st.integers(2016, 2022)),
        amounts,
        st.sampled_from([None, *Recurrence]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=3,
)
lines = st.builds(
    CostLine,
    number=st.just(1),
    what=st.sampled_from("abc"),
    years=years.map(tuple),
    workstream=st.sampled_from(["", "PC", "UC"]),
    organisation=st.sampled_from(["", "CCG", "HACKNEY"]),
    recurrence=st.sampled_from([None, *Recurrence]),
    stated_total_pence=amounts,
    is_up_to=st.booleans(),
    is_tbc=st.booleans(),
)


@given(st.lists(lines, max_size=6))
def test_every_way_of_dividing_the_sum_adds_up_to_it(drawn: list[CostLine]) -> None:
    content = Content("", costs=tuple(replace(line, number=number) for number, line in enumerate(drawn, 1)))
    totals = totals_of(content)
    for groups in (
        totals.by_year,
        totals.by_recurrence,
        totals.by_workstream,
        totals.by_organisation,
        totals.by_section,
        by_year(all_parts(content)),
    ):
        assert sum(one.known for one in groups.values()) == totals.whole.known
        assert sum(one.unconfirmed for one in groups.values()) == totals.whole.unconfirmed
    assert sum_of(all_parts(content)) == totals.whole
    faults_of(content)
    assert from_json(to_json(content)) == content
