"""Whose Home shows what was changed, as events tell it."""

from __future__ import annotations

import pytest

from bot.domain.homes import Concerned, concerned_by

OFFICER = "slack:U0GOVOFFICER"


@pytest.mark.parametrize(
    ("events", "concerned"),
    [
        pytest.param([], Concerned(), id="nothing"),
        pytest.param(
            [("person:4", "action:ICBOct18-3"), (OFFICER, "risk:PC11"), (OFFICER, "person:7")],
            Concerned(people=frozenset({4, 7}), actions=frozenset({"ICBOct18-3"}), risks=frozenset({"PC11"})),
            id="who did it, to whom, and of what",
        ),
        pytest.param([(OFFICER, "person:U0X")], Concerned(), id="an account is no person"),
        pytest.param([(OFFICER, "round:2018-12")], Concerned(everybody=True), id="a round"),
        pytest.param([(OFFICER, "board:ICB-H")], Concerned(everybody=True), id="a board's dates"),
        pytest.param([(OFFICER, "board:ICB-H:PC11")], Concerned(), id="a board's decision on one risk"),
        pytest.param([(OFFICER, f"risk:PC{one}") for one in range(101)], Concerned(everybody=True), id="an import"),
    ],
)
def test_whose_desk_shows_it(events, concerned):
    assert concerned_by(events) == concerned
