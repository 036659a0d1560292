"""Which money a board's answer gives: what it approved of what hangs on it, and what stays of earlier decisions."""

from __future__ import annotations

import pytest

from bot.domain.funds import MoneyLine
from bot.domain.proposals.content import Content, CostLine, Recommendation, YearAmount
from bot.domain.proposals.decisions import WHOLE, ItemResult
from bot.domain.proposals.granting import merged, part_of_items
from bot.domain.proposals.records import Ask, Outcome

LINES = tuple(CostLine(n, f"Thing {n}", (YearAmount(2018, 1_000_00),)) for n in (1, 2))


def content(*flags: bool) -> Content:
    asked = tuple(Recommendation(n, f"Do thing {n}", lines=(n,), is_of_money=flag) for n, flag in enumerate(flags, 1))
    return Content("Things", costs=LINES, recommendations=asked)


def answer(number: int, outcome: Outcome, ask: Ask = Ask.APPROVE) -> ItemResult:
    return ItemResult(number, "", ask, outcome)


YES, NO, NOTED = Outcome.APPROVED, Outcome.REJECTED, Outcome.NOTED


@pytest.mark.parametrize(
    ("flags", "outcomes", "covered"),
    [
        pytest.param((True, True), (YES, YES), {1, 2}, id="both approved"),
        pytest.param((True, True), (YES, NO), {1}, id="each for its lines"),
        pytest.param((True, False), (YES, NO), {1, 2}, id="what is not about money takes nothing"),
        pytest.param((True, False), (NO, YES), set(), id="the money was refused"),
        pytest.param((False, False), (NO, YES), set(), id="nobody said on which it hangs, and one was refused"),
        pytest.param((False, False), (YES, YES), {1, 2}, id="nobody said, and all were approved"),
        pytest.param((True, False), (NOTED, YES), set(), id="what was only noted gives nothing"),
    ],
)
def test_what_a_board_approves_is_given(
    flags: tuple[bool, ...], outcomes: tuple[Outcome, ...], covered: set[int]
) -> None:
    items = [answer(n, outcome, Ask.NOTE if outcome is NOTED else Ask.APPROVE) for n, outcome in enumerate(outcomes, 1)]
    part = part_of_items(content(*flags), items, WHOLE, Ask.APPROVE)
    assert {n for n in (1, 2) if part.covers(n, 2018)} == covered


def test_a_version_without_recommendations_is_answered_as_a_whole() -> None:
    part = part_of_items(content(), [answer(0, YES)], WHOLE, Ask.APPROVE)
    assert part == WHOLE


def line(title: str, pounds: int, year: int = 2018) -> MoneyLine:
    return MoneyLine(1, title, pounds * 100, year)


def test_a_later_decision_counts_in_place_of_an_earlier_one_line_by_line() -> None:
    before = (line("Beds", 100), line("Chairs", 20), line("Beds", 50, 2019))
    asked = (line("Beds", 90), line("Beds", 50, 2019), line("Lamps", 5))
    given = (line("Beds", 90),)
    assert merged(given, before, asked) == (line("Beds", 90), line("Beds", 50, 2019))
    assert merged((), before, ()) == ()
