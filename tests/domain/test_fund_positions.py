"""How a fund stands: its sums are exact whichever way they are cut, and what was given is asked no more."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fund_positions import Part, Position, Standing
from bot.domain.funds import (
    Fund,
    MoneyLine,
    Overdraw,
    money_lines,
    narrowed,
    open_lines,
    without,
)
from bot.domain.imports.drafts import Recurrence
from bot.domain.proposals.content import Content, CostLine, YearAmount

FUND = Fund("IT-3", "IT enabler fund", 250_000_000, years=(2018, 2019))
BEDS = CostLine(
    1,
    "Beds",
    quantity=Decimal(5),
    unit="beds",
    periods=Decimal(26),
    period="weeks",
    rate_pence=80_000,
    recurrence=Recurrence.NON_RECURRENT,
)


def test_what_a_version_asks_is_taken_line_by_line_and_year_by_year():
    viewer = CostLine(2, "Viewer", (YearAmount(2018, 5_000_000), YearAmount(2019, 4_500_000)), "PC")
    earlier = CostLine(4, "Project management", stated_total_pence=28_300_000, is_given=True)
    tbc = CostLine(3, "Website", (YearAmount(2018, None, is_tbc=True),), "CY")
    lines = money_lines(Content("IT", costs=(BEDS, viewer, tbc, earlier), money_of=("HACKNEY",)), "UC")
    assert lines == (
        MoneyLine(1, "Beds", 10_400_000, None, "UC", "HACKNEY", "non_recurrent"),
        MoneyLine(2, "Viewer", 5_000_000, 2018, "PC", "HACKNEY"),
        MoneyLine(2, "Viewer", 4_500_000, 2019, "PC", "HACKNEY"),
    )
    assert open_lines(Content("IT", costs=(BEDS, viewer, tbc))) == 1
    assert narrowed(lines, years={2018}) == lines[1:2]
    assert narrowed(lines, numbers={1}) == lines[:1]
    alone = money_lines(Content("IT", stated_total_pence=700, money_of=("CCG", "CITY")), "UC")
    assert alone == (MoneyLine(0, "IT", 700, None, "UC", ""),)


def test_left_is_the_envelope_less_what_was_given_with_conditions_or_without():
    parts = (
        Part(Standing.APPROVED, MoneyLine(0, "Project management", 28_300_000)),
        Part(Standing.CONDITIONAL, MoneyLine(1, "Beds", 10_400_000, 2018, "UC", "HACKNEY"), "P-1"),
        Part(Standing.ASKED, MoneyLine(1, "Viewer", 219_581_700, 2018, "PC", "CCG"), "P-2"),
    )
    position = Position(FUND, parts, spent=300)
    assert (position.left, position.left_if_all, position.unspent) == (211_300_000, -8_281_700, 28_299_700)
    assert [one.key for one in position.by_year()] == [2018, 2019, None]
    assert [one.key for one in position.by_workstream()] == ["PC", "UC", ""]
    assert position.facts() == {
        "envelope": 250_000_000,
        "approved": 28_300_000,
        "conditional": 10_400_000,
        "asked": 219_581_700,
        "left": 211_300_000,
    }


def test_an_overdraft_is_told_in_pounds():
    found = Overdraw("IT-3", "IT enabler fund", 1_000, 400)
    assert found.sentence() == (
        "Approving it would overdraw IT-3 by £6: £10 is wanted, and £4 is left of IT enabler fund."
    )
    allowed = Overdraw("IT-3", "IT enabler fund", 1_000, -400, is_allowed=True, allowed_by="Ann")
    assert allowed.over == 1_400
    assert allowed.sentence().endswith("nothing is left of IT enabler fund. Ann, a finance officer, has allowed it.")


LINES = st.lists(
    st.builds(
        MoneyLine,
        st.integers(0, 4),
        st.just("line"),
        st.integers(1, 10**11),
        st.sampled_from([None, 2018, 2019]),
        st.sampled_from(["", "PC", "UC"]),
        st.sampled_from(["", "CCG"]),
    ),
    max_size=8,
)


@given(LINES, st.lists(st.sampled_from(Standing), min_size=8, max_size=8), st.integers(1, 10**12))
def test_every_cut_of_a_position_sums_to_the_same(lines, standings, envelope):
    parts = tuple(Part(standing, line) for standing, line in zip(standings, lines, strict=False))
    position = Position(Fund("F", "Fund", envelope, years=(2018,)), parts)
    for cut in (position.by_year(), position.by_workstream(), position.by_organisation()):
        together = [
            sum(values)
            for values in zip(*((one.sums.approved, one.sums.conditional, one.sums.asked) for one in cut), strict=True)
        ]
        assert tuple(together or (0, 0, 0)) == (position.approved, position.conditional, position.asked)
    assert position.approved + position.conditional + position.asked == sum(line.pence for line in lines)
    assert envelope == position.approved + position.conditional + position.left
    assert position.left == position.asked + position.left_if_all


@given(LINES, LINES)
def test_what_was_given_is_taken_off_what_is_asked_and_never_below_nothing(asked, given_before):
    rest = without(asked, given_before)
    wanted, had = (sum(line.pence for line in lines) for lines in (asked, given_before))
    assert sum(line.pence for line in rest) == max(wanted - had, 0)
    assert all(line.pence > 0 for line in rest)
