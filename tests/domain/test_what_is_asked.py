"""On which recommendation the money hangs, what boards before answered, and to which vote a reason belongs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.proposals.answered import answered
from bot.domain.proposals.content import EVERY_BOARD, Content, CostLine, Recommendation, YearAmount
from bot.domain.proposals.decisions import Decision, DecisionKind, Part, part_to_json
from bot.domain.proposals.money_named import asked_less, leaves_money_open, with_money_named
from bot.domain.proposals.reasons import reasoned_choices
from bot.domain.proposals.records import Ask, Choice, Outcome

COSTS = (CostLine(1, "Beds", years=(YearAmount(2018, 104_000_00),)),)
ONE, TWO = Recommendation(1, "Approve £104,000."), Recommendation(2, "Hear of it each month.")


def test_of_several_recommendations_one_must_be_said_to_give_the_money() -> None:
    assert leaves_money_open(Content("Beds", costs=COSTS, recommendations=(ONE, TWO)))
    marked = Recommendation(1, ONE.words, is_of_money=True)
    assert not leaves_money_open(Content("Beds", costs=COSTS, recommendations=(marked, TWO)))
    assert not leaves_money_open(Content("A note", recommendations=(ONE, TWO)))


def test_a_recommendation_that_is_alone_gives_the_money_that_is_asked() -> None:
    alone = Content("Beds", costs=COSTS, recommendations=(ONE,))
    assert not leaves_money_open(alone)
    assert with_money_named(alone).recommendations[0].is_of_money
    assert not with_money_named(Content("A note", recommendations=(ONE,))).recommendations[0].is_of_money


def test_a_board_that_is_to_approve_is_not_asked_for_less_with_what_gives_money() -> None:
    noted = Recommendation(1, ONE.words, {EVERY_BOARD: Ask.NOTE}, is_of_money=True)
    assert asked_less(Content("Beds", costs=COSTS, recommendations=(noted,)), ["ICB-H"]) == (1, "ICB-H")
    named = Recommendation(1, ONE.words, {EVERY_BOARD: Ask.NOTE, "ICB-H": Ask.APPROVE}, is_of_money=True)
    assert asked_less(Content("Beds", costs=COSTS, recommendations=(named,)), ["ICB-H"]) is None
    assert asked_less(Content("Beds", recommendations=(noted,)), ["ICB-H"]) is None


@pytest.mark.parametrize(
    ("chosen", "asked", "reasoned"),
    [
        ({Choice.FOR}, (), {Choice.FOR}),
        ({Choice.FOR, Choice.AGAINST}, ("against",), {Choice.AGAINST}),
        ({Choice.FOR, Choice.ABSTAIN}, ("against",), {Choice.ABSTAIN}),
        ({Choice.FOR, Choice.AGAINST, Choice.ABSTAIN}, ("against", "abstain"), {Choice.AGAINST, Choice.ABSTAIN}),
        ({Choice.WITH_CONDITIONS, Choice.AGAINST}, ("against", "with_conditions"), {Choice.AGAINST}),
    ],
)
def test_a_reason_against_one_recommendation_does_not_stand_beside_another(
    chosen: set[Choice], asked: tuple[str, ...], reasoned: set[Choice]
) -> None:
    assert reasoned_choices(frozenset(chosen), asked) == reasoned


def test_what_a_board_answered_is_told_with_its_part_and_conditions() -> None:
    def record(words: str) -> Decision:
        return Decision(
            id=1,
            number="TB-2018-1",
            board="TB",
            year=2018,
            serial=1,
            proposal_id=1,
            stage_id=1,
            sitting=1,
            kind=DecisionKind.BOARD,
            about_id=None,
            decided_on=date(2018, 10, 31),
            outcome=Outcome.IN_PART,
            words=words,
            record={"part": part_to_json(Part(years=(2018,)))},
            digest="",
            entered_by="",
            entered_at=datetime(2018, 10, 31, 15, tzinfo=UTC),
        )

    said = answered("TB", record("AGREED TO RECOMMEND 2018/19 only, with a stocktake in February."), ["Weekly figures"])
    assert said.words == ("AGREED TO RECOMMEND 2018/19 only, with a stocktake in February, subject to: Weekly figures.")
    assert answered("TB", record("AGREED TO RECOMMEND."), []).words == "AGREED TO RECOMMEND, for 2018/19 only."
