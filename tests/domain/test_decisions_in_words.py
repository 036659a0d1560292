"""What boards decide, as pure values: outcomes, words, money, lines of a form, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.funds import MoneyLine
from bot.domain.proposals.conditions import Condition, ConditionState, Watched, comes_back, in_force
from bot.domain.proposals.decision_numbers import read_number
from bot.domain.proposals.decision_words import resolution_words
from bot.domain.proposals.decisions import (
    Due,
    ItemResult,
    OnLapse,
    Part,
    Resolution,
    Terms,
    outcome_of_items,
)
from bot.domain.proposals.granting import Approval, granted
from bot.domain.proposals.records import Ask, Outcome
from bot.domain.proposals.resolved_lines import Defaults, LineFaultError, Readers, read_conditions, read_milestones

PASSED = ItemResult(1, "Do it", Ask.APPROVE, Outcome.APPROVED)
REFUSED = ItemResult(2, "Do more", Ask.APPROVE, Outcome.REJECTED)
DAY = date(2018, 11, 16)


@pytest.mark.parametrize(
    ("items", "more", "outcome"),
    [
        ((PASSED,), {}, Outcome.APPROVED),
        ((PASSED,), {"has_conditions": True}, Outcome.CONDITIONAL),
        ((PASSED,), {"part": Part(years=(2018,))}, Outcome.IN_PART),
        ((PASSED, REFUSED), {"has_conditions": True}, Outcome.IN_PART),
        ((REFUSED,), {}, Outcome.REJECTED),
    ],
)
def test_answers_come_to_an_outcome(items, more, outcome) -> None:  # type: ignore[no-untyped-def]
    assert outcome_of_items(items, Ask.APPROVE, **more) is outcome
    noted = Outcome.REJECTED if outcome is Outcome.REJECTED else Outcome.NOTED
    assert outcome_of_items(items, Ask.NOTE, **more) is noted


def test_words_are_those_of_minutes() -> None:
    said = Resolution(
        Outcome.CONDITIONAL,
        DAY,
        (replace(PASSED, amended="Do less"), replace(REFUSED, outcome=Outcome.APPROVED)),
        part=Part((2018, 2020), (3,)),
        conditions=(Terms("One."), Terms("Two")),
        review_on=date(2019, 2, 15),
    )
    assert resolution_words(said, Ask.APPROVE, date.isoformat, "£5") == (
        "Recommendation 1 APPROVED as amended: “Do less”; recommendation 2 APPROVED; that is for 2018/19 and 2020/21, "
        "line 3 only (£5), subject to: (1) One; (2) Two. To come back for review on 2019-02-15."
    )
    assert resolution_words(Resolution(Outcome.DEFERRED, DAY, reason="No time."), Ask.NOTE, str) == "DEFERRED: No time."


@pytest.mark.parametrize("written", ["ICB-H-2018-3", "icb-h 2018 03", " Icb-H-2018-3 "])
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert read_number(written, ("TB", "ICB-H")) == "ICB-H-2018-3"


@pytest.mark.parametrize("written", ["", "ICB-H", "ICB-X-2018-3", "ICB-H-2018-0", "ICB-H-18-3"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert read_number(written, ("TB", "ICB-H")) is None


def person(written: str) -> tuple[int | None, str]:
    if written != "the treasurer":
        raise LineFaultError(written)
    return 7, "Treasurer"


READERS = Readers(person, date.fromisoformat)
DEFAULTS = Defaults(1, 2, "the chair", DAY)


def test_a_condition_is_read_with_what_stands_behind_it() -> None:
    plain, whole = read_conditions(
        "- Value; for money\nFigures; owner: the treasurer; by: 2019-01-31; shown by: a letter; after; falls",
        READERS,
        DEFAULTS,
    )
    assert plain == Terms("Value; for money", 1, "", DAY, 2, "the chair", Due.BEFORE, OnLapse.STAYS)
    assert whole == Terms("Figures", 7, "a letter", date(2019, 1, 31), 2, "the chair", Due.AFTER, OnLapse.FALLS)


@pytest.mark.parametrize("written", ["; owner: the treasurer", "X; owner: somebody", "X; after; soon", "X\n" * 21])
def test_a_line_that_cannot_be_taken_is_refused(written: str) -> None:
    with pytest.raises(LineFaultError):
        read_conditions(written, READERS, DEFAULTS)


def test_a_milestone_has_an_owner_and_a_day_and_no_more() -> None:
    (one,) = read_milestones("Open; by: 2018-12-03", READERS, 1)
    assert (one.owner_id, one.due_on) == (1, date(2018, 12, 3))
    with pytest.raises(LineFaultError):
        read_milestones("Open; shown by: a photograph", READERS, 1)


def condition(state: ConditionState, due: Due, on_lapse: OnLapse) -> Condition:
    return Condition(1, 1, 1, "TB", 1, "x", None, "", DAY, None, "", due, on_lapse, state, None, "", "", None, 1)


@pytest.mark.parametrize(
    ("state", "due", "on_lapse", "is_in_force"),
    [
        (ConditionState.OPEN, Due.BEFORE, OnLapse.STAYS, False),
        (ConditionState.OPEN, Due.AFTER, OnLapse.STAYS, True),
        (ConditionState.DISCHARGED, Due.BEFORE, OnLapse.FALLS, True),
        (ConditionState.WAIVED, Due.BEFORE, OnLapse.FALLS, True),
        (ConditionState.LAPSED, Due.BEFORE, OnLapse.STAYS, True),
        (ConditionState.LAPSED, Due.AFTER, OnLapse.FALLS, True),
    ],
)
def test_an_approval_stands_as_its_conditions_do(state, due, on_lapse, is_in_force) -> None:  # type: ignore[no-untyped-def]
    assert in_force([condition(state, due, on_lapse)]) is is_in_force


@pytest.mark.parametrize(
    ("percent", "pence", "basis", "asked", "back"),
    [
        (10, None, 1000, 1099, False),
        (10, None, 1000, 1100, True),
        (10, None, 1000, 900, True),
        (None, 50, 1000, 1049, False),
        (None, 50, 1000, 1050, True),
        (10, None, 1000, None, True),
        (10, None, None, 5, True),
        (None, None, 1000, 9000, False),
        (10, None, 0, 0, False),
    ],
)
def test_a_delegation_comes_back_when_costs_change_so_much(percent, pence, basis, asked, back) -> None:  # type: ignore[no-untyped-def]
    watched = Watched(1, 1, 1, "TB", "ITEB", "ITEB", "x", percent, pence, basis, "open")
    assert comes_back(watched, asked) is back


PENCE = st.integers(min_value=1, max_value=10**9)
YEARS = st.sampled_from((2018, 2019, 2020))
LINES = st.lists(st.tuples(PENCE, YEARS, st.sampled_from(("A", "B"))), min_size=1, max_size=6).map(
    lambda rows: tuple(
        MoneyLine(number, f"Line {number}", pence, year, organisation=whose)
        for number, (pence, year, whose) in enumerate(rows, 1)
    )
)
PARTS = st.builds(Part, years=st.lists(YEARS, unique=True, max_size=2).map(tuple), lines=st.just(()))


@given(LINES, PARTS, PARTS)
def test_no_more_is_given_than_each_board_approved(lines: tuple[MoneyLine, ...], one: Part, other: Part) -> None:
    first, second = Approval(lines, one), Approval(lines, other)
    given_lines = granted([first, second])
    assert set(given_lines) <= set(first.approved) & set(second.approved)
    assert sum(line.pence for line in given_lines) == sum(
        line.pence for line in lines if one.and_(other).covers(line.number, line.year)
    )


@given(LINES)
def test_a_board_has_no_say_on_money_it_does_not_decide_on(lines: tuple[MoneyLine, ...]) -> None:
    nothing = Part(is_nothing=True)
    given_lines = granted([Approval(lines, nothing, ("B",)), Approval(lines, Part(), ("A",))])
    assert given_lines == tuple(line for line in lines if line.organisation == "A")


def test_a_board_that_approved_less_of_an_earlier_version_gives_less() -> None:
    before, now = MoneyLine(1, "Beds", 100, 2018), MoneyLine(1, "Beds", 150, 2018)
    assert granted([Approval((before,)), Approval((now,))]) == (before,)
